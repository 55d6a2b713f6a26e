//! Documented response headers with typed values.

use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;
use jiff::Timestamp;

use crate::wire::{self, Value};

/// A documented response header and the type of its value.
///
/// The emitted crate has a constant for each. Read it with
/// [`Response::header`](crate::Response::header) or [`Error::header`](crate::Error::header).
pub struct Header<T> {
    name: &'static str,
    format: HeaderFormat,
    value: PhantomData<fn() -> T>,
}

/// The serialisation of a header value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderFormat {
    /// Text.
    Text,
    /// A timestamp: RFC 3339 or an HTTP date.
    Time,
    /// A number or a boolean.
    Literal,
    /// JSON.
    Json,
    /// Comma-separated texts.
    Texts,
    /// Comma-separated numbers or booleans.
    Literals,
}

impl<T> Header<T> {
    const fn new(name: &'static str, format: HeaderFormat) -> Self {
        Self { name, format, value: PhantomData }
    }

    /// Returns a header with a text value.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Text)
    }

    /// Returns a header with a timestamp.
    #[must_use]
    pub const fn time(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Time)
    }

    /// Returns a header with a number or a boolean.
    #[must_use]
    pub const fn literal(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Literal)
    }

    /// Returns a header with JSON.
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Json)
    }

    /// Returns a header with a comma-separated list of texts.
    #[must_use]
    pub const fn texts(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Texts)
    }

    /// Returns a header with a comma-separated list of numbers or booleans.
    #[must_use]
    pub const fn literals(name: &'static str) -> Self {
        Self::new(name, HeaderFormat::Literals)
    }

    /// Returns the name of the field.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: Value> Header<T> {
    /// Returns the value; `None` if the field is absent or does not have the documented type.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Option<T> {
        let mut value = T::empty();
        read(self.name, self.format, headers, &mut value).then_some(value)
    }
}

/// Decodes a field into `value`. Returns whether it has the documented type.
fn read(name: &str, format: HeaderFormat, headers: &HeaderMap, value: &mut dyn Value) -> bool {
    let Some(text) = text(name, headers) else { return false };
    let text = text.trim();
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let json = match format {
        HeaderFormat::Text => quoted(text),
        HeaderFormat::Time => quoted(&time(text).unwrap_or_else(|| text.to_owned())),
        HeaderFormat::Literal | HeaderFormat::Json => text.to_owned(),
        HeaderFormat::Texts => format!("[{}]", items().map(quoted).collect::<Vec<_>>().join(",")),
        HeaderFormat::Literals => format!("[{}]", items().collect::<Vec<_>>().join(",")),
    };
    if json == "null" {
        return value.clear();
    }
    if format == HeaderFormat::Json {
        return wire::decode_into(json.as_bytes(), value).is_ok();
    }
    wire::decode_exact_into(json.as_bytes(), value).is_ok_and(|notes| notes.missing.is_empty())
}

/// Returns the text of a field. Repeated fields are joined by commas (RFC 9110, section 5.3).
fn text(name: &str, headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let mut text = String::from_utf8_lossy(values.next()?.as_bytes()).into_owned();
    for value in values {
        text.push_str(", ");
        text.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    Some(text)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Converts an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT`, to RFC 3339.
fn time(text: &str) -> Option<String> {
    let time = httpdate::parse_http_date(text).ok()?;
    Some(Timestamp::try_from(time).ok()?.to_string())
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Header").field(&self.name).finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn read<T: Value>(header: Header<T>, texts: &[&str]) -> Option<T> {
        let field = |text: &&str| {
            (HeaderName::from_static("x"), HeaderValue::from_bytes(text.as_bytes()).unwrap())
        };
        let mut headers = HeaderMap::new();
        headers.extend(texts.iter().map(field));
        header.read(&headers)
    }

    #[test]
    fn decodes_text_by_the_type_of_the_value() {
        assert_eq!(read(Header::<i64>::literal("x"), &[" 5000 "]), Some(5000));
        assert_eq!(read(Header::<f64>::literal("x"), &["0.5"]), Some(0.5));
        assert_eq!(read(Header::<bool>::literal("x"), &["true"]), Some(true));
        // Text is not decoded as JSON, even if it could be.
        for text in ["5000", "null", "\"etag\"", "a\\b", "ü"] {
            assert_eq!(read(Header::<String>::text("x"), &[text]).as_deref(), Some(text));
        }
        let json = read(Header::<serde_json::Value>::json("x"), &[r#"{"a":[1]}"#]);
        assert_eq!(json, Some(serde_json::json!({"a": [1]})));
    }

    #[test]
    fn accepts_rfc_3339_and_http_dates() {
        let epoch = Timestamp::from_second(784_111_777).unwrap();
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"] {
            assert_eq!(read(Header::<Timestamp>::time("x"), &[text]), Some(epoch), "{text}");
        }
    }

    #[test]
    fn joins_repeated_fields_of_a_list() {
        let texts = Header::<Vec<String>>::texts("x");
        assert_eq!(read(texts, &["a, b", "c"]).unwrap(), ["a", "b", "c"]);
        assert_eq!(read(texts, &[""]).unwrap(), Vec::<String>::new());
        assert_eq!(read(Header::<Vec<i32>>::literals("x"), &["1,2"]).unwrap(), [1, 2]);
    }

    #[test]
    fn absent_or_mistyped_headers_are_none() {
        assert_eq!(read(Header::<i64>::literal("x"), &[]), None);
        for text in ["", "many", "null", "1, 2", "1.5", "99999999999999999999"] {
            assert_eq!(read(Header::<i64>::literal("x"), &[text]), None, "{text}");
        }
        assert_eq!(read(Header::<Timestamp>::time("x"), &["yesterday"]), None);
        assert_eq!(read(Header::<Vec<i32>>::literals("x"), &["1,b"]), None);
        assert_eq!(read(Header::<serde_json::Value>::json("x"), &["{"]), None);
    }
}
