//! The input of the generator: the text of a document or an overlay, and the files beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::bounded::{self, describe_read_error};
use super::siblings::SiblingFiles;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, SourceText};

/// The text of a document or an overlay, with a name for diagnostics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name, such as `spec/peering.yaml`. It is displayed, never opened.
    pub name: String,
    /// The text without a byte order mark.
    pub text: String,
    /// The files that references may lead to.
    pub(in crate::document) siblings: SiblingFiles,
    /// The size limit in bytes of each of those files.
    pub(in crate::document) max_file_bytes: u64,
}

impl Source {
    /// Returns a source with the given name and text, and no files beside it; see [`beside`](Self::beside).
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let text = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Self {
            name: name.into(),
            text,
            siblings: SiblingFiles::None,
            max_file_bytes: bounded::DEFAULT_MAX_BYTES,
        }
    }

    /// Adds a file that references can lead to, by its path relative to the document's folder: `schemas/peer.yaml`.
    ///
    /// The file system is not used for such a source.
    #[must_use]
    pub fn beside(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut texts = match self.siblings {
            SiblingFiles::Texts(texts) => texts,
            SiblingFiles::None | SiblingFiles::Folder(..) => BTreeMap::new(),
        };
        texts.insert(path.into(), text.into());
        self.siblings = SiblingFiles::Texts(texts);
        self
    }

    /// Allows references to the files of another folder, besides those of the document's own.
    ///
    /// It has no effect on a source that was not [read](Self::read) from a file.
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        if let SiblingFiles::Folder(_, included) = &mut self.siblings {
            included.push(folder.into());
        }
        self
    }

    /// Sets the name, which must end in the file name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Replaces the text and keeps the files beside it.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// Returns the file name without the folder.
    pub(in crate::document) fn file_name(&self) -> &str {
        self.name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default()
    }

    /// Returns the name of a file beside this one for diagnostics.
    pub(in crate::document) fn name_beside(&self, path: &str) -> String {
        let folder = self.name.strip_suffix(self.file_name()).unwrap_or_default();
        format!("{folder}{path}")
    }

    /// The size limit in bytes of [`read`](Self::read): 64 MiB.
    pub const DEFAULT_MAX_BYTES: u64 = bounded::DEFAULT_MAX_BYTES;

    /// Reads a file of at most [`DEFAULT_MAX_BYTES`](Self::DEFAULT_MAX_BYTES).
    ///
    /// Returns `None` and adds an error if it cannot be read, is not UTF-8 or is larger. The files that it refers to are
    /// read from its folder and subfolders only.
    pub fn read(path: impl AsRef<Path>, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::read_within(path, Self::DEFAULT_MAX_BYTES, diagnostics)
    }

    /// Reads a file like [`read`](Self::read) with another size limit, which applies to each file that it refers to.
    pub fn read_within(
        path: impl AsRef<Path>,
        max_bytes: u64,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let unreadable = |message: String| {
            Diagnostic::new(Code::UnreadableFile, Location::new(&name, Pointer::root()), message)
        };
        let bytes = match bounded::read(path, max_bytes) {
            Ok(bytes) => bytes,
            Err(error) => {
                let (code, message, advice) = describe_read_error(&error, "the file", max_bytes);
                let diagnostic =
                    Diagnostic::new(code, Location::new(&name, Pointer::root()), message);
                diagnostics.push(diagnostic.with_advice(advice));
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => {
                let parent = path.parent().filter(|parent| *parent != Path::new(""));
                let folder = parent.unwrap_or(Path::new(".")).to_owned();
                Some(Self {
                    siblings: SiblingFiles::Folder(folder, Vec::new()),
                    max_file_bytes: max_bytes,
                    ..Self::new(name, text)
                })
            }
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                // An invalid byte is displayed as a replacement character, three bytes long.
                let text = SourceText::new(String::from_utf8_lossy(error.as_bytes()));
                let mut diagnostic = unreadable(format!("the file is not UTF-8 (byte {offset})"))
                    .with_advice("save it as UTF-8");
                diagnostic.location.span = Some(text.span(offset..offset + 3));
                diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// Whether a file name has the extension of JSON.
pub(super) fn is_json_name(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

const BYTE_ORDER_MARK: char = '\u{feff}';

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Diagnostics, Source};

    #[test]
    fn strips_byte_order_mark() {
        assert_eq!(Source::new("x", "\u{feff}a\u{feff}").text, "a\u{feff}");
    }

    #[test]
    fn reports_why_a_file_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.yaml");
        let mut found = Diagnostics::new();
        assert_eq!(Source::read(&path, &mut found), None);
        std::fs::write(&path, b"a: b\nc: \xff").unwrap();
        assert_eq!(Source::read(&path, &mut found), None);
        std::fs::write(&path, "\u{feff}a: b\r\n").unwrap();
        assert_eq!(Source::read(&path, &mut found).unwrap().text, "a: b\r\n");

        let shown = found.to_string();
        assert!(shown.starts_with("error[unreadable-file]: the file cannot be read: "), "{shown}");
        assert!(shown.contains("not UTF-8 (byte 8)"), "{shown}");
        assert!(shown.contains("x.yaml:2:4"), "{shown}");
    }
}
