//! The public retry settings and the backoff they define.

use std::time::Duration;

/// Retry settings of a client or of a single request.
///
/// Whether a request is retried depends on whether the service may have processed it:
///
/// - No connection was made, the service refused the HTTP/2 stream unprocessed, or it responded
///   `429 Too Many Requests`: always.
/// - The connection broke, the attempt timed out, or the response was 502, 503 or 504: only if the
///   request is idempotent (`GET`, `HEAD`, `PUT`, `DELETE`, `OPTIONS`, `TRACE`, or marked so by the
///   caller).
/// - Any other response: never.
///
/// The delay before the nth retry is random between zero and `initial_backoff * 2^(n-1)` ("full
/// jitter"). A `Retry-After` header sets a lower bound. A retry that could not start within the
/// timeout of the call is not attempted, and the error is returned at once.
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_attempts(10).max_backoff(Duration::from_secs(60));
/// let none = RetryPolicy::disabled();
/// # assert_ne!(patient, none);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a policy has no effect until it is set on a client or a request"]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    pub(super) time_limit: Duration,
    pub(super) initial_backoff: Duration,
    pub(super) max_backoff: Duration,
    pub(super) max_retry_after: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Returns the default policy: 4 attempts, backoff from 500 ms doubling up to 20 s, and
    /// `Retry-After` up to 60 s.
    pub const fn new() -> Self {
        Self {
            max_attempts: 4,
            time_limit: Duration::MAX,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            budget: 500,
        }
    }

    /// Returns a policy without retries.
    pub const fn disabled() -> Self {
        Self::new().max_attempts(1)
    }

    /// Sets the maximum number of attempts, the first included. 0 and 1 disable retries.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets the time since the start of the call after which no attempt is started. Unlimited by
    /// default; the timeout of the call applies too.
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Sets the maximum delay before the first retry.
    pub const fn initial_backoff(mut self, delay: Duration) -> Self {
        self.initial_backoff = delay;
        self
    }

    /// Sets the maximum delay before any retry, unless `Retry-After` asks for more.
    pub const fn max_backoff(mut self, delay: Duration) -> Self {
        self.max_backoff = delay;
        self
    }

    /// Sets the maximum delay taken from a `Retry-After` header. A longer one is capped.
    pub const fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Sets the size of the retry token bucket that a client shares with its clones.
    ///
    /// Each retry takes five tokens and each successful call returns one. Without tokens nothing is
    /// retried, so that retries do not multiply an outage. The default is 500. It has an effect on
    /// the policy of a client, not of a single request.
    pub const fn budget(mut self, tokens: u32) -> Self {
        self.budget = tokens;
        self
    }

    /// Returns the size of the token bucket.
    pub(crate) const fn budget_tokens(&self) -> u32 {
        self.budget
    }

    /// Returns the maximum delay after this number of attempts.
    pub(super) fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.initial_backoff.saturating_mul(doubled).min(self.max_backoff)
    }
}
