//! Parts: what the files of a multipart body are called, and which media types they have.

use std::path::Path;

use crate::part::{Encoding, Part};

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

/// A part with the name of its file: the one of this index among the files of a property.
pub(super) fn described(
    files: &[PartFile],
    (property, index): (&str, usize),
    encoding: Option<&Encoding>,
    part: Part,
) -> Part {
    let Some(file) = files.iter().filter(|file| file.property == property).nth(index) else {
        return part;
    };
    let name = Path::new(&file.path).file_name().map(|name| name.to_string_lossy().into_owned());
    // What the document has for a value has no name.
    let name = name.filter(|_| encoding.is_none_or(|encoding| encoding.is_file));
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
    fn the_files_of_a_property_keep_their_order() {
        let files = ["x/1.png", "2.png;type=a/b"].map(|text| PartFile::typed("image", text));
        let part = described(&files, ("image", 1), None, Part::new("2"));
        assert_eq!((part.file_name(), part.content_type()), (Some("2.png"), Some("a/b")));
        let value = Encoding::value("image", &["image/*"]);
        let part = described(&files, ("image", 0), Some(&value), Part::new("1"));
        assert_eq!((part.file_name(), part.content_type()), (None, Some("image/png")));
        assert_eq!(described(&files, ("other", 0), None, Part::new("")), Part::new(""));
    }
}
