//! Forms: the properties of an object as `name=value` pairs (`application/x-www-form-urlencoded`).

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::style::{self, Given};
use crate::api::{Parameter, Style};

/// Writes a JSON object as a form: of an array a pair for each item, of what is no text the JSON, of `null` nothing;
/// but what one of `styles` is named after is written as that has it. Nothing where it is no object.
pub(super) fn encode(json: &[u8], styles: &[Parameter]) -> Option<Vec<u8>> {
    let Ok(Value::Object(members)) = serde_json::from_slice(json) else { return None };
    let mut pairs: Vec<String> = Vec::new();
    for (name, value) in members {
        if value.is_null() {
            continue;
        }
        if let Some(parameter) = styles.iter().find(|parameter| parameter.name == name) {
            let written = style::in_query(parameter, &given(value, parameter.style));
            pairs.extend(written.into_iter().map(|(name, value)| format!("{name}={value}")));
            continue;
        }
        let values = match value {
            Value::Array(items) => items,
            other => vec![other],
        };
        for value in values.iter().filter(|value| !value.is_null()) {
            let pair: String = encoded(&name).chain(["="]).chain(encoded(&text(value))).collect();
            pairs.push(pair);
        }
    }
    Some(pairs.join("&").into_bytes())
}

fn encoded(text: &str) -> impl Iterator<Item = &str> {
    byte_serialize(text.as_bytes())
}

/// A value as text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as what a parameter of a style is given. Between brackets an item has its number for a name: without it
/// nobody could tell which properties belong to which item.
fn given(value: Value, style: Style) -> Given {
    let value = if style == Style::DeepObject { numbered(value) } else { value };
    match value {
        Value::Object(members) => Given::of_object(members),
        Value::Array(items) => {
            Given::Values(items.iter().filter(|item| !item.is_null()).map(text).collect())
        }
        scalar => Given::Values(vec![text(&scalar)]),
    }
}

/// The same with an object in place of each array.
fn numbered(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(name, it)| (name, numbered(it))).collect()
        }
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(number, item)| (number.to_string(), numbered(item))).collect()
        }
        scalar => scalar,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn form(json: &str, styles: &[Parameter]) -> String {
        String::from_utf8(encode(json.as_bytes(), styles).unwrap()).unwrap()
    }

    #[test]
    fn an_object_becomes_pairs() {
        let json = r#"{"a":"x y&z=ü","b":[1,"2"],"c":true,"d":null,"e":{"f":1},"g":1.5}"#;
        assert_eq!(form(json, &[]), "a=x+y%26z%3D%C3%BC&b=1&b=2&c=true&e=%7B%22f%22%3A1%7D&g=1.5");
        assert_eq!(form("{}", &[]), "");
    }

    #[test]
    fn a_property_with_a_style_is_written_in_it() {
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
    fn only_an_object_has_names() {
        for json in ["[1]", "1", "\"a\"", "null"] {
            assert_eq!(encode(json.as_bytes(), &[]), None, "{json}");
        }
    }
}
