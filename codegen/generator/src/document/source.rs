//! The text that a document or an overlay is read from.

use std::collections::BTreeMap;
use std::path::Path;

use super::bounded::{self, Refused};
use super::neighbours::Neighbours;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, Text};

/// A document or an overlay as text, under the name that diagnostics call it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name, such as `spec/peering.yaml`; it is shown, never opened.
    pub name: String,
    /// The text without a byte order mark.
    pub text: String,
    /// The files that it may refer to.
    pub(super) neighbours: Neighbours,
    /// How many bytes each of those may have.
    pub(super) largest: u64,
}

impl Source {
    /// Takes a text that is at hand under a name; it has no files beside it until [`beside`](Self::beside) says so.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let text = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Self { name: name.into(), text, neighbours: Neighbours::None, largest: bounded::LARGEST }
    }

    /// The same with another file beside it, which references name by `path`, relative to the document's folder:
    /// `common.yaml`, `schemas/peer.yaml`. No file system is asked then.
    #[must_use]
    pub fn beside(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut texts = match self.neighbours {
            Neighbours::Texts(texts) => texts,
            Neighbours::None | Neighbours::Folder(_) => BTreeMap::new(),
        };
        texts.insert(path.into(), text.into());
        self.neighbours = Neighbours::Texts(texts);
        self
    }

    /// The same under another name, which must end in the name of its file.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The same with another text, beside the same files.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The name of the file, without its folder.
    pub(super) fn file_name(&self) -> &str {
        self.name.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or_default()
    }

    /// What another file of the document is called in diagnostics.
    pub(super) fn name_beside(&self, path: &str) -> String {
        let folder = self.name.strip_suffix(self.file_name()).unwrap_or_default();
        format!("{folder}{path}")
    }

    /// How many bytes a file may have unless [`read_within`](Self::read_within) allows more: 64 MiB.
    pub const LARGEST: u64 = bounded::LARGEST;

    /// Reads a file; `None` and an error where it cannot be read, is not UTF-8, or has more bytes than
    /// [`LARGEST`](Self::LARGEST).
    ///
    /// What it refers to is read from its folder and the folders in it, and from nowhere else.
    pub fn read(path: impl AsRef<Path>, diagnostics: &mut Diagnostics) -> Option<Self> {
        Self::read_within(path, Self::LARGEST, diagnostics)
    }

    /// The same of a file that may have as many bytes as are said; so may each of those that it refers to.
    pub fn read_within(
        path: impl AsRef<Path>,
        largest: u64,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let unreadable = |message: String| {
            Diagnostic::new(Code::UnreadableFile, Location::new(&name, Pointer::root()), message)
        };
        let bytes = match bounded::read(path, largest) {
            Ok(bytes) => bytes,
            Err(refused) => {
                let (code, message, advice) = explained(&refused, "the file", largest);
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
                    neighbours: Neighbours::Folder(folder),
                    largest,
                    ..Self::new(name, text)
                })
            }
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                // What is no text is shown as a replacement character, three bytes long.
                let text = Text::new(String::from_utf8_lossy(error.as_bytes()));
                let mut diagnostic = unreadable(format!("the file is not UTF-8 (byte {offset})"))
                    .with_advice("save it as UTF-8");
                diagnostic.location.span = Some(text.span(offset..offset + 3));
                diagnostics.push(diagnostic);
                None
            }
        }
    }
}

/// What a diagnostic says of a file, called `what`, that was not read.
pub(super) fn explained(
    refused: &Refused,
    what: &str,
    largest: u64,
) -> (Code, String, &'static str) {
    match refused {
        Refused::NoFile => (
            Code::UnreadableFile,
            format!("{what} is not a file that has an end, but a folder, a pipe or a device"),
            "give the path of a file; what comes from a pipe is to be saved first",
        ),
        Refused::TooLarge => (
            Code::TooLarge,
            format!("{what} has more than {}, which is the limit", bounded::shown(largest)),
            "see whether it is the right file; `--max-file-size` raises the limit",
        ),
        Refused::Failed(error) => (
            Code::UnreadableFile,
            format!("{what} cannot be read: {error}"),
            "check the path, and that it names a readable file",
        ),
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Diagnostics, Source};

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(Source::new("x", "\u{feff}a\u{feff}").text, "a\u{feff}");
    }

    #[test]
    fn says_what_keeps_a_file_from_being_read() {
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
