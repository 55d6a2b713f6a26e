//! The files of a multipart body.

use std::fmt;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

use super::source::Body;

/// A file of a `multipart/form-data` body: content, file name and media type.
///
/// Anything that converts to a [`Body`] converts to a part. The file name defaults to `blob`, as in
/// browsers. The media type defaults to the documented one, or to `application/octet-stream`.
///
/// Content that is not in memory is streamed. The request has a `Content-Length` if the length of
/// each part is known, and can be retried if each part can be read again. A one-shot
/// [`Body`] is shared by all clones of a part.
///
/// Two parts are equal if their names, media types, header fields and [contents](Body) are.
///
/// Serialised as JSON, which no request does, a part is its bytes in base64, or `null` if they are
/// not in memory.
///
/// ```
/// use portolan_runtime::{Part, Body};
///
/// # fn main() -> std::io::Result<()> {
/// let notes = Part::new("two words").with_content_type("text/plain");
/// # let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
/// let file = Part::file(path)?; // as `Cargo.toml`
/// let zeros = Body::reader(std::io::repeat(0)).with_length(1 << 40);
/// let reader = Part::new(zeros).with_file_name("zeros");
/// # assert_eq!((notes.length(), file.file_name()), (Some(9), Some("Cargo.toml")));
/// # assert_eq!(reader.length(), Some(1 << 40));
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
    /// Returns a part with this content.
    #[must_use]
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Returns a part with the content and the name of a file; see [`Body::file`].
    ///
    /// # Errors
    ///
    /// As [`Body::file`].
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { file_name: name, ..Self::new(Body::file(path)?) })
    }

    /// Sets the file name. Quotes and line breaks in it are escaped.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header field. By RFC 7578, receivers ignore header fields that they do not know.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the content.
    #[must_use]
    pub fn content(&self) -> &Body {
        &self.content
    }

    /// Returns the content, if it is in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&Bytes> {
        self.content.in_memory()
    }

    /// Returns the length of the content in bytes, if it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.content.length()
    }

    /// Returns the file name.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type.
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

/// Shows names and the length, and neither content nor header values.
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

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_content() {
        let part = Part::new("secret").with_file_name("f").with_header("x", "secret");
        assert!(!format!("{part:?} {:?}", part.content()).contains("secret"));
    }

    #[test]
    fn equality_reads_no_content() {
        let file = |name: &str| Part::file(format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
        let manifest = || file("Cargo.toml").expect("the file exists");
        assert_eq!(Part::new("a"), Part::new(b"a".to_vec()));
        assert_ne!(Part::new("a"), Part::new("a").with_file_name("a"));
        assert_eq!(manifest(), manifest());
        assert_ne!(manifest(), Part::new(manifest().content().clone()), "the file names differ");
        assert_ne!(manifest(), file("src/lib.rs").expect("the file exists"));
        let reader = || Part::new(Body::reader(io::empty()));
        let one = reader();
        assert_eq!(one, one.clone());
        assert_ne!(one, reader());
    }
}
