//! Rules: what a document asks of a value that is sent.

use serde::Serialize;

/// One thing that the document asks of a value; checked before a request is sent, never on responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Rule {
    /// `pattern`, an ECMAScript regular expression that is searched for.
    Pattern(String),
    /// `format`, where it is one that can be checked.
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
    /// Whether the value, or what it holds, is a secret that nothing shows.
    #[must_use]
    pub fn hides(&self) -> bool {
        match self {
            Self::Format(format) => *format == StringFormat::Password,
            Self::Items(rules) | Self::Entries(rules) => rules.iter().any(Self::hides),
            _ => false,
        }
    }
}

/// A string format that can be checked.
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
    /// `password`: nothing is asked of the text, but that it is not shown.
    Password,
}
