//! API keys: in a header, the query or a cookie, whichever the document says.

use std::fmt;

use http::header::{self, HeaderName, HeaderValue};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::api::SecurityKind;
use crate::call::VALUE;
use crate::headers;
use crate::send::Outgoing;

/// A key, known to fit into its location.
pub(crate) struct Key {
    /// The security scheme that it is for.
    pub(super) scheme: &'static str,
    location: KeyLocation,
    value: SecretString,
}

/// Where a key stands.
enum KeyLocation {
    Header(HeaderName),
    Query(&'static str),
    Cookie(&'static str),
}

impl Key {
    /// Refuses what a request cannot carry, without repeating it.
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
                let (name, _) = headers::field(name, text)
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
                        "the key holds a space or another character that no cookie can carry"
                            .to_owned(),
                    );
                }
                KeyLocation::Cookie(name)
            }
            _ => return Err("the document asks for something else there".to_owned()),
        };
        Ok(Self { scheme, location, value })
    }

    /// The security scheme that it is for.
    #[cfg(feature = "cli")]
    pub(crate) fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The header field that the key stands in.
    pub(crate) fn header_name(&self) -> Option<&HeaderName> {
        match &self.location {
            KeyLocation::Header(name) => Some(name),
            KeyLocation::Query(_) | KeyLocation::Cookie(_) => None,
        }
    }

    /// Puts the key into a request that goes to the service, unless the request has one of its own.
    pub(crate) fn add_to(&self, request: &mut Outgoing) {
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
                let name = utf8_percent_encode(name, VALUE);
                let value = utf8_percent_encode(self.value.expose_secret(), VALUE);
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

    /// Takes the key out of an address of somebody else's, where the service has put it, however it has written it.
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

    /// A header field's value, marked so that no HTTP layer prints or indexes it.
    fn sensitive(&self, write: impl FnOnce(&str) -> String) -> Option<HeaderValue> {
        let mut value = HeaderValue::try_from(write(self.value.expose_secret())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: [redacted]", self.scheme)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use http::Method;

    use super::*;

    const QUERY: SecurityKind = SecurityKind::ApiKeyQuery { name: "api key", environment: &[] };
    const HEADER: SecurityKind = SecurityKind::ApiKeyHeader { name: "X-Key", environment: &[] };
    const COOKIE: SecurityKind = SecurityKind::ApiKeyCookie { name: "sid", environment: &[] };

    fn with(kind: SecurityKind, url: &str, cookie: Option<&'static str>) -> Outgoing {
        let mut request = Outgoing::new(Method::GET, Url::parse(url).unwrap());
        if let Some(cookie) = cookie {
            request.headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        }
        Key::new("key", kind, "s&c=1".into()).unwrap().add_to(&mut request);
        request
    }

    #[test]
    fn a_key_in_the_query_is_encoded_and_stands_once() {
        for (url, expected) in [
            ("https://a.example/x", "https://a.example/x?api%20key=s%26c%3D1"),
            ("https://a.example/x?a=b", "https://a.example/x?a=b&api%20key=s%26c%3D1"),
            ("https://a.example/x?api%20key=mine", "https://a.example/x?api%20key=mine"),
        ] {
            assert_eq!(with(QUERY, url, None).url.as_str(), expected);
        }
        let key = Key::new("key", QUERY, "secret".into()).unwrap();
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
    fn header_fields_and_cookies_are_marked_as_secret() {
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
    fn what_no_request_can_carry_is_refused_without_being_repeated() {
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
            let problem = Key::new("key", kind, key.into()).unwrap_err();
            assert!(!problem.contains("secret"), "{problem}");
        }
        let key = Key::new("key", QUERY, "secret".into()).unwrap();
        assert_eq!(format!("{key:?}"), "key: [redacted]");
    }
}
