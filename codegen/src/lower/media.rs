//! Media types: which of several forms and versions of a body is sent and asked for.

use indexmap::IndexMap;
use openapiv3::MediaType;

use super::Lowering;
use crate::api::Encoding;

/// The form of a body that was chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen<'d> {
    /// The media type, as the document writes it.
    pub(super) name: &'d str,
    pub(super) media_type: &'d MediaType,
    pub(super) encoding: Encoding,
}

impl<'d> Chosen<'d> {
    /// The media type of a body that is sent: where the document takes many, the most general one.
    pub(super) fn sent(&self) -> &'d str {
        match self.encoding {
            Encoding::Text if self.name.contains('*') => "text/plain",
            Encoding::Bytes if self.name.contains('*') => "application/octet-stream",
            _ => self.name,
        }
    }
}

/// Chooses among several media types: JSON before a form, a form before text, text before everything else, which
/// is bytes. Among those by date the newest that is not after `version`, a dated one before an undated one,
/// otherwise the first.
///
/// `None` where all versions are newer, or nothing is left that can be sent.
pub(super) fn choose<'d>(
    content: &'d IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<Chosen<'d>> {
    [Encoding::Json, Encoding::Form, Encoding::Text, Encoding::Bytes]
        .into_iter()
        .find_map(|encoding| newest(content, encoding, version))
}

impl Lowering<'_> {
    /// Chooses among the media types of a body: one that the operation keeps to, or as [`choose`] does.
    pub(super) fn choose<'d>(
        &self,
        content: &'d IndexMap<String, MediaType>,
    ) -> Option<Chosen<'d>> {
        let named = |name: &String| {
            let (name, media_type) = content.get_key_value(name)?;
            Some(Chosen { name, media_type, encoding: encoding(name)? })
        };
        let kept = self.keeping.iter().find_map(named);
        kept.or_else(|| choose(content, self.options.api_version.as_deref()))
    }
}

/// The JSON among several media types.
pub(super) fn json<'d>(
    content: &'d IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<(&'d str, &'d MediaType)> {
    newest(content, Encoding::Json, version).map(|chosen| (chosen.name, chosen.media_type))
}

fn newest<'d>(
    content: &'d IndexMap<String, MediaType>,
    encoding: Encoding,
    version: Option<&str>,
) -> Option<Chosen<'d>> {
    let mut chosen: Option<(Chosen<'d>, Option<&str>)> = None;
    for (name, media_type) in content {
        if self::encoding(name) != Some(encoding) {
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

/// How a body of a media type, with parameters or not, is encoded; nothing where it cannot be.
fn encoding(name: &str) -> Option<Encoding> {
    let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" => Some(Encoding::Json),
        "application/x-www-form-urlencoded" => Some(Encoding::Form),
        _ if essence.ends_with("+json") => Some(Encoding::Json),
        _ if essence.starts_with("multipart/") => None,
        _ if essence.starts_with("text/") => Some(Encoding::Text),
        _ => Some(Encoding::Bytes),
    }
}

/// The date, `YYYY-MM-DD`, in a media type's name.
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
mod tests {
    use super::*;

    fn content(names: &[&str]) -> IndexMap<String, MediaType> {
        names.iter().map(|name| ((*name).to_owned(), MediaType::default())).collect()
    }

    fn chosen(names: &[&str], version: Option<&str>) -> Option<(String, Encoding)> {
        choose(&content(names), version).map(|chosen| (chosen.name.to_owned(), chosen.encoding))
    }

    fn chosen_json(names: &[&str], version: Option<&str>) -> Option<String> {
        json(&content(names), version).map(|(name, _)| name.to_owned())
    }

    #[test]
    fn the_newest_version_that_is_asked_for_is_chosen() {
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
    fn json_is_found_among_others() {
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
    fn what_is_no_json_is_taken_as_it_is() {
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
