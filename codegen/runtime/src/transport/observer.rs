//! The observer of attempts, for metrics and logs.

use std::fmt;
use std::time::Duration;

use http::{Method, StatusCode};

use crate::header::HeaderNames;
use crate::redaction::Redactor;

/// One HTTP round trip and its outcome, without any content of the request or the response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The `operationId` of the call, or `fetch access token` or `revoke access token` for the
    /// client's own requests.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The number of the request within its call, starting at 1.
    pub number: u32,
    /// The status of the response, if there was one.
    pub status: Option<StatusCode>,
    /// The kind of failure, if there was no complete response: `connect`, `timeout`, `transport` or
    /// `too_large`.
    pub error: Option<&'static str>,
    /// The time from sending the request to the last byte of the response, or to its header fields
    /// if the body is streamed.
    pub elapsed: Duration,
    /// The header fields of the request, without credentials.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "used by the command line only"))]
    pub(crate) request_headers: HeaderNames<'a>,
    /// The header fields of the response.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "used by the command line only"))]
    pub(crate) response_headers: Option<HeaderNames<'a>>,
    /// The secrets of the request, which the service may repeat.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "used by the command line only"))]
    pub(crate) redactor: &'a Redactor,
}

/// A function of the caller that is called after every attempt.
pub(crate) struct Observer(Box<Function>);

type Function = dyn Fn(&Attempt<'_>) + Send + Sync;

impl Observer {
    pub(crate) fn new(function: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        Self(Box::new(function))
    }

    pub(super) fn call(&self, attempt: &Attempt<'_>) {
        (self.0)(attempt);
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observer")
    }
}
