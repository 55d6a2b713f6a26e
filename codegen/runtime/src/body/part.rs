//! Parts: the files of a multipart body.

use std::fmt;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

use crate::send::Body;

/// A file of a `multipart/form-data` body: content, with the name and the media type that it goes by.
///
/// Whatever becomes a [`Body`] becomes a part: bytes, a file, what reads or streams bytes. One without a name of its
/// own goes as `blob`, as browsers have it, and one without a media type as what the document says, or as
/// `application/octet-stream`.
///
/// Content that is not in memory is read while it is sent, chunk by chunk. The body has a `Content-Length` where the
/// length of each part is known, and is sent again where each part can be: of a reader or a stream the content is gone
/// once the body was begun, and so it is from all clones of the part. Parts are equal where name, media type, header
/// fields and [contents](Body) are.
///
/// As JSON, which no request sends it as, a part is its bytes in base64, or `null` where they are not in memory.
///
/// ```
/// use portolan_runtime::{Part, Body};
///
/// # fn main() -> std::io::Result<()> {
/// let notes = Part::new("all of it").with_content_type("text/plain");
/// # let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
/// let file = Part::file(path)?; // as `Cargo.toml`
/// let reader = Part::new(Body::reader(std::io::repeat(0)).with_length(1 << 40)).with_file_name("zeros");
/// # assert_eq!((notes.length(), file.file_name(), reader.length()), (Some(9), Some("Cargo.toml"), Some(1 << 40)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Part {
    pub(crate) content: Body,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Part {
    /// A part of this content.
    #[must_use]
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// A part that is a file, with its name. It is opened each time that it is sent, and never in memory as a whole.
    ///
    /// # Errors
    ///
    /// As [`Body::file`].
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { file_name: name, ..Self::new(Body::file(path)?) })
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

    /// The content.
    #[must_use]
    pub fn content(&self) -> &Body {
        &self.content
    }

    /// The bytes of the content, where they are in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        self.content.in_memory()
    }

    /// How many bytes the content has, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.content.length()
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

impl<C: Into<Body>> From<C> for Part {
    fn from(content: C) -> Self {
        Self::new(content)
    }
}

/// Shows how long the content is, and nothing of what it holds; nor the values of header fields.
impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Part")
            .field("length", &self.length())
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
#[allow(clippy::expect_used, reason = "a test says what it expects by failing")]
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
        assert!(!format!("{part:?} {:?}", part.content()).contains("secret"));
    }

    #[test]
    fn parts_are_equal_where_that_can_be_known_without_reading() {
        let file = |name: &str| Part::file(format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
        let manifest = || file("Cargo.toml").expect("it is there");
        assert_eq!(Part::new("a"), Part::new(b"a".to_vec()));
        assert_ne!(Part::new("a"), Part::new("a").with_file_name("a"));
        assert_eq!(manifest(), manifest());
        assert_ne!(manifest(), Part::new(manifest().content().clone()), "the name is another");
        assert_ne!(manifest(), file("src/part.rs").expect("it is there"));
        let reader = || Part::new(Body::reader(io::empty()));
        let one = reader();
        assert_eq!(one, one.clone());
        assert_ne!(one, reader());
    }
}
