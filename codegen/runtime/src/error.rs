//! The errors that callers meet: of a call, and of a client's settings.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::failure::{Failure, Kind};
use crate::headers::Names;
use crate::response::RateLimit;
use crate::wire::{Value, Violation};

/// The documented error bodies of an API; emitted code implements it.
pub trait ErrorBody: Value + fmt::Debug + Send + Sync + 'static {
    /// The empty body of a variant, to be read into; the index is that of
    /// [`Operation::errors`](crate::Operation::errors). A type with one form has nothing to select.
    #[must_use]
    fn select(variant: usize) -> Self
    where
        Self: Sized,
    {
        let _ = variant;
        Self::empty()
    }

    /// The service's own code for the error, such as `PEER_ALREADY_EXISTS`.
    fn code(&self) -> Option<&str> {
        None
    }

    /// What the service says about it, for people.
    fn message(&self) -> Option<&str> {
        None
    }
}

/// An API without documented error bodies.
impl ErrorBody for () {}

/// Why a call has no result. `B` is the error body that the document has.
///
/// [`is_validation`](Self::is_validation), [`is_status`](Self::is_status),
/// [`is_decode`](Self::is_decode) and [`is_transport`](Self::is_transport) tell the four kinds
/// apart; exactly one of them is true. Whatever came back is kept: [`status`](Self::status),
/// [`headers`](Self::headers), [`bytes`](Self::bytes).
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

    fn failure(&self) -> &Failure {
        &self.inner.failure
    }

    /// The `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.failure().operation.id
    }

    /// The status of the answer, where there was one; of an answer in an envelope the one inside.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure().answer.as_ref().map(|answer| answer.status)
    }

    /// The header fields of the answer; none where there was no answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.failure().headers()
    }

    /// The body of the answer as it was received, the envelope included; what came of it, where it
    /// broke off; empty where there was no answer.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.failure().answer.as_ref().map_or(&NO_BYTES, |answer| &answer.bytes)
    }

    /// The documented error body, where the answer holds one.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.inner.body.as_ref()
    }

    /// What the request breaks of the document's rules, all at once; empty for other errors.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.failure().kind {
            Kind::Refused(violations) => violations,
            _ => &[],
        }
    }

    /// What the service says about further requests.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(self.headers())
    }

    /// The request was refused here: a value breaks the rules of the document or of HTTP.
    /// Nothing was sent.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        matches!(self.failure().kind, Kind::Refused(_))
    }

    /// The service answered with a status that is not a success.
    #[must_use]
    pub fn is_status(&self) -> bool {
        matches!(self.failure().kind, Kind::Status { .. })
    }

    /// The service answered with success, and the answer is not what the document says. What was
    /// asked for has been done: after a `POST` the thing exists.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.failure().kind, Kind::Unreadable(_) | Kind::Empty | Kind::Incomplete(_))
    }

    /// There was no answer, or not all of it. The request may have been carried out, unless
    /// [`is_connect`](Self::is_connect).
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.failure().kind, Kind::Transport(_))
    }

    /// A time limit ran out: a kind of [`is_transport`](Self::is_transport). The request may have
    /// been carried out, unless [`is_connect`](Self::is_connect).
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(&self.failure().kind, Kind::Transport(transport) if transport.error.is_timeout())
    }

    /// No connection was made: a kind of [`is_transport`](Self::is_transport). Nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.failure().kind, Kind::Transport(transport) if transport.error.is_connect())
    }
}

impl<B: ErrorBody> Error<B> {
    /// The service's own code for the error, such as `PEER_ALREADY_EXISTS`.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.body().and_then(B::code).filter(|code| !code.is_empty())
    }

    fn message(&self) -> Option<&str> {
        self.body().and_then(B::message).filter(|message| !message.is_empty())
    }
}

/// One line: the operation, what happened, and the service's code and message if it gave them.
/// Nothing else of any body, and no header.
impl<B: ErrorBody> fmt::Display for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body().map(|_| (self.error_code(), self.message()));
        self.failure().write(formatter, body)
    }
}

/// Shows the line that `Display` writes, and of what came back names and sizes only.
impl<B: ErrorBody> fmt::Debug for Error<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("message", &format_args!("{self}"))
            .field("status", &self.status())
            .field("headers", &Names(self.headers()))
            .field("bytes", &self.bytes().len())
            .field("source", &self.failure().source())
            .finish()
    }
}

impl<B: ErrorBody> StdError for Error<B> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.failure().source()
    }
}

/// Why a client could not be made: everything that is wrong with its settings, together.
#[derive(Debug, thiserror::Error)]
#[error("the client cannot be made: {}", .problems.join("; "))]
pub struct ConfigurationError {
    problems: Vec<String>,
    source: Option<reqwest::Error>,
}

impl ConfigurationError {
    pub(crate) fn new(problems: Vec<String>) -> Self {
        Self { problems, source: None }
    }

    pub(crate) fn http(error: reqwest::Error) -> Self {
        let error = error.without_url();
        Self { problems: vec![format!("HTTP client: {error}")], source: Some(error) }
    }

    /// What is wrong, one sentence each; no secret is repeated in them.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
