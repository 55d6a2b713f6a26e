//! Enumerations of strings or numbers, which the service may extend.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::keywords::Keywords;
use crate::api::{Constant, Enumeration, Member, Shape, Type};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::names::{Scope, TypeName};

/// Whether a schema is an enumeration of strings. A `null` among them makes it nullable.
pub(crate) fn is_enumeration(keywords: &Keywords<'_>) -> bool {
    let is_string = |value: &Value| value.is_string();
    keywords.enumeration.iter().any(is_string)
        && keywords.enumeration.iter().all(|value| value.is_string() || value.is_null())
        && matches!(keywords.schema_type, None | Some("string"))
}

/// The type of the values of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConstantType {
    String,
    Int32,
    Int64,
    Float64,
}

impl From<ConstantType> for Type {
    fn from(of: ConstantType) -> Self {
        match of {
            ConstantType::String => Self::String,
            ConstantType::Int32 => Self::Int32,
            ConstantType::Int64 => Self::Int64,
            ConstantType::Float64 => Self::Float64,
        }
    }
}

/// Returns the type of an enumeration's values; `None` if the schema is not an enumeration of strings or of numbers.
pub(crate) fn type_of_values(keywords: &Keywords<'_>) -> Option<ConstantType> {
    if is_enumeration(keywords) {
        return Some(ConstantType::String);
    }
    let mut values = keywords.enumeration.iter().filter(|value| !value.is_null()).peekable();
    values.peek()?;
    let (mut whole, mut small) = (true, true);
    for value in values {
        let number = value.as_number()?;
        whole &= number.as_i64().is_some();
        small &= number.as_i64().is_some_and(|integer| i32::try_from(integer).is_ok());
    }
    match (keywords.schema_type, keywords.format.as_deref()) {
        (Some("integer"), Some("int32")) if small => Some(ConstantType::Int32),
        (None | Some("integer"), _) if whole => Some(ConstantType::Int64),
        // Single precision could merge two members.
        (None | Some("number"), _) => Some(ConstantType::Float64),
        _ => None,
    }
}

/// Returns a value as a constant of the enumeration's type.
fn constant(value: &Value, of: ConstantType) -> Option<Constant> {
    match of {
        ConstantType::String => value.as_str().map(|text| Constant::Text(text.to_owned())),
        ConstantType::Int32 | ConstantType::Int64 => value.as_i64().map(Constant::Integer),
        ConstantType::Float64 => value.as_f64().map(Constant::Float),
    }
}

fn text(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => text.clone(),
        Constant::Integer(number) => number.to_string(),
        // Both zeros are the same value.
        Constant::Float(number) => (number + 0.0).to_string(),
    }
}

/// Returns the name of a member, after its value.
fn name(value: &Value) -> TypeName {
    match value {
        Value::String(text) => TypeName::new(text),
        number => {
            let text = number.to_string();
            let text =
                text.trim_end_matches(".0").replace("e-", "e minus ").replace('.', " point ");
            match text.strip_prefix('-') {
                Some(magnitude) => TypeName::new(&format!("minus {magnitude}")),
                None => TypeName::new(&format!("value {text}")),
            }
        }
    }
}

/// Returns the enumeration of distinct values, with distinct names.
fn members(values: impl IntoIterator<Item = Member>, of: ConstantType) -> Shape {
    // `Unknown` is the variant for all other values.
    let mut scope = Scope::with(&["Unknown"]);
    let mut seen = HashSet::new();
    let mut members: Vec<Member> = Vec::new();
    for member in values {
        if seen.insert(text(&member.value)) {
            let name = scope.claim_variant(&member.name);
            members.push(Member { name, ..member });
        }
    }
    Shape::Enumeration(Enumeration { value: of.into(), members })
}

/// Returns an enumeration of strings.
pub(crate) fn texts(values: Vec<String>) -> Shape {
    let named = values.into_iter().map(|value| Member {
        name: TypeName::new(&value),
        value: Constant::Text(value),
        description: None,
    });
    members(named, ConstantType::String)
}

impl Lowering<'_> {
    /// Returns the enumeration of a schema, with the member names of its extension if there is one.
    pub(crate) fn enumeration(
        &mut self,
        keywords: &Keywords<'_>,
        extensions: &IndexMap<String, Value>,
        pointer: &Pointer,
        of: ConstantType,
    ) -> Shape {
        let values = &keywords.enumeration;
        let not_null = values.iter().filter(|value| !value.is_null()).count();
        let extension = self.member_names(extensions, pointer, &[values.len(), not_null]);
        // A list of names without one for `null` covers the other values.
        let skips_null = extension.as_ref().is_some_and(|names| names.len() == not_null);
        let descriptions = self.member_descriptions(extensions, pointer, values);
        let named = values
            .iter()
            .filter(|value| !(skips_null && value.is_null()))
            .enumerate()
            .filter_map(|(index, value)| {
                let wanted = extension.as_ref().and_then(|names| names.get(index));
                let name = wanted.map_or_else(|| name(value), |wanted| TypeName::new(wanted));
                let description = descriptions.get(value).cloned();
                Some(Member { name, value: constant(value, of)?, description })
            })
            .collect::<Vec<_>>();
        self.check_members(&named, &pointer.child("enum"));
        members(named, of)
    }

    /// Reports members with the same name in Rust.
    fn check_members(&mut self, named: &[Member], pointer: &Pointer) {
        let mut seen: HashMap<&TypeName, &Constant> = HashMap::new();
        for Member { name, value, .. } in named {
            let first = *seen.entry(name).or_insert(value);
            if first != value {
                let advice =
                    "name the members with `x-enum-varnames` in the overlay, or keep their order";
                let (later, first) = (text(value), text(first));
                self.report_collision(pointer, &later, &first, name.as_str(), advice);
            }
        }
    }

    /// Notes an enumeration that becomes no Rust enum.
    pub(crate) fn note_untyped_enumeration(&mut self, keywords: &Keywords<'_>, pointer: &Pointer) {
        let location = pointer.child("enum");
        let raw = self.document.get(&location).and_then(Value::as_array);
        if raw.is_some_and(Vec::is_empty) {
            self.report(
                Code::EmptyEnumeration,
                &location,
                "an `enum` without members allows no value at all",
                "remove it or name its members in the overlay; until then it is ignored",
            );
        }
        let both = [Value::Bool(true), Value::Bool(false)];
        let says_nothing = both.iter().all(|value| keywords.enumeration.contains(value))
            && keywords.schema_type == Some("boolean");
        if !keywords.enumeration.is_empty() && !says_nothing {
            self.remark(
                Code::UncheckedEnumeration,
                &location,
                "the members are neither all strings nor all numbers of the schema's type: values are neither named nor checked",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unreachable, reason = "a test may end where it fails")]

    use super::*;
    use serde_json::json;

    fn names(values: &[Value]) -> Vec<String> {
        values.iter().map(|value| name(value).as_str().to_owned()).collect()
    }

    #[test]
    fn numbers_are_named_after_their_value() {
        let values = [json!(1), json!(-2), json!(0.5), json!(-0.5), json!(2.0), json!(1e-9)];
        let expected =
            ["Value1", "Minus2", "Value0Point5", "Minus0Point5", "Value2", "Value1eMinus9"];
        assert_eq!(names(&values), expected);
    }

    /// Comparing each value with all others would take billions of steps.
    #[test]
    fn duplicates_among_many_members_are_dropped() {
        const COUNT: i64 = 100_000;
        let values = (0..COUNT).chain(0..COUNT).map(Constant::Integer);
        let same = |value| Member { name: TypeName::new("Same"), value, description: None };
        let Shape::Enumeration(enumeration) = members(values.map(same), ConstantType::Int64) else {
            unreachable!("members of an enumeration")
        };
        let expected = (0..COUNT).map(Constant::Integer);
        assert!(enumeration.members.iter().map(|member| member.value.clone()).eq(expected));
        assert_eq!(enumeration.members.last().map(|it| it.name.as_str()), Some("Same100000"));

        let zeros = [0.0, -0.0, 1.0].map(Constant::Float).map(same);
        let Shape::Enumeration(enumeration) = members(zeros, ConstantType::Float64) else {
            unreachable!("members of an enumeration")
        };
        assert_eq!(enumeration.members.len(), 2);
    }

    #[test]
    fn the_type_fits_all_values() {
        let keywords = |schema_type, format: Option<&str>, values: Value| Keywords {
            schema_type,
            format: format.map(str::to_owned),
            enumeration: values.as_array().cloned().unwrap_or_default(),
            ..Keywords::default()
        };
        for (schema_type, format, values, expected) in [
            (Some("string"), None, json!(["a", null]), Some(ConstantType::String)),
            (Some("integer"), Some("int32"), json!([1, -2]), Some(ConstantType::Int32)),
            (Some("integer"), Some("int32"), json!([5_000_000_000_i64]), Some(ConstantType::Int64)),
            (Some("integer"), None, json!([1, null]), Some(ConstantType::Int64)),
            (Some("integer"), None, json!([1.5]), None),
            (Some("integer"), None, json!([u64::MAX]), None),
            (None, None, json!([1, 2]), Some(ConstantType::Int64)),
            (None, None, json!([1, 2.5]), Some(ConstantType::Float64)),
            (Some("number"), Some("float"), json!([1, 2]), Some(ConstantType::Float64)),
            (Some("string"), None, json!([1, 2]), None),
            (Some("boolean"), None, json!([true]), None),
            (None, None, json!(["a", 1]), None),
            (None, None, json!([null]), None),
            (None, None, json!([]), None),
        ] {
            let case = format!("{schema_type:?} {format:?} {values}");
            assert_eq!(type_of_values(&keywords(schema_type, format, values)), expected, "{case}");
        }
    }
}
