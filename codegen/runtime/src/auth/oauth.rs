//! Responses of OAuth 2.0 token endpoints (RFC 6749, section 5).

use std::time::{Duration, SystemTime};

use super::token::AccessToken;
use crate::error::AuthenticationError;
use crate::response::ReceivedResponse;

/// Returns the error of a token endpoint's error response (RFC 6749, section 5.2).
pub(super) fn error(action: &'static str, response: &ReceivedResponse) -> AuthenticationError {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct ErrorResponse {
        error: Option<serde_json::Value>,
        error_description: Option<serde_json::Value>,
    }
    let bytes = response.bytes();
    let body: ErrorResponse = serde_json::from_slice(bytes).unwrap_or_default();
    let text = |value: Option<serde_json::Value>| {
        value.as_ref().and_then(serde_json::Value::as_str).map(|text| response.hide(text))
    };
    let (code, description) = (text(body.error), text(body.error_description));
    AuthenticationError::refused(action, response.status(), code, description, bytes.clone())
}

/// Parses a token response (RFC 6749, section 5.1) to a request sent at `requested_at`.
pub(super) fn parse_token(
    bytes: &[u8],
    requested_at: SystemTime,
) -> Result<AccessToken, &'static str> {
    #[derive(serde::Deserialize)]
    struct TokenResponse {
        access_token: Option<String>,
        token_type: Option<String>,
        expires_in: Option<serde_json::Value>,
    }
    let Ok(response) = serde_json::from_slice::<TokenResponse>(bytes) else {
        return Err("the response is not the JSON of an OAuth token");
    };
    let Some(token) = response.access_token else {
        return Err("the response has no `access_token`");
    };
    if response.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err("the token is of another type than `Bearer`");
    }
    // Some services write the number as a string.
    let lifetime = response.expires_in.and_then(|value| match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let lifetime = lifetime.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let expires_at = lifetime.and_then(|lifetime| requested_at.checked_add(lifetime));
    Ok(AccessToken::new(token, expires_at))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    #[test]
    fn parses_token_responses() {
        let requested_at = SystemTime::UNIX_EPOCH;
        let lifetime = |json: &str| {
            parse_token(json.as_bytes(), requested_at)
                .map(|token| token.expires_at().map(|at| at.duration_since(requested_at).unwrap()))
        };
        let seconds = |seconds| Ok(Some(Duration::from_secs(seconds)));
        assert_eq!(lifetime(r#"{"access_token":"a","expires_in":3600}"#), seconds(3_600));
        assert_eq!(lifetime(r#"{"access_token":"a","expires_in":"60","x":1}"#), seconds(60));
        assert_eq!(lifetime(r#"{"access_token":"a","token_type":"bearer"}"#), Ok(None));
        assert_eq!(lifetime(r#"{"access_token":"a","expires_in":-5}"#), Ok(None));
        assert_eq!(lifetime(r#"{"access_token":"a","expires_in":1e300}"#), Ok(None));
        assert!(lifetime(r#"{"access_token":"a","token_type":"mac"}"#).is_err());
        for no_token in ["", "<html>", "[]", "{}", r#"{"access_token":5}"#] {
            assert!(lifetime(no_token).is_err(), "{no_token}");
        }
    }
}
