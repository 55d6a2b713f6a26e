//! The files beside a document, which its references may lead to: those of its folder, and no others.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::bounded::{self, Refused};
use super::source::explained;

/// Where the files beside a document are had from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// There are none.
    #[default]
    None,
    /// The files of a folder and of the folders in it.
    Folder(PathBuf),
    /// Texts that are at hand, by their paths from the document's folder on.
    Texts(BTreeMap<String, String>),
}

/// Why a file cannot be had, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It must not be opened.
    Outside { message: String, advice: &'static str },
    /// It is not there, or is no text.
    Unreadable { message: String },
    /// It has more bytes than are allowed.
    TooLarge { message: String, advice: &'static str },
}

impl Refusal {
    fn outside(message: String, advice: &'static str) -> Self {
        Self::Outside { message, advice }
    }
}

const COPY: &str = "put a copy into the folder of the document, or a folder in it, and refer to it by its relative path";
const RELATIVE: &str =
    "write the path from the file that holds the reference on, with `/`: `./common.yaml#/Name`";

/// The path, from the document's folder on, that a relative reference names in the file `holder`.
///
/// # Errors
/// URLs, absolute paths, and paths that leave the folder.
pub(super) fn path(holder: &str, reference: &str) -> Result<String, Refusal> {
    let shown = format!("`{reference}`");
    if let Some((scheme, _)) = reference.split_once(':')
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
    {
        let message = format!("{shown} is a URL, and nothing is fetched from the network");
        return Err(Refusal::outside(message, COPY));
    }
    if reference.starts_with('/') {
        return Err(Refusal::outside(format!("{shown} is an absolute path"), RELATIVE));
    }
    let decoded = percent_decoded(reference).filter(|path| !path.contains(['\\', '\0']));
    let Some(decoded) = decoded.filter(|path| !path.is_empty()) else {
        return Err(Refusal::outside(format!("{shown} is not the path of a file"), RELATIVE));
    };
    let mut steps: Vec<&str> = holder.split('/').collect();
    steps.pop();
    for step in decoded.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                if steps.pop().is_none() {
                    let message = format!("{shown} leads out of the folder of the document");
                    return Err(Refusal::outside(message, COPY));
                }
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

/// The path with its `%20` as they are meant; `None` where they spell no text.
fn percent_decoded(text: &str) -> Option<String> {
    let pointer = crate::diagnostic::Pointer::parse(&format!("#/{}", text.replace('~', "~0")))?;
    Some(pointer.as_str().get(1..)?.replace("~0", "~"))
}

impl Neighbours {
    /// The text of the file at a path that [`path`] made.
    ///
    /// # Errors
    /// There is none, it lies outside the folder by way of a symbolic link, or it has more bytes than are allowed.
    pub(super) fn text(&self, path: &str, largest: u64) -> Result<String, Refusal> {
        let unreadable = |message: String| Refusal::Unreadable { message };
        match self {
            Self::None => Err(Refusal::outside(
                format!("`{path}` is another file, and this document came without its folder"),
                "give the document by its path, or bring what it refers to into it",
            )),
            Self::Texts(texts) => texts.get(path).cloned().ok_or_else(|| {
                unreadable(format!("there is no file `{path}` beside the document"))
            }),
            Self::Folder(folder) => {
                let because = |error: std::io::Error| {
                    unreadable(format!("the file `{path}` cannot be read: {error}"))
                };
                // A step that this system takes for more than a name could leave the folder.
                let steps = Path::new(path).components();
                let is_plain = steps.clone().all(|step| matches!(step, Component::Normal(_)));
                if !is_plain || steps.count() != path.split('/').count() {
                    return Err(Refusal::outside(
                        format!("`{path}` is not the path of a file"),
                        RELATIVE,
                    ));
                }
                let folder = folder.canonicalize().map_err(because)?;
                let file = folder.join(path).canonicalize().map_err(because)?;
                if !file.starts_with(&folder) {
                    let message =
                        format!("`{path}` is a link that leads out of the folder of the document");
                    return Err(Refusal::outside(message, COPY));
                }
                let bytes = bounded::read(&file, largest).map_err(|refused| {
                    let (_, message, advice) =
                        explained(&refused, &format!("the file `{path}`"), largest);
                    match refused {
                        Refused::TooLarge => Refusal::TooLarge { message, advice },
                        Refused::NoFile | Refused::Failed(_) => unreadable(message),
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
    fn paths_stay_in_the_folder() {
        for (holder, reference, expected) in [
            ("api.yaml", "common.yaml", "common.yaml"),
            ("api.yaml", "./a/b.json", "a/b.json"),
            ("paths/a.yaml", "../common.yaml", "common.yaml"),
            ("paths/a.yaml", "b%20c.yaml", "paths/b c.yaml"),
            ("api.yaml", "a/../b.yaml", "b.yaml"),
        ] {
            assert_eq!(path(holder, reference), Ok(expected.to_owned()), "{reference}");
        }
        for (holder, reference) in [
            ("api.yaml", "../a.yaml"),
            ("api.yaml", "%2e%2e/a.yaml"),
            ("a/b.yaml", "../../c.yaml"),
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
            assert!(matches!(found, Err(Refusal::Outside { .. })), "{reference}: {found:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_leave_the_folder() {
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
        let neighbours = Neighbours::Folder(folder.path().to_owned());
        assert_eq!(neighbours.text("alias.yaml", 100).unwrap(), "b: 2");
        for path in ["file.yaml", "folder/secret.yaml", "../x", "/etc/passwd"] {
            let found = neighbours.text(path, 100);
            assert!(matches!(found, Err(Refusal::Outside { .. })), "{path}: {found:?}");
        }
        for path in ["none.yaml", "."] {
            assert!(neighbours.text(path, 100).is_err(), "{path}");
        }
    }
}
