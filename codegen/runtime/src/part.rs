//! Parts: the files of a multipart body.

use std::fmt;

use bytes::Bytes;

/// A file of a `multipart/form-data` body: bytes, with the name and the media type that they go by.
///
/// Whatever becomes bytes becomes a part. One without a name of its own goes as `blob`, as browsers have it, and one
/// without a media type as what the document says, or as `application/octet-stream`.
///
/// As JSON, which no request sends it as, a part is its bytes in base64.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Part {
    pub(crate) bytes: Bytes,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Part {
    /// A part of these bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), ..Self::default() }
    }

    /// With the name of a file. It is sent as it is: no name can end its header field or begin another.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// With a media type.
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// With one more header field. RFC 7578 has receivers ignore what they do not know.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The name of the file.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// The media type.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl<B: Into<Bytes>> From<B> for Part {
    fn from(bytes: B) -> Self {
        Self::new(bytes)
    }
}

/// Shows how many bytes there are and not which.
impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Part")
            .field("bytes", &self.bytes.len())
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// What the document says of how a property of a multipart body is sent, beyond its type.
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    pub(crate) property: &'static str,
    /// The media types that it may have; none where the document does not say.
    pub(crate) content_types: &'static [&'static str],
    pub(crate) is_file: bool,
}

impl Encoding {
    /// Of a property that is a file, with a name.
    #[must_use]
    pub const fn file(property: &'static str, content_types: &'static [&'static str]) -> Self {
        Self { property, content_types, is_file: true }
    }

    /// Of a property that is a value, without the name of a file.
    #[must_use]
    pub const fn value(property: &'static str, content_types: &'static [&'static str]) -> Self {
        Self { property, content_types, is_file: false }
    }

    /// The media type that is meant, where there is one only.
    pub(crate) fn only(&self) -> Option<&'static str> {
        match self.content_types {
            [only] if !only.contains('*') => Some(only),
            _ => None,
        }
    }

    /// Whether a part of a media type is what the document asks for.
    pub(crate) fn allows(&self, media_type: &str) -> bool {
        let essence =
            |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let given = essence(media_type);
        self.content_types.is_empty()
            || self.content_types.iter().any(|allowed| match essence(allowed).split_once("/*") {
                Some(("*", _)) => true,
                Some((kind, _)) => given.split('/').next() == Some(kind),
                None => essence(allowed) == given,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_compared_as_http_does() {
        let encoding = Encoding::file("a", &["image/*", "Text/Plain; charset=utf-8"]);
        for (media_type, allowed) in [
            ("image/png", true),
            ("IMAGE/PNG; q=1", true),
            ("text/plain", true),
            ("text/html", false),
            ("imagex/png", false),
            ("", false),
        ] {
            assert_eq!(encoding.allows(media_type), allowed, "{media_type}");
        }
        assert!(
            Encoding::file("a", &[]).allows("a/b") && Encoding::file("a", &["*/*"]).allows("a/b")
        );
        assert_eq!(Encoding::file("a", &["image/png"]).only(), Some("image/png"));
        assert_eq!(Encoding::file("a", &["image/*"]).only(), None);
    }

    #[test]
    fn no_byte_is_shown() {
        let part = Part::new("secret").with_file_name("f").with_header("x", "secret");
        assert!(!format!("{part:?}").contains("secret"));
    }
}
