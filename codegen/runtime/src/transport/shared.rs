//! The way to a service: the HTTP client, and what is the same for every request that goes through it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Limits, Observer};
use crate::clock::Clock;
use crate::retry::{Budget, RetryPolicy};

/// The way to a service, shared by all calls of a client.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    /// How long a whole call may take, unless it says otherwise.
    pub(crate) timeout: Duration,
    /// How long each attempt may take, unless the call says otherwise.
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) limits: Limits,
    /// How many redirects are followed, unless the call says otherwise.
    pub(crate) redirects: u32,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Option<Observer>,
}

/// What a caller may settle for a single request.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How long the whole call may take.
    pub(crate) timeout: Duration,
    /// How long each attempt may take.
    pub(crate) attempt_timeout: Duration,
    /// When to try again, where it is not as the client has it.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether carrying out the request twice is the same as once.
    pub(crate) idempotent: bool,
    /// How many redirects are followed.
    pub(crate) redirects: u32,
}

impl Transport {
    /// What holds for a request whose caller says nothing.
    pub(crate) fn options(&self, idempotent: bool) -> Options {
        let Self { timeout, attempt_timeout, redirects, .. } = *self;
        Options { timeout, attempt_timeout, retry: None, idempotent, redirects }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transport")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("limits", &self.limits)
            .field("redirects", &self.redirects)
            .finish_non_exhaustive()
    }
}
