//! Classes of keywords, and types of values.

use serde_json::Value;

use super::Members;

/// Whether a keyword describes a schema without restricting its values.
pub(super) fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "title"
            | "description"
            | "summary"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "default"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
            | "$comment"
    ) || key.starts_with("x-")
}

/// The keywords that compose schemas.
pub(super) const COMPOSITION: &[&str] = &["allOf", "anyOf", "oneOf", "not"];

/// Whether a schema is composed of others.
pub(super) fn is_composed(schema: &Members) -> bool {
    COMPOSITION.iter().any(|keyword| schema.contains_key(*keyword))
}

/// Whether a schema may describe values of a type: it names the type, or none.
pub(super) fn may_be(schema: &Members, name: &str) -> bool {
    match schema.get("type") {
        None => true,
        Some(Value::String(only)) => only == name,
        Some(Value::Array(names)) => names.iter().any(|it| it == name),
        Some(_) => false,
    }
}

/// The type of a value of JSON, as narrow as possible.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value of the type `of` is one of the type `name`.
pub(super) fn is_a(of: &str, name: &str) -> bool {
    of == name || (of == "integer" && name == "number")
}
