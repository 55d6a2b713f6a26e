//! The HTTP client and the settings that all calls of a client share, and the options of one call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::limits::ResponseLimits;
use super::observer::Observer;
use crate::retry::{RetryBudget, RetryPolicy};
use crate::time::Clock;

/// The HTTP client and the settings that all calls of a client share.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    /// The default timeout of a call.
    pub(crate) timeout: Duration,
    /// The default timeout of an attempt.
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) limits: ResponseLimits,
    /// The default maximum number of redirects.
    pub(crate) max_redirects: u32,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Option<Observer>,
}

/// The options of one call.
#[derive(Debug, Clone)]
pub(crate) struct CallOptions {
    /// The timeout of the whole call.
    pub(crate) timeout: Duration,
    /// The timeout of each attempt.
    pub(crate) attempt_timeout: Duration,
    /// The retry policy, if it is not the client's.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether the caller marked the request as idempotent, regardless of its method.
    pub(crate) marked_idempotent: bool,
    pub(crate) max_redirects: u32,
}

impl Transport {
    /// Returns the default options of a call.
    pub(crate) fn options(&self) -> CallOptions {
        let Self { timeout, attempt_timeout, max_redirects, .. } = *self;
        CallOptions {
            timeout,
            attempt_timeout,
            retry: None,
            marked_idempotent: false,
            max_redirects,
        }
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
            .field("max_redirects", &self.max_redirects)
            .finish_non_exhaustive()
    }
}
