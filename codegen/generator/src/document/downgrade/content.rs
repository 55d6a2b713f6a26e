//! Strings with other content: encoded bytes, media types.

use serde_json::Value;

use super::keywords::may_be;
use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Turns the encoding of a string's content into a `format`, or describes it.
    pub(super) fn encoded_content(&mut self, schema: &mut Members, here: &Pointer) {
        let encoding = schema.shift_remove("contentEncoding");
        let media_type = schema.shift_remove("contentMediaType");
        if schema.shift_remove("contentSchema").is_some() {
            let message = "`contentSchema` is ignored: the content of the string is not decoded";
            self.approximate(&here.child("contentSchema"), message);
        }
        if !may_be(schema, "string") {
            // The keywords apply to strings only.
            return;
        }
        let encoding = encoding.as_ref().and_then(Value::as_str);
        let media_type = media_type.as_ref().and_then(Value::as_str);
        let format = match (encoding, media_type) {
            (Some("base64"), _) => Some(("byte", "contentEncoding")),
            (Some("base64url"), _) => Some(("base64url", "contentEncoding")),
            (Some("binary"), _) => Some(("binary", "contentEncoding")),
            (None, Some(media_type)) if !is_text(media_type) => {
                Some(("binary", "contentMediaType"))
            }
            _ => None,
        };
        if let Some((format, keyword)) = format.filter(|_| !schema.contains_key("format")) {
            self.insert(schema, here, "format", format, keyword);
            if !schema.contains_key("type") {
                self.insert(schema, here, "type", "string", keyword);
            }
        }
        if let Some(encoding) = encoding.filter(|_| format.is_none()) {
            let text = format!("The content is encoded as `{}`.", code(encoding));
            self.describe(schema, here, &text, "contentEncoding");
        }
        if let Some(media_type) = media_type.filter(|it| *it != "application/octet-stream") {
            let text = format!("The content has the media type `{}`.", code(media_type));
            self.describe(schema, here, &text, "contentMediaType");
        }
    }
}

/// Returns a text that ends no code span.
fn code(text: &str) -> String {
    text.replace('`', "'")
}

/// Whether a media type is text in a string of JSON.
fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (main, sub) = essence.split_once('/').unwrap_or((&essence, ""));
    let words =
        ["json", "xml", "yaml", "javascript", "graphql", "jwt", "sql", "html", "urlencoded"];
    matches!(main, "text" | "message") || words.iter().any(|word| sub.contains(word))
}
