//! Parts: what the files of a multipart body are called, and which media types they have.

use std::path::Path;

use super::failure::Failure;
use super::input::opened;
use crate::body::Body;
use crate::body::{Encoding, Part};

/// What stands between the path of a file and its media type, as curl has it.
const TYPE: &str = ";type=";

/// Media types by the ends of names: those that documents ask for most. Beside them there are `application/` and
/// `text/` with the end itself behind them.
const MEDIA_TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("json", "application/json"),
    ("md", "text/markdown"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("pem", "application/x-pem-file"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
    ("xml", "application/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// A file that is a part of a body.
#[derive(Debug)]
pub(super) struct PartFile {
    property: &'static str,
    pub(super) path: String,
    /// What was typed behind the path.
    media_type: Option<String>,
}

impl PartFile {
    /// What was typed: a path, and its media type if that is not to be guessed.
    pub(super) fn typed(property: &'static str, text: &str) -> Self {
        let (path, media_type) = match text.rsplit_once(TYPE) {
            Some((path, media_type)) if media_type.contains('/') => {
                (path, Some(media_type.to_owned()))
            }
            _ => (text, None),
        };
        Self { property, path: path.to_owned(), media_type }
    }
}

/// The parts of each property that has files.
pub(super) fn parts(
    files: &[PartFile],
    encodings: &[Encoding],
) -> Result<Vec<(&'static str, Vec<Part>)>, Failure> {
    let mut parts: Vec<(&'static str, Vec<Part>)> = Vec::new();
    for file in files {
        let encoding = encodings.iter().find(|encoding| encoding.property == file.property);
        let part = described(file, encoding, opened(&file.path)?);
        match parts.iter_mut().find(|(property, _)| *property == file.property) {
            Some((_, parts)) => parts.push(part),
            None => parts.push((file.property, vec![part])),
        }
    }
    Ok(parts)
}

/// A part with the name of its file, and its media type.
fn described(file: &PartFile, encoding: Option<&Encoding>, content: Body) -> Part {
    // What a pipe is called, nobody has called it.
    let is_named = content.length().is_some();
    let name = Path::new(&file.path).file_name().map(|name| name.to_string_lossy().into_owned());
    // What the document has for a value has no name.
    let name = name.filter(|_| is_named && encoding.is_none_or(|encoding| encoding.is_file));
    let part = Part::new(content);
    let part = match name {
        Some(name) => part.with_file_name(name),
        None => part,
    };
    match file.media_type.clone().or_else(|| guessed(&file.path, encoding?)) {
        Some(media_type) => part.with_content_type(media_type),
        None => part,
    }
}

/// The media type that the name of a file speaks for, where the document leaves a choice and that is one of it.
fn guessed(path: &str, encoding: &Encoding) -> Option<String> {
    if encoding.content_types.is_empty() || encoding.only().is_some() {
        return None;
    }
    let end = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == end);
    let known = known.map(|(_, media_type)| (*media_type).to_owned());
    let others = [format!("text/{end}"), format!("application/{end}")];
    // Of these only what the document names by its name: `*/*` would take any.
    let named = |media_type: &String| {
        encoding.content_types.iter().any(|it| it.eq_ignore_ascii_case(media_type))
    };
    known
        .filter(|media_type| encoding.allows(media_type))
        .or_else(|| others.into_iter().find(named))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

    use super::*;

    #[test]
    fn a_media_type_may_stand_behind_the_path() {
        for (text, path, media_type) in [
            ("a/b.png", "a/b.png", None),
            ("b.png;type=image/x", "b.png", Some("image/x")),
            ("odd;type=", "odd;type=", None),
            ("odd;type=none", "odd;type=none", None),
        ] {
            let file = PartFile::typed("image", text);
            assert_eq!((file.path.as_str(), file.media_type.as_deref()), (path, media_type));
        }
    }

    #[test]
    fn a_media_type_is_guessed_where_the_document_leaves_a_choice() {
        for (path, allowed, media_type) in [
            ("a.JPG", &["image/png", "image/jpeg"][..], Some("image/jpeg")),
            ("a.png", &["image/*"], Some("image/png")),
            ("a.xml", &["text/xml", "a/b"], Some("text/xml")),
            ("a.txt", &["image/*"], None),
            ("a.odd", &["*/*"], None),
            ("a", &["image/*"], None),
            ("a.png", &["image/png"], None),
            ("a.png", &[], None),
        ] {
            let guessed = guessed(path, &Encoding::file("image", allowed));
            assert_eq!(guessed.as_deref(), media_type, "{path} {allowed:?}");
        }
    }

    #[test]
    fn a_part_has_the_name_and_the_type_of_its_file() {
        let part = |text, encoding: Option<&Encoding>| {
            let part = described(&PartFile::typed("image", text), encoding, "1".into());
            (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned))
        };
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(part("x/2.png;type=a/b", None), (owned("2.png"), owned("a/b")));
        let value = Encoding::value("image", &["image/*"]);
        assert_eq!(part("x/1.png", Some(&value)), (None, owned("image/png")));
        let pipe = Body::reader(std::io::empty());
        let file = PartFile::typed("image", "/dev/fd/3");
        assert_eq!(described(&file, None, pipe).file_name(), None);
    }

    #[test]
    fn the_files_of_a_property_are_together_and_in_order() {
        let here = |name: &str| format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
        let typed = |property, name: &str| PartFile::typed(property, &here(name));
        let files = [typed("a", "Cargo.toml"), typed("b", "src/lib.rs"), typed("a", "src/part.rs")];
        let parts = parts(&files, &[]).unwrap();
        let names: Vec<(&str, Vec<Option<&str>>)> = parts
            .iter()
            .map(|(property, parts)| (*property, parts.iter().map(Part::file_name).collect()))
            .collect();
        let expected =
            [("a", vec![Some("Cargo.toml"), Some("part.rs")]), ("b", vec![Some("lib.rs")])];
        assert_eq!(names, expected);
        let gone = super::parts(&[PartFile::typed("a", "no/such/file")], &[]).unwrap_err();
        assert!(format!("{gone:?}").contains("no/such/file"), "{gone:?}");
    }
}
