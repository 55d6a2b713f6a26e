//! What the document says, as plain data: the emitted crate states it, the runtime acts on it.

use http::Method;

use crate::wire::{Location, Rule};

/// What the document says of the API as a whole; emitted as one static.
#[derive(Debug)]
pub struct Api {
    /// Name of the emitted crate; opens the `User-Agent` of every request.
    pub name: &'static str,
    /// Version of the emitted crate.
    pub version: &'static str,
    /// The servers in document order; the first is where requests go unless told otherwise.
    pub servers: &'static [&'static str],
    /// The security schemes that operations name in [`Operation::security`].
    pub security_schemes: &'static [SecurityScheme],
    /// The environment variables that settings are read from.
    pub environment: Environment,
}

/// The environment variables that settings are read from: for each setting its names, the first
/// that is set counts.
#[derive(Debug, Clone, Copy)]
pub struct Environment {
    /// The base URL.
    pub base_url: &'static [&'static str],
    /// A ready access token.
    pub access_token: &'static [&'static str],
    /// The id of a service account.
    pub client_id: &'static [&'static str],
    /// The secret of a service account.
    pub client_secret: &'static [&'static str],
    /// The user name of HTTP Digest and HTTP Basic.
    pub username: &'static [&'static str],
    /// The password of HTTP Digest and HTTP Basic.
    pub password: &'static [&'static str],
}

impl Environment {
    /// No variables.
    pub const NONE: Self = Self {
        base_url: &[],
        access_token: &[],
        client_id: &[],
        client_secret: &[],
        username: &[],
        password: &[],
    };
}

/// One entry of the document's `components.securitySchemes`.
#[derive(Debug, Clone, Copy)]
pub struct SecurityScheme {
    /// The name that operations refer to.
    pub name: &'static str,
    /// How credentials of this scheme are sent.
    pub kind: SecurityKind,
}

/// How the credentials of a security scheme are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityKind {
    /// `oauth2` with the `clientCredentials` flow: an access token as bearer token.
    OAuth2ClientCredentials {
        /// Where the token is had, as the document writes it: absolute, or relative to the server.
        token_url: &'static str,
        /// Where a token is given back (RFC 7009), where the document says so in an extension; in the
        /// same form.
        revocation_url: Option<&'static str>,
    },
    /// `oauth2` with other flows only: an access token as bearer token.
    OAuth2,
    /// `openIdConnect`: an access token as bearer token.
    OpenIdConnect,
    /// `http` with scheme `bearer`.
    HttpBearer,
    /// `http` with scheme `basic`.
    HttpBasic,
    /// `http` with scheme `digest`.
    HttpDigest,
    /// `apiKey` in a header.
    ApiKeyHeader {
        /// Name of the header.
        name: &'static str,
        /// The environment variables that the key is read from; the first that is set counts.
        environment: &'static [&'static str],
    },
    /// `apiKey` in the query.
    ApiKeyQuery {
        /// Name of the query parameter.
        name: &'static str,
        /// The environment variables that the key is read from; the first that is set counts.
        environment: &'static [&'static str],
    },
    /// `apiKey` in a cookie.
    ApiKeyCookie {
        /// Name of the cookie.
        name: &'static str,
        /// The environment variables that the key is read from; the first that is set counts.
        environment: &'static [&'static str],
    },
}

impl SecurityKind {
    /// Where the environment has the key, where that is what the scheme asks for.
    pub(crate) fn key_variables(self) -> Option<&'static [&'static str]> {
        match self {
            Self::ApiKeyHeader { environment, .. }
            | Self::ApiKeyQuery { environment, .. }
            | Self::ApiKeyCookie { environment, .. } => Some(environment),
            _ => None,
        }
    }
}

/// What the document says of one operation; emitted as a static per operation.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`: how errors and the log name the call.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, as the document writes it: `/groups/{groupId}/peers`.
    pub path: &'static str,
    /// The value of `Accept`; several media types are joined by `, `.
    pub accept: &'static str,
    /// The media type of the request body, where the operation has one.
    pub content_type: Option<&'static str>,
    /// The parameters; [`Call::set`](crate::Call::set) names them by their index.
    pub parameters: &'static [Parameter],
    /// The document's security requirements: alternatives, each a list of scheme names that are
    /// needed together. Empty: no credentials are sent.
    pub security: &'static [&'static [&'static str]],
    /// The documented error responses, and for each which variant of the error body it has
    /// (see [`ErrorBody::select`](crate::ErrorBody::select)).
    pub errors: &'static [(StatusPattern, usize)],
    /// The header fields that the document requires of responses, for each success that it names; empty where it
    /// requires none of any.
    pub required_headers: &'static [(StatusPattern, &'static [&'static str])],
}

impl Operation {
    /// The header fields that the document requires of a response.
    pub(crate) fn headers_required(&self, status: http::StatusCode) -> &'static [&'static str] {
        let patterns = self.required_headers.iter().map(|(pattern, _)| *pattern);
        let entry = StatusPattern::most_exact(patterns, status)
            .and_then(|number| self.required_headers.get(number));
        entry.map_or(&[], |(_, names)| names)
    }

    /// The variant of the error body that the document has for a status; the most exact entry wins.
    pub(crate) fn error_variant(&self, status: http::StatusCode) -> Option<usize> {
        let patterns = self.errors.iter().map(|(pattern, _)| *pattern);
        let (_, variant) = self.errors.get(StatusPattern::most_exact(patterns, status)?)?;
        Some(*variant)
    }
}

/// A key of an operation's `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// One status: `409`.
    Exact(u16),
    /// A class of statuses by its first digit: 4 stands for `4XX`.
    Class(u16),
    /// `default`: every status that nothing else covers.
    Any,
}

impl StatusPattern {
    /// Which of several entries speaks of a status, by its number: the most exact one.
    pub(crate) fn most_exact(
        patterns: impl Iterator<Item = Self>,
        status: http::StatusCode,
    ) -> Option<usize> {
        patterns
            .enumerate()
            .filter(|(_, pattern)| pattern.matches(status))
            .max_by_key(|(_, pattern)| pattern.exactness())
            .map(|(number, _)| number)
    }

    fn matches(self, status: http::StatusCode) -> bool {
        match self {
            Self::Exact(code) => status.as_u16() == code,
            Self::Class(class) => status.as_u16() / 100 == class,
            Self::Any => true,
        }
    }

    fn exactness(self) -> u8 {
        match self {
            Self::Exact(_) => 2,
            Self::Class(_) => 1,
            Self::Any => 0,
        }
    }
}

/// Where a parameter stands in the request.
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

/// How the value of a parameter is written: the styles of OpenAPI 3.0, which are those of RFC 6570.
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
    /// Whether each item or property is a parameter of its own.
    pub(crate) explode: bool,
    /// Whether reserved characters are left as they are.
    pub(crate) reserved: bool,
    pub(crate) rules: &'static [Rule],
    pub(crate) envelope: Option<Envelope>,
}

impl Parameter {
    /// A parameter in the path; of style `simple`, unless [`style`](Self::style) says otherwise.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::new(ParameterLocation::Path, name)
    }

    /// A parameter in the query; of style `form` and exploded, unless said otherwise.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::new(ParameterLocation::Query, name)
    }

    /// A parameter in a header.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::new(ParameterLocation::Header, name)
    }

    /// A parameter in a cookie, of style `form` and exploded, unless said otherwise.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(ParameterLocation::Cookie, name)
    }

    const fn new(location: ParameterLocation, name: &'static str) -> Self {
        let (style, explode) = match location {
            ParameterLocation::Path | ParameterLocation::Header => (Style::Simple, false),
            ParameterLocation::Query | ParameterLocation::Cookie => (Style::Form, true),
        };
        Self { location, name, style, explode, reserved: false, rules: &[], envelope: None }
    }

    /// How the value is written.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Whether each item of an array, or property of an object, is written as if it were a parameter of its own.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Says that reserved characters are written as they are, where they cannot be taken for something else.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.reserved = true;
        self
    }

    /// What the document asks of the value.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Says that the response comes wrapped when this parameter is sent as `true`.
    #[must_use]
    pub const fn envelope(mut self, envelope: Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }
}

/// How a response is wrapped when the caller asks for it: `{"status": 200, "content": {...}}`.
///
/// A response that is a list of its own may be its own envelope: it gains the status, and has no
/// content member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// The member that holds the HTTP status as an integer.
    pub status: &'static str,
    /// The member that holds the response itself.
    pub content: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_entry_decides_on_an_error_body() {
        let operation = Operation {
            id: "id",
            method: Method::GET,
            path: "/",
            accept: "",
            content_type: None,
            parameters: &[],
            security: &[],
            errors: &[
                (StatusPattern::Any, 1),
                (StatusPattern::Class(4), 2),
                (StatusPattern::Exact(404), 3),
            ],
            required_headers: &[],
        };
        for (status, variant) in [
            (http::StatusCode::NOT_FOUND, 3),
            (http::StatusCode::CONFLICT, 2),
            (http::StatusCode::BAD_GATEWAY, 1),
        ] {
            assert_eq!(operation.error_variant(status), Some(variant));
        }
        let silent = Operation { errors: &[], ..operation };
        assert_eq!(silent.error_variant(http::StatusCode::NOT_FOUND), None);
    }
}
