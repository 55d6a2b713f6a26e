//! Names of texts that are not JSON: a page of a proxy, a truncated body, or another format.

/// The byte order mark of UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The number of bytes in which the name of a markup language is searched.
const MARKUP_BYTES: usize = 512;

/// Returns the problem of a text that is not JSON, in which a syntax error is at a byte offset;
/// `None` if no more is known than the error says.
pub(super) fn problem(json: &[u8], offset: usize) -> Option<String> {
    let body = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json).trim_ascii();
    if let Some(found) = other_format(body) {
        return Some(format!("expected JSON, found {found}"));
    }
    if offset >= json.trim_ascii_end().len() {
        return Some(format!("the JSON is incomplete: it ends after {} bytes", json.len()));
    }
    let start =
        json.len() - json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json).trim_ascii_start().len();
    (offset == start && !is_json_start(body)).then(|| "expected JSON, found text".to_owned())
}

/// Returns what a body is instead of JSON.
fn other_format(body: &[u8]) -> Option<&'static str> {
    if body.is_empty() {
        return Some("an empty body");
    }
    if body.starts_with(b"<") {
        let head = body.get(..MARKUP_BYTES).unwrap_or(body).to_ascii_lowercase();
        let is_html = [&b"<html"[..], b"<!doctype html"]
            .iter()
            .any(|name| head.windows(name.len()).any(|window| window == *name));
        return Some(if is_html { "an HTML page" } else { "XML or HTML" });
    }
    if body.starts_with(b"\xff\xfe") || body.starts_with(b"\xfe\xff") || body.starts_with(b"{\0") {
        return Some("text in UTF-16");
    }
    body.starts_with(b"\x1f\x8b").then_some("compressed data (gzip)")
}

/// Whether a text starts like JSON, so that the parser's error says more.
fn is_json_start(body: &[u8]) -> bool {
    matches!(body.first(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9'))
}
