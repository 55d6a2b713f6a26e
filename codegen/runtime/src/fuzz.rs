//! What fuzzing reaches: the parsers of what services send; built only by `cargo fuzz`.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue, header};

/// Reads the value of a `Retry-After`.
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

/// Reads the values of `WWW-Authenticate`, one a line, and responses the challenges in them.
pub fn challenges(values: &[u8]) {
    let mut headers = HeaderMap::new();
    for value in values.split(|byte| *byte == b'\n').take(64) {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(header::WWW_AUTHENTICATE, value);
        }
    }
    crate::auth::response_any(&headers);
}
