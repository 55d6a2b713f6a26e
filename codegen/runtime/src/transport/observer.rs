//! Observers: what a program that counts or logs attempts gets to see of each.

use std::fmt;
use std::time::Duration;

use http::{Method, StatusCode};

use crate::headers::Names;

/// One request that was sent, and how it ended; nothing of what it or its response held.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The `operationId` of the call; `fetch access token` and `revoke access token` are calls
    /// that a client makes for itself.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The number of the request within its call, from 1.
    pub number: u32,
    /// The status of the response, where there was one.
    pub status: Option<StatusCode>,
    /// What kind of failure it was, where no whole response came: `connect`, `timeout`,
    /// `transport`, `too_large`.
    pub error: Option<&'static str>,
    /// How long it took, from sending the request to the last byte of the response, or to its header
    /// fields where the body is streamed.
    pub took: Duration,
    /// The header fields that went out, the proof of who is calling not among them.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "a command line alone shows them"))]
    pub(crate) sent: Names<'a>,
    /// Those that came back.
    #[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "a command line alone shows them"))]
    pub(crate) received: Option<Names<'a>>,
}

/// A function of the caller's that sees every attempt.
pub(crate) struct Observer(Box<Function>);

type Function = dyn Fn(&Attempt<'_>) + Send + Sync;

impl Observer {
    pub(crate) fn new(function: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        Self(Box::new(function))
    }

    pub(super) fn see(&self, attempt: &Attempt<'_>) {
        (self.0)(attempt);
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observer")
    }
}
