//! Files beside a document, which its references may lead to.
//!
//! Invariant: no file outside the document's folder and the included folders is opened, neither by a relative path nor by
//! a symbolic link.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::bounded::{self, ReadError, describe_read_error};

/// The source of the files beside a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::document) enum SiblingFiles {
    /// No files.
    #[default]
    None,
    /// The files of a folder and its subfolders, and of other folders that the user includes.
    Folder(PathBuf, Vec<PathBuf>),
    /// Texts in memory, by their paths relative to the document's folder.
    Texts(BTreeMap<String, String>),
}

/// The reason why a file beside the document is not available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) enum SiblingError {
    /// A file that must not be opened.
    Outside { message: String, advice: &'static str },
    /// A file that does not exist or is not UTF-8.
    Unreadable { message: String },
    /// A file that exceeds the size limit.
    TooLarge { message: String, advice: &'static str },
}

impl SiblingError {
    fn outside(message: String, advice: &'static str) -> Self {
        Self::Outside { message, advice }
    }
}

const COPY: &str = "copy the file into the folder of the document or a subfolder, and refer to it by its relative path; or \
                    allow its folder with `--include`";
const RELATIVE: &str =
    "write the path relative to the file with the reference, with `/`: `./common.yaml#/Name`";

/// Resolves a reference in the file `holder` to a path relative to the document's folder, which may start with `..`.
///
/// # Errors
/// Returns an error for URLs, absolute paths and what is not a path.
pub(in crate::document) fn path(holder: &str, reference: &str) -> Result<String, SiblingError> {
    let shown = format!("`{reference}`");
    if let Some((scheme, _)) = reference.split_once(':')
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
    {
        let message = format!("{shown} is a URL, and URLs are not fetched");
        return Err(SiblingError::outside(message, COPY));
    }
    if reference.starts_with('/') {
        return Err(SiblingError::outside(format!("{shown} is an absolute path"), RELATIVE));
    }
    let decoded = percent_decoded(reference).filter(|path| !path.contains(['\\', '\0']));
    let Some(decoded) = decoded.filter(|path| !path.is_empty()) else {
        return Err(SiblingError::outside(format!("{shown} is not a file path"), RELATIVE));
    };
    let mut steps: Vec<&str> = holder.split('/').collect();
    steps.pop();
    for step in decoded.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_none_or(|step| *step == "..") => steps.push(".."),
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

/// Decodes percent escapes; returns `None` if the result is not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let pointer = crate::diagnostic::Pointer::parse(&format!("#/{}", text.replace('~', "~0")))?;
    Some(pointer.as_str().get(1..)?.replace("~0", "~"))
}

impl SiblingFiles {
    /// Returns the text of the file at a path from [`path`].
    ///
    /// # Errors
    /// Returns an error if the file does not exist, is outside the folder through a symbolic link, or exceeds
    /// `max_bytes`.
    pub(in crate::document) fn text(
        &self,
        path: &str,
        max_bytes: u64,
    ) -> Result<String, SiblingError> {
        let unreadable = |message: String| SiblingError::Unreadable { message };
        if path.starts_with("..")
            && !matches!(self, Self::Folder(_, included) if !included.is_empty())
        {
            let message = format!("`{path}` leads out of the document's folder");
            return Err(SiblingError::outside(message, COPY));
        }
        match self {
            Self::None => Err(SiblingError::outside(
                format!("`{path}` is another file, and this document was read without its folder"),
                "pass the path of the document, or move the referenced parts into it",
            )),
            Self::Texts(texts) => texts.get(path).cloned().ok_or_else(|| {
                unreadable(format!("there is no file `{path}` beside the document"))
            }),
            Self::Folder(folder, included) => {
                let because = |error: std::io::Error| {
                    unreadable(format!("the file `{path}` cannot be read: {error}"))
                };
                // A component that is not a plain name on this platform could leave the folder.
                let steps = Path::new(path).components();
                let is_plain = steps
                    .clone()
                    .all(|step| matches!(step, Component::Normal(_) | Component::ParentDir));
                if !is_plain || steps.count() != path.split('/').count() {
                    return Err(SiblingError::outside(
                        format!("`{path}` is not a file path"),
                        RELATIVE,
                    ));
                }
                let folder = folder.canonicalize().map_err(because)?;
                let file = folder.join(path).canonicalize().map_err(because)?;
                let is_included = |folder: &PathBuf| {
                    folder.canonicalize().is_ok_and(|folder| file.starts_with(folder))
                };
                if !file.starts_with(&folder) && !included.iter().any(is_included) {
                    let reason =
                        if path.starts_with("..") { "leads" } else { "is a link that leads" };
                    let message = format!("`{path}` {reason} out of the document's folder");
                    return Err(SiblingError::outside(message, COPY));
                }
                let bytes = bounded::read(&file, max_bytes).map_err(|error| {
                    let (_, message, advice) =
                        describe_read_error(&error, &format!("the file `{path}`"), max_bytes);
                    match error {
                        ReadError::TooLarge => SiblingError::TooLarge { message, advice },
                        ReadError::NotAFile | ReadError::Io(_) => unreadable(message),
                    }
                })?;
                String::from_utf8(bytes)
                    .map_err(|_| unreadable(format!("the file `{path}` is not UTF-8")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::*;

    #[test]
    fn resolves_paths_inside_the_folder() {
        for (holder, reference, expected) in [
            ("api.yaml", "common.yaml", "common.yaml"),
            ("api.yaml", "./a/b.json", "a/b.json"),
            ("paths/a.yaml", "../common.yaml", "common.yaml"),
            ("paths/a.yaml", "b%20c.yaml", "paths/b c.yaml"),
            ("api.yaml", "a/../b.yaml", "b.yaml"),
            ("api.yaml", "../a.yaml", "../a.yaml"),
            ("a/b.yaml", "../../c.yaml", "../c.yaml"),
            ("../b.yaml", "../../c.yaml", "../../../c.yaml"),
            ("../a/b.yaml", "../c.yaml", "../c.yaml"),
            ("api.yaml", "%2e%2e/a.yaml", "../a.yaml"),
        ] {
            assert_eq!(path(holder, reference), Ok(expected.to_owned()), "{reference}");
        }
        for (holder, reference) in [
            ("api.yaml", "/etc/passwd"),
            ("api.yaml", "https://example.com/a.yaml"),
            ("api.yaml", "file:///etc/passwd"),
            ("api.yaml", "c:/a.yaml"),
            ("api.yaml", "//example.com/a.yaml"),
            ("api.yaml", "..\\a.yaml"),
            ("api.yaml", ""),
            ("api.yaml", "a\0b"),
        ] {
            let found = path(holder, reference);
            assert!(matches!(found, Err(SiblingError::Outside { .. })), "{reference}: {found:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn rejects_links_that_leave_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.yaml"), "a: 1").unwrap();
        std::fs::write(folder.path().join("here.yaml"), "b: 2").unwrap();
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        };
        link(&outside.path().join("secret.yaml"), "file.yaml");
        link(outside.path(), "folder");
        link(&folder.path().join("here.yaml"), "alias.yaml");
        let siblings = SiblingFiles::Folder(folder.path().to_owned(), Vec::new());
        assert_eq!(siblings.text("alias.yaml", 100).unwrap(), "b: 2");
        for path in ["file.yaml", "folder/secret.yaml", "../x", "/etc/passwd"] {
            let found = siblings.text(path, 100);
            assert!(matches!(found, Err(SiblingError::Outside { .. })), "{path}: {found:?}");
        }
        for path in ["none.yaml", "."] {
            assert!(siblings.text(path, 100).is_err(), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn included_folders_are_read_and_no_others() {
        let root = tempfile::tempdir().unwrap();
        for (folder, text) in [("api", "a: 1"), ("common", "b: 2"), ("secret", "c: 3")] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
            std::fs::write(root.path().join(folder).join("x.yaml"), text).unwrap();
        }
        let link = root.path().join("common/link.yaml");
        std::os::unix::fs::symlink(root.path().join("secret/x.yaml"), link).unwrap();
        let included = vec![root.path().join("common")];
        let siblings = SiblingFiles::Folder(root.path().join("api"), included);
        assert_eq!(siblings.text("../common/x.yaml", 100).unwrap(), "b: 2");
        for path in ["../secret/x.yaml", "../common/../secret/x.yaml", "../common/link.yaml"] {
            let found = siblings.text(path, 100);
            assert!(matches!(found, Err(SiblingError::Outside { .. })), "{path}: {found:?}");
        }
    }
}
