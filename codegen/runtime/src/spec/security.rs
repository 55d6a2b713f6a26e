//! The security schemes of an API.

/// An entry of the document's `components.securitySchemes`.
#[derive(Debug, Clone, Copy)]
pub struct SecurityScheme {
    /// The name of the scheme.
    pub name: &'static str,
    /// The type of the scheme.
    pub kind: SecurityKind,
}

/// The type of a security scheme, which determines how credentials are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecurityKind {
    /// `oauth2` with the `clientCredentials` flow; sent as a bearer token.
    OAuth2ClientCredentials {
        /// The token endpoint: absolute, or relative to the server.
        token_url: &'static str,
        /// The revocation endpoint (RFC 7009), from an extension.
        revocation_url: Option<&'static str>,
    },
    /// `oauth2` with other flows only; sent as a bearer token.
    OAuth2,
    /// `openIdConnect`; sent as a bearer token.
    OpenIdConnect,
    /// `http` with scheme `bearer`.
    HttpBearer,
    /// `http` with scheme `basic`.
    HttpBasic,
    /// `http` with scheme `digest`.
    HttpDigest,
    /// `apiKey` in a header.
    ApiKeyHeader {
        /// The name of the header.
        name: &'static str,
        /// The environment variables for the key. The first that is set wins.
        environment: &'static [&'static str],
    },
    /// `apiKey` in the query.
    ApiKeyQuery {
        /// The name of the query parameter.
        name: &'static str,
        /// The environment variables for the key. The first that is set wins.
        environment: &'static [&'static str],
    },
    /// `apiKey` in a cookie.
    ApiKeyCookie {
        /// The name of the cookie.
        name: &'static str,
        /// The environment variables for the key. The first that is set wins.
        environment: &'static [&'static str],
    },
}

impl SecurityKind {
    /// Returns the environment variables for the key, if the scheme is an API key.
    pub(crate) fn key_variables(self) -> Option<&'static [&'static str]> {
        match self {
            Self::ApiKeyHeader { environment, .. }
            | Self::ApiKeyQuery { environment, .. }
            | Self::ApiKeyCookie { environment, .. } => Some(environment),
            _ => None,
        }
    }
}
