//! Descriptions of JSON values in messages.

use serde_json::Value;

/// Limit of characters of a string in a description.
const MAX_CHARACTERS: usize = 40;

/// Describes a value in a message: `the string "a"`, `a list`.
pub(crate) fn describe_value(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("the boolean `{value}`"),
        Value::Number(value) => format!("the number `{value}`"),
        Value::String(text) if text.is_empty() => "an empty string".to_owned(),
        Value::String(text) => format!("the string `{}`", truncated(text, MAX_CHARACTERS)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// Returns the text, cut to `length` characters and with an ellipsis if it is longer.
pub(crate) fn truncated(text: &str, length: usize) -> String {
    if text.chars().nth(length).is_none() {
        return text.to_owned();
    }
    text.chars().take(length).chain("...".chars()).collect()
}
