//! Descriptions of types, locations and values for messages.

use crate::api::{
    Api, Constant, KeyLocation, Member, ModelId, ParameterLocation, ParameterStyle, Rule,
    SecurityKind, Shape, StringFormat, Type,
};
use crate::diagnostic::Pointer;

/// The maximum number of members in the description of an enumeration.
const MAX_MEMBERS: usize = 8;

/// Returns the short form of a pointer: `Peer.links[].href`, `GET /peers 200`.
pub(super) fn short_path(pointer: &Pointer) -> String {
    let tokens: Vec<_> = pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    let (mut path, rest) = match tokens.as_slice() {
        ["components", _, name, rest @ ..] => ((*name).to_owned(), rest),
        ["paths", path, method, rest @ ..] => {
            (format!("{} {path}", method.to_ascii_uppercase()), rest)
        }
        rest => (String::new(), rest),
    };
    let mut rest = rest.iter();
    while let Some(token) = rest.next() {
        match *token {
            "properties" => {
                path.push('.');
                path.push_str(rest.next().unwrap_or(&""));
            }
            "items" => path.push_str("[]"),
            "additionalProperties" => path.push_str("{}"),
            "allOf" | "parameters" | "content" => {
                rest.next();
            }
            "oneOf" | "anyOf" => {
                path.push_str(" variant ");
                path.push_str(&number(rest.next()).to_string());
            }
            "responses" | "headers" => {
                path.push(' ');
                path.push_str(rest.next().unwrap_or(&""));
            }
            "requestBody" => path.push_str(" body"),
            "schema" | "discriminator" | "mapping" => {}
            other => {
                path.push(' ');
                path.push_str(other);
            }
        }
    }
    path.trim_start().to_owned()
}

/// Returns an index, starting at 1.
fn number(token: Option<&&str>) -> usize {
    token.and_then(|token| token.parse::<usize>().ok()).map_or(0, |index| index + 1)
}

/// Describes a type in a few words.
pub(super) fn type_of(api: &Api, value: &Type) -> String {
    match value {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Int32 => "integer (int32)".to_owned(),
        Type::Int64 => "integer".to_owned(),
        Type::Float32 => "number (float)".to_owned(),
        Type::Float64 => "number".to_owned(),
        Type::Timestamp => "string (date-time)".to_owned(),
        Type::Date => "string (date)".to_owned(),
        Type::FreeForm => "any JSON".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Part => "file".to_owned(),
        Type::Array(item) => format!("array of {}", type_of(api, item)),
        Type::Map(entry) => format!("map to {}", type_of(api, entry)),
        Type::Nullable(inner) => format!("{} or null", type_of(api, inner)),
        Type::Model(id) | Type::Boxed(id) => model(api, *id),
    }
}

/// Describes a model in a few words.
pub(super) fn model(api: &Api, id: ModelId) -> String {
    let Some(model) = api.model(id) else { return "any JSON".to_owned() };
    let name = short_path(&model.source);
    match &model.shape {
        Shape::Object(_) => format!("object {name}"),
        Shape::Union(_) => format!("union {name}"),
        Shape::UntaggedUnion(_) => format!("untagged union {name}"),
        Shape::Enumeration(enumeration) => members(&enumeration.members),
    }
}

/// Describes the members of an enumeration.
fn members(members: &[Member]) -> String {
    let mut listed: Vec<String> =
        members.iter().take(MAX_MEMBERS).map(|member| constant(&member.value)).collect();
    if members.len() > MAX_MEMBERS {
        listed.push(format!("{} more", members.len() - MAX_MEMBERS));
    }
    format!("one of {}", listed.join(", "))
}

/// Returns a constant as text.
pub(super) fn constant(constant: &Constant) -> String {
    match constant {
        Constant::Text(text) => text.clone(),
        Constant::Integer(number) => number.to_string(),
        Constant::Float(number) => number.to_string(),
    }
}

/// Returns a rule in the words of the document: `maxLength: 3`.
pub(super) fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Pattern(pattern) => format!("pattern: {pattern}"),
        Rule::Format(format) => format!("format: {}", self::format(*format)),
        Rule::MinLength(number) => format!("minLength: {number}"),
        Rule::MaxLength(number) => format!("maxLength: {number}"),
        Rule::Minimum(bound) => format!("minimum: {bound}"),
        Rule::ExclusiveMinimum(bound) => format!("minimum: {bound}, exclusive"),
        Rule::Maximum(bound) => format!("maximum: {bound}"),
        Rule::ExclusiveMaximum(bound) => format!("maximum: {bound}, exclusive"),
        Rule::MultipleOf(factor) => format!("multipleOf: {factor}"),
        Rule::MinItems(number) => format!("minItems: {number}"),
        Rule::MaxItems(number) => format!("maxItems: {number}"),
        Rule::UniqueItems => "uniqueItems".to_owned(),
        Rule::MinProperties(number) => format!("minProperties: {number}"),
        Rule::MaxProperties(number) => format!("maxProperties: {number}"),
        Rule::Items(rules) | Rule::Entries(rules) => {
            rules.iter().map(self::rule).collect::<Vec<_>>().join(", ")
        }
    }
}

fn format(format: StringFormat) -> &'static str {
    match format {
        StringFormat::Uuid => "uuid",
        StringFormat::Ipv4 => "ipv4",
        StringFormat::Ipv6 => "ipv6",
        StringFormat::Uri => "uri",
        StringFormat::Password => "password",
    }
}

/// Returns the name of a parameter location.
pub(super) fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}

/// Returns the name of a style in OpenAPI.
pub(super) fn style(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "simple",
        ParameterStyle::Label => "label",
        ParameterStyle::Matrix => "matrix",
        ParameterStyle::Form => "form",
        ParameterStyle::SpaceDelimited => "spaceDelimited",
        ParameterStyle::PipeDelimited => "pipeDelimited",
        ParameterStyle::DeepObject => "deepObject",
        ParameterStyle::Json => "JSON",
    }
}

/// Returns the word for a value of `deprecated`.
pub(super) fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { "deprecated" } else { "not deprecated" }
}

/// Describes an authentication scheme.
pub(super) fn security(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::OAuth2ClientCredentials { token_url, revocation_url: _ } => {
            format!("OAuth 2.0 client credentials from {token_url}")
        }
        SecurityKind::OAuth2 => "OAuth 2.0".to_owned(),
        SecurityKind::OpenIdConnect => "OpenID Connect".to_owned(),
        SecurityKind::HttpBearer => "HTTP Bearer".to_owned(),
        SecurityKind::HttpBasic => "HTTP Basic".to_owned(),
        SecurityKind::HttpDigest => "HTTP Digest".to_owned(),
        SecurityKind::ApiKey { location, name, environment: _ } => {
            let location = match location {
                KeyLocation::Header => "header",
                KeyLocation::Query => "query",
                KeyLocation::Cookie => "cookie",
            };
            format!("API key {name} in the {location}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pointer, short_path};

    #[test]
    fn pointers_have_short_forms() {
        for (pointer, expected) in [
            (
                "#/components/schemas/Peer/properties/links/items/properties/href",
                "Peer.links[].href",
            ),
            ("#/components/schemas/Peer/allOf/1/properties/id", "Peer.id"),
            ("#/components/schemas/Peer/oneOf/1", "Peer variant 2"),
            ("#/components/parameters/pretty", "pretty"),
            (
                "#/paths/~1peers/get/responses/200/content/application~1json/schema/properties/x",
                "GET /peers 200.x",
            ),
            ("#/paths/~1peers/post/requestBody/content/a/schema", "POST /peers body"),
            ("#/servers", "servers"),
        ] {
            let path = Pointer::parse(pointer).map(|pointer| short_path(&pointer));
            assert_eq!(path.as_deref(), Some(expected), "{pointer}");
        }
    }
}
