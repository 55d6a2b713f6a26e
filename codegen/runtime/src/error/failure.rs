//! The data of a failed call, independent of the type of the error body.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use crate::BoxError;
use crate::redaction::Redactor;
use crate::spec::Operation;
use crate::wire::{DecodeError, Notes, Violation};

/// A failed call.
pub(crate) struct Failure {
    pub(crate) operation: &'static Operation,
    pub(crate) kind: FailureKind,
    /// The response, as far as it was received.
    pub(crate) response: Option<Box<RawResponse>>,
    pub(crate) progress: Progress,
}

/// The attempts of a call so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Progress {
    /// The number of requests sent, or started.
    pub(crate) attempts: u32,
    /// Whether the service may have executed one of them.
    pub(crate) may_have_been_executed: bool,
}

/// A response as received, with its body undecoded.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// The secrets of the request, which the service may repeat.
    pub(crate) redactor: Arc<Redactor>,
}

/// The reason of a failed call.
pub(crate) enum FailureKind {
    /// The request breaks a rule of the document or of HTTP. Nothing was sent.
    Invalid(Vec<Violation>),
    /// The request was not sent, because a secret in it would be sent unencrypted.
    SecretRefused(String),
    /// The request was not sent, or not again, because its body cannot be read.
    UnreadableBody(Vec<Violation>),
    /// The status is not a success.
    Status {
        /// The error of decoding the documented error body.
        decode_error: Option<DecodeError>,
    },
    /// A redirect of a request with a body to another origin, which receives no body.
    CrossOriginRedirect { to: String },
    /// The body of a success could not be decoded.
    Decode(DecodeError),
    /// A success has an empty body where one is documented.
    EmptyBody,
    /// A success lacks required values or has invalid ones, and the client is strict.
    Deviating(Box<Notes>),
    /// A success exceeds a size limit.
    TooLarge { section: ResponseSection, limit: usize },
    /// No response, or an incomplete one.
    Transport(TransportError),
    /// No response to a streamed request within a timeout.
    AttemptTimeout { origin: String, timeout: Duration },
    /// The stream of a response body ended early.
    Interrupted { received: u64, cause: Interruption },
    /// The timeout of the call passed before an attempt could be sent.
    CallTimeout { timeout: Duration, waiting_for: &'static str },
    /// A page of a list is the same as the one before.
    RepeatedPage { number: i64 },
    /// A list has more pages than its limit.
    TooManyPages { limit: u64 },
    /// The request could not be authenticated.
    Authentication(Arc<AuthenticationError>),
    /// The blocking client cannot run in this context.
    #[cfg(feature = "blocking")]
    Blocking(&'static str),
}

/// The section of a response that exceeds a size limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseSection {
    Headers,
    Body,
}

/// The reason of an interrupted response stream.
pub(crate) enum Interruption {
    Error(reqwest::Error),
    /// No bytes were received for this long.
    Stalled(Duration),
}

/// An error of the HTTP client.
pub(crate) struct TransportError {
    /// Without its URL, because the path may contain data that must not be logged.
    pub(crate) error: reqwest::Error,
    /// The scheme, host and port of the request.
    pub(crate) origin: String,
    /// The timeout of the request.
    pub(crate) timeout: Duration,
}

/// A failure to authenticate: no access token could be obtained, or the authentication challenge of
/// the service is not supported. The call itself was not executed.
#[derive(Debug)]
pub struct AuthenticationError {
    /// The action that failed, in words.
    pub(super) action: &'static str,
    pub(super) cause: AuthenticationCause,
}

/// The cause of an [`AuthenticationError`].
pub(super) enum AuthenticationCause {
    /// The token endpoint responded with an error status.
    Refused { status: StatusCode, code: Option<String>, description: Option<String>, bytes: Bytes },
    /// The request to the token endpoint failed.
    Request(Failure),
    /// The caller's token function failed.
    Function(BoxError),
    /// A credential, a token or a challenge cannot be used.
    Unusable { problem: String, bytes: Bytes },
}

static NO_HEADERS: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);

impl Failure {
    pub(crate) fn new(operation: &'static Operation, kind: FailureKind) -> Self {
        Self { operation, kind, response: None, progress: Progress::default() }
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|response| response.status)
    }

    /// Returns a text of the response for a message, without secrets of the request.
    pub(crate) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.response {
            Some(response) => response.redactor.hide(text),
            None => text.into(),
        }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.as_ref().map_or(&NO_HEADERS, |response| &response.headers)
    }

    /// Returns the kind of failure in one word, as traces and metrics name it.
    pub(crate) fn class(&self) -> &'static str {
        match &self.kind {
            FailureKind::Invalid(_)
            | FailureKind::SecretRefused(_)
            | FailureKind::UnreadableBody(_) => "refused",
            FailureKind::Status { .. } | FailureKind::CrossOriginRedirect { .. } => "status",
            FailureKind::Decode(_) | FailureKind::EmptyBody | FailureKind::Deviating(_) => "decode",
            FailureKind::TooLarge { .. } => "too_large",
            FailureKind::Transport(transport) if transport.error.is_connect() => "connect",
            FailureKind::Transport(transport) if transport.error.is_timeout() => "timeout",
            FailureKind::Transport(_) => "transport",
            FailureKind::CallTimeout { .. }
            | FailureKind::AttemptTimeout { .. }
            | FailureKind::Interrupted { cause: Interruption::Stalled(_), .. } => "timeout",
            FailureKind::Interrupted { .. } => "transport",
            FailureKind::RepeatedPage { .. } | FailureKind::TooManyPages { .. } => "paging",
            FailureKind::Authentication(_) => "authentication",
            #[cfg(feature = "blocking")]
            FailureKind::Blocking(_) => "unusable",
        }
    }

    pub(crate) fn is_timeout(&self) -> bool {
        match &self.kind {
            FailureKind::Transport(transport) => transport.error.is_timeout(),
            FailureKind::CallTimeout { .. }
            | FailureKind::AttemptTimeout { .. }
            | FailureKind::Interrupted { cause: Interruption::Stalled(_), .. } => true,
            FailureKind::Interrupted { cause: Interruption::Error(error), .. } => {
                error.is_timeout()
            }
            FailureKind::Authentication(error) => error.is_timeout(),
            _ => false,
        }
    }

    pub(crate) fn is_connect(&self) -> bool {
        match &self.kind {
            FailureKind::Transport(transport) => transport.error.is_connect(),
            FailureKind::Authentication(error) => error.is_connect(),
            _ => false,
        }
    }

    pub(crate) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            FailureKind::Authentication(error) => Some(&**error),
            FailureKind::Status { decode_error } => decode_error.as_ref().map(|error| error as _),
            FailureKind::Decode(error) => Some(error),
            FailureKind::Transport(transport) => Some(&transport.error),
            FailureKind::Interrupted { cause: Interruption::Error(error), .. } => Some(error),
            _ => None,
        }
    }
}

impl AuthenticationError {
    /// Whether the request to the token endpoint timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(&self.cause, AuthenticationCause::Request(failure) if failure.is_timeout())
    }

    /// Whether no connection to the token endpoint was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.cause, AuthenticationCause::Request(failure) if failure.is_connect())
    }
}

impl RawResponse {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, bytes: Bytes) -> Self {
        Self { status, headers, bytes, redactor: Arc::default() }
    }

    /// Returns the media type without parameters; empty if there is none.
    pub(super) fn content_type(&self) -> &str {
        self.headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map_or("", str::trim)
    }
}
