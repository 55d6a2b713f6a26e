//! Strips a part of a document of its prose, which is often under copyright.

use serde_json::{Map, Value};

use crate::drift::TO_BE_WRITTEN;

/// The role of the keys in a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keys {
    /// Keywords of OpenAPI.
    Keywords,
    /// Names; the values have keys of the given role.
    Names(&'static Keys),
    /// None: the value is literal data.
    Literal,
}

/// Keywords for readers only, which are omitted.
const OMITTED: &[&str] = &["example", "examples", "externalDocs", "title"];

/// Keywords with prose, which has to be rewritten.
const PROSE: &[&str] = &["description", "summary"];

/// Returns a value without prose and extensions.
pub(super) fn facts(value: &Value, keys: Keys) -> Value {
    match (value, keys) {
        (Value::Object(members), Keys::Keywords) => {
            let mut rest = Map::new();
            for (keyword, member) in members {
                if PROSE.contains(&keyword.as_str()) {
                    rest.insert(keyword.clone(), TO_BE_WRITTEN.into());
                } else if !OMITTED.contains(&keyword.as_str()) && !keyword.starts_with("x-") {
                    rest.insert(keyword.clone(), facts(member, keys_of(keyword, member)));
                }
            }
            Value::Object(rest)
        }
        (Value::Object(members), Keys::Names(inner)) => {
            let entries =
                members.iter().map(|(name, member)| (name.clone(), facts(member, *inner)));
            Value::Object(entries.collect())
        }
        (Value::Array(items), Keys::Keywords | Keys::Names(_)) => {
            Value::Array(items.iter().map(|item| facts(item, keys)).collect())
        }
        _ => value.clone(),
    }
}

/// Returns the role of the keys in the value of a keyword.
fn keys_of(keyword: &str, value: &Value) -> Keys {
    match keyword {
        "properties" | "content" | "headers" | "responses" | "callbacks" | "links" | "encoding"
        | "variables" => Keys::Names(&Keys::Keywords),
        "default" if value.get("description").is_none() => Keys::Literal,
        "enum" | "mapping" | "security" | "required" | "tags" | "scopes" => Keys::Literal,
        _ => Keys::Keywords,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Keys, facts};

    #[test]
    fn omits_prose_but_keeps_names() {
        let schema = json!({
            "description": "Long.",
            "title": "Lamp",
            "x-owner": "us",
            "example": {"description": "x"},
            "default": {"title": "kept"},
            "enum": ["description"],
            "properties": {
                "description": {"type": "string", "description": "Long."},
                "x-size": {"type": "integer"}
            }
        });
        let expected = json!({
            "description": "TO BE WRITTEN",
            "default": {"title": "kept"},
            "enum": ["description"],
            "properties": {
                "description": {"type": "string", "description": "TO BE WRITTEN"},
                "x-size": {"type": "integer"}
            }
        });
        assert_eq!(facts(&schema, Keys::Keywords), expected);
    }
}
