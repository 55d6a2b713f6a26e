//! Bearer tokens supplied by the caller: fixed, or from a function called before each request.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::AuthenticationError;
use crate::{BoxError, BoxFuture};

/// The source of the caller's bearer token.
#[derive(Clone)]
pub(crate) enum Bearer {
    Fixed(BearerToken),
    /// Calls the caller's function.
    Function(Arc<TokenFunction>),
}

type TokenFunction = dyn Fn() -> BoxFuture<Result<SecretString, BoxError>> + Send + Sync;

/// An access token that is a valid header value.
#[derive(Clone)]
pub(crate) struct BearerToken(SecretString);

impl Bearer {
    pub(super) async fn header(&self) -> Result<Option<HeaderValue>, AuthenticationError> {
        match self {
            Self::Fixed(token) => Ok(token.header()),
            Self::Function(function) => {
                let token = function().await.map_err(AuthenticationError::function)?;
                let token = BearerToken::new(token).map_err(AuthenticationError::unusable)?;
                Ok(token.header())
            }
        }
    }
}

impl BearerToken {
    /// Validates the token. The error does not repeat it.
    pub(crate) fn new(token: SecretString) -> Result<Self, &'static str> {
        let text = token.expose_secret();
        if text.is_empty() {
            return Err("the bearer token is empty");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "the bearer token contains a space, a line break or a character that is not ASCII: \
                 pass the bare token, without `Bearer` and without a trailing line break",
            );
        }
        Ok(Self(token))
    }

    /// Returns the value of `Authorization`, marked as sensitive.
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
            Self::Function(_) => "[a function]",
        })
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
