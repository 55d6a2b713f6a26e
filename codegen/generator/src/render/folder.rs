//! Compares rendered files with a folder and replaces the folder's content.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::RenderedFile;

/// The differences between a folder and the rendered files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The differences, by path.
    pub changes: Vec<Change>,
}

/// A file that differs from the rendered one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The path below the folder.
    pub path: String,
    /// The kind of difference.
    pub kind: ChangeKind,
    /// The text in the folder; empty if the file is missing.
    pub before: String,
    /// The rendered text; empty if the file is superfluous.
    pub after: String,
}

/// The kind of difference between a file and the rendered one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The file is missing in the folder.
    Missing,
    /// The file has another text.
    Different,
    /// The file is not rendered.
    Superfluous,
}

impl Change {
    /// Returns a unified diff from the folder to the rendered text.
    #[must_use]
    pub fn diff(&self) -> String {
        let diff = TextDiff::from_lines(&self.before, &self.after);
        let (old, new) = match self.kind {
            ChangeKind::Missing => ("/dev/null".to_owned(), format!("b/{}", self.path)),
            ChangeKind::Different => (format!("a/{}", self.path), format!("b/{}", self.path)),
            ChangeKind::Superfluous => (format!("a/{}", self.path), "/dev/null".to_owned()),
        };
        diff.unified_diff().header(&old, &new).to_string()
    }
}

/// The error if a folder cannot be compared or written.
#[derive(Debug)]
pub struct FolderError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for FolderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}: {}", self.action, self.path.display(), self.source)
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Adds an action and a path to an I/O error.
fn failed<'p>(action: &'static str, path: &'p Path) -> impl FnOnce(io::Error) -> FolderError + 'p {
    move |source| FolderError { action, path: path.to_owned(), source }
}

impl Comparison {
    /// Compares rendered files with those in a folder.
    ///
    /// # Errors
    /// Returns an error if a file or folder cannot be read.
    pub fn of(folder: &Path, files: &[RenderedFile]) -> Result<Self, FolderError> {
        let mut present = BTreeMap::new();
        read(folder, "", &mut present)?;
        let mut changes = Vec::new();
        for file in files {
            match present.remove(&file.path) {
                Some(text) if text == file.text.as_bytes() => {}
                Some(text) => {
                    changes.push(change(&file.path, ChangeKind::Different, &text, &file.text));
                }
                None => changes.push(change(&file.path, ChangeKind::Missing, &[], &file.text)),
            }
        }
        for (path, text) in present {
            changes.push(change(&path, ChangeKind::Superfluous, &text, ""));
        }
        changes.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { changes })
    }

    /// Whether the folder contains exactly the rendered files.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.changes.is_empty()
    }

    /// Makes the folder contain exactly the rendered files.
    ///
    /// All new texts are written to temporary files first. Then each file is replaced by a rename, and superfluous files
    /// are removed.
    ///
    /// # Errors
    /// Returns an error if a file cannot be written; the files are then unchanged.
    pub fn write(&self, folder: &Path) -> Result<(), FolderError> {
        let mut written = Vec::new();
        for change in self.changes.iter().filter(|change| change.kind != ChangeKind::Superfluous) {
            let path = folder.join(&change.path);
            match write_beside(&path, &change.after) {
                Ok(temporary) => written.push((temporary, path)),
                Err(error) => {
                    for (temporary, _) in written {
                        // Only the first error is reported.
                        let _ = fs::remove_file(temporary);
                    }
                    return Err(error);
                }
            }
        }
        for (temporary, path) in written {
            fs::rename(&temporary, &path).map_err(failed("replacing", &path))?;
        }
        for change in self.changes.iter().filter(|change| change.kind == ChangeKind::Superfluous) {
            let path = folder.join(&change.path);
            fs::remove_file(&path).map_err(failed("removing", &path))?;
            remove_empty(folder, path.parent());
        }
        Ok(())
    }
}

fn change(path: &str, kind: ChangeKind, before: &[u8], after: &str) -> Change {
    Change {
        path: path.to_owned(),
        kind,
        before: String::from_utf8_lossy(before).into_owned(),
        after: after.to_owned(),
    }
}

/// Reads all files below a folder; a missing folder is empty.
fn read(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), FolderError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("reading", folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed("reading", folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(failed("reading", &path))?;
        if kind.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(failed("reading", &path))?);
        }
    }
    Ok(())
}

/// Replaces the text of a file atomically.
///
/// # Errors
/// Returns an error if the file cannot be written; it is then unchanged.
pub fn replace(path: &Path, text: &str) -> Result<(), FolderError> {
    let temporary = write_beside(path, text)?;
    fs::rename(&temporary, path).map_err(failed("replacing", path))
}

/// Writes text to a temporary file beside `path`.
fn write_beside(path: &Path, text: &str) -> Result<PathBuf, FolderError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed("creating the folder", parent))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let temporary = path.with_file_name(name);
    let result = fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.flush()
    });
    if let Err(error) = result {
        let _ = fs::remove_file(&temporary);
        return Err(failed("writing", path)(error));
    }
    Ok(temporary)
}

/// Removes empty folders from `path` up to `folder`.
fn remove_empty(folder: &Path, mut path: Option<&Path>) {
    while let Some(inner) = path.filter(|path| *path != folder && path.starts_with(folder)) {
        // A folder that is not empty cannot be removed.
        if fs::remove_dir(inner).is_err() {
            return;
        }
        path = inner.parent();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

    use super::*;

    fn file(path: &str, text: &str) -> RenderedFile {
        RenderedFile { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn writes_exactly_the_rendered_files() {
        let folder = tempfile::tempdir().unwrap();
        let files = [file("lib.rs", "one\n"), file("models/peer.rs", "two\n")];
        let comparison = Comparison::of(folder.path(), &files).unwrap();
        assert_eq!(comparison.changes.len(), 2);
        comparison.write(folder.path()).unwrap();
        assert!(Comparison::of(folder.path(), &files).unwrap().is_equal());

        let fewer = [file("lib.rs", "other\n")];
        let comparison = Comparison::of(folder.path(), &fewer).unwrap();
        let kinds: Vec<_> =
            comparison.changes.iter().map(|change| (change.path.as_str(), change.kind)).collect();
        assert_eq!(
            kinds,
            [("lib.rs", ChangeKind::Different), ("models/peer.rs", ChangeKind::Superfluous)]
        );
        assert_eq!(
            comparison.changes[0].diff(),
            "--- a/lib.rs\n+++ b/lib.rs\n@@ -1 +1 @@\n-one\n+other\n"
        );
        comparison.write(folder.path()).unwrap();
        assert!(Comparison::of(folder.path(), &fewer).unwrap().is_equal());
        assert!(!folder.path().join("models").exists());
    }

    #[test]
    fn replaces_nothing_if_one_file_cannot_be_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lib.rs"), "before\n").unwrap();
        // A file where a folder is needed.
        fs::write(folder.path().join("models"), "in the way\n").unwrap();
        let files = [file("lib.rs", "after\n"), file("models/peer.rs", "two\n")];
        let error =
            Comparison::of(folder.path(), &files).unwrap().write(folder.path()).unwrap_err();
        assert!(error.to_string().contains("models"), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join("lib.rs")).unwrap(), "before\n");
        assert!(!folder.path().join("lib.rs.new").exists());
    }
}
