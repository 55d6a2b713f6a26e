//! API keys in a header, the query or a cookie.

use std::fmt;

use http::header::{self, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::header::parse_field;
use crate::percent;
use crate::spec::SecurityKind;
use crate::transport::OutgoingRequest;

/// An API key that is valid in its location.
pub(crate) struct ApiKey {
    /// The name of the security scheme.
    pub(super) scheme: &'static str,
    location: KeyLocation,
    value: SecretString,
}

/// The location of a key.
enum KeyLocation {
    Header(HeaderName),
    Query(&'static str),
    Cookie(&'static str),
}

impl ApiKey {
    /// Validates the key for its location. The error does not repeat it.
    pub(crate) fn new(
        scheme: &'static str,
        kind: SecurityKind,
        value: SecretString,
    ) -> Result<Self, String> {
        let text = value.expose_secret();
        if text.is_empty() {
            return Err("the key is empty".to_owned());
        }
        let location = match kind {
            SecurityKind::ApiKeyHeader { name, .. } => {
                let (name, _) = parse_field(name, text)
                    .map_err(|problem| format!("the header {name:?} {problem}"))?;
                KeyLocation::Header(name)
            }
            SecurityKind::ApiKeyQuery { name, .. } => KeyLocation::Query(name),
            SecurityKind::ApiKeyCookie { name, .. } => {
                let fits = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
                if !name.bytes().all(|byte| fits(byte) && byte != b'=') || name.is_empty() {
                    return Err(format!("{name:?} is not the name of a cookie"));
                }
                if !text.bytes().all(fits) {
                    return Err(
                        "the key contains a space or another character that no cookie can carry"
                            .to_owned(),
                    );
                }
                KeyLocation::Cookie(name)
            }
            _ => return Err("the security scheme is not an API key".to_owned()),
        };
        Ok(Self { scheme, location, value })
    }

    /// Returns the name of the security scheme.
    #[cfg(feature = "cli")]
    pub(crate) fn scheme(&self) -> &'static str {
        self.scheme
    }

    pub(super) fn value(&self) -> &SecretString {
        &self.value
    }

    /// Returns the header field of the key, if it is sent in a header.
    pub(crate) fn header_name(&self) -> Option<&HeaderName> {
        match &self.location {
            KeyLocation::Header(name) => Some(name),
            KeyLocation::Query(_) | KeyLocation::Cookie(_) => None,
        }
    }

    /// Adds the key to a request, unless the request already has one.
    pub(crate) fn add_to(&self, request: &mut OutgoingRequest) {
        match &self.location {
            KeyLocation::Header(name) => {
                if let Some(value) = self.sensitive(str::to_owned) {
                    request.headers.entry(name).or_insert(value);
                }
            }
            KeyLocation::Query(name) => {
                if request.url.query_pairs().any(|(other, _)| other == *name) {
                    return;
                }
                let name = percent::encode(name);
                let value = percent::encode(self.value.expose_secret());
                let query = match request.url.query().filter(|query| !query.is_empty()) {
                    Some(query) => format!("{query}&{name}={value}"),
                    None => format!("{name}={value}"),
                };
                request.url.set_query(Some(&query));
            }
            KeyLocation::Cookie(name) => {
                let others = request.headers.get(header::COOKIE).and_then(|it| it.to_str().ok());
                let others = others.map_or_else(String::new, |others| format!("{others}; "));
                if others.split("; ").any(|cookie| cookie.split('=').next() == Some(name)) {
                    return;
                }
                if let Some(value) = self.sensitive(|key| format!("{others}{name}={key}")) {
                    request.headers.insert(header::COOKIE, value);
                }
            }
        }
    }

    /// Removes the key from a URL of another origin, under any name and in any encoding.
    pub(crate) fn remove_from(&self, url: &mut Url) {
        let KeyLocation::Query(name) = &self.location else { return };
        let is_ours = |pair: &str| {
            let mut parsed = url::form_urlencoded::parse(pair.as_bytes());
            parsed.any(|(other, value)| other == *name || value == self.value.expose_secret())
        };
        let query = url.query().unwrap_or_default();
        if query.split('&').any(is_ours) {
            let kept: Vec<&str> = query.split('&').filter(|pair| !is_ours(pair)).collect();
            let kept = Some(kept.join("&")).filter(|query| !query.is_empty());
            url.set_query(kept.as_deref());
        }
    }

    /// Returns a header value, marked as sensitive.
    fn sensitive(&self, write: impl FnOnce(&str) -> String) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(write(self.value.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: [redacted]", self.scheme)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use http::Method;

    use super::*;

    const QUERY: SecurityKind = SecurityKind::ApiKeyQuery { name: "api key", environment: &[] };
    const HEADER: SecurityKind = SecurityKind::ApiKeyHeader { name: "X-Key", environment: &[] };
    const COOKIE: SecurityKind = SecurityKind::ApiKeyCookie { name: "sid", environment: &[] };

    fn with(kind: SecurityKind, url: &str, cookie: Option<&'static str>) -> OutgoingRequest {
        let mut request = OutgoingRequest::new(Method::GET, Url::parse(url).unwrap());
        if let Some(cookie) = cookie {
            request.headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        }
        ApiKey::new("key", kind, "s&c=1".into()).unwrap().add_to(&mut request);
        request
    }

    #[test]
    fn query_keys_are_encoded_and_sent_once() {
        for (url, expected) in [
            ("https://a.example/x", "https://a.example/x?api%20key=s%26c%3D1"),
            ("https://a.example/x?a=b", "https://a.example/x?a=b&api%20key=s%26c%3D1"),
            ("https://a.example/x?api%20key=mine", "https://a.example/x?api%20key=mine"),
        ] {
            assert_eq!(with(QUERY, url, None).url.as_str(), expected);
        }
        let key = ApiKey::new("key", QUERY, "secret".into()).unwrap();
        for (url, expected) in [
            ("https://b.example/?a=b&api%20key=secret&c=d", "https://b.example/?a=b&c=d"),
            ("https://b.example/?api%20key=secret", "https://b.example/"),
            ("https://b.example/?api+key=secret&c=d", "https://b.example/?c=d"),
            ("https://b.example/?other=s%65cret", "https://b.example/"),
            ("https://b.example/?a=b", "https://b.example/?a=b"),
        ] {
            let mut url = Url::parse(url).unwrap();
            key.remove_from(&mut url);
            assert_eq!(url.as_str(), expected);
        }
    }

    #[test]
    fn headers_and_cookies_are_marked_as_sensitive() {
        let request = with(HEADER, "https://a.example", None);
        assert_eq!(request.headers["x-key"], "s&c=1");
        assert!(request.headers["x-key"].is_sensitive());
        let request = with(COOKIE, "https://a.example", Some("a=b"));
        assert_eq!(request.headers["cookie"], "a=b; sid=s&c=1");
        assert!(request.headers["cookie"].is_sensitive());
        let request = with(COOKIE, "https://a.example", Some("sid=mine"));
        assert_eq!(request.headers["cookie"], "sid=mine");
    }

    #[test]
    fn rejects_invalid_keys_without_repeating_them() {
        for (kind, key) in [
            (HEADER, ""),
            (HEADER, "secret\r\nx: y"),
            (COOKIE, "secret; a=b"),
            (COOKIE, "secret two"),
            (SecurityKind::ApiKeyHeader { name: "a b", environment: &[] }, "secret"),
            (SecurityKind::ApiKeyHeader { name: "content-length", environment: &[] }, "secret"),
            (SecurityKind::ApiKeyCookie { name: "a=b", environment: &[] }, "secret"),
            (SecurityKind::HttpBasic, "secret"),
        ] {
            let problem = ApiKey::new("key", kind, key.into()).unwrap_err();
            assert!(!problem.contains("secret"), "{problem}");
        }
        let key = ApiKey::new("key", QUERY, "secret".into()).unwrap();
        assert_eq!(format!("{key:?}"), "key: [redacted]");
    }
}
