//! Why a client could not prove who is calling.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::StatusCode;

use super::Error;
use super::failure::{Failure, OneLine, Status};
use crate::BoxError;

/// What failed when no token could be had.
pub(crate) const FETCHING: &str = "no access token";
/// What failed when a token could not be revoked.
pub(crate) const REVOKING: &str = "the access token could not be revoked";

/// Why a client could not prove who is calling: no access token could be had, or the service asks
/// for a proof that cannot be given. The call itself was not carried out.
#[derive(Debug)]
pub struct AuthenticationError {
    doing: &'static str,
    cause: Cause,
}

enum Cause {
    /// The service that gives out tokens refused.
    Refused { status: StatusCode, code: Option<String>, description: Option<String>, bytes: Bytes },
    /// The service that gives out tokens was not reached, or its response makes no sense.
    Failed(Error),
    /// The caller's own function failed.
    Function(BoxError),
    /// What is there cannot be used.
    Unusable { problem: String, bytes: Bytes },
}

impl AuthenticationError {
    pub(crate) fn failed(doing: &'static str, failure: Failure) -> Arc<Self> {
        Arc::new(Self { doing, cause: Cause::Failed(Error::new(failure, None)) })
    }

    /// The service that gives out tokens answered without success.
    pub(crate) fn refused(
        doing: &'static str,
        status: StatusCode,
        code: Option<String>,
        description: Option<String>,
        bytes: Bytes,
    ) -> Arc<Self> {
        Arc::new(Self { doing, cause: Cause::Refused { status, code, description, bytes } })
    }

    pub(crate) fn function(error: BoxError) -> Arc<Self> {
        Arc::new(Self { doing: FETCHING, cause: Cause::Function(error) })
    }

    pub(crate) fn unusable(problem: &str) -> Arc<Self> {
        let cause = Cause::Unusable { problem: problem.to_owned(), bytes: Bytes::new() };
        Arc::new(Self { doing: FETCHING, cause })
    }

    /// A response that holds no token that can be used; it may hold one nevertheless, and is kept
    /// where only the caller sees it.
    pub(crate) fn no_token(problem: &str, bytes: Bytes) -> Arc<Self> {
        let cause = Cause::Unusable { problem: problem.to_owned(), bytes };
        Arc::new(Self { doing: FETCHING, cause })
    }

    pub(crate) fn challenge(problem: &str) -> Arc<Self> {
        let cause = Cause::Unusable { problem: problem.to_owned(), bytes: Bytes::new() };
        Arc::new(Self { doing: "the service's challenge cannot be answered", cause })
    }

    pub(crate) fn no_revocation_url() -> Arc<Self> {
        let problem = "the document names no address for it: give the builder a revocation URL";
        let cause = Cause::Unusable { problem: problem.to_owned(), bytes: Bytes::new() };
        Arc::new(Self { doing: REVOKING, cause })
    }

    /// The status of the response of the service that gives out tokens, where it was not a success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &self.cause {
            Cause::Refused { status, .. } => Some(*status),
            Cause::Failed(error) => error.status(),
            Cause::Function(_) | Cause::Unusable { .. } => None,
        }
    }

    /// The OAuth error code of that response, such as `invalid_client` (RFC 6749, section 5.2).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.cause {
            Cause::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// The body of that response, as far as it came. It may hold a token.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.cause {
            Cause::Refused { bytes, .. } | Cause::Unusable { bytes, .. } => bytes,
            Cause::Failed(error) => error.bytes(),
            Cause::Function(_) => &[],
        }
    }

    /// No response came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(&self.cause, Cause::Failed(error) if error.is_timeout())
    }

    /// No connection was made to the service that gives out tokens.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.cause, Cause::Failed(error) if error.is_connect())
    }
}

/// One line: what failed and why; no secret, and nothing of a body but OAuth's code and
/// description.
impl fmt::Display for AuthenticationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.doing)?;
        match &self.cause {
            Cause::Refused { status, code, description, .. } => {
                write!(formatter, "{}", Status(*status))?;
                for text in [code, description].into_iter().flatten() {
                    write!(formatter, ": {}", OneLine(text))?;
                }
                Ok(())
            }
            Cause::Failed(error) => error.failure().write_reason(formatter, None),
            Cause::Function(error) => write!(formatter, "{}", OneLine(&error.to_string())),
            Cause::Unusable { problem, .. } => formatter.write_str(problem),
        }
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code, description, bytes } => formatter
                .debug_struct("Refused")
                .field("status", status)
                .field("code", code)
                .field("description", description)
                .field("bytes", &bytes.len())
                .finish(),
            Self::Failed(error) => formatter.debug_tuple("Failed").field(error).finish(),
            Self::Function(error) => formatter.debug_tuple("Function").field(error).finish(),
            Self::Unusable { problem, bytes } => formatter
                .debug_struct("Unusable")
                .field("problem", problem)
                .field("bytes", &bytes.len())
                .finish(),
        }
    }
}

impl StdError for AuthenticationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            Cause::Failed(error) => error.source(),
            Cause::Function(error) => Some(&**error),
            Cause::Refused { .. } | Cause::Unusable { .. } => None,
        }
    }
}
