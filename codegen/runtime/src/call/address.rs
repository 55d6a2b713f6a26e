//! The address of a request: the path template filled in, and the query, byte for byte.
//!
//! Values come encoded, down to RFC 3986's unreserved characters in a path, so that nothing in them can
//! end their segment or start a query. Dots are unreserved, and URL rules resolve the segments `.`
//! and `..` away even where they are written `%2e`: such values, and empty ones, have no encoding
//! that would arrive and are refused.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

/// How long a URL may be in bytes.
const LONGEST: usize = 65_534;

/// How much longer than its template most addresses are, in bytes: they are written in one go.
const SPARE: usize = 128;

/// What cannot stand in a path as it is; the document's own text keeps everything else.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Why a value, as it is written, cannot stand in a path, whatever the document says of it.
pub(crate) fn path_value_problem(written: &str) -> Option<&'static str> {
    match written {
        "" => Some("is empty: the path would be that of another operation"),
        "." | ".." => Some("is a dot segment: the path would be that of another operation"),
        _ => None,
    }
}

/// The address of a request.
pub(crate) struct Address<'a> {
    /// Where the API stands, with its path prefix.
    pub(crate) base: &'a Url,
    /// The path as the document writes it.
    pub(crate) template: &'a str,
    /// Path parameters by name, encoded.
    pub(crate) path: Vec<(&'a str, String)>,
    /// Query parameters by name, encoded, in document order.
    pub(crate) query: Vec<(String, String)>,
}

impl Address<'_> {
    /// The URL, or nothing where URL rules would change a byte of it on the way.
    pub(crate) fn url(&self) -> Option<Url> {
        let base = self.base.as_str().trim_end_matches('/');
        let mut text = String::with_capacity(base.len() + self.template.len() + SPARE);
        text.push_str(base);
        self.push_path(&mut text);
        for (index, (name, value)) in self.query.iter().enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        let url = Url::parse(&text).ok()?;
        // A URL of more than 65534 bytes is one that HTTP libraries refuse.
        (url.as_str() == text && text.len() <= LONGEST).then_some(url)
    }

    fn push_path(&self, text: &mut String) {
        if !self.template.starts_with('/') {
            text.push('/');
        }
        let mut rest = self.template;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            text.extend(utf8_percent_encode(literal, TEMPLATE));
            self.push_path_parameter(name, text);
            rest = after;
        }
        text.extend(utf8_percent_encode(rest, TEMPLATE));
    }

    fn push_path_parameter(&self, name: &str, text: &mut String) {
        if let Some((_, value)) = self.path.iter().find(|(known, _)| *known == name) {
            text.push_str(value);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::super::style::{self, Given};
    use super::*;
    use crate::api::Parameter;

    fn address(base: &str, template: &str, value: &str) -> Option<String> {
        let base = Url::parse(base).unwrap();
        let given = Given::Values(vec![value.to_owned()]);
        let path = vec![("id", style::in_path(&Parameter::path("id"), &given))];
        let address = Address { base: &base, template, path, query: Vec::new() };
        address.url().map(String::from)
    }

    #[test]
    fn every_reserved_byte_is_encoded() {
        for (value, encoded) in [
            ("a b", "a%20b"),
            ("../../x", "..%2F..%2Fx"),
            ("%2F", "%252F"),
            ("%2e%2e", "%252e%252e"),
            ("..%2F", "..%252F"),
            ("\\..\\", "%5C..%5C"),
            ("ü€", "%C3%BC%E2%82%AC"),
            ("a?b#c;d=e&f", "a%3Fb%23c%3Bd%3De%26f"),
            ("...", "..."),
            ("-._~", "-._~"),
            ("\t\n\u{0}", "%09%0A%00"),
            (":@!$'()*+,", "%3A%40%21%24%27%28%29%2A%2B%2C"),
        ] {
            assert_eq!(
                address("https://example.com", "/x/{id}/y", value).unwrap(),
                format!("https://example.com/x/{encoded}/y")
            );
        }
    }

    #[test]
    fn a_path_prefix_is_kept_and_joined_by_one_slash() {
        for base in ["https://example.com/api/v2", "https://example.com/api/v2/"] {
            assert_eq!(address(base, "/x/{id}", "1").unwrap(), "https://example.com/api/v2/x/1");
        }
    }

    #[test]
    fn the_text_of_the_template_is_kept_and_made_to_fit() {
        assert_eq!(
            address("https://example.com", "/a b/ü/{id}:start?{", "1").unwrap(),
            "https://example.com/a%20b/%C3%BC/1:start%3F%7B"
        );
    }

    #[test]
    fn a_path_that_url_rules_would_change_is_refused() {
        assert_eq!(address("https://example.com", "/a/{id}/b", ".."), None);
        assert_eq!(address("https://example.com", "/a/{id}/b", "."), None);
        assert_eq!(address("https://example.com", "/a/../{id}", "b"), None);
        assert_eq!(address("https://example.com", "/a/%2e%2E/{id}", "b"), None);
    }
}
