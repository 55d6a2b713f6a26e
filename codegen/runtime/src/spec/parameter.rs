//! The static description of a parameter and of its serialisation.

use crate::wire::{Location, Rule};

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParameterLocation {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// The serialisation style of a parameter (OpenAPI 3.0, after RFC 6570).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `simple`, in a path or a header: `a,b`.
    Simple,
    /// `label`, in a path: `.a,b`.
    Label,
    /// `matrix`, in a path: `;name=a,b`.
    Matrix,
    /// `form`, in a query or a cookie: `name=a&name=b`, or `name=a,b`.
    Form,
    /// `spaceDelimited`, in a query: `name=a%20b`.
    SpaceDelimited,
    /// `pipeDelimited`, in a query: `name=a%7Cb`.
    PipeDelimited,
    /// `deepObject`, in a query: `name[property]=a`.
    DeepObject,
}

impl From<ParameterLocation> for Location {
    fn from(location: ParameterLocation) -> Self {
        match location {
            ParameterLocation::Path => Self::Path,
            ParameterLocation::Query => Self::Query,
            ParameterLocation::Header => Self::Header,
            ParameterLocation::Cookie => Self::Cookie,
        }
    }
}

/// One parameter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    pub(crate) location: ParameterLocation,
    pub(crate) name: &'static str,
    pub(crate) style: Style,
    /// Whether each item or property is a separate parameter.
    pub(crate) explode: bool,
    /// Whether reserved characters are not percent-encoded.
    pub(crate) allow_reserved: bool,
    /// Whether a property of a form is JSON, so that text has quotes.
    pub(crate) is_json: bool,
    pub(crate) rules: &'static [Rule],
    pub(crate) envelope: Option<Envelope>,
}

impl Parameter {
    /// Returns a path parameter. The default style is `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(ParameterLocation::Path, name)
    }

    /// Returns a query parameter. The default style is `form`, exploded.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(ParameterLocation::Query, name)
    }

    /// Returns a header parameter, of style `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(ParameterLocation::Header, name)
    }

    /// Returns a cookie parameter. The default style is `form`, exploded.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(ParameterLocation::Cookie, name)
    }

    const fn new(location: ParameterLocation, name: &'static str) -> Self {
        let (style, explode) = match location {
            ParameterLocation::Path | ParameterLocation::Header => (Style::Simple, false),
            ParameterLocation::Query | ParameterLocation::Cookie => (Style::Form, true),
        };
        Self {
            location,
            name,
            style,
            explode,
            allow_reserved: false,
            is_json: false,
            rules: &[],
            envelope: None,
        }
    }

    /// Sets the serialisation style.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Sets whether each item of an array, or property of an object, is a separate parameter.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Keeps reserved characters unencoded where they are unambiguous.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Declares that a property of a form has a JSON media type. Each item of an array is JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.is_json = true;
        self
    }

    /// Sets the validation rules of the value.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Declares that the response is wrapped in an envelope when this parameter is `true`.
    #[must_use]
    pub const fn envelope(mut self, envelope: Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }
}

/// The envelope of a response, on request: `{"status": 200, "content": {...}}`.
///
/// A list response may be its own envelope: it gains the status and has no content member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// The name of the member with the HTTP status.
    pub status: &'static str,
    /// The name of the member with the response body.
    pub content: &'static str,
}
