//! Debug: records as they are on the wire, without what is absent, and without secrets.

use std::fmt::{self, Debug, Formatter};

use super::parameter::item_rules;
use super::{Format, HIDDEN, Record, Rule, Value, View};

/// Shows a record: its properties as the document calls them, those that are there.
///
/// # Errors
/// What the formatter fails with.
#[doc(hidden)]
pub fn debug<R: Record>(record: &R, formatter: &mut Formatter<'_>) -> fmt::Result {
    debug_record(record, std::any::type_name::<R>(), formatter)
}

fn debug_record(record: &dyn Record, path: &str, formatter: &mut Formatter<'_>) -> fmt::Result {
    let name = path.rsplit("::").next().unwrap_or(path);
    let mut shown = formatter.debug_struct(name);
    for (index, field) in record.fields().iter().enumerate() {
        let Some(view) = record.get(index).map(Value::view) else { continue };
        if !matches!(view, View::Absent) {
            shown.field(field.name(), &Shown { view, rules: field.rules() });
        }
    }
    if let Some(rest) = record.rest() {
        rest.each(&mut |name, value| {
            shown.field(name, &Shown { view: value.view(), rules: &[] });
        });
    }
    shown.finish()
}

/// A value, with what the document says of it.
struct Shown<'v> {
    view: View<'v>,
    rules: &'v [Rule],
}

impl Debug for Shown<'_> {
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
            View::Union(union) => Debug::fmt(union, formatter),
            View::UntaggedUnion(alternatives) => Debug::fmt(alternatives, formatter),
            View::List(list) => {
                let items = (0..list.count()).map_while(|index| list.item(index));
                let rules = item_rules(rules);
                let shown = items.map(|item| Shown { view: item.view(), rules });
                formatter.debug_list().entries(shown).finish()
            }
            View::Entries(entries) => {
                let rules = rules.iter().find_map(|rule| match rule {
                    Rule::Entries(rules) => Some(*rules),
                    _ => None,
                });
                let rules = rules.unwrap_or_default();
                let mut shown = formatter.debug_map();
                entries.each(&mut |name, value| {
                    shown.entry(&name, &Shown { view: value.view(), rules });
                });
                shown.finish()
            }
        }
    }
}
