//! Media types: which of several versions of a body is sent and asked for.

use openapiv3::MediaType;

/// Chooses the JSON among several media types: by date the newest that is not after `version`, a dated one
/// before an undated one, otherwise the first.
///
/// `None` where there is no JSON, or where all versions are newer.
pub(super) fn json<'d>(
    content: &'d indexmap::IndexMap<String, MediaType>,
    version: Option<&str>,
) -> Option<(&'d str, &'d MediaType)> {
    let mut chosen: Option<(&str, &MediaType, Option<&str>)> = None;
    for (name, media_type) in content {
        if !is_json(name) {
            continue;
        }
        let date = date(name);
        if date.is_some() && version.is_some() && date > version {
            continue;
        }
        if chosen.is_none_or(|(_, _, earlier)| date > earlier) {
            chosen = Some((name, media_type, date));
        }
    }
    chosen.map(|(name, media_type, _)| (name, media_type))
}

/// Whether a media type is JSON: `application/json`, anything `+json`, with parameters or not.
fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
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
    use indexmap::IndexMap;

    fn chosen(names: &[&str], version: Option<&str>) -> Option<String> {
        let content: IndexMap<String, MediaType> =
            names.iter().map(|name| ((*name).to_owned(), MediaType::default())).collect();
        json(&content, version).map(|(name, _)| name.to_owned())
    }

    #[test]
    fn the_newest_version_that_is_asked_for_is_chosen() {
        let dated = [
            "application/vnd.x.2023-01-01+json",
            "application/vnd.x.2024-08-05+json",
            "application/vnd.x.2023-02-01+json",
        ];
        assert_eq!(chosen(&dated, None).as_deref(), Some(dated[1]));
        assert_eq!(chosen(&dated, Some("2024-01-01")).as_deref(), Some(dated[2]));
        assert_eq!(chosen(&dated, Some("2023-01-01")).as_deref(), Some(dated[0]));
        assert_eq!(chosen(&dated, Some("2022-01-01")), None);
    }

    #[test]
    fn json_is_found_among_others() {
        assert_eq!(
            chosen(&["text/csv", "application/json; charset=utf-8"], None).as_deref(),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(
            chosen(&["application/json", "application/problem+json"], None).as_deref(),
            Some("application/json")
        );
        assert_eq!(chosen(&["application/gzip"], None), None);
    }
}
