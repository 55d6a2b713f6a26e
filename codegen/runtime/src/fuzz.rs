//! Entry points for fuzzing the parsers of response headers. Built only by `cargo fuzz`.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, header};

/// Parses the value of `Retry-After`.
pub fn retry_after(value: &[u8]) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    if let Ok(value) = HeaderValue::from_bytes(value) {
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, value)]);
        let _ = crate::retry::retry_after(&headers, now);
    }
    if let Ok(text) = std::str::from_utf8(value) {
        let _ = crate::retry::parse(text, now);
    }
}

/// Parses values of `WWW-Authenticate`, one per line, and responds to their challenges.
pub fn challenges(values: &[u8]) {
    let mut headers = HeaderMap::new();
    for value in values.split(|byte| *byte == b'\n').take(64) {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(header::WWW_AUTHENTICATE, value);
        }
    }
    crate::auth::respond_to_any(&headers);
}
