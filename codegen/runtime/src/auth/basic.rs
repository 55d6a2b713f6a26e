//! HTTP Basic (RFC 7617).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A user name and a password that are valid for HTTP Basic.
pub(crate) struct Basic {
    username: String,
    password: SecretString,
}

impl Basic {
    /// Validates the credentials. The error does not repeat them.
    pub(crate) fn new(username: String, password: SecretString) -> Result<Self, &'static str> {
        let is_control = |text: &str| text.chars().any(char::is_control);
        if username.is_empty() && password.expose_secret().is_empty() {
            return Err("the user name and the password are empty");
        }
        if username.contains(':') {
            return Err("the user name contains a `:`, which HTTP Basic uses as separator");
        }
        if is_control(&username) || is_control(password.expose_secret()) {
            return Err(
                "the user name or the password contains a line break or another control character",
            );
        }
        Ok(Self { username, password })
    }

    /// Returns the value of `Authorization`, marked as sensitive.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pair = format!("{}:{}", self.username, self.password.expose_secret());
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    #[test]
    fn encodes_the_examples_of_rfc_7617() {
        let basic = Basic::new("Aladdin".to_owned(), "open sesame".into()).unwrap();
        let header = basic.header().unwrap();
        assert_eq!(header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(header.is_sensitive());
        let basic = Basic::new("test".to_owned(), "123\u{a3}".into()).unwrap();
        assert_eq!(basic.header().unwrap(), "Basic dGVzdDoxMjPCow==");
        assert_eq!(format!("{basic:?}"), "[redacted]");
    }

    #[test]
    fn rejects_ambiguous_credentials() {
        for (username, password) in [("a:b", "c"), ("a\n", "c"), ("a", "c\r\nx: y"), ("", "")] {
            assert!(Basic::new(username.to_owned(), password.into()).is_err(), "{username:?}");
        }
    }
}
