//! Files as parts of a multipart body, with their names and media types.

use std::path::Path;

use super::file::open;
use crate::body::{Body, Encoding, Part};
use crate::cli::failure::Failure;

/// The separator between a path and a media type, as in curl.
const TYPE_SEPARATOR: &str = ";type=";

/// Media types by file extension, the most frequent ones. Others are guessed as `text/` or
/// `application/` with the extension.
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

/// A file that becomes a part.
#[derive(Debug)]
pub(super) struct PartFile {
    property: &'static str,
    pub(super) path: String,
    /// The media type that was given with the path.
    media_type: Option<String>,
}

impl PartFile {
    /// Parses a path with an optional media type.
    pub(super) fn parse(property: &'static str, text: &str) -> Self {
        let (path, media_type) = match text.rsplit_once(TYPE_SEPARATOR) {
            Some((path, media_type)) if media_type.contains('/') => {
                (path, Some(media_type.to_owned()))
            }
            _ => (text, None),
        };
        Self { property, path: path.to_owned(), media_type }
    }
}

/// Returns the parts of each property that has files.
pub(super) fn parts(
    files: &[PartFile],
    encodings: &[Encoding],
) -> Result<Vec<(&'static str, Vec<Part>)>, Failure> {
    let mut parts: Vec<(&'static str, Vec<Part>)> = Vec::new();
    for file in files {
        let encoding = encodings.iter().find(|encoding| encoding.property == file.property);
        let part = to_part(file, encoding, open(&file.path)?);
        match parts.iter_mut().find(|(property, _)| *property == file.property) {
            Some((_, parts)) => parts.push(part),
            None => parts.push((file.property, vec![part])),
        }
    }
    Ok(parts)
}

/// Returns a part with the name and media type of its file.
fn to_part(file: &PartFile, encoding: Option<&Encoding>, content: Body) -> Part {
    // A pipe such as `/dev/fd/3` has no meaningful name.
    let is_named = content.length().is_some();
    let name = Path::new(&file.path).file_name().map(|name| name.to_string_lossy().into_owned());
    // A part that the document declares as a value has no file name.
    let name = name.filter(|_| is_named && encoding.is_none_or(|encoding| encoding.is_file));
    let part = Part::new(content);
    let part = match name {
        Some(name) => part.with_file_name(name),
        None => part,
    };
    match file.media_type.clone().or_else(|| guess_media_type(&file.path, encoding?)) {
        Some(media_type) => part.with_content_type(media_type),
        None => part,
    }
}

/// Returns the media type of a file extension, if the document allows it among others.
fn guess_media_type(path: &str, encoding: &Encoding) -> Option<String> {
    if encoding.content_types.is_empty() || encoding.only().is_some() {
        return None;
    }
    let extension = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    let known = MEDIA_TYPES.iter().find(|(known, _)| *known == extension);
    let known = known.map(|(_, media_type)| (*media_type).to_owned());
    let others = [format!("text/{extension}"), format!("application/{extension}")];
    // Only documented types: a range such as `*/*` would allow any.
    let is_documented = |media_type: &String| {
        encoding.content_types.iter().any(|it| it.eq_ignore_ascii_case(media_type))
    };
    known
        .filter(|media_type| encoding.allows(media_type))
        .or_else(|| others.into_iter().find(is_documented))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed setup fails the test")]

    use super::*;

    #[test]
    fn parses_a_media_type_after_the_path() {
        for (text, path, media_type) in [
            ("a/b.png", "a/b.png", None),
            ("b.png;type=image/x", "b.png", Some("image/x")),
            ("odd;type=", "odd;type=", None),
            ("odd;type=none", "odd;type=none", None),
        ] {
            let file = PartFile::parse("image", text);
            assert_eq!((file.path.as_str(), file.media_type.as_deref()), (path, media_type));
        }
    }

    #[test]
    fn guesses_only_documented_media_types() {
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
            let guessed = guess_media_type(path, &Encoding::file("image", allowed));
            assert_eq!(guessed.as_deref(), media_type, "{path} {allowed:?}");
        }
    }

    #[test]
    fn parts_have_the_name_and_type_of_their_file() {
        let part = |text, encoding: Option<&Encoding>| {
            let part = to_part(&PartFile::parse("image", text), encoding, "1".into());
            (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned))
        };
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(part("x/2.png;type=a/b", None), (owned("2.png"), owned("a/b")));
        let value = Encoding::value("image", &["image/*"]);
        assert_eq!(part("x/1.png", Some(&value)), (None, owned("image/png")));
        let pipe = Body::reader(std::io::empty());
        let file = PartFile::parse("image", "/dev/fd/3");
        assert_eq!(to_part(&file, None, pipe).file_name(), None);
    }

    #[test]
    fn groups_the_files_of_a_property_in_order() {
        let path = |name: &str| format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
        let file = |property, name: &str| PartFile::parse(property, &path(name));
        let files = [file("a", "Cargo.toml"), file("b", "src/lib.rs"), file("a", "src/cli/mod.rs")];
        let parts = parts(&files, &[]).unwrap();
        let names: Vec<(&str, Vec<Option<&str>>)> = parts
            .iter()
            .map(|(property, parts)| (*property, parts.iter().map(Part::file_name).collect()))
            .collect();
        let expected =
            [("a", vec![Some("Cargo.toml"), Some("mod.rs")]), ("b", vec![Some("lib.rs")])];
        assert_eq!(names, expected);
        let missing = super::parts(&[PartFile::parse("a", "no/such/file")], &[]).unwrap_err();
        assert!(format!("{missing:?}").contains("no/such/file"), "{missing:?}");
    }
}
