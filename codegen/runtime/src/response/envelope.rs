//! Response envelopes, `{"status": 200, "content": {...}}`, which a request parameter asks for.

use std::ops::Range;

use http::StatusCode;
use jiter::{Jiter, JiterResult, Peek};

use crate::spec::Envelope;

/// An opened envelope.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// The status inside the envelope, which replaces the HTTP status.
    pub(crate) status: StatusCode,
    /// The range of the body in the bytes; `None` for a body that is its own envelope.
    pub(crate) content: Option<Range<usize>>,
}

/// Opens the envelope of a response.
///
/// Returns `None` if there is none: the body is not an object, has no integer status, or is not
/// valid JSON, which decoding the body then reports.
pub(crate) fn open(bytes: &[u8], envelope: &Envelope) -> Option<Opened> {
    let members = members(bytes, envelope).ok()?;
    Some(Opened { status: members.status?, content: members.content })
}

#[derive(Default)]
struct Members {
    status: Option<StatusCode>,
    content: Option<Range<usize>>,
}

fn members(bytes: &[u8], envelope: &Envelope) -> JiterResult<Members> {
    // Decoding skips a byte order mark too.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let base = bytes.len() - text.len();
    let mut jiter = Jiter::new(text);
    let mut members = Members::default();
    let mut key = jiter.next_object()?.map(|key| member(key, envelope));
    while let Some(found) = key {
        let value = jiter.peek()?;
        let start = jiter.current_index();
        match found {
            Member::Status if is_number(value) => members.status = status(&mut jiter, value)?,
            Member::Status => {
                members.status = None;
                jiter.known_skip(value)?;
            }
            Member::Content => {
                jiter.known_skip(value)?;
                members.content = Some(base + start..base + jiter.current_index());
            }
            Member::Other => jiter.known_skip(value)?,
        }
        key = jiter.next_key()?.map(|key| member(key, envelope));
    }
    jiter.finish()?;
    Ok(members)
}

enum Member {
    Status,
    Content,
    Other,
}

fn member(key: &str, envelope: &Envelope) -> Member {
    if key == envelope.status {
        Member::Status
    } else if key == envelope.content {
        Member::Content
    } else {
        Member::Other
    }
}

fn is_number(value: Peek) -> bool {
    !matches!(
        value,
        Peek::Null | Peek::True | Peek::False | Peek::String | Peek::Array | Peek::Object
    )
}

/// Reads the status. A number that is not an HTTP status is a property of the model, not of an
/// envelope.
fn status(jiter: &mut Jiter<'_>, value: Peek) -> JiterResult<Option<StatusCode>> {
    Ok(StatusCode::from_bytes(jiter.known_number_bytes(value)?).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: Envelope = Envelope { status: "status", content: "content" };

    fn opened(json: &str) -> Option<(u16, Option<&str>)> {
        let opened = open(json.as_bytes(), &ENVELOPE)?;
        Some((opened.status.as_u16(), opened.content.and_then(|range| json.get(range))))
    }

    #[test]
    fn opens_envelopes_with_members_in_any_order() {
        assert_eq!(opened(r#"{"status":200,"content":{"a":1}}"#), Some((200, Some(r#"{"a":1}"#))));
        assert_eq!(
            opened(r#" { "x": [1] , "content" : [ 1 ] , "status" : 404 } "#),
            Some((404, Some("[ 1 ]")))
        );
        assert_eq!(opened("\u{feff}{\"status\":200,\"content\":[1]}"), Some((200, Some("[1]"))));
    }

    #[test]
    fn a_list_may_be_its_own_envelope() {
        assert_eq!(opened(r#"{"results":[],"status":200}"#), Some((200, None)));
    }

    #[test]
    fn bodies_without_http_status_have_no_envelope() {
        for json in [
            r#"{"status":"AVAILABLE","content":{}}"#,
            r#"{"status":7,"content":{}}"#,
            r#"{"status":200.5,"content":{}}"#,
            r#"{"status":null,"content":{}}"#,
            r#"{"status":99999999999999999999,"content":{}}"#,
            r#"{"content":{}}"#,
            r#"{"status":200,"content":{}"#,
            r#"{"status":200}x"#,
            "[200]",
            "200",
            "",
        ] {
            assert_eq!(opened(json), None, "{json}");
        }
    }
}
