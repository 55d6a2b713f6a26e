//! Form bodies (`application/x-www-form-urlencoded`).

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::style::{self, SerializedParameter};
use crate::spec::{Parameter, Style};

/// Serialises a JSON object as a form; `None` for other JSON.
///
/// Each item of an array is a pair, `null` is omitted, and values other than text are JSON. A
/// property in `styles` is serialised like a query parameter of that style, or is JSON.
pub(super) fn encode(json: &[u8], styles: &[Parameter]) -> Option<Vec<u8>> {
    let Ok(Value::Object(members)) = serde_json::from_slice(json) else { return None };
    let mut pairs: Vec<String> = Vec::new();
    for (name, value) in members {
        if value.is_null() {
            continue;
        }
        let parameter = styles.iter().find(|parameter| parameter.name == name);
        let is_json = parameter.is_some_and(|parameter| parameter.is_json);
        if let Some(parameter) = parameter.filter(|_| !is_json) {
            let written = style::in_query(parameter, &serialized(value, parameter.style));
            pairs.extend(written.into_iter().map(|(name, value)| format!("{name}={value}")));
            continue;
        }
        let values = match value {
            Value::Array(items) => items,
            other => vec![other],
        };
        for value in values.iter().filter(|value| !value.is_null()) {
            let text = if is_json { value.to_string() } else { text(value) };
            let pair: String = encoded(&name).chain(["="]).chain(encoded(&text)).collect();
            pairs.push(pair);
        }
    }
    Some(pairs.join("&").into_bytes())
}

fn encoded(text: &str) -> impl Iterator<Item = &str> {
    byte_serialize(text.as_bytes())
}

/// Returns a value as text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Serialises a value for a parameter of a style. With `deepObject`, array items are named by their
/// index, so that the properties of different items stay distinct.
fn serialized(value: Value, style: Style) -> SerializedParameter {
    let value = if style == Style::DeepObject { with_indices(value) } else { value };
    match value {
        Value::Object(members) => SerializedParameter::from_object(members),
        Value::Array(items) => SerializedParameter::Values(
            items.iter().filter(|item| !item.is_null()).map(text).collect(),
        ),
        scalar => SerializedParameter::Values(vec![text(&scalar)]),
    }
}

/// Replaces each array by an object with indices as names.
fn with_indices(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(name, it)| (name, with_indices(it))).collect()
        }
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| (index.to_string(), with_indices(item))).collect()
        }
        scalar => scalar,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    fn form(json: &str, styles: &[Parameter]) -> String {
        String::from_utf8(encode(json.as_bytes(), styles).unwrap()).unwrap()
    }

    #[test]
    fn serialises_an_object_as_pairs() {
        let json = r#"{"a":"x y&z=ü","b":[1,"2"],"c":true,"d":null,"e":{"f":1},"g":1.5}"#;
        assert_eq!(form(json, &[]), "a=x+y%26z%3D%C3%BC&b=1&b=2&c=true&e=%7B%22f%22%3A1%7D&g=1.5");
        assert_eq!(form("{}", &[]), "");
    }

    #[test]
    fn serialises_properties_by_their_style() {
        let styles = [
            Parameter::query("a").style(Style::DeepObject),
            Parameter::query("b").style(Style::PipeDelimited).explode(false),
            Parameter::query("c").explode(false),
            Parameter::query("d").allow_reserved(),
            Parameter::query("e"),
        ];
        let json = r#"{"a":{"x":{"y":"1 2"},"z":[3]},"b":[1,null,"&"],"c":["u","v"],"d":"a/b=c","e":{"f":1}}"#;
        assert_eq!(
            form(json, &styles),
            "a%5Bx%5D%5By%5D=1%202&a%5Bz%5D%5B0%5D=3&b=1%7C%26&c=u,v&d=a/b=c&f=1"
        );
        let objects = r#"{"a":[{"x":1},{"x":2}],"b":null,"c":7}"#;
        assert_eq!(form(objects, &styles), "a%5B0%5D%5Bx%5D=1&a%5B1%5D%5Bx%5D=2&c=7");
    }

    #[test]
    fn properties_of_a_json_media_type_are_json() {
        let styles = [Parameter::query("a").json(), Parameter::query("b").json()];
        assert_eq!(
            form(r#"{"a":"x","b":["y",1],"c":"z","n":null}"#, &styles),
            "a=%22x%22&b=%22y%22&b=1&c=z"
        );
    }

    #[test]
    fn refuses_json_other_than_objects() {
        for json in ["[1]", "1", "\"a\"", "null"] {
            assert_eq!(encode(json.as_bytes(), &[]), None, "{json}");
        }
    }
}
