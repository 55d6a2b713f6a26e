//! Retries: a pure decision on whether and when a request is sent again; nothing here sleeps or sends.

mod after;
mod budget;

use std::time::Duration;

use http::Method;

#[cfg(fuzzing)]
pub(crate) use after::parse;
pub(crate) use after::retry_after;
pub(crate) use budget::Budget;

/// Whether and when requests are sent again.
///
/// What is sent again depends on whether the service may have carried it out already:
///
/// - No connection was made, or the service answered `429 Too Many Requests`: always.
/// - The connection broke, no response came in time, or the response was 502, 503 or 504: only where
///   the operation is idempotent (`GET`, `HEAD`, `PUT`, `DELETE`, `OPTIONS`, `TRACE`), or where
///   the caller says so for a single request.
/// - Every other response stands.
///
/// Before the nth retry a time between nothing and `first_delay * 2^(n-1)` goes by, chosen at
/// random so that many clients do not come back at once ("full jitter"). Where the service says in
/// `Retry-After` how long to wait, that is waited at the least. A retry that would not begin
/// within the time limit of the call is not made: the error comes at once.
///
/// ```
/// use std::time::Duration;
/// use portolan_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(10).longest_delay(Duration::from_secs(60));
/// let none = RetryPolicy::never();
/// # assert_ne!(patient, none);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a request is given it"]
pub struct RetryPolicy {
    attempts: u32,
    time: Duration,
    first_delay: Duration,
    longest_delay: Duration,
    longest_retry_after: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Four attempts, delays of up to half a second that double to 20 seconds, `Retry-After`
    /// heeded up to a minute, no limit of time but the call's own.
    pub const fn new() -> Self {
        Self {
            attempts: 4,
            time: Duration::MAX,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(60),
            budget: 500,
        }
    }

    /// One attempt, no retry.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// How often a request is tried at the most, the first time included; 1 is no retry, and so is
    /// 0.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long after its start a call may begin another attempt. The time limit of the call
    /// holds besides.
    pub const fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// The longest delay before the first retry.
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// What delays grow to at the most, unless the service asks for more.
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// How much of a `Retry-After` is heeded at the most: where the service asks for more, this
    /// long is waited.
    pub const fn longest_retry_after(mut self, delay: Duration) -> Self {
        self.longest_retry_after = delay;
        self
    }

    /// How many tokens a client and its clones have for retries. Each retry takes five, each call
    /// that succeeds gives one back; without tokens nothing is retried, so that retries do not
    /// multiply an outage. 500 unless set; heeded in the policy of a client, not of one request.
    pub const fn budget(mut self, tokens: u32) -> Self {
        self.budget = tokens;
        self
    }

    /// An empty bucket gets no fuller than this.
    pub(crate) const fn tokens(&self) -> u32 {
        self.budget
    }

    /// How long to wait before the next attempt; nothing where there is to be none.
    pub(crate) fn delay(&self, tried: &RetryState) -> Option<Duration> {
        if tried.attempts >= self.attempts || !tried.reason.allows(tried.idempotent) {
            return None;
        }
        let jitter = |longest: Duration| {
            let seconds = longest.as_secs_f64() * tried.random.clamp(0.0, 1.0);
            Duration::try_from_secs_f64(seconds).unwrap_or(longest)
        };
        let backoff = self.backoff(tried.attempts);
        let delay = match tried.retry_after {
            // Those who were told the same time come back spread out over the first delay.
            Some(told) => told
                .min(self.longest_retry_after)
                .saturating_add(jitter(self.first_delay.min(self.longest_delay))),
            None => jitter(backoff),
        };
        let begins = tried.elapsed.saturating_add(delay);
        (begins < self.time && begins < tried.limit).then_some(delay)
    }

    /// The longest delay after so many attempts.
    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first_delay.saturating_mul(doubled).min(self.longest_delay)
    }
}

/// What there is to know when an attempt has failed.
#[derive(Debug, Clone)]
pub(crate) struct RetryState {
    /// How many attempts were made.
    pub(crate) attempts: u32,
    /// How long ago the call began.
    pub(crate) elapsed: Duration,
    /// How long the call may take.
    pub(crate) limit: Duration,
    pub(crate) reason: Reason,
    /// How long the service asks to wait.
    pub(crate) retry_after: Option<Duration>,
    /// Whether carrying the request out twice is the same as once.
    pub(crate) idempotent: bool,
    /// From 0 to 1.
    pub(crate) random: f64,
}

/// Why an attempt failed, as far as another could do better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Nothing reached the service.
    NotSent,
    /// The service refused it for now: 429.
    RateLimited,
    /// The service, or something before it, failed for now: 502, 503, 504.
    Unavailable,
    /// No response, or not all of it.
    Broken,
    /// Another attempt would end the same way.
    Final,
}

impl Reason {
    fn allows(self, idempotent: bool) -> bool {
        match self {
            Self::NotSent | Self::RateLimited => true,
            Self::Unavailable | Self::Broken => idempotent,
            Self::Final => false,
        }
    }

    /// What a response's status means.
    pub(crate) fn of(status: http::StatusCode) -> Self {
        match status.as_u16() {
            429 => Self::RateLimited,
            502..=504 => Self::Unavailable,
            _ => Self::Final,
        }
    }
}

/// Whether HTTP says of the method that twice is the same as once (RFC 9110, section 9.2.2).
pub(crate) fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE]
        .contains(method)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use http::StatusCode;
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn tried(reason: Reason) -> RetryState {
        RetryState {
            attempts: 1,
            elapsed: Duration::ZERO,
            limit: Duration::MAX,
            reason,
            retry_after: None,
            idempotent: false,
            random: 1.0,
        }
    }

    #[test]
    fn what_may_have_been_executed_is_sent_again_only_where_that_does_no_harm() {
        let policy = RetryPolicy::new();
        for (reason, always, idempotent) in [
            (Reason::NotSent, true, true),
            (Reason::RateLimited, true, true),
            (Reason::Unavailable, false, true),
            (Reason::Broken, false, true),
            (Reason::Final, false, false),
        ] {
            assert_eq!(policy.delay(&tried(reason)).is_some(), always, "{reason:?}");
            let harmless = RetryState { idempotent: true, ..tried(reason) };
            assert_eq!(policy.delay(&harmless).is_some(), idempotent, "{reason:?}");
        }
    }

    #[test]
    fn statuses_are_told_apart() {
        for (status, reason) in [
            (429, Reason::RateLimited),
            (500, Reason::Final),
            (501, Reason::Final),
            (502, Reason::Unavailable),
            (503, Reason::Unavailable),
            (504, Reason::Unavailable),
            (505, Reason::Final),
            (200, Reason::Final),
            (409, Reason::Final),
        ] {
            assert_eq!(Reason::of(StatusCode::from_u16(status).unwrap()), reason, "{status}");
        }
    }

    #[test]
    fn delays_double_up_to_the_longest_and_are_spread_from_nothing() {
        let policy = RetryPolicy::new().attempts(u32::MAX).longest_delay(3 * SECOND);
        let delay = |attempts, random| {
            policy.delay(&RetryState { attempts, random, ..tried(Reason::NotSent) }).unwrap()
        };
        let longest: Vec<f64> =
            [1, 2, 3, 4, 5, 40, 1_000].map(|attempts| delay(attempts, 1.0).as_secs_f64()).into();
        assert_eq!(longest, [0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]);
        assert_eq!(delay(3, 0.0), Duration::ZERO);
        assert_eq!(delay(3, 0.25), SECOND / 2);
    }

    #[test]
    fn what_the_service_asks_for_is_waited_at_the_least_and_capped() {
        let policy = RetryPolicy::new();
        let delay = |seconds, random| {
            let retry_after = Some(Duration::from_secs(seconds));
            policy.delay(&RetryState { retry_after, random, ..tried(Reason::RateLimited) }).unwrap()
        };
        assert_eq!(delay(7, 0.0), 7 * SECOND);
        assert_eq!(delay(7, 1.0), 7 * SECOND + SECOND / 2);
        assert_eq!(delay(u64::MAX, 0.0), 60 * SECOND);
    }

    #[test]
    fn attempts_and_time_are_bounded() {
        let policy = RetryPolicy::new().attempts(3).time(10 * SECOND);
        let is_tried = |tried: RetryState| policy.delay(&tried).is_some();
        let base = tried(Reason::NotSent);
        assert!(is_tried(RetryState { attempts: 2, ..base.clone() }));
        assert!(!is_tried(RetryState { attempts: 3, ..base.clone() }));
        assert!(is_tried(RetryState { elapsed: 9 * SECOND, ..base.clone() }));
        assert!(!is_tried(RetryState { elapsed: 10 * SECOND, ..base.clone() }));
        assert!(!is_tried(RetryState { limit: SECOND / 2, ..base.clone() }));
        assert!(RetryPolicy::never().delay(&base).is_none());
        assert!(RetryPolicy::new().attempts(0).delay(&base).is_none());
    }

    proptest! {
        #[test]
        fn a_delay_keeps_all_bounds(
            attempts in 1_u32..,
            told in proptest::option::of(0_u64..),
            random in 0.0_f64..=1.0,
            elapsed in 0_u64..1_000,
            limit in 0_u64..1_000,
        ) {
            let policy = RetryPolicy::new().attempts(u32::MAX);
            let limit = Duration::from_secs(limit);
            let elapsed = Duration::from_secs(elapsed);
            let retry_after = told.map(Duration::from_secs);
            let reason = Reason::RateLimited;
            let tried = RetryState { attempts, elapsed, limit, retry_after, random, ..tried(reason) };
            if let Some(delay) = policy.delay(&tried) {
                prop_assert!(elapsed + delay < limit);
                let asked = retry_after.unwrap_or_default().min(policy.longest_retry_after);
                prop_assert!(delay >= asked);
                prop_assert!(delay <= policy.longest_delay.max(asked + policy.first_delay));
            }
        }
    }
}
