//! The static description of an API as a whole.

use super::security::SecurityScheme;

/// The static description of an API.
#[derive(Debug)]
pub struct Api {
    /// The name of the emitted crate, used in `User-Agent`.
    pub name: &'static str,
    /// The version of the emitted crate.
    pub version: &'static str,
    /// The servers in document order. The first is the default base URL.
    pub servers: &'static [&'static str],
    /// The security schemes that [`Operation::security`](crate::Operation::security) refers to.
    pub security_schemes: &'static [SecurityScheme],
    /// The environment variables that configure a client.
    pub environment: Environment,
}

/// The names of the environment variables for each setting. The first variable that is set wins.
#[derive(Debug, Clone, Copy)]
pub struct Environment {
    /// The base URL.
    pub base_url: &'static [&'static str],
    /// An access token.
    pub access_token: &'static [&'static str],
    /// The client id of a service account.
    pub client_id: &'static [&'static str],
    /// The client secret of a service account.
    pub client_secret: &'static [&'static str],
    /// The user name for HTTP Digest and HTTP Basic.
    pub username: &'static [&'static str],
    /// The password for HTTP Digest and HTTP Basic.
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
