//! Media types: the one that is sent or accepted, among several kinds and versions.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr};

use super::essence::{essence, is_json};
use super::inspector::Inspector;
use crate::api::Encoding;
use crate::document::Document;
use crate::lower::Lowering;
use crate::lower::schema::keywords::Keywords;
use crate::lower::schema::reference;

/// The only multipart type whose parts have names.
const FORM_DATA: &str = "multipart/form-data";

/// A chosen media type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen<'d> {
    /// The media type in the document.
    pub(crate) name: &'d str,
    pub(crate) media_type: &'d MediaType,
    pub(crate) encoding: Encoding,
}

impl<'d> Chosen<'d> {
    /// Returns the media type to send; for a range, the most general one of its encoding.
    pub(crate) fn sent(&self) -> &'d str {
        match self.encoding {
            _ if !essence(self.name).ends_with("/*") => self.name,
            Encoding::Json => "application/json",
            Encoding::Text => "text/plain",
            _ => "application/octet-stream",
        }
    }
}

/// Returns the media type of a response to accept: JSON, else a form, else text, else bytes. Of dated versions the newest
/// that is not after `version` is chosen, before undated ones; otherwise the first.
///
/// `None` if all versions are newer, or nothing can be decoded.
pub(crate) fn choose<'d>(
    document: &'d Document,
    content: &'d IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<Chosen<'d>> {
    [Encoding::Json, Encoding::Form, Encoding::Text, Encoding::Bytes]
        .into_iter()
        .find_map(|encoding| newest(document, content, encoding, version))
}

/// Returns the media type of a body to send, by the same order with multipart before text. A body with files is sent as
/// multipart, which alone can contain them.
pub(crate) fn choose_sent<'d>(
    inspector: Inspector<'d, '_>,
    content: &'d IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<Chosen<'d>> {
    let of = |encoding| newest(inspector.document, content, encoding, version);
    let parts = of(Encoding::Multipart);
    let named = of(Encoding::Json).or_else(|| of(Encoding::Form));
    named
        .filter(|named| parts.is_none() || !inspector.has_files(named.media_type))
        .or(parts)
        .or_else(|| of(Encoding::Text))
        .or_else(|| of(Encoding::Bytes))
}

impl Lowering<'_> {
    /// Returns the media type that the operation is pinned to, if the body has it.
    pub(crate) fn pinned_media_type<'d>(
        &self,
        content: &'d IndexMap<String, MediaType>,
    ) -> Option<Chosen<'d>> {
        self.pinned.current.iter().find_map(|name| {
            let (name, media_type) = content.get_key_value(name)?;
            Some(Chosen { name, media_type, encoding: encoding(self.document, name, media_type)? })
        })
    }
}

/// The support for media types in one direction, for messages.
pub(crate) struct Support {
    /// The verb of what cannot be done, as a participle.
    pub(crate) verb: &'static str,
    pub(crate) advice: &'static str,
}

/// Returns the message and advice if no media type was chosen: all versions are newer, or none is supported.
pub(crate) fn refusal(
    content: &IndexMap<String, MediaType>,
    older: Option<&str>,
    support: &Support,
) -> (String, &'static str) {
    let names: Vec<_> = content.keys().map(|name| format!("`{name}`")).collect();
    match older {
        Some(version) => (
            format!("every version is newer than the requested {version}"),
            "request a later version with `--api-version`",
        ),
        None => (format!("{} cannot be {}", names.join(", "), support.verb), support.advice),
    }
}

/// Returns the JSON media type.
pub(crate) fn json<'d>(
    document: &'d Document,
    content: &'d IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<(&'d str, &'d MediaType)> {
    newest(document, content, Encoding::Json, version)
        .map(|chosen| (chosen.name, chosen.media_type))
}

fn newest<'d>(
    document: &'d Document,
    content: &'d IndexMap<String, MediaType>,
    encoding: Encoding,
    version: Option<&str>,
) -> Option<Chosen<'d>> {
    let mut chosen: Option<(Chosen<'d>, Option<&str>)> = None;
    for (name, media_type) in content {
        if self::encoding(document, name, media_type) != Some(encoding) {
            continue;
        }
        let date = date(name);
        if date.is_some() && version.is_some() && date > version {
            continue;
        }
        if chosen.is_none_or(|(_, earlier)| date > earlier) {
            chosen = Some((Chosen { name, media_type, encoding }, date));
        }
    }
    chosen.map(|(chosen, _)| chosen)
}

/// Returns the media types that were not chosen, apart from other versions of the chosen one.
pub(crate) fn others<'d>(
    content: &'d IndexMap<String, MediaType>,
    chosen: &'d str,
) -> impl Iterator<Item = &'d str> {
    let undated = |name: &'d str| match date(name) {
        Some(date) => name.replace(date, ""),
        None => name.to_owned(),
    };
    let names = content.keys().map(String::as_str);
    names.filter(move |name| undated(name) != undated(chosen))
}

/// Returns the encoding of a media type; `None` if it is not supported.
fn encoding(document: &Document, name: &str, media_type: &MediaType) -> Option<Encoding> {
    match essence(name).as_str() {
        // Parts of other multipart types have no names.
        essence if essence.starts_with("multipart/") => {
            (essence == FORM_DATA).then_some(Encoding::Multipart)
        }
        "application/x-www-form-urlencoded" => Some(Encoding::Form),
        essence if is_json(essence) => Some(Encoding::Json),
        essence if essence.starts_with("text/") => Some(Encoding::Text),
        "*/*" | "application/*" if is_structured(document, media_type) => Some(Encoding::Json),
        _ => Some(Encoding::Bytes),
    }
}

/// Whether only JSON can represent the schema's values. A media type range then means JSON.
fn is_structured(document: &Document, media_type: &MediaType) -> bool {
    let schema = match &media_type.schema {
        Some(ReferenceOr::Item(schema)) => Some(schema),
        Some(ReferenceOr::Reference { reference }) => {
            reference::resolve(document, reference).map(|found| found.schema)
        }
        None => None,
    };
    schema.is_some_and(|schema| {
        let keywords = Keywords::of(schema);
        let composed = [keywords.one_of, keywords.any_of, keywords.all_of];
        match keywords.schema_type {
            Some(kind) => kind != "string",
            None => keywords.is_object() || composed.iter().any(|parts| !parts.is_empty()),
        }
    })
}

/// Returns the date, `YYYY-MM-DD`, in a media type's name.
fn date(name: &str) -> Option<&str> {
    (0..name.len().saturating_sub(9)).find_map(|start| {
        let text = name.get(start..start + 10)?;
        let fits = text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        fits.then_some(text)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;
    use crate::Source;
    use crate::diagnostic::Diagnostics;
    use crate::lower::budget::Budget;

    fn document() -> Document {
        let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n\
                    components: {schemas: {File: {type: string, format: binary}, \
                    Upload: {type: object, properties: {file: {$ref: '#/components/schemas/File'}}}}}";
        let source = Source::new("t.yaml", text);
        crate::document::load(&source, None, &mut Diagnostics::new()).unwrap()
    }

    fn content(names: &[&str]) -> IndexMap<String, MediaType> {
        names.iter().map(|name| ((*name).to_owned(), MediaType::default())).collect()
    }

    fn chosen(names: &[&str], version: Option<&str>) -> Option<(String, Encoding)> {
        choose(&document(), &content(names), version)
            .map(|chosen| (chosen.name.to_owned(), chosen.encoding))
    }

    fn chosen_json(names: &[&str], version: Option<&str>) -> Option<String> {
        json(&document(), &content(names), version).map(|(name, _)| name.to_owned())
    }

    /// Returns the media type that is sent for a body of a component.
    fn sent(names: &[&str], component: &str) -> Option<(String, Encoding)> {
        let reference = format!("#/components/schemas/{component}");
        let mut content = content(names);
        for media_type in content.values_mut() {
            media_type.schema = Some(ReferenceOr::Reference { reference: reference.clone() });
        }
        let inspector = Inspector { document: &document(), budget: &Budget::default() };
        choose_sent(inspector, &content, None)
            .map(|chosen| (chosen.sent().to_owned(), chosen.encoding))
    }

    #[test]
    fn files_are_sent_as_multipart() {
        let form_data = (FORM_DATA.to_owned(), Encoding::Multipart);
        for names in [
            &["application/json", FORM_DATA][..],
            &["application/x-www-form-urlencoded", FORM_DATA],
            &[FORM_DATA, "text/plain"],
        ] {
            assert_eq!(sent(names, "Upload"), Some(form_data.clone()), "{names:?}");
        }
        let json = ("application/json".to_owned(), Encoding::Json);
        assert_eq!(sent(&["application/json"], "Upload"), Some(json.clone()));
        assert_eq!(sent(&[FORM_DATA, "application/json"], "Missing"), Some(json));
        assert_eq!(sent(&["multipart/mixed"], "Upload"), None);
    }

    #[test]
    fn ranges_with_structured_schemas_are_json() {
        let json = ("application/json".to_owned(), Encoding::Json);
        assert_eq!(sent(&["*/*"], "Upload"), Some(json));
        let bytes = ("application/octet-stream".to_owned(), Encoding::Bytes);
        assert_eq!(sent(&["*/*"], "File"), Some(bytes));
    }

    #[test]
    fn versions_are_not_reported_as_other_media_types() {
        let names = ["a/v.2023-01-01+json", "a/v.2024-01-01+json", "application/xml"];
        let content = content(&names);
        assert_eq!(others(&content, names[1]).collect::<Vec<_>>(), ["application/xml"]);
    }

    #[test]
    fn the_newest_version_up_to_the_requested_is_chosen() {
        let dated = [
            "application/vnd.x.2023-01-01+json",
            "application/vnd.x.2024-08-05+json",
            "application/vnd.x.2023-02-01+json",
        ];
        assert_eq!(chosen_json(&dated, None).as_deref(), Some(dated[1]));
        assert_eq!(chosen_json(&dated, Some("2024-01-01")).as_deref(), Some(dated[2]));
        assert_eq!(chosen_json(&dated, Some("2023-01-01")).as_deref(), Some(dated[0]));
        assert_eq!(chosen_json(&dated, Some("2022-01-01")), None);
        let zipped = ["application/vnd.x.2023-01-01+gzip", "application/vnd.x.2023-02-01+gzip"];
        assert_eq!(chosen(&zipped, None), Some((zipped[1].to_owned(), Encoding::Bytes)));
        assert_eq!(chosen(&zipped, Some("2022-01-01")), None);
    }

    #[test]
    fn json_is_found_among_other_media_types() {
        assert_eq!(
            chosen_json(&["text/csv", "application/json; charset=utf-8"], None).as_deref(),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(
            chosen_json(&["application/json", "application/problem+json"], None).as_deref(),
            Some("application/json")
        );
        assert_eq!(chosen_json(&["application/gzip"], None), None);
    }

    #[test]
    fn refusals_state_their_reason() {
        let message = |names: &[&str], older| {
            refusal(&content(names), older, &Support { verb: "sent", advice: "" }).0
        };
        assert_eq!(
            message(&["multipart/mixed", "multipart/related"], None),
            "`multipart/mixed`, `multipart/related` cannot be sent"
        );
        assert_eq!(
            message(&["application/vnd.x.2023-01-01+json"], Some("2022-01-01")),
            "every version is newer than the requested 2022-01-01"
        );
    }

    #[test]
    fn other_media_types_are_text_or_bytes() {
        for (names, name, encoding) in [
            (&["*/*", "text/plain", "application/json"][..], "application/json", Encoding::Json),
            (&["*/*", "text/plain; charset=utf-8"], "text/plain; charset=utf-8", Encoding::Text),
            (
                &["application/x-www-form-urlencoded"],
                "application/x-www-form-urlencoded",
                Encoding::Form,
            ),
            (&["multipart/form-data", "application/zip"], "application/zip", Encoding::Bytes),
            (&["*/*"], "*/*", Encoding::Bytes),
        ] {
            assert_eq!(chosen(names, None), Some((name.to_owned(), encoding)));
        }
        assert_eq!(chosen(&["multipart/form-data"], None), None);
    }
}
