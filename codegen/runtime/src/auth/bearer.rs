//! The bearer token that a caller has: fixed, or asked for before every request.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::AuthenticationError;
use crate::{BoxError, BoxFuture};

/// A bearer token of the caller's.
#[derive(Clone)]
pub(crate) enum Bearer {
    Fixed(BearerToken),
    /// Asks the caller's own function.
    From(Arc<Function>),
}

type Function = dyn Fn() -> BoxFuture<Result<SecretString, BoxError>> + Send + Sync;

/// An access token, known to fit into a header.
#[derive(Clone)]
pub(crate) struct BearerToken(SecretString);

impl Bearer {
    pub(super) async fn header(&self) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        match self {
            Self::Fixed(token) => Ok(token.header()),
            Self::From(function) => {
                let token = function().await.map_err(AuthenticationError::function)?;
                let token = BearerToken::new(token).map_err(AuthenticationError::unusable)?;
                Ok(token.header())
            }
        }
    }
}

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

impl fmt::Debug for Bearer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Fixed(_) => "[redacted]",
            Self::From(_) => "[a function]",
        })
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
