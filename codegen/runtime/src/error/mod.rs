//! Errors of calls.
//!
//! Invariant: an error keeps the response as far as it was received, and says whether the request may
//! have been executed.

mod authentication;
mod failure;
mod message;

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub(crate) use authentication::{FETCHING, REVOKING};
pub use failure::AuthenticationError;
pub(crate) use failure::{
    Failure, FailureKind, Interruption, Progress, RawResponse, ResponseSection, TransportError,
};
use message::ErrorDetails;

use crate::header::{Header, HeaderNames};
use crate::rate_limit::RateLimit;
#[cfg(feature = "blocking")]
use crate::spec::Operation;
use crate::wire::{Value, Violation};

/// The documented error bodies of an API; emitted code implements it.
pub trait ErrorBody: Value + fmt::Debug + Send + Sync + 'static {
    /// Returns the empty body of a variant, by its index in
    /// [`Operation::errors`](crate::Operation::errors). A type without variants ignores the index.
    #[must_use]
    fn select(variant: usize) -> Self
    where
        Self: Sized,
    {
        let _ = variant;
        Self::empty()
    }

    /// Returns the error code of the service, such as `PEER_ALREADY_EXISTS`.
    fn code(&self) -> Option<&str> {
        None
    }

    /// Returns the human-readable message of the service.
    fn message(&self) -> Option<&str> {
        None
    }
}

/// An API without documented error bodies.
impl ErrorBody for () {}

/// The error of a call. `B` is the documented error body.
///
/// Exactly one of six kinds applies: [`is_validation`](Self::is_validation),
/// [`is_status`](Self::is_status), [`is_decode`](Self::is_decode),
/// [`is_transport`](Self::is_transport), [`authentication`](Self::authentication), or for the items
/// of all pages [`is_paging`](Self::is_paging). The response is kept as far as it was received:
/// [`status`](Self::status), [`headers`](Self::headers), [`bytes`](Self::bytes).
///
/// The client has already retried what is safe to retry. Before retrying by hand, check
/// [`request_may_have_been_executed`](Self::request_may_have_been_executed).
pub struct Error<B = ()> {
    inner: Box<Inner<B>>,
}

struct Inner<B> {
    failure: Failure,
    body: Option<B>,
}

static NO_BYTES: Bytes = Bytes::new();

impl<B> Error<B> {
    pub(crate) fn new(failure: Failure, body: Option<B>) -> Self {
        Self { inner: Box::new(Inner { failure, body }) }
    }

    /// Returns the error of a call that the blocking client could not run.
    #[cfg(feature = "blocking")]
    pub(crate) fn blocking(operation: &'static Operation, problem: &'static str) -> Self {
        Self::new(Failure::new(operation, FailureKind::Blocking(problem)), None)
    }

    pub(crate) fn failure(&self) -> &Failure {
        &self.inner.failure
    }

    /// Returns the `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.failure().operation.id
    }

    /// Returns the status of the response, if there was one. For a response in an envelope, this is
    /// the status inside.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure().status()
    }

    /// Returns the header fields of the response; empty if there was no response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.failure().headers()
    }

    /// Returns the value of a documented header. `None` if it is absent or does not have the
    /// documented type; [`headers`](Self::headers) has its text.
    #[must_use]
    pub fn header<V: Value>(&self, header: Header<V>) -> Option<V> {
        header.read(self.headers())
    }

    /// Returns the body of the response as received, including an envelope. It is partial if the
    /// response broke off, and empty if there was no response.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.failure().response.as_ref().map_or(&NO_BYTES, |response| &response.bytes)
    }

    /// Returns the documented error body, if the response has one.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.inner.body.as_ref()
    }

    /// Returns all violations of the document's rules by the request, or the unreadable parts of its
    /// body. Empty for other errors.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.failure().kind {
            FailureKind::Invalid(violations) | FailureKind::UnreadableBody(violations) => {
                violations
            }
            _ => &[],
        }
    }

    /// Returns the rate limit headers of the response.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(self.headers())
    }

    /// Whether the request was invalid: a value breaks a rule of the document or of HTTP, a secret would
    /// be sent unencrypted, or a file of the body cannot be read.
    ///
    /// Nothing was sent, unless the file disappeared between [attempts](Self::attempts).
    #[must_use]
    pub fn is_validation(&self) -> bool {
        matches!(
            self.failure().kind,
            FailureKind::Invalid(_)
                | FailureKind::SecretRefused(_)
                | FailureKind::UnreadableBody(_)
        )
    }

    /// Whether a value of the request breaks a rule of the document or of HTTP.
    #[cfg(feature = "cli")]
    pub(crate) fn breaks_rules(&self) -> bool {
        matches!(self.failure().kind, FailureKind::Invalid(_))
    }

    /// Whether the service responded with a status that is not a success.
    #[must_use]
    pub fn is_status(&self) -> bool {
        matches!(
            self.failure().kind,
            FailureKind::Status { .. } | FailureKind::CrossOriginRedirect { .. }
        )
    }

    /// Whether the service responded with success, but the response does not match the document or
    /// exceeds a size limit. The request has been executed: after a `POST`, the resource exists.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(
            self.failure().kind,
            FailureKind::Decode(_)
                | FailureKind::EmptyBody
                | FailureKind::Deviating(_)
                | FailureKind::TooLarge { .. }
        )
    }

    /// Whether the pages of a list did not end: a page is the same as the one before, or the limit of
    /// pages was reached.
    #[must_use]
    pub fn is_paging(&self) -> bool {
        matches!(
            self.failure().kind,
            FailureKind::RepeatedPage { .. } | FailureKind::TooManyPages { .. }
        )
    }

    /// Whether there was no response, or an incomplete one.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        match &self.failure().kind {
            FailureKind::Transport(_)
            | FailureKind::CallTimeout { .. }
            | FailureKind::AttemptTimeout { .. }
            | FailureKind::Interrupted { .. } => true,
            #[cfg(feature = "blocking")]
            FailureKind::Blocking(_) => true,
            _ => false,
        }
    }

    /// Returns the authentication error, if the request could not be authenticated: no access token
    /// could be obtained, or the authentication challenge is not supported.
    #[must_use]
    pub fn authentication(&self) -> Option<&AuthenticationError> {
        match &self.failure().kind {
            FailureKind::Authentication(error) => Some(error),
            _ => None,
        }
    }

    /// Whether authentication failed: the service responded 401, or the request could not be
    /// authenticated (see [`authentication`](Self::authentication)). 403 is not included.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.authentication().is_some()
            || (self.is_status() && self.status() == Some(StatusCode::UNAUTHORIZED))
    }

    /// Whether the service responded `429 Too Many Requests`. The request was not executed;
    /// [`rate_limit`](Self::rate_limit) has the delay.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is_status() && self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the timeout of an attempt or of the call passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure().is_timeout()
    }

    /// Whether no connection was made, to the service or to the token endpoint. The last attempt sent
    /// nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.failure().is_connect()
    }

    /// Returns the number of requests sent, or started, for this call. Retries and authentication
    /// challenges count; 0 if nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure().progress.attempts
    }

    /// Whether the service may have executed the request in any of its attempts.
    ///
    /// `true` after a success that could not be decoded, after 5xx, after a broken connection and
    /// after a timeout: before creating a resource again, check whether it exists. `false` if
    /// nothing was sent, and after 3xx and 4xx.
    #[must_use]
    pub fn request_may_have_been_executed(&self) -> bool {
        self.failure().progress.may_have_been_executed
    }
}

impl<B: ErrorBody> Error<B> {
    /// Returns the error code of the service, such as `PEER_ALREADY_EXISTS`.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.body().and_then(B::code).filter(|code| !code.is_empty())
    }

    fn message(&self) -> Option<&str> {
        self.body().and_then(B::message).filter(|message| !message.is_empty())
    }
}

/// One line: the operation, the failure, and the service's error code and message, if any. It
/// contains nothing else of a body, and no header.
impl<B: ErrorBody> fmt::Display for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details =
            self.body().map(|_| ErrorDetails { code: self.error_code(), message: self.message() });
        self.failure().write(formatter, details)
    }
}

/// Shows the message, and names and sizes of the response.
impl<B: ErrorBody> fmt::Debug for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("message", &format_args!("{self}"))
            .field("status", &self.status())
            .field("headers", &HeaderNames(self.headers()))
            .field("bytes", &self.bytes().len())
            .field("attempts", &self.attempts())
            .field("request_may_have_been_executed", &self.request_may_have_been_executed())
            .field("source", &self.failure().source())
            .finish()
    }
}

impl<B: ErrorBody> StdError for Error<B> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure().source()
    }
}
