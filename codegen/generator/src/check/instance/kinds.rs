//! Keywords of strings, numbers, arrays and objects.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::{Schema, Step, Validation, canonical};
use crate::check::format;
use crate::diagnostic::nearest;
use crate::diagnostic::{describe_value, truncated};

impl<'d> Validation<'_, 'd> {
    /// Validates the type of a value; true if the schema has no type.
    pub(super) fn has_type(&mut self, schema: &'d Schema, value: &'d Value) -> bool {
        let Some(name) = schema.get("type").and_then(Value::as_str) else { return true };
        let (fits, expected) = match name {
            "string" => (value.is_string(), "a string"),
            "integer" => (is_integer(value), "an integer"),
            "number" => (value.is_number(), "a number"),
            "boolean" => (value.is_boolean(), "a boolean"),
            "array" => (value.is_array(), "a list"),
            "object" => (value.is_object(), "an object"),
            _ => return true,
        };
        if !fits {
            let advice = advice_on_type(name, value);
            self.violation(
                schema,
                "type",
                format!("expected {expected}, found {}", describe_value(value)),
                advice,
            );
        }
        fits
    }

    pub(super) fn text(&mut self, schema: &'d Schema, text: &'d str) {
        let length = || text.chars().count();
        if let Some(least) = count(schema, "minLength").filter(|least| length() < *least) {
            let reason = format!("it has {} characters, and must have {least} or more", length());
            self.violation(schema, "minLength", reason, None);
        }
        if let Some(most) = count(schema, "maxLength").filter(|most| length() > *most) {
            let reason = format!("it has {} characters, and must have {most} or fewer", length());
            self.violation(schema, "maxLength", reason, None);
        }
        if let Some(kind) = schema.get("format").and_then(Value::as_str)
            && !format::fits(kind, text)
        {
            let reason = format!("{} is not of the format `{kind}`", describe_value(&text.into()));
            self.violation(schema, "format", reason, None);
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            if !self.spend(pattern.len()) {
                return;
            }
            let cost = self.patterns.compile(pattern) + self.patterns.cost(pattern, text);
            if !self.spend(cost) {
                return;
            }
            match self.patterns.matches(pattern, text) {
                Some(true) => {}
                Some(false) => {
                    let reason = format!(
                        "{} does not match the pattern `{}`",
                        describe_value(&text.into()),
                        truncated(pattern, 120)
                    );
                    self.violation(schema, "pattern", reason, None);
                }
                None => self.is_complete = false,
            }
        }
    }

    pub(super) fn number(&mut self, schema: &'d Schema, number: &Number) {
        let Some(value) = number.as_f64() else { return };
        let excludes = |keyword| schema.get(keyword) == Some(&Value::Bool(true));
        let bound = |keyword| schema.get(keyword).and_then(Value::as_f64);
        if let Some(least) = bound("minimum")
            && (value < least || (value <= least && excludes("exclusiveMinimum")))
        {
            let or_equal = if excludes("exclusiveMinimum") { "more than" } else { "at least" };
            self.violation(
                schema,
                "minimum",
                format!("it must be {or_equal} {least}, found {number}"),
                None,
            );
        }
        if let Some(most) = bound("maximum")
            && (value > most || (value >= most && excludes("exclusiveMaximum")))
        {
            let or_equal = if excludes("exclusiveMaximum") { "less than" } else { "at most" };
            self.violation(
                schema,
                "maximum",
                format!("it must be {or_equal} {most}, found {number}"),
                None,
            );
        }
        if let Some(factor) = bound("multipleOf").filter(|factor| *factor > 0.0) {
            let quotient = value / factor;
            // Fractions such as 0.1 are not exact in binary.
            if (quotient - quotient.round()).abs() > 1e-6 * quotient.abs().max(1.0) {
                self.violation(
                    schema,
                    "multipleOf",
                    format!("{number} is not a multiple of {factor}"),
                    None,
                );
            }
        }
        let format_name = schema.get("format").and_then(Value::as_str);
        if let Some((least, most)) = format_name.and_then(format::range)
            && (value < least || value > most)
        {
            let reason =
                format!("{number} is not of the format `{}`", format_name.unwrap_or_default());
            self.violation(schema, "format", reason, None);
        }
    }

    pub(super) fn array(&mut self, schema: &'d Schema, items: &'d [Value]) {
        let length = items.len();
        if let Some(least) = count(schema, "minItems").filter(|least| length < *least) {
            let reason = format!("the list has {length} items, and must have {least} or more");
            self.violation(schema, "minItems", reason, None);
        }
        if let Some(most) = count(schema, "maxItems").filter(|most| length > *most) {
            let reason = format!("the list has {length} items, and must have {most} or fewer");
            self.violation(schema, "maxItems", reason, None);
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) && self.spend(length * 16) {
            let mut seen = HashSet::new();
            if let Some(twice) = items.iter().find(|item| !seen.insert(canonical(item))) {
                let reason =
                    format!("{} occurs twice, and items must be distinct", describe_value(twice));
                self.violation(schema, "uniqueItems", reason, None);
            }
        }
        if let Some(of_items) = schema.get("items") {
            for (index, item) in items.iter().enumerate() {
                self.inner(Step::Index(index), of_items, item);
            }
        }
    }

    pub(super) fn object(&mut self, schema: &'d Schema, members: &'d Map<String, Value>) {
        let length = members.len();
        if let Some(least) = count(schema, "minProperties").filter(|least| length < *least) {
            let reason =
                format!("the object has {length} properties, and must have {least} or more");
            self.violation(schema, "minProperties", reason, None);
        }
        if let Some(most) = count(schema, "maxProperties").filter(|most| length > *most) {
            let reason =
                format!("the object has {length} properties, and must have {most} or fewer");
            self.violation(schema, "maxProperties", reason, None);
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        self.required(schema, properties, members);
        for (name, member) in members {
            if let Some(of_member) = properties.and_then(|properties| properties.get(name)) {
                self.inner(Step::Key(name), of_member, member);
                continue;
            }
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {
                    let known = properties.into_iter().flatten().map(|(name, _)| name.as_str());
                    let advice =
                        nearest(name, known).map(|meant| format!("did you mean `{meant}`?"));
                    self.path.push(Step::Key(name));
                    let reason =
                        format!("the schema has no property `{name}`, and allows no others");
                    self.violation(schema, format!("additionalProperties {name}"), reason, advice);
                    self.path.pop();
                }
                Some(of_others) => self.inner(Step::Key(name), of_others, member),
                None => {}
            }
        }
    }

    /// Checks required properties. Those of one view only may be absent, since the value can be of either.
    fn required(
        &mut self,
        schema: &'d Schema,
        properties: Option<&'d Map<String, Value>>,
        members: &Map<String, Value>,
    ) {
        let required = schema.get("required").and_then(Value::as_array);
        let missing: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|name| !members.contains_key(*name))
            .filter(|name| {
                let property = properties.and_then(|properties| properties.get(*name)?.as_object());
                !property.is_some_and(|property| self.has_direction(property))
            })
            .collect();
        if let Some(first) = missing.first() {
            let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            let reason = if missing.len() == 1 {
                format!("the required property {names} is missing")
            } else {
                format!("the required properties {names} are missing")
            };
            let meant = nearest(first, members.keys().map(String::as_str));
            let advice = meant.map(|meant| format!("is `{meant}` a misspelling?"));
            self.violation(schema, format!("required {names}"), reason, advice);
        }
    }

    fn has_direction(&self, property: &'d Schema) -> bool {
        let target = property.get("$ref").and_then(|reference| self.referred(reference));
        let says = |keyword| target.unwrap_or(property).get(keyword) == Some(&Value::Bool(true));
        says("readOnly") || says("writeOnly")
    }
}

fn count(schema: &Schema, keyword: &str) -> Option<usize> {
    schema
        .get(keyword)
        .and_then(Value::as_u64)
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}

/// Whether a value is an integer, however it is written: `1.0` is one.
fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn advice_on_type(name: &str, value: &Value) -> Option<String> {
    match (name, value) {
        (_, Value::Null) => {
            Some("if values can be `null`, add `nullable: true` to the schema".to_owned())
        }
        ("string", Value::Number(_) | Value::Bool(_)) => {
            Some(format!("put it in quotes: `'{value}'`"))
        }
        ("integer" | "number", Value::String(text)) if text.parse::<f64>().is_ok() => {
            Some("write it without quotes".to_owned())
        }
        ("boolean", Value::String(text)) if text == "true" || text == "false" => {
            Some("write it without quotes".to_owned())
        }
        ("object" | "array", Value::String(text)) if text.trim_start().starts_with(['{', '[']) => {
            Some("write the value itself, not its JSON in a string".to_owned())
        }
        _ => None,
    }
}

/// Returns advice that names the nearest member of an enumeration.
pub(super) fn meant(members: &[Value], value: &Value) -> Option<String> {
    let meant = nearest(value.as_str()?, members.iter().filter_map(Value::as_str))?;
    Some(format!("did you mean `{meant}`?"))
}

/// Lists the members of an enumeration, abbreviated if they are many.
pub(super) fn listed(members: &[Value]) -> String {
    const MAX_LISTED: usize = 8;
    let shown = members.iter().take(MAX_LISTED).map(|member| match member {
        Value::String(text) => format!("`{}`", truncated(text, 40)),
        other => format!("`{}`", truncated(&other.to_string(), 40)),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    match members.len().saturating_sub(MAX_LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
