//! Facts: what a document says without the sentences in which it says it.

use serde_json::{Map, Value};

use crate::drift::TO_BE_WRITTEN;

/// What a value is, as far as that tells keywords from names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// An object whose keys are keywords of OpenAPI.
    Object,
    /// An object whose keys are names, each of a value of one kind.
    Names(&'static Kind),
    /// A value that means itself.
    Literal,
}

/// Keywords for people only, which are left out.
const LEFT_OUT: &[&str] = &["example", "examples", "externalDocs", "title"];

/// Keywords that hold sentences, which are to be written anew.
const SENTENCES: &[&str] = &["description", "summary"];

/// A value without its sentences, nor the extensions of other tools.
pub(super) fn facts(value: &Value, kind: Kind) -> Value {
    match (value, kind) {
        (Value::Object(members), Kind::Object) => {
            let mut kept = Map::new();
            for (keyword, member) in members {
                if SENTENCES.contains(&keyword.as_str()) {
                    kept.insert(keyword.clone(), TO_BE_WRITTEN.into());
                } else if !LEFT_OUT.contains(&keyword.as_str()) && !keyword.starts_with("x-") {
                    kept.insert(keyword.clone(), facts(member, kind_of(keyword, member)));
                }
            }
            Value::Object(kept)
        }
        (Value::Object(members), Kind::Names(inner)) => {
            let kept = members.iter().map(|(name, member)| (name.clone(), facts(member, *inner)));
            Value::Object(kept.collect())
        }
        (Value::Array(items), Kind::Object | Kind::Names(_)) => {
            Value::Array(items.iter().map(|item| facts(item, kind)).collect())
        }
        _ => value.clone(),
    }
}

/// The kind of what stands under a keyword.
fn kind_of(keyword: &str, value: &Value) -> Kind {
    match keyword {
        "properties" | "content" | "headers" | "responses" | "callbacks" | "links" | "encoding"
        | "variables" => Kind::Names(&Kind::Object),
        "default" if value.get("description").is_none() => Kind::Literal,
        "enum" | "mapping" | "security" | "required" | "tags" | "scopes" => Kind::Literal,
        _ => Kind::Object,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, facts};

    #[test]
    fn sentences_are_left_out_and_names_are_not() {
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
        assert_eq!(facts(&schema, Kind::Object), expected);
    }
}
