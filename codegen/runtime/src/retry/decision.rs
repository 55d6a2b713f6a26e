//! The decision whether a request is sent again, and after which delay.

use std::error::Error as StdError;
use std::time::Duration;

use http::{Method, StatusCode};

use super::budget::RetryBudget;
use super::policy::RetryPolicy;

/// The facts that a retry decision depends on.
#[derive(Debug, Clone)]
pub(crate) struct RetryState<'a> {
    /// The number of attempts made.
    pub(crate) attempts: u32,
    /// The time since the start of the call.
    pub(crate) elapsed: Duration,
    /// The timeout of the call.
    pub(crate) timeout: Duration,
    pub(crate) outcome: AttemptOutcome,
    /// The delay that `Retry-After` asks for.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) method: &'a Method,
    /// Whether the caller marked the request as idempotent.
    pub(crate) marked_idempotent: bool,
    /// Whether the body can be sent again.
    pub(crate) is_replayable: bool,
    /// The jitter, from 0 to 1.
    pub(crate) random: f64,
}

/// The outcome of an attempt, as far as a retry depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AttemptOutcome {
    /// The request was not sent, or refused unprocessed.
    Unprocessed,
    /// 429: not processed for now.
    RateLimited,
    /// 502, 503, 504: a gateway or the service failed, and may have processed the request.
    Unavailable,
    /// No complete response: the service may have processed the request.
    Ambiguous,
    /// A retry would have the same outcome.
    Final,
}

/// Decides whether a request is retried; returns the delay before the next attempt, or `None`.
///
/// A retry takes its tokens from the budget.
pub(crate) fn next_delay(
    policy: &RetryPolicy,
    state: &RetryState<'_>,
    budget: &RetryBudget,
) -> Option<Duration> {
    let is_safe = match state.outcome {
        AttemptOutcome::Unprocessed | AttemptOutcome::RateLimited => true,
        AttemptOutcome::Unavailable | AttemptOutcome::Ambiguous => {
            state.marked_idempotent || state.method.is_idempotent()
        }
        AttemptOutcome::Final => false,
    };
    if !is_safe || !state.is_replayable || state.attempts >= policy.max_attempts {
        return None;
    }
    let delay = delay(policy, state);
    let next = state.elapsed.saturating_add(delay);
    let is_in_time = next < policy.time_limit && next < state.timeout;
    (is_in_time && budget.take()).then_some(delay)
}

fn delay(policy: &RetryPolicy, state: &RetryState<'_>) -> Duration {
    let jitter = |max: Duration| {
        let seconds = max.as_secs_f64() * state.random.clamp(0.0, 1.0);
        Duration::try_from_secs_f64(seconds).unwrap_or(max)
    };
    match state.retry_after {
        // Jitter, so that clients given the same `Retry-After` do not synchronise.
        Some(retry_after) => retry_after
            .min(policy.max_retry_after)
            .saturating_add(jitter(policy.initial_backoff.min(policy.max_backoff))),
        None => jitter(policy.backoff(state.attempts)),
    }
}

impl AttemptOutcome {
    /// Classifies a response by its status.
    pub(crate) fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            429 => Self::RateLimited,
            502..=504 => Self::Unavailable,
            _ => Self::Final,
        }
    }

    /// Classifies the error of an attempt without a complete response.
    pub(crate) fn from_transport_error(error: &reqwest::Error) -> Self {
        if is_unprocessed(error) { Self::Unprocessed } else { Self::Ambiguous }
    }
}

/// Whether the service certainly did not process the request: no connection was made, or it refused
/// the HTTP/2 stream (RFC 9113, section 8.7).
pub(crate) fn is_unprocessed(error: &reqwest::Error) -> bool {
    if error.is_connect() {
        return true;
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(error) = cause.downcast_ref::<h2::Error>() {
            let reason = error.reason();
            return error.is_remote()
                && (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)
                    || error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM));
        }
        source = cause.source();
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn state(outcome: AttemptOutcome) -> RetryState<'static> {
        RetryState {
            attempts: 1,
            elapsed: Duration::ZERO,
            timeout: Duration::MAX,
            outcome,
            retry_after: None,
            method: &Method::POST,
            marked_idempotent: false,
            is_replayable: true,
            random: 1.0,
        }
    }

    fn delay(policy: &RetryPolicy, state: &RetryState<'_>) -> Option<Duration> {
        next_delay(policy, state, &RetryBudget::new(policy.budget_tokens()))
    }

    #[test]
    fn retries_ambiguous_failures_only_if_idempotent() {
        let policy = RetryPolicy::new();
        for (outcome, post, idempotent) in [
            (AttemptOutcome::Unprocessed, true, true),
            (AttemptOutcome::RateLimited, true, true),
            (AttemptOutcome::Unavailable, false, true),
            (AttemptOutcome::Ambiguous, false, true),
            (AttemptOutcome::Final, false, false),
        ] {
            assert_eq!(delay(&policy, &state(outcome)).is_some(), post, "{outcome:?}");
            let marked = RetryState { marked_idempotent: true, ..state(outcome) };
            assert_eq!(delay(&policy, &marked).is_some(), idempotent, "{outcome:?}");
            let put = RetryState { method: &Method::PUT, ..state(outcome) };
            assert_eq!(delay(&policy, &put).is_some(), idempotent, "{outcome:?}");
        }
    }

    #[test]
    fn does_not_retry_a_consumed_body() {
        let state = RetryState { is_replayable: false, ..state(AttemptOutcome::Unprocessed) };
        assert_eq!(delay(&RetryPolicy::new(), &state), None);
    }

    #[test]
    fn does_not_retry_without_budget() {
        let budget = RetryBudget::new(5);
        let state = state(AttemptOutcome::Unprocessed);
        assert!(next_delay(&RetryPolicy::new(), &state, &budget).is_some());
        assert!(next_delay(&RetryPolicy::new(), &state, &budget).is_none());
    }

    #[test]
    fn classifies_statuses() {
        for (status, outcome) in [
            (429, AttemptOutcome::RateLimited),
            (500, AttemptOutcome::Final),
            (501, AttemptOutcome::Final),
            (502, AttemptOutcome::Unavailable),
            (503, AttemptOutcome::Unavailable),
            (504, AttemptOutcome::Unavailable),
            (505, AttemptOutcome::Final),
            (200, AttemptOutcome::Final),
            (409, AttemptOutcome::Final),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(AttemptOutcome::from_status(status), outcome, "{status}");
        }
    }

    #[test]
    fn backoff_doubles_up_to_the_maximum_with_full_jitter() {
        let policy = RetryPolicy::new().max_attempts(u32::MAX).max_backoff(3 * SECOND);
        let delay = |attempts, random| {
            let state = RetryState { attempts, random, ..state(AttemptOutcome::Unprocessed) };
            delay(&policy, &state).unwrap()
        };
        let longest: Vec<f64> =
            [1, 2, 3, 4, 5, 40, 1_000].map(|attempts| delay(attempts, 1.0).as_secs_f64()).into();
        assert_eq!(longest, [0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]);
        assert_eq!(delay(3, 0.0), Duration::ZERO);
        assert_eq!(delay(3, 0.25), SECOND / 2);
    }

    #[test]
    fn retry_after_is_a_capped_lower_bound() {
        let policy = RetryPolicy::new();
        let delay = |seconds, random| {
            let retry_after = Some(Duration::from_secs(seconds));
            let state = RetryState { retry_after, random, ..state(AttemptOutcome::RateLimited) };
            delay(&policy, &state).unwrap()
        };
        assert_eq!(delay(7, 0.0), 7 * SECOND);
        assert_eq!(delay(7, 1.0), 7 * SECOND + SECOND / 2);
        assert_eq!(delay(u64::MAX, 0.0), 60 * SECOND);
    }

    #[test]
    fn limits_attempts_and_time() {
        let policy = RetryPolicy::new().max_attempts(3).time_limit(10 * SECOND);
        let is_retried = |state: RetryState<'_>| delay(&policy, &state).is_some();
        let base = state(AttemptOutcome::Unprocessed);
        assert!(is_retried(RetryState { attempts: 2, ..base.clone() }));
        assert!(!is_retried(RetryState { attempts: 3, ..base.clone() }));
        assert!(is_retried(RetryState { elapsed: 9 * SECOND, ..base.clone() }));
        assert!(!is_retried(RetryState { elapsed: 10 * SECOND, ..base.clone() }));
        assert!(!is_retried(RetryState { timeout: SECOND / 2, ..base.clone() }));
        assert!(delay(&RetryPolicy::disabled(), &base).is_none());
        assert!(delay(&RetryPolicy::new().max_attempts(0), &base).is_none());
    }

    proptest! {
        #[test]
        fn delays_respect_all_limits(
            attempts in 1_u32..,
            asked in proptest::option::of(0_u64..),
            random in 0.0_f64..=1.0,
            elapsed in 0_u64..1_000,
            timeout in 0_u64..1_000,
        ) {
            let policy = RetryPolicy::new().max_attempts(u32::MAX);
            let timeout = Duration::from_secs(timeout);
            let elapsed = Duration::from_secs(elapsed);
            let retry_after = asked.map(Duration::from_secs);
            let outcome = AttemptOutcome::RateLimited;
            let state =
                RetryState { attempts, elapsed, timeout, retry_after, random, ..state(outcome) };
            if let Some(delay) = delay(&policy, &state) {
                prop_assert!(elapsed + delay < timeout);
                let minimum = retry_after.unwrap_or_default().min(policy.max_retry_after);
                prop_assert!(delay >= minimum);
                prop_assert!(delay <= policy.max_backoff.max(minimum + policy.initial_backoff));
            }
        }
    }
}
