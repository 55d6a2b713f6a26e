//! The error of a call: what happened, what came back, and what may have been done.

mod authentication;
mod failure;

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub use authentication::AuthenticationError;
pub(crate) use authentication::{FETCHING, REVOKING};
pub(crate) use failure::{Broken, Failure, Interruption, Kind, OneLine, Part, Progress, Received};

use crate::headers::Names;
use crate::rate_limit::RateLimit;
use crate::response::Header;
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
/// [`is_decode`](Self::is_decode), [`is_transport`](Self::is_transport) and
/// [`authentication`](Self::authentication) tell the five kinds apart; exactly one of them holds.
/// Whatever came back is kept: [`status`](Self::status), [`headers`](Self::headers),
/// [`bytes`](Self::bytes).
///
/// Before trying again by hand, ask
/// [`request_may_have_been_executed`](Self::request_may_have_been_executed): what the client could
/// safely send again, it has.
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

    pub(crate) fn failure(&self) -> &Failure {
        &self.inner.failure
    }

    /// The `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.failure().operation.id
    }

    /// The status of the response, where there was one; of a response in an envelope the one inside.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.failure().response.as_ref().map(|response| response.status)
    }

    /// The header fields of the response; none where there was no response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.failure().headers()
    }

    /// The value of a header field that the document describes. Nothing where the response lacks it, or holds
    /// something else than the document says: its text then stands in [`headers`](Self::headers).
    #[must_use]
    pub fn header<V: Value>(&self, header: Header<V>) -> Option<V> {
        header.read(self.headers())
    }

    /// The body of the response as it was received, the envelope included; what came of it, where it
    /// broke off; empty where there was no response.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        self.failure().response.as_ref().map_or(&NO_BYTES, |response| &response.bytes)
    }

    /// The documented error body, where the response holds one.
    #[must_use]
    pub fn body(&self) -> Option<&B> {
        self.inner.body.as_ref()
    }

    /// What the request breaks of the document's rules, or what of its body cannot be read, all at once; empty for
    /// other errors.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.failure().kind {
            Kind::Refused(violations) | Kind::Gone(violations) => violations,
            _ => &[],
        }
    }

    /// What the service says about further requests.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(self.headers())
    }

    /// The request was refused here: a value breaks the rules of the document or of HTTP, or a file of the body
    /// cannot be read. Nothing was sent; unless the file went while [attempts](Self::attempts) were made.
    #[must_use]
    pub fn is_validation(&self) -> bool {
        matches!(self.failure().kind, Kind::Refused(_) | Kind::Gone(_))
    }

    /// Whether it is the document's rules, or those of HTTP, that the request breaks.
    #[cfg(feature = "cli")]
    pub(crate) fn breaks_rules(&self) -> bool {
        matches!(self.failure().kind, Kind::Refused(_))
    }

    /// The service answered with a status that is not a success.
    #[must_use]
    pub fn is_status(&self) -> bool {
        matches!(self.failure().kind, Kind::Status { .. })
    }

    /// The service answered with success, and the response is not what the document says, or larger
    /// than the client takes. What was asked for has been done: after a `POST` the thing exists.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(
            self.failure().kind,
            Kind::Unreadable(_) | Kind::Empty | Kind::Incomplete(_) | Kind::TooLarge { .. }
        )
    }

    /// There was no response, or not all of it.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        match &self.failure().kind {
            Kind::Transport(_)
            | Kind::OutOfTime { .. }
            | Kind::Late { .. }
            | Kind::Interrupted { .. } => true,
            #[cfg(feature = "blocking")]
            Kind::Unusable(_) => true,
            _ => false,
        }
    }

    /// Why the client could not prove who is calling, where that is what went wrong: no access
    /// token could be had, or the service's challenge could not be answered.
    #[must_use]
    pub fn authentication(&self) -> Option<&AuthenticationError> {
        match &self.failure().kind {
            Kind::Authentication(error) => Some(error),
            _ => None,
        }
    }

    /// The service does not know who is calling: it answered 401, or the client could not prove it
    /// (see [`authentication`](Self::authentication)). A caller who is known but not allowed is
    /// told so with 403, which is no failure of this kind.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        self.authentication().is_some()
            || (self.is_status() && self.status() == Some(StatusCode::UNAUTHORIZED))
    }

    /// The service answered `429 Too Many Requests`. It did not carry out the request;
    /// [`rate_limit`](Self::rate_limit) says when it may take it.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.is_status() && self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// A time limit ran out: of the attempt, or of the whole call.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.failure().kind {
            Kind::Transport(transport) => transport.error.is_timeout(),
            Kind::OutOfTime { .. }
            | Kind::Late { .. }
            | Kind::Interrupted { why: Interruption::Stalled(_), .. } => true,
            Kind::Interrupted { why: Interruption::Broken(error), .. } => error.is_timeout(),
            Kind::Authentication(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// No connection was made: to the service, or to the one that gives out access tokens. The
    /// last attempt sent nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        match &self.failure().kind {
            Kind::Transport(transport) => transport.error.is_connect(),
            Kind::Authentication(error) => error.is_connect(),
            _ => false,
        }
    }

    /// How many requests were sent, or tried to be, for this call: those that were sent again and
    /// those that a service answered by asking who is calling among them; 0 where nothing was.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.failure().progress.attempts
    }

    /// Whether the service may have carried out the request, in any of its attempts.
    ///
    /// Not where nothing was sent, and not where the service answered with a redirect or that the
    /// request was at fault (3xx, 4xx). It may have after success that could not be read, after
    /// 5xx, and after a connection that broke or a response that did not come in time: then look
    /// at what is there before creating it again.
    #[must_use]
    pub fn request_may_have_been_executed(&self) -> bool {
        self.failure().progress.executed
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
