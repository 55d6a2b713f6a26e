//! The bearer token: when it may travel, and how it stays out of logs.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::api::{Api, Operation};

/// An access token, known to fit into a header.
#[derive(Clone)]
pub(crate) struct BearerToken(SecretString);

impl BearerToken {
    /// Refuses a token that no header can carry, without repeating it.
    pub(crate) fn new(token: SecretString) -> Result<Self, &'static str> {
        let text = token.expose_secret();
        if text.is_empty() {
            return Err("the bearer token is empty");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "the bearer token holds a space, a line break or a character that is not ASCII: \
                 pass the bare token, without `Bearer` and without a line break at its end",
            );
        }
        Ok(Self(token))
    }

    /// The value of `Authorization`, marked so that no HTTP layer prints or indexes it.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Whether the document lets a bearer token into the operation: some alternative of its security
/// has a scheme that takes one.
pub(crate) fn takes_bearer_token(api: &Api, operation: &Operation) -> bool {
    operation.security.iter().copied().flatten().any(|name| {
        api.security_schemes
            .iter()
            .any(|scheme| scheme.name == *name && scheme.kind.takes_bearer_token())
    })
}

/// Whether what is sent to the address can be read by nobody on the way.
pub(crate) fn is_private_channel(address: &Url) -> bool {
    address.scheme() == "https"
        || match address.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}
