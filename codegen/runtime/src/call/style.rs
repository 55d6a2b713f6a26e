//! Serialisation of parameters by style and explode (OpenAPI 3.0, after RFC 6570).
//!
//! Names and values are percent-encoded in URLs and cookies. The delimiters of a style are not, so
//! that a delimiter inside a value stays distinct.

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::percent;
use crate::spec::{Parameter, ParameterLocation, Style};
use crate::wire::HIDDEN;

/// The value of a parameter as text, before percent-encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SerializedParameter {
    /// A scalar, or the items of an array.
    Values(Vec<String>),
    /// The properties of an object, each with its path. An array is a property per item.
    Members(Vec<(Vec<String>, String)>),
}

impl SerializedParameter {
    /// Returns the placeholder for a secret.
    pub(super) fn hidden() -> Self {
        Self::Values(vec![HIDDEN.to_owned()])
    }

    /// Serialises a JSON object; `None` for other JSON.
    pub(super) fn from_json(json: &[u8]) -> Option<Self> {
        let Ok(Json::Object(object)) = serde_json::from_slice(json) else { return None };
        Some(Self::from_object(object))
    }

    /// Serialises an object, with the properties of nested objects under their path.
    pub(super) fn from_object(object: Map<String, Json>) -> Self {
        let mut members = Vec::new();
        for (name, value) in object {
            flatten(vec![name], value, &mut members);
        }
        Self::Members(members)
    }

    /// Returns the value, if there is exactly one.
    pub(super) fn single(&self) -> Option<&str> {
        match self {
            Self::Values(values) => match values.as_slice() {
                [value] => Some(value),
                _ => None,
            },
            Self::Members(_) => None,
        }
    }

    /// Whether it is an empty array or object.
    fn is_empty(&self) -> bool {
        match self {
            Self::Values(values) => values.is_empty(),
            Self::Members(members) => members.is_empty(),
        }
    }
}

fn flatten(path: Vec<String>, value: Json, members: &mut Vec<(Vec<String>, String)>) {
    match value {
        Json::Null => {}
        Json::String(text) => members.push((path, text)),
        Json::Array(items) => {
            for item in items {
                flatten(path.clone(), item, members);
            }
        }
        Json::Object(object) => {
            for (name, value) in object {
                let mut path = path.clone();
                path.push(name);
                flatten(path, value, members);
            }
        }
        scalar => members.push((path, scalar.to_string())),
    }
}

/// Serialises a path parameter.
pub(super) fn in_path(parameter: &Parameter, value: &SerializedParameter) -> String {
    match parameter.style {
        Style::Matrix => pairs(parameter, value, &percent::encode)
            .into_iter()
            .map(
                |(name, value)| {
                    if value.is_empty() { format!(";{name}") } else { format!(";{name}={value}") }
                },
            )
            .collect(),
        Style::Label => {
            let delimiter = if parameter.explode { "." } else { "," };
            format!(".{}", list(parameter, value, delimiter, &percent::encode))
        }
        _ => list(parameter, value, ",", &percent::encode),
    }
}

/// Serialises a query parameter as encoded names and values.
pub(super) fn in_query(
    parameter: &Parameter,
    value: &SerializedParameter,
) -> Vec<(String, String)> {
    let encode =
        if parameter.allow_reserved { percent::encode_allow_reserved } else { percent::encode };
    pairs(parameter, value, &encode)
}

/// Serialises a header parameter.
pub(super) fn in_header(parameter: &Parameter, value: &SerializedParameter) -> String {
    list(parameter, value, ",", &str::to_owned)
}

/// Joins all values. Properties of an object are `name,value`, or `name=value` if exploded.
fn list(
    parameter: &Parameter,
    value: &SerializedParameter,
    delimiter: &str,
    encode: &dyn Fn(&str) -> String,
) -> String {
    let texts: Vec<String> = match value {
        SerializedParameter::Values(values) => values.iter().map(|value| encode(value)).collect(),
        SerializedParameter::Members(members) => {
            let separator = if parameter.explode { "=" } else { delimiter };
            let member = |(path, value): &(Vec<String>, String)| {
                [encode(&path.join(".")), encode(value)].join(separator)
            };
            members.iter().map(member).collect()
        }
    };
    texts.join(delimiter)
}

/// Returns encoded names and values: one for each item or property if exploded, otherwise one.
fn pairs(
    parameter: &Parameter,
    value: &SerializedParameter,
    encode: &dyn Fn(&str) -> String,
) -> Vec<(String, String)> {
    let name = || percent::encode(parameter.name);
    let deep = parameter.style == Style::DeepObject;
    if !parameter.explode && !deep {
        let delimiter = match parameter.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        };
        if value.is_empty() {
            return Vec::new();
        }
        return vec![(name(), list(parameter, value, delimiter, encode))];
    }
    match value {
        SerializedParameter::Values(values) => {
            values.iter().map(|value| (name(), encode(value))).collect()
        }
        SerializedParameter::Members(members) => members
            .iter()
            .map(|(path, value)| {
                let name =
                    if deep { bracketed(parameter.name, path) } else { path.join(".").into() };
                (percent::encode(&name), encode(value))
            })
            .collect(),
    }
}

/// Returns the `deepObject` name of a property: `name[property][property]`.
fn bracketed<'a>(name: &str, path: &[String]) -> Cow<'a, str> {
    let mut whole = name.to_owned();
    for step in path {
        whole.extend(["[", step, "]"]);
    }
    whole.into()
}

/// Returns the value of `Cookie`, if there are cookie parameters.
pub(super) fn cookies<'p, 'v>(
    parameters: impl Iterator<Item = (&'p Parameter, &'v SerializedParameter)>,
) -> Option<String> {
    let cookies: Vec<String> = parameters
        .filter(|(parameter, _)| parameter.location == ParameterLocation::Cookie)
        .flat_map(|(parameter, value)| pairs(parameter, value, &percent::encode))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (!cookies.is_empty()).then(|| cookies.join("; "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    fn scalar() -> SerializedParameter {
        SerializedParameter::Values(vec!["a b".to_owned()])
    }

    fn array() -> SerializedParameter {
        SerializedParameter::Values(["blue", "bl,ack", "brown"].map(str::to_owned).to_vec())
    }

    fn object() -> SerializedParameter {
        SerializedParameter::from_json(br#"{"B":150,"G":200,"R":"1,0"}"#).unwrap()
    }

    fn query(parameter: &Parameter, value: &SerializedParameter) -> String {
        let pairs = in_query(parameter, value).into_iter();
        pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// The style table of the specification, with a comma in a value.
    #[test]
    fn matches_the_style_table_of_the_specification() {
        let path = Parameter::path("color");
        for (style, explode, expected) in [
            (Style::Simple, false, ["a%20b", "blue,bl%2Cack,brown", "B,150,G,200,R,1%2C0"]),
            (Style::Simple, true, ["a%20b", "blue,bl%2Cack,brown", "B=150,G=200,R=1%2C0"]),
            (Style::Label, false, [".a%20b", ".blue,bl%2Cack,brown", ".B,150,G,200,R,1%2C0"]),
            (Style::Label, true, [".a%20b", ".blue.bl%2Cack.brown", ".B=150.G=200.R=1%2C0"]),
            (
                Style::Matrix,
                false,
                [";color=a%20b", ";color=blue,bl%2Cack,brown", ";color=B,150,G,200,R,1%2C0"],
            ),
            (
                Style::Matrix,
                true,
                [";color=a%20b", ";color=blue;color=bl%2Cack;color=brown", ";B=150;G=200;R=1%2C0"],
            ),
        ] {
            let parameter = path.style(style).explode(explode);
            let written = [scalar(), array(), object()].map(|value| in_path(&parameter, &value));
            assert_eq!(written, expected, "{style:?} {explode}");
        }
        let empty = SerializedParameter::Values(vec![String::new()]);
        assert_eq!(in_path(&path.style(Style::Matrix), &empty), ";color");
        for (style, explode, expected) in [
            (
                Style::Form,
                true,
                ["color=a%20b", "color=blue&color=bl%2Cack&color=brown", "B=150&G=200&R=1%2C0"],
            ),
            (
                Style::Form,
                false,
                ["color=a%20b", "color=blue,bl%2Cack,brown", "color=B,150,G,200,R,1%2C0"],
            ),
            (
                Style::SpaceDelimited,
                false,
                [
                    "color=a%20b",
                    "color=blue%20bl%2Cack%20brown",
                    "color=B%20150%20G%20200%20R%201%2C0",
                ],
            ),
            (
                Style::PipeDelimited,
                false,
                [
                    "color=a%20b",
                    "color=blue%7Cbl%2Cack%7Cbrown",
                    "color=B%7C150%7CG%7C200%7CR%7C1%2C0",
                ],
            ),
            (
                Style::DeepObject,
                true,
                [
                    "color=a%20b",
                    "color=blue&color=bl%2Cack&color=brown",
                    "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=1%2C0",
                ],
            ),
        ] {
            let parameter = Parameter::query("color").style(style).explode(explode);
            let written = [scalar(), array(), object()].map(|value| query(&parameter, &value));
            assert_eq!(written, expected, "{style:?} {explode}");
        }
        let header = Parameter::header("color");
        assert_eq!(in_header(&header, &object()), "B,150,G,200,R,1,0");
        assert_eq!(in_header(&header.explode(true), &object()), "B=150,G=200,R=1,0");
    }

    #[test]
    fn nested_properties_have_their_path() {
        let value =
            SerializedParameter::from_json(br#"{"a":{"b":[1,null,{"c":true}]},"d":null}"#).unwrap();
        let parameter = Parameter::query("f").style(Style::DeepObject);
        assert_eq!(query(&parameter, &value), "f%5Ba%5D%5Bb%5D=1&f%5Ba%5D%5Bb%5D%5Bc%5D=true");
        assert_eq!(SerializedParameter::from_json(b"[1]"), None);
    }

    #[test]
    fn omits_an_empty_array_from_the_query() {
        for explode in [true, false] {
            let parameter = Parameter::query("a").explode(explode);
            assert!(in_query(&parameter, &SerializedParameter::Values(Vec::new())).is_empty());
        }
    }

    #[test]
    fn allow_reserved_keeps_unambiguous_characters() {
        let parameter = Parameter::query("url").allow_reserved();
        let value =
            SerializedParameter::Values(vec!["https://a.example/?b=[c];d&e#f+g'h".to_owned()]);
        let url = format!("https://x.example/?{}", query(&parameter, &value));
        assert_eq!(url, "https://x.example/?url=https://a.example/?b=[c];d%26e%23f%2Bg%27h");
        assert_eq!(url::Url::parse(&url).unwrap().as_str(), url, "URL parsing must not change it");
    }

    #[test]
    fn joins_cookies_in_one_field() {
        let (first, second) = (Parameter::cookie("a"), Parameter::cookie("b").explode(false));
        let (one, many) = (scalar(), array());
        let header = Parameter::header("c");
        let all = [(&first, &one), (&header, &one), (&second, &many)];
        assert_eq!(cookies(all.into_iter()).unwrap(), "a=a%20b; b=blue,bl%2Cack,brown");
        assert_eq!(cookies([(&header, &one)].into_iter()), None);
    }
}
