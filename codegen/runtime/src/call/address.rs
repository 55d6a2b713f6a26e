//! The URL of a request, from the path template and encoded parameters.
//!
//! Path values are encoded except for unreserved characters, so that no value can end its segment.
//! Dots are unreserved, and URL parsers resolve the segments `.` and `..` even as `%2e`. Such values,
//! and empty ones, have no encoding that reaches the service, and are refused.

use url::Url;

use crate::percent;

/// The maximum length of a URL in bytes, which the HTTP client enforces too.
const MAX_URL_LENGTH: usize = 65_534;

/// The capacity reserved for parameters, so that most URLs need one allocation.
const PARAMETER_CAPACITY: usize = 128;

/// Returns the problem with an encoded path value that cannot be sent.
pub(super) fn path_value_problem(encoded: &str) -> Option<&'static str> {
    match encoded {
        "" => Some("is empty: the path would be that of another operation"),
        "." | ".." => Some("is a dot segment: the path would be that of another operation"),
        _ => None,
    }
}

/// The parts of a request URL.
pub(super) struct Address<'a> {
    /// The base URL, with its path prefix.
    pub(super) base: &'a Url,
    /// The path template.
    pub(super) template: &'a str,
    /// The path parameters by name, encoded.
    pub(super) path: Vec<(&'a str, String)>,
    /// The query parameters by name, encoded, in document order.
    pub(super) query: Vec<(String, String)>,
}

impl Address<'_> {
    /// Returns the URL, or `None` if parsing would change it or it is too long.
    pub(super) fn url(&self) -> Option<Url> {
        let base = self.base.as_str().trim_end_matches('/');
        let mut text = String::with_capacity(base.len() + self.template.len() + PARAMETER_CAPACITY);
        text.push_str(base);
        // Some documents have a part of the query in their paths, such as `/models?beta=true`.
        let (path, fixed) = split_query(self.template);
        if !path.starts_with('/') {
            text.push('/');
        }
        self.push(path, percent::encode_path, &mut text);
        let mut separator = '?';
        if let Some(fixed) = fixed.filter(|fixed| !fixed.is_empty()) {
            text.push(separator);
            separator = '&';
            self.push(fixed, percent::encode_query, &mut text);
        }
        for (name, value) in &self.query {
            text.push(separator);
            separator = '&';
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        let url = Url::parse(&text).ok()?;
        (url.as_str() == text && text.len() <= MAX_URL_LENGTH).then_some(url)
    }

    /// Appends a part of the template, with its literal text encoded.
    fn push<'t, I: Iterator<Item = &'t str>>(
        &self,
        template: &'t str,
        encode: fn(&'t str) -> I,
        text: &mut String,
    ) {
        let mut rest = template;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else { break };
            text.extend(encode(literal));
            self.push_path_parameter(name, text);
            rest = after;
        }
        text.extend(encode(rest));
    }

    fn push_path_parameter(&self, name: &str, text: &mut String) {
        if let Some((_, value)) = self.path.iter().find(|(known, _)| *known == name) {
            text.push_str(value);
        }
    }
}

/// Returns the path and the query of a template. A `?` in the name of a parameter is no query.
fn split_query(template: &str) -> (&str, Option<&str>) {
    let mut is_name = false;
    let query = template.find(|character| {
        match character {
            '{' => is_name = true,
            '}' => is_name = false,
            _ => {}
        }
        character == '?' && !is_name
    });
    match query.and_then(|start| template.split_at_checked(start)) {
        Some((path, query)) => (path, query.strip_prefix('?')),
        None => (template, None),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;
    use crate::call::style::{self, SerializedParameter};
    use crate::spec::Parameter;

    fn address(base: &str, template: &str, value: &str) -> Option<String> {
        let base = Url::parse(base).unwrap();
        let value = SerializedParameter::Values(vec![value.to_owned()]);
        let path = vec![("id", style::in_path(&Parameter::path("id"), &value))];
        let address = Address { base: &base, template, path, query: Vec::new() };
        address.url().map(String::from)
    }

    #[test]
    fn encodes_every_reserved_byte() {
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
    fn joins_the_path_prefix_by_one_slash() {
        for base in ["https://example.com/api/v2", "https://example.com/api/v2/"] {
            assert_eq!(address(base, "/x/{id}", "1").unwrap(), "https://example.com/api/v2/x/1");
        }
    }

    #[test]
    fn encodes_illegal_characters_of_the_template() {
        assert_eq!(
            address("https://example.com", "/a b/ü/{id}:start#{", "1").unwrap(),
            "https://example.com/a%20b/%C3%BC/1:start%23%7B"
        );
    }

    #[test]
    fn joins_the_query_of_a_template_with_parameters() {
        let base = Url::parse("https://example.com").unwrap();
        for (template, query, expected) in [
            ("/a?beta=true", vec![("limit", "1")], "/a?beta=true&limit=1"),
            ("/a?beta", vec![], "/a?beta"),
            ("/a?", vec![("limit", "1")], "/a?limit=1"),
            ("/a?x='ü y'&z=?#", vec![], "/a?x=%27%C3%BC%20y%27&z=?%23"),
            ("/a?id={id}&b={c?}", vec![("d", "2")], "/a?id=7&b=8&d=2"),
        ] {
            let path = vec![("id", "7".to_owned()), ("c?", "8".to_owned())];
            let query = query.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
            let address = Address { base: &base, template, path, query: query.collect() };
            assert_eq!(address.url().unwrap().as_str(), format!("https://example.com{expected}"));
        }
    }

    #[test]
    fn refuses_paths_that_url_parsing_would_change() {
        assert_eq!(address("https://example.com", "/a/{id}/b", ".."), None);
        assert_eq!(address("https://example.com", "/a/{id}/b", "."), None);
        assert_eq!(address("https://example.com", "/a/../{id}", "b"), None);
        assert_eq!(address("https://example.com", "/a/%2e%2E/{id}", "b"), None);
    }
}
