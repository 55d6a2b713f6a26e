//! Rules: constraints on values in requests.

use serde::Serialize;

/// A constraint on a value, checked before a request is sent. Responses are never checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Rule {
    /// `pattern`, an ECMAScript regular expression, searched for anywhere in the text.
    Pattern(String),
    /// `format`, if it is a validated one.
    Format(StringFormat),
    /// `minLength`, in characters.
    MinLength(usize),
    /// `maxLength`, in characters.
    MaxLength(usize),
    /// `minimum`.
    Minimum(f64),
    /// `minimum` with `exclusiveMinimum`.
    ExclusiveMinimum(f64),
    /// `maximum`.
    Maximum(f64),
    /// `maximum` with `exclusiveMaximum`.
    ExclusiveMaximum(f64),
    /// `multipleOf`.
    MultipleOf(f64),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
    /// The rules of each item of an array.
    Items(Vec<Rule>),
    /// The rules of each value of a map.
    Entries(Vec<Rule>),
}

impl Rule {
    /// Whether the value, or a value inside it, is a secret that `Debug` hides.
    #[must_use]
    pub fn hides(&self) -> bool {
        match self {
            Self::Format(format) => *format == StringFormat::Password,
            Self::Items(rules) | Self::Entries(rules) => rules.iter().any(Self::hides),
            Self::Pattern(_)
            | Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Minimum(_)
            | Self::ExclusiveMinimum(_)
            | Self::Maximum(_)
            | Self::ExclusiveMaximum(_)
            | Self::MultipleOf(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => false,
        }
    }
}

/// A string format that is validated, and has no type of its own.
///
/// To add one: add a variant and its name in [`StringFormat::parse`]. The compiler lists the rest: the docs and rules
/// that `emit` prints, the validation of examples in `check::format`, and `drift::words`. The runtime's `wire::Format` is
/// named in emitted code only, so that the golden `rules` fails to compile until it has the format: add a case there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum StringFormat {
    /// `uuid`.
    Uuid,
    /// `ipv4`.
    Ipv4,
    /// `ipv6`.
    Ipv6,
    /// `uri`.
    Uri,
    /// `password`: any text, which `Debug` hides.
    Password,
}

impl StringFormat {
    /// Returns the format that a schema's `format` names; `None` for formats that nothing validates.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "uuid" => Some(Self::Uuid),
            "ipv4" => Some(Self::Ipv4),
            "ipv6" => Some(Self::Ipv6),
            "uri" | "url" => Some(Self::Uri),
            "password" => Some(Self::Password),
            _ => None,
        }
    }
}
