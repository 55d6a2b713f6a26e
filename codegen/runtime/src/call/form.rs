//! Forms: the properties of an object as `name=value` pairs (`application/x-www-form-urlencoded`).

use serde_json::Value;
use url::form_urlencoded::Serializer;

/// Writes a JSON object as a form: of an array a pair for each item, of what is no text the JSON, of `null` nothing.
/// Nothing where it is no object.
pub(super) fn encode(json: &[u8]) -> Option<Vec<u8>> {
    let Ok(Value::Object(members)) = serde_json::from_slice(json) else { return None };
    let mut form = Serializer::new(String::new());
    for (name, value) in &members {
        let values = match value {
            Value::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) => {
                    form.append_pair(name, text);
                }
                other => {
                    form.append_pair(name, &other.to_string());
                }
            }
        }
    }
    Some(form.finish().into_bytes())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    #[test]
    fn an_object_becomes_pairs() {
        let json = r#"{"a":"x y&z=ü","b":[1,"2"],"c":true,"d":null,"e":{"f":1},"g":1.5}"#;
        let form = encode(json.as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(form).unwrap(),
            "a=x+y%26z%3D%C3%BC&b=1&b=2&c=true&e=%7B%22f%22%3A1%7D&g=1.5"
        );
        assert_eq!(encode(b"{}").unwrap(), b"");
    }

    #[test]
    fn only_an_object_has_names() {
        for json in ["[1]", "1", "\"a\"", "null"] {
            assert_eq!(encode(json.as_bytes()), None, "{json}");
        }
    }
}
