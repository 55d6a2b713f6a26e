//! Rate limit headers of responses.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::retry;

/// The rate limit headers of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// `RateLimit-Limit`: the number of requests allowed per time window.
    pub limit: Option<u64>,
    /// `RateLimit-Remaining`: the number of requests left in the time window.
    pub remaining: Option<u64>,
    /// `Retry-After`: the delay before the next request. A date is converted to the time left when
    /// this value was read.
    pub retry_after: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        Self {
            limit: number("ratelimit-limit"),
            remaining: number("ratelimit-remaining"),
            retry_after: retry::retry_after(headers, SystemTime::now()),
        }
    }
}
