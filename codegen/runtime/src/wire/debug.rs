//! `Debug` of records: the properties by their names in JSON, without absent values and secrets.

use std::fmt::{self, Debug, Formatter};

use super::json::HIDDEN;
use super::schema::{Format, Rule, entry_rules, item_rules};
use super::value::{Record, Value, View};

/// Formats a record with the properties that are present.
///
/// # Errors
/// Returns the errors of the formatter.
#[doc(hidden)]
pub fn debug<R: Record>(record: &R, formatter: &mut Formatter<'_>) -> fmt::Result {
    debug_record(record, std::any::type_name::<R>(), formatter)
}

fn debug_record(record: &dyn Record, path: &str, formatter: &mut Formatter<'_>) -> fmt::Result {
    let name = path.rsplit("::").next().unwrap_or(path);
    let mut output = formatter.debug_struct(name);
    for (index, field) in record.fields().iter().enumerate() {
        let Some(view) = record.get(index).map(Value::view) else { continue };
        if !matches!(view, View::Absent) {
            output.field(field.name(), &DebugValue { view, rules: field.rules() });
        }
    }
    if let Some(entries) = record.additional_properties() {
        entries.each(&mut |name, value| {
            output.field(name, &DebugValue { view: value.view(), rules: &[] });
        });
    }
    output.finish()
}

/// A value and the rules of its property.
struct DebugValue<'v> {
    view: View<'v>,
    rules: &'v [Rule],
}

impl Debug for DebugValue<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self { view, rules } = *self;
        if rules.contains(&Rule::Format(Format::Password)) {
            return formatter.write_str(if matches!(view, View::Absent | View::Null) {
                "null"
            } else {
                HIDDEN
            });
        }
        match view {
            View::Absent | View::Null => formatter.write_str("null"),
            View::Text(text) | View::Enumeration(text, _) => Debug::fmt(text, formatter),
            View::Scalar(scalar) => Debug::fmt(scalar, formatter),
            View::Record(record) => Debug::fmt(record, formatter),
            View::TaggedUnion(union) => Debug::fmt(union, formatter),
            View::UntaggedUnion(union) => Debug::fmt(union, formatter),
            View::List(list) => {
                let items = (0..list.count()).map_while(|index| list.item(index));
                let rules = item_rules(rules);
                let items = items.map(|item| DebugValue { view: item.view(), rules });
                formatter.debug_list().entries(items).finish()
            }
            View::Entries(entries) => {
                let rules = entry_rules(rules);
                let mut output = formatter.debug_map();
                entries.each(&mut |name, value| {
                    output.entry(&name, &DebugValue { view: value.view(), rules });
                });
                output.finish()
            }
        }
    }
}
