//! Header fields of responses that the document describes: text on the wire, values of its types for callers.

use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;
use jiff::Timestamp;

use crate::wire::{self, Value};

/// A header field of responses that the document describes, with the type of its value. The emitted crate has a
/// constant for each; [`Response::header`](crate::Response::header) and [`Error::header`](crate::Error::header) read it.
pub struct Header<T> {
    name: &'static str,
    form: Form,
    value: PhantomData<fn() -> T>,
}

/// How a value is written in a header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As text.
    Text,
    /// As a point in time, in the way of JSON or in that of HTTP.
    Time,
    /// As a number or a boolean.
    Literal,
    /// As JSON.
    Json,
    /// As several texts with commas between them.
    Texts,
    /// As several numbers or booleans with commas between them.
    Literals,
}

impl<T> Header<T> {
    const fn new(name: &'static str, form: Form) -> Self {
        Self { name, form, value: PhantomData }
    }

    /// A field that holds text.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Form::Text)
    }

    /// A field that holds a point in time.
    #[must_use]
    pub const fn time(name: &'static str) -> Self {
        Self::new(name, Form::Time)
    }

    /// A field that holds a number or a boolean.
    #[must_use]
    pub const fn literal(name: &'static str) -> Self {
        Self::new(name, Form::Literal)
    }

    /// A field that holds JSON.
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, Form::Json)
    }

    /// A field that holds several texts.
    #[must_use]
    pub const fn texts(name: &'static str) -> Self {
        Self::new(name, Form::Texts)
    }

    /// A field that holds several numbers or booleans.
    #[must_use]
    pub const fn literals(name: &'static str) -> Self {
        Self::new(name, Form::Literals)
    }

    /// The name of the field.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: Value> Header<T> {
    /// The value that these fields hold; nothing where there is none, or it is not what the document says.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Option<T> {
        let mut value = T::empty();
        read(self.name, self.form, headers, &mut value).then_some(value)
    }
}

/// Reads a field into a value, and says whether it could be.
fn read(name: &str, form: Form, headers: &HeaderMap, value: &mut dyn Value) -> bool {
    let Some(text) = text(name, headers) else { return false };
    let text = text.trim();
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let json = match form {
        Form::Text => quoted(text),
        Form::Time => quoted(&time(text).unwrap_or_else(|| text.to_owned())),
        Form::Literal | Form::Json => text.to_owned(),
        Form::Texts => format!("[{}]", items().map(quoted).collect::<Vec<_>>().join(",")),
        Form::Literals => format!("[{}]", items().collect::<Vec<_>>().join(",")),
    };
    if json == "null" {
        return value.clear();
    }
    match wire::decode_into(json.as_bytes(), value) {
        // A text that is no date leaves an empty one behind.
        Ok(notes) => form == Form::Json || notes.missing.is_empty(),
        Err(_) => false,
    }
}

/// The text of a field. One that stands several times is one with commas between (RFC 9110, section 5.3).
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

/// A date of HTTP, `Sun, 06 Nov 1994 08:49:37 GMT`, as JSON has it.
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
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
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
    fn a_value_is_what_its_type_makes_of_the_text() {
        assert_eq!(read(Header::<i64>::literal("x"), &[" 5000 "]), Some(5000));
        assert_eq!(read(Header::<f64>::literal("x"), &["0.5"]), Some(0.5));
        assert_eq!(read(Header::<bool>::literal("x"), &["true"]), Some(true));
        // What looks like a number or like JSON is text nevertheless.
        for text in ["5000", "null", "\"etag\"", "a\\b", "ü"] {
            assert_eq!(read(Header::<String>::text("x"), &[text]).as_deref(), Some(text));
        }
        let json = read(Header::<serde_json::Value>::json("x"), &[r#"{"a":[1]}"#]);
        assert_eq!(json, Some(serde_json::json!({"a": [1]})));
    }

    #[test]
    fn a_time_is_written_as_json_or_http_has_it() {
        let epoch = Timestamp::from_second(784_111_777).unwrap();
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"] {
            assert_eq!(read(Header::<Timestamp>::time("x"), &[text]), Some(epoch), "{text}");
        }
    }

    #[test]
    fn several_values_stand_in_one_field_or_in_several() {
        let texts = Header::<Vec<String>>::texts("x");
        assert_eq!(read(texts, &["a, b", "c"]).unwrap(), ["a", "b", "c"]);
        assert_eq!(read(texts, &[""]).unwrap(), Vec::<String>::new());
        assert_eq!(read(Header::<Vec<i32>>::literals("x"), &["1,2"]).unwrap(), [1, 2]);
    }

    #[test]
    fn what_is_absent_or_something_else_is_nothing() {
        assert_eq!(read(Header::<i64>::literal("x"), &[]), None);
        for text in ["", "many", "null", "1, 2", "1.5", "99999999999999999999"] {
            assert_eq!(read(Header::<i64>::literal("x"), &[text]), None, "{text}");
        }
        assert_eq!(read(Header::<Timestamp>::time("x"), &["yesterday"]), None);
        assert_eq!(read(Header::<Vec<i32>>::literals("x"), &["1,b"]), None);
        assert_eq!(read(Header::<serde_json::Value>::json("x"), &["{"]), None);
    }
}
