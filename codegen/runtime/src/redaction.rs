//! Redaction of text from a service that repeats a secret of the request.
//!
//! Invariant: what the client logs or puts in a message passes through [`Redactor::hide`] if a service
//! has chosen its text. Its names say nothing: a secret is recognised by its value.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use http::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use crate::percent;
use crate::wire::HIDDEN;

/// The minimum length of a secret that is hidden inside of other text. A shorter one is hidden only if
/// it is the whole text, because it could be an ordinary word.
const MIN_LENGTH: usize = 8;

/// The minimum length of a secret that hides a header field that contains it.
#[cfg(feature = "cli")]
const MIN_FIELD_LENGTH: usize = 4;

/// The secrets of a request, as sent.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    secrets: Vec<SecretString>,
    /// Header values with credentials in them: `Bearer ...`, `name=value`.
    fields: Vec<SecretString>,
}

impl Redactor {
    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: &SecretString) {
        self.secrets.push(secret.clone());
    }

    /// Adds a header value that contains credentials.
    pub(crate) fn add_field(&mut self, value: &HeaderValue) {
        self.fields.push(String::from_utf8_lossy(value.as_bytes()).into_owned().into());
    }

    /// Adds the header values that are marked as sensitive.
    pub(crate) fn add_sensitive_fields(&mut self, headers: &HeaderMap) {
        headers.values().filter(|value| value.is_sensitive()).for_each(|it| self.add_field(it));
    }

    /// Returns a text with every secret replaced, also if it is encoded.
    pub(crate) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        for form in self.forms() {
            if shown == form.as_str() {
                return HIDDEN.into();
            }
            if form.len() >= MIN_LENGTH && shown.contains(&form) {
                shown = shown.replace(&form, HIDDEN).into();
            }
        }
        shown
    }

    /// Whether the name or the value of a header field contains a secret, in any case: names are lower
    /// case. Even a short secret counts, because no sentence is lost with the field.
    #[cfg(feature = "cli")]
    pub(crate) fn is_repeated_by(&self, field: &str) -> bool {
        let folded = field.to_lowercase();
        self.forms().iter().any(|form| {
            form == field
                || (form.len() >= MIN_FIELD_LENGTH && folded.contains(&form.to_lowercase()))
        })
    }

    /// Returns all forms of all secrets, the longest first, so that none hides a part of another.
    fn forms(&self) -> Vec<String> {
        let mut secrets: Vec<String> =
            self.secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect();
        for field in &self.fields {
            push_credentials(field.expose_secret(), &mut secrets);
        }
        let mut forms = Vec::new();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            let json = serde_json::Value::from(secret.as_str()).to_string();
            // Without the quotes around it.
            let json = json.get(1..json.len() - 1).unwrap_or_default();
            forms.extend([
                percent::encode(secret),
                form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
                STANDARD_NO_PAD.encode(secret),
                json.to_owned(),
            ]);
        }
        forms.append(&mut secrets);
        forms.retain(|form| !form.is_empty());
        forms.sort_unstable_by(|one, other| (other.len(), one).cmp(&(one.len(), other)));
        forms.dedup();
        forms
    }
}

/// Adds the credentials in a header value: of `Authorization`, or of cookies.
fn push_credentials(field: &str, secrets: &mut Vec<String>) {
    secrets.push(field.to_owned());
    let Some((scheme, credentials)) = field.split_once(' ') else {
        secrets.extend(field.split_once('=').map(|(_, value)| value.to_owned()));
        return;
    };
    secrets.push(credentials.to_owned());
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = STANDARD.decode(credentials).ok().and_then(|it| String::from_utf8(it).ok());
        if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
            secrets.push(password.to_owned());
            // The credentials of a service account are form-encoded.
            let encoded = format!("={password}");
            let decoded = form_urlencoded::parse(encoded.as_bytes()).next();
            secrets.extend(decoded.map(|(_, password)| password.into_owned()));
        }
        return;
    }
    // The parameters of HTTP Digest, and cookies.
    for part in field.split([',', ';', ' ']).filter_map(|part| part.split_once('=')) {
        let (name, value) = part;
        let is_public =
            scheme.eq_ignore_ascii_case("digest") && !matches!(name, "response" | "cnonce");
        if !is_public {
            secrets.push(value.trim_matches('"').to_owned());
        }
    }
}

/// Shows no secret.
impl fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secrets: &[&str], fields: &[&'static str]) -> Redactor {
        let mut redactor = Redactor::default();
        for secret in secrets {
            redactor.add(&SecretString::from(*secret));
        }
        for field in fields {
            redactor.add_field(&HeaderValue::from_static(field));
        }
        redactor
    }

    #[test]
    fn hides_secrets_in_every_encoding() {
        let redactor = redactor(&["s3cret/+key \"x\""], &[]);
        for text in [
            "s3cret/+key \"x\"",
            "s3cret%2F%2Bkey%20%22x%22",
            "s3cret%2F%2Bkey+%22x%22",
            "czNjcmV0LytrZXkgIngi",
            r#"s3cret/+key \"x\""#,
        ] {
            assert_eq!(redactor.hide(text), HIDDEN, "{text}");
            assert_eq!(redactor.hide(&format!("<{text}>, {text}")), "<[hidden]>, [hidden]");
        }
        assert_eq!(redactor.hide("s3cret"), "s3cret");
    }

    #[test]
    fn hides_the_credentials_of_header_fields() {
        for (field, secret) in [
            ("Bearer abcdefgh.ijkl", "abcdefgh.ijkl"),
            ("Basic bWU6b3BlbiBzZXNhbWU=", "bWU6b3BlbiBzZXNhbWU"),
            ("Basic bWU6b3BlbiBzZXNhbWU=", "open sesame"),
            ("Basic aWQ6YSUyRmIlMkZjJTJGZA==", "a/b/c/d!"),
            ("session=0123456789; theme=abcdefghij", "abcdefghij"),
            ("session=0123456789", "0123456789"),
            (
                r#"Digest username="me", response="6629fae49393a05397450978507c4ef1""#,
                "6629fae49393a05397450978507c4ef1",
            ),
            ("plain-api-key", "plain-api-key"),
        ] {
            let redactor = redactor(&[], &[field]);
            let text = format!("<{secret}>");
            let secret = secret.trim_end_matches('!');
            let shown = redactor.hide(&text).into_owned();
            assert!(secret.len() < MIN_LENGTH || !shown.contains(secret), "{field}: {shown}");
        }
        let digest = redactor(&[], &[r#"Digest username="me", realm="Lamps and shades""#]);
        assert_eq!(digest.hide("Lamps and shades"), "Lamps and shades");
    }

    #[test]
    fn hides_short_secrets_only_as_the_whole_text() {
        let redactor = redactor(&["token"], &[]);
        assert_eq!(redactor.hide("token"), HIDDEN);
        assert_eq!(redactor.hide("the token is invalid"), "the token is invalid");
        assert_eq!(Redactor::default().hide("text"), "text");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn recognises_secrets_in_names_of_header_fields() {
        let redactor = redactor(&["S3cretToken"], &[]);
        assert!(redactor.is_repeated_by("x-s3crettoken"));
        assert!(!redactor.is_repeated_by("x-request-id"));
        let short = self::redactor(&["pa55", "1"], &[]);
        assert!(short.is_repeated_by("Bearer pa55") && short.is_repeated_by("1"));
        assert!(!short.is_repeated_by("10"));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", redactor(&["s3cret"], &["s3cret"])), "[redacted]");
    }
}
