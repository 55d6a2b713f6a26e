//! Multipart bodies (`multipart/form-data`, RFC 7578).

use http::HeaderValue;
use memchr::memmem;
use serde_json::Value as Json;

use crate::body::{Body, Encoding, Part, Piece, is_json};
use crate::header::parse_field;
use crate::text::listed;
use crate::wire::{Location, MemberValue, Violation};

/// The media type of text, with the encoding as RFC 7578 requires.
const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
/// The default file name, as in browsers. Without a file name, a part is not a file.
const DEFAULT_FILE_NAME: &str = "blob";

/// A serialised multipart body, and its violations.
#[derive(Debug, Default)]
pub(super) struct Multipart {
    pub(super) body: Body,
    /// The media type, with the boundary.
    pub(super) content_type: Option<HeaderValue>,
    /// The violations of the document's rules.
    pub(super) violations: Vec<Violation>,
    /// Values that cannot be sent.
    pub(super) unsendable: Vec<Violation>,
}

/// The content between two boundaries.
struct Entry {
    /// The location in error messages.
    location: String,
    /// The header fields, each with its line break.
    head: String,
    content: Body,
}

impl Multipart {
    /// Serialises the members of an object. Each item of an array is a part; `null` is omitted.
    pub(super) fn new(members: Vec<(String, MemberValue)>, encodings: &[Encoding]) -> Self {
        let mut multipart = Self::default();
        let mut entries = Vec::new();
        for (name, written) in members {
            let encoding = encodings.iter().find(|encoding| encoding.property == name);
            match written {
                MemberValue::Parts(parts) => {
                    for (index, part) in parts.into_iter().enumerate() {
                        let entry = multipart.file(&name, index, part, encoding);
                        entries.push(entry);
                    }
                }
                // The wire module wrote it, so that it is valid JSON.
                MemberValue::Json(json) => {
                    let json = serde_json::from_slice(&json).unwrap_or_default();
                    entries.extend(values(&name, json, encoding));
                }
            }
        }
        let boundary = boundary(&entries, || format!("{:032x}", fastrand::u128(..)));
        multipart.body = join(entries, &boundary);
        multipart.content_type =
            HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}")).ok();
        multipart
    }

    fn file(&mut self, name: &str, index: usize, part: Part, encoding: Option<&Encoding>) -> Entry {
        let location = if index == 0 { name.to_owned() } else { format!("{name}[{index}]") };
        let violation = |problem: String| Violation::new(Location::Body, location.clone(), problem);
        let documented = encoding.and_then(Encoding::only).unwrap_or(BYTES);
        let content_type = part.content_type.as_deref().unwrap_or(documented);
        if let Some(encoding) = encoding.filter(|encoding| !encoding.allows(content_type)) {
            let allowed = listed(encoding.content_types);
            let problem = match &part.content_type {
                Some(actual) => {
                    format!("has the media type {actual:?}, which is none of {allowed}")
                }
                None => format!("has no media type, and requires one of {allowed}"),
            };
            self.violations.push(violation(problem));
        }
        let is_file = encoding.is_none_or(|encoding| encoding.is_file);
        let file_name = part.file_name.as_deref().or(is_file.then_some(DEFAULT_FILE_NAME));
        let mut head = head(name, file_name, content_type);
        let content_type_field = [("content-type", content_type)].into_iter();
        let others = part.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (index, (field, value)) in content_type_field.chain(others).enumerate() {
            match parse_field(field, value) {
                Ok((field, _)) if index > 0 => {
                    head.extend([field.as_str(), ": ", value, "\r\n"]);
                }
                Ok(_) => {}
                Err(problem) => {
                    let problem = format!("has the header field {field:?}, which {problem}");
                    self.unsendable.push(violation(problem));
                }
            }
        }
        Entry { location, head, content: part.content }
    }
}

/// Returns the parts of a value: objects as JSON, other values as text unless JSON is documented.
fn values(name: &str, json: Json, encoding: Option<&Encoding>) -> Vec<Entry> {
    let items = match json {
        Json::Null => Vec::new(),
        Json::Array(items) => items,
        single => vec![single],
    };
    let documented = encoding.and_then(|encoding| {
        encoding.content_types.iter().find(|media_type| !media_type.contains('*')).copied()
    });
    let entry = |item| {
        let (text, media_type) = match item {
            item if documented.is_some_and(is_json) => (item.to_string(), JSON),
            Json::String(text) => (text, TEXT),
            Json::Object(_) | Json::Array(_) => (item.to_string(), JSON),
            scalar => (scalar.to_string(), TEXT),
        };
        let head = head(name, None, documented.unwrap_or(media_type));
        Entry { location: name.to_owned(), head, content: text.into() }
    };
    items.into_iter().filter(|item| !item.is_null()).map(entry).collect()
}

/// Returns the header fields that every part has.
fn head(name: &str, file_name: Option<&str>, content_type: &str) -> String {
    let name = escape(&normalize_line_breaks(name));
    let file_name = file_name.map(|name| format!("; filename=\"{}\"", escape(name)));
    format!(
        "Content-Disposition: form-data; name=\"{name}\"{}\r\nContent-Type: {content_type}\r\n",
        file_name.unwrap_or_default()
    )
}

/// Escapes a name by the HTML standard, so that it cannot end the quotes or the line.
fn escape(name: &str) -> String {
    name.replace('\n', "%0A").replace('\r', "%0D").replace('"', "%22")
}

/// Normalises line breaks to CRLF, as the HTML standard does for part names but not for file names.
fn normalize_line_breaks(name: &str) -> String {
    name.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

/// Returns the first candidate that occurs in no part in memory. For streamed parts, 128 random bits
/// make a collision negligible.
fn boundary(entries: &[Entry], mut next: impl FnMut() -> String) -> String {
    loop {
        let boundary = next();
        let finder = memmem::Finder::new(&boundary);
        let occurs_in = |bytes: &[u8]| finder.find(bytes).is_some();
        let in_content = |it: &Entry| it.content.in_memory().is_some_and(|bytes| occurs_in(bytes));
        if !entries.iter().any(|it| in_content(it) || occurs_in(it.head.as_bytes())) {
            return boundary;
        }
    }
}

fn join(entries: Vec<Entry>, boundary: &str) -> Body {
    let mut pieces = Vec::with_capacity(entries.len() * 2 + 1);
    let mut before = "";
    for Entry { location, head, content } in entries {
        pieces.push(Piece::framing(format!("{before}--{boundary}\r\n{head}\r\n")));
        pieces.push(Piece::part(&location, content));
        before = "\r\n";
    }
    pieces.push(Piece::framing(format!("{before}--{boundary}--\r\n")));
    Body::joined(pieces)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    fn json(json: &str) -> MemberValue {
        MemberValue::Json(json.as_bytes().to_vec())
    }

    /// Returns the body with `B` for the boundary and LF for CRLF.
    fn written(members: Vec<(&str, MemberValue)>, encodings: &[Encoding]) -> String {
        let members = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let multipart = Multipart::new(members, encodings);
        assert_eq!((&multipart.violations[..], &multipart.unsendable[..]), (&[][..], &[][..]));
        let content_type = multipart.content_type.unwrap();
        let boundary = content_type.to_str().unwrap().split_once("boundary=").unwrap().1;
        let bytes = multipart.body.in_memory().unwrap().to_vec();
        String::from_utf8(bytes).unwrap().replace(boundary, "B").replace("\r\n", "\n")
    }

    #[test]
    fn serialises_each_value_as_a_part() {
        let members = vec![
            ("text", json("\"a\\nü\"")),
            ("number", json("1.5")),
            ("nothing", json("null")),
            ("list", json("[1,\"b\",null]")),
            ("object", json("{\"a\": [1]}")),
            ("typed", json("{}")),
        ];
        let encodings = [Encoding::value("typed", &["*/*", "application/vnd.a+json"])];
        let plain = "Content-Type: text/plain; charset=utf-8\n\n";
        let part = |name: &str, rest: &str| {
            format!("--B\nContent-Disposition: form-data; name=\"{name}\"\n{rest}\n")
        };
        let expected = [
            part("text", &format!("{plain}a\nü")),
            part("number", &format!("{plain}1.5")),
            part("list", &format!("{plain}1")),
            part("list", &format!("{plain}b")),
            part("object", "Content-Type: application/json\n\n{\"a\":[1]}"),
            part("typed", "Content-Type: application/vnd.a+json\n\n{}"),
            "--B--\n".to_owned(),
        ];
        assert_eq!(written(members, &encodings), expected.concat());
        assert_eq!(written(Vec::new(), &[]), "--B--\n");
    }

    #[test]
    fn parts_of_a_json_media_type_are_json() {
        let members = vec![
            ("title", json("\"a \\\"b\\\"\"")),
            ("labels", json("[\"x\",1]")),
            ("n", json("9440")),
            ("text", json("\"y\"")),
        ];
        let encodings = [
            Encoding::value("title", &["application/json"]),
            Encoding::value("labels", &["Application/vnd.a+JSON; v=1"]),
            Encoding::value("n", &["text/json"]),
            Encoding::value("text", &["text/plain", "application/json"]),
        ];
        let part = |name: &str, rest: &str| {
            format!("--B\nContent-Disposition: form-data; name=\"{name}\"\nContent-Type: {rest}\n")
        };
        let expected = [
            part("title", "application/json\n\n\"a \\\"b\\\"\""),
            part("labels", "Application/vnd.a+JSON; v=1\n\n\"x\""),
            part("labels", "Application/vnd.a+JSON; v=1\n\n1"),
            part("n", "text/json\n\n9440"),
            part("text", "text/plain\n\ny"),
            "--B--\n".to_owned(),
        ];
        assert_eq!(written(members, &encodings), expected.concat());
    }

    #[test]
    fn files_have_a_name_and_a_media_type() {
        let files = vec![
            Part::new("1"),
            Part::new("2").with_file_name("a b.txt").with_content_type("text/csv"),
            Part::new("3").with_header("X-Kind", "k"),
        ];
        let image = [Encoding::file("image", &["image/png"]), Encoding::value("xml", &["a/xml"])];
        let members = vec![
            ("files", MemberValue::Parts(files)),
            ("image", MemberValue::Parts(vec![Part::new("4")])),
            ("xml", MemberValue::Parts(vec![Part::new("5")])),
        ];
        let part = |disposition: &str, rest: &str| {
            format!("--B\nContent-Disposition: form-data; {disposition}\nContent-Type: {rest}\n")
        };
        let bytes = "application/octet-stream";
        let expected = [
            part("name=\"files\"; filename=\"blob\"", &format!("{bytes}\n\n1")),
            part("name=\"files\"; filename=\"a b.txt\"", "text/csv\n\n2"),
            part("name=\"files\"; filename=\"blob\"", &format!("{bytes}\nx-kind: k\n\n3")),
            part("name=\"image\"; filename=\"blob\"", "image/png\n\n4"),
            part("name=\"xml\"", "a/xml\n\n5"),
            "--B--\n".to_owned(),
        ];
        assert_eq!(written(members, &image), expected.concat());
    }

    #[test]
    fn the_boundary_occurs_in_no_part() {
        let entry = |head: &str, content: &'static str| {
            let (location, head) = (String::new(), head.to_owned());
            Entry { location, head, content: content.into() }
        };
        let entries = [entry("name=\"one\"", "--two--"), entry("", "three")];
        let mut texts = ["one", "two", "three", "four"].into_iter().map(str::to_owned);
        assert_eq!(boundary(&entries, || texts.next().unwrap()), "four");
    }

    #[test]
    fn names_cannot_end_their_quotes_or_line() {
        let name = "a\"; x=\"\r\nX-Evil: 1\n\rb%22ü";
        let part = Part::new("").with_file_name(name);
        let body = written(vec![(name, MemberValue::Parts(vec![part]))], &[]);
        let escaped = "a%22; x=%22%0D%0AX-Evil: 1";
        assert_eq!(
            body.lines().nth(1).unwrap(),
            format!(
                "Content-Disposition: form-data; name=\"{escaped}%0D%0A%0D%0Ab%22ü\"; \
                 filename=\"{escaped}%0A%0Db%22ü\""
            )
        );
        assert_eq!(body.lines().count(), 6);
    }

    #[test]
    fn refuses_invalid_header_fields() {
        for part in [
            Part::new("").with_content_type("a/b\r\nX-Evil: 1"),
            Part::new("").with_header("X-A", "b\nX-Evil: 1"),
            Part::new("").with_header("X-A: b", "c"),
            Part::new("").with_header("Content-Length", "1"),
        ] {
            let members = vec![("f".to_owned(), MemberValue::Parts(vec![part]))];
            let refused = Multipart::new(members, &[]).unsendable;
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert_eq!(refused[0].path(), "f");
        }
    }

    #[test]
    fn undocumented_media_types_are_violations() {
        let encodings = [Encoding::file("f", &["image/png", "image/jpeg"])];
        let parts = vec![
            Part::new(""),
            Part::new("").with_content_type("image/jpeg"),
            Part::new("").with_content_type("text/plain"),
        ];
        let multipart =
            Multipart::new(vec![("f".to_owned(), MemberValue::Parts(parts))], &encodings);
        let violations: Vec<String> =
            multipart.violations.iter().map(Violation::to_string).collect();
        let allowed = "image/png, image/jpeg";
        assert_eq!(
            violations,
            [
                format!("body f has no media type, and requires one of {allowed}"),
                format!("body f[2] has the media type \"text/plain\", which is none of {allowed}"),
            ]
        );
    }
}
