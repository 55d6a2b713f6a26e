//! The documented encoding of a multipart property.

/// The documented encoding of a property of a multipart body, beyond its type.
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    pub(crate) property: &'static str,
    /// The documented media types; empty where the document names none.
    pub(crate) content_types: &'static [&'static str],
    pub(crate) is_file: bool,
}

impl Encoding {
    /// Returns the encoding of a property that is sent as a file, with a file name.
    #[must_use]
    pub const fn file(property: &'static str, content_types: &'static [&'static str]) -> Self {
        Self { property, content_types, is_file: true }
    }

    /// Returns the encoding of a property that is sent as a value, without a file name.
    #[must_use]
    pub const fn value(property: &'static str, content_types: &'static [&'static str]) -> Self {
        Self { property, content_types, is_file: false }
    }

    /// Returns the documented media type, if there is exactly one and it is no range.
    pub(crate) fn only(&self) -> Option<&'static str> {
        match self.content_types {
            [only] if !only.contains('*') => Some(only),
            _ => None,
        }
    }

    /// Whether the document allows a part with this media type.
    pub(crate) fn allows(&self, media_type: &str) -> bool {
        let actual = essence(media_type);
        self.content_types.is_empty()
            || self.content_types.iter().any(|allowed| match essence(allowed).split_once("/*") {
                Some(("*", _)) => true,
                Some((main, _)) => actual.split('/').next() == Some(main),
                None => essence(allowed) == actual,
            })
    }
}

/// Returns a media type without parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json") || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_media_types_without_case_and_parameters() {
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
}
