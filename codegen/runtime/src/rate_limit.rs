//! Rate limits: what a response says about further requests.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::retry;

/// What a response says about further requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// `RateLimit-Limit`: how many requests the service takes in its window of time.
    pub limit: Option<u64>,
    /// `RateLimit-Remaining`: how many of them are left.
    pub remaining: Option<u64>,
    /// `Retry-After`: how long to wait before the next request, seen from when this was read
    /// where the service gives a date.
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
