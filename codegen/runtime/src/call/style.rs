//! Styles: how the value of a parameter is written in its place (RFC 6570, as OpenAPI 3.0 uses it).
//!
//! Names and values are percent-encoded where the place is a URL or a cookie; the characters that a style puts
//! between them are not, so that no value can be taken for two.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value as Json};

use crate::api::{Parameter, ParameterLocation, Style};
use crate::wire::HIDDEN;

/// Everything but letters, digits, `-`, `.`, `_`, `~`.
pub(crate) const VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Besides those the reserved characters that neither end a value in a query nor are another one in it.
const RESERVED: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'[')
    .remove(b']');

/// What a parameter is set to, as text that is not encoded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// Of a scalar one value, of an array one for each item.
    Values(Vec<String>),
    /// Of an object its properties; of one that is an array each item.
    Members(Vec<(Vec<String>, String)>),
}

impl Given {
    /// What is shown in the place of a secret.
    pub(super) fn hidden() -> Self {
        Self::Values(vec![HIDDEN.to_owned()])
    }

    /// The properties of a JSON object, those of objects in it with the whole way to them. Nothing where it is none.
    pub(super) fn members(json: &[u8]) -> Option<Self> {
        let Ok(Json::Object(object)) = serde_json::from_slice(json) else { return None };
        Some(Self::of_object(object))
    }

    /// The properties of an object, those of objects in it with the whole way to them.
    pub(super) fn of_object(object: Map<String, Json>) -> Self {
        let mut members = Vec::new();
        for (name, value) in object {
            flatten(vec![name], value, &mut members);
        }
        Self::Members(members)
    }

    /// The only value.
    pub(super) fn only(&self) -> Option<&str> {
        match self {
            Self::Values(values) => match values.as_slice() {
                [value] => Some(value),
                _ => None,
            },
            Self::Members(_) => None,
        }
    }

    /// Whether there is nothing to write.
    fn is_empty(&self) -> bool {
        match self {
            Self::Values(values) => values.is_empty(),
            Self::Members(members) => members.is_empty(),
        }
    }
}

fn flatten(way: Vec<String>, value: Json, members: &mut Vec<(Vec<String>, String)>) {
    match value {
        Json::Null => {}
        Json::String(text) => members.push((way, text)),
        Json::Array(items) => {
            for item in items {
                flatten(way.clone(), item, members);
            }
        }
        Json::Object(object) => {
            for (name, value) in object {
                let mut way = way.clone();
                way.push(name);
                flatten(way, value, members);
            }
        }
        scalar => members.push((way, scalar.to_string())),
    }
}

/// The parameter as it stands in its segment of the path.
pub(super) fn in_path(parameter: &Parameter, given: &Given) -> String {
    let encode = |text: &str| utf8_percent_encode(text, VALUE).to_string();
    match parameter.style {
        Style::Matrix => pairs(parameter, given, &encode)
            .into_iter()
            .map(
                |(name, value)| {
                    if value.is_empty() { format!(";{name}") } else { format!(";{name}={value}") }
                },
            )
            .collect(),
        Style::Label => {
            let delimiter = if parameter.explode { "." } else { "," };
            format!(".{}", list(parameter, given, delimiter, &encode))
        }
        _ => list(parameter, given, ",", &encode),
    }
}

/// The parameter as it stands in the query: names and values, encoded.
pub(super) fn in_query(parameter: &Parameter, given: &Given) -> Vec<(String, String)> {
    let set = if parameter.reserved { RESERVED } else { VALUE };
    pairs(parameter, given, &|text| utf8_percent_encode(text, set).to_string())
}

/// The parameter as it stands in a header field.
pub(super) fn in_header(parameter: &Parameter, given: &Given) -> String {
    list(parameter, given, ",", &str::to_owned)
}

/// The values in one text: those of an object as `name,value`, or `name=value` where it is exploded.
fn list(
    parameter: &Parameter,
    given: &Given,
    delimiter: &str,
    encode: &dyn Fn(&str) -> String,
) -> String {
    let texts: Vec<String> = match given {
        Given::Values(values) => values.iter().map(|value| encode(value)).collect(),
        Given::Members(members) => {
            let between = if parameter.explode { "=" } else { delimiter };
            let member = |(way, value): &(Vec<String>, String)| {
                [encode(&way.join(".")), encode(value)].join(between)
            };
            members.iter().map(member).collect()
        }
    };
    texts.join(delimiter)
}

/// The parameter as names and values, encoded: one for each item or property, or one for all of them.
fn pairs(
    parameter: &Parameter,
    given: &Given,
    encode: &dyn Fn(&str) -> String,
) -> Vec<(String, String)> {
    let name = || utf8_percent_encode(parameter.name, VALUE).to_string();
    let deep = parameter.style == Style::DeepObject;
    if !parameter.explode && !deep {
        let delimiter = match parameter.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        };
        if given.is_empty() {
            return Vec::new();
        }
        return vec![(name(), list(parameter, given, delimiter, encode))];
    }
    match given {
        Given::Values(values) => values.iter().map(|value| (name(), encode(value))).collect(),
        Given::Members(members) => members
            .iter()
            .map(|(way, value)| {
                let way = if deep { bracketed(parameter.name, way) } else { way.join(".").into() };
                (utf8_percent_encode(&way, VALUE).to_string(), encode(value))
            })
            .collect(),
    }
}

/// The name of a property in an object: `name[property][property]`.
fn bracketed<'a>(name: &str, way: &[String]) -> Cow<'a, str> {
    let mut whole = name.to_owned();
    for step in way {
        whole.extend(["[", step, "]"]);
    }
    whole.into()
}

/// The value of the header field `Cookie`, where there is any cookie.
pub(super) fn cookies<'p, 'g>(
    parameters: impl Iterator<Item = (&'p Parameter, &'g Given)>,
) -> Option<String> {
    let encode = |text: &str| utf8_percent_encode(text, VALUE).to_string();
    let cookies: Vec<String> = parameters
        .filter(|(parameter, _)| parameter.location == ParameterLocation::Cookie)
        .flat_map(|(parameter, given)| pairs(parameter, given, &encode))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (!cookies.is_empty()).then(|| cookies.join("; "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn scalar() -> Given {
        Given::Values(vec!["a b".to_owned()])
    }

    fn array() -> Given {
        Given::Values(["blue", "bl,ack", "brown"].map(str::to_owned).to_vec())
    }

    fn object() -> Given {
        Given::members(br#"{"B":150,"G":200,"R":"1,0"}"#).unwrap()
    }

    fn query(parameter: &Parameter, given: &Given) -> String {
        let pairs = in_query(parameter, given).into_iter();
        pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// The table of the specification, with a comma in a value.
    #[test]
    fn every_style_is_written_as_the_specification_has_it() {
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
            let written = [scalar(), array(), object()].map(|given| in_path(&parameter, &given));
            assert_eq!(written, expected, "{style:?} {explode}");
        }
        let empty = Given::Values(vec![String::new()]);
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
            let written = [scalar(), array(), object()].map(|given| query(&parameter, &given));
            assert_eq!(written, expected, "{style:?} {explode}");
        }
        let header = Parameter::header("color");
        assert_eq!(in_header(&header, &object()), "B,150,G,200,R,1,0");
        assert_eq!(in_header(&header.explode(true), &object()), "B=150,G=200,R=1,0");
    }

    #[test]
    fn what_is_inside_an_object_keeps_its_way() {
        let given = Given::members(br#"{"a":{"b":[1,null,{"c":true}]},"d":null}"#).unwrap();
        let parameter = Parameter::query("f").style(Style::DeepObject);
        assert_eq!(query(&parameter, &given), "f%5Ba%5D%5Bb%5D=1&f%5Ba%5D%5Bb%5D%5Bc%5D=true");
        assert_eq!(Given::members(b"[1]"), None);
    }

    #[test]
    fn an_empty_list_is_left_out_of_a_query() {
        for explode in [true, false] {
            let parameter = Parameter::query("a").explode(explode);
            assert!(in_query(&parameter, &Given::Values(Vec::new())).is_empty());
        }
    }

    #[test]
    fn reserved_characters_stay_where_they_may() {
        let parameter = Parameter::query("url").allow_reserved();
        let given = Given::Values(vec!["https://a.example/?b=[c];d&e#f+g'h".to_owned()]);
        let url = format!("https://x.example/?{}", query(&parameter, &given));
        assert_eq!(url, "https://x.example/?url=https://a.example/?b=[c];d%26e%23f%2Bg%27h");
        assert_eq!(url::Url::parse(&url).unwrap().as_str(), url, "URL rules change nothing of it");
    }

    #[test]
    fn cookies_stand_in_one_field() {
        let (first, second) = (Parameter::cookie("a"), Parameter::cookie("b").explode(false));
        let (one, many) = (scalar(), array());
        let header = Parameter::header("c");
        let all = [(&first, &one), (&header, &one), (&second, &many)];
        assert_eq!(cookies(all.into_iter()).unwrap(), "a=a%20b; b=blue,bl%2Cack,brown");
        assert_eq!(cookies([(&header, &one)].into_iter()), None);
    }
}
