//! The constructors and accessors of [`AuthenticationError`].

use std::error::Error as StdError;

use bytes::Bytes;
use http::StatusCode;

use super::failure::{AuthenticationCause, AuthenticationError, Failure};
use crate::BoxError;

/// The failed action when no token could be obtained.
pub(crate) const FETCHING: &str = "no access token";
/// The failed action when a token could not be revoked.
pub(crate) const REVOKING: &str = "the access token could not be revoked";

impl AuthenticationError {
    /// Returns the error of a failed request to the token endpoint.
    pub(crate) fn request(action: &'static str, failure: Failure) -> Self {
        Self { action, cause: AuthenticationCause::Request(failure) }
    }

    /// Returns the error of a token endpoint that responded with an error status.
    pub(crate) fn refused(
        action: &'static str,
        status: StatusCode,
        code: Option<String>,
        description: Option<String>,
        bytes: Bytes,
    ) -> Self {
        let cause = AuthenticationCause::Refused { status, code, description, bytes };
        Self { action, cause }
    }

    /// Returns the error of the caller's token function.
    pub(crate) fn function(error: BoxError) -> Self {
        Self { action: FETCHING, cause: AuthenticationCause::Function(error) }
    }

    /// Returns the error of a token that cannot be used.
    pub(crate) fn unusable(problem: &str) -> Self {
        Self::invalid_token(problem, Bytes::new())
    }

    /// Returns the error of a token response without a usable token.
    ///
    /// The bytes may contain a token, so only [`bytes`](Self::bytes) gives access to them.
    pub(crate) fn invalid_token(problem: &str, bytes: Bytes) -> Self {
        let cause = AuthenticationCause::Unusable { problem: problem.to_owned(), bytes };
        Self { action: FETCHING, cause }
    }

    /// Returns the error of an authentication challenge that is not supported.
    pub(crate) fn challenge(problem: &str) -> Self {
        let cause =
            AuthenticationCause::Unusable { problem: problem.to_owned(), bytes: Bytes::new() };
        Self { action: "cannot respond to the authentication challenge", cause }
    }

    pub(crate) fn no_revocation_url() -> Self {
        let problem = "the document has no revocation URL: set one on the client builder";
        let cause =
            AuthenticationCause::Unusable { problem: problem.to_owned(), bytes: Bytes::new() };
        Self { action: REVOKING, cause }
    }

    /// Returns the status of the token endpoint's error response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &self.cause {
            AuthenticationCause::Refused { status, .. } => Some(*status),
            AuthenticationCause::Request(failure) => failure.status(),
            AuthenticationCause::Function(_) | AuthenticationCause::Unusable { .. } => None,
        }
    }

    /// Returns the OAuth error code of the token endpoint, such as `invalid_client` (RFC 6749,
    /// section 5.2).
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.cause {
            AuthenticationCause::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Returns the body of the token endpoint's response, as far as it was received. It may contain
    /// a token.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.cause {
            AuthenticationCause::Refused { bytes, .. }
            | AuthenticationCause::Unusable { bytes, .. } => bytes,
            AuthenticationCause::Request(failure) => {
                failure.response.as_ref().map_or(&[], |response| &response.bytes)
            }
            AuthenticationCause::Function(_) => &[],
        }
    }
}

impl StdError for AuthenticationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.cause {
            AuthenticationCause::Request(failure) => failure.source(),
            AuthenticationCause::Function(error) => Some(&**error),
            AuthenticationCause::Refused { .. } | AuthenticationCause::Unusable { .. } => None,
        }
    }
}
