//! Splits HTML in descriptions into formatting and text.

/// An element of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'html> {
    /// Text, or an unknown tag, which is probably text.
    Text(&'html str),
    /// A line break.
    Break,
    /// The start or end of a paragraph.
    Paragraph,
}

/// Splits HTML into pieces; inline formatting and comments are omitted.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some((before, tag, after)) = next_tag(rest) {
        pieces.push(Piece::Text(before));
        pieces.extend(meaning(tag));
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

/// Splits HTML at the first tag or comment: the text before, the tag, and the rest.
fn next_tag(html: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = html.split_at(html.find('<')?);
    let end = if from.starts_with("<!--") { "-->" } else { ">" };
    let (tag, after) = from.split_at(from.find(end)? + end.len());
    Some((before, tag, after))
}

fn meaning(tag: &str) -> Option<Piece<'_>> {
    if tag.starts_with("<!--") {
        return None;
    }
    let name = tag.trim_start_matches(['<', '/']);
    let name = name.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "br" => Some(Piece::Break),
        "p" | "div" | "hr" | "ul" | "ol" | "li" | "table" | "tr" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "blockquote" | "pre" | "section" | "details" | "summary" => {
            Some(Piece::Paragraph)
        }
        "a" | "abbr" | "b" | "big" | "center" | "code" | "em" | "font" | "i" | "img" | "kbd"
        | "mark" | "s" | "small" | "span" | "strong" | "sub" | "sup" | "tbody" | "td" | "th"
        | "thead" | "tt" | "u" => None,
        _ => Some(Piece::Text(tag)),
    }
}

/// Decodes the most common entities.
pub(super) fn decoded(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

#[cfg(test)]
mod tests {
    use super::{Piece, decoded, pieces};

    #[test]
    fn splits_formatting_from_text() {
        assert_eq!(
            pieces("a<br/>b<P class='x'>c <b>d</b><!-- e > f --> <id> < g"),
            [
                Piece::Text("a"),
                Piece::Break,
                Piece::Text("b"),
                Piece::Paragraph,
                Piece::Text("c "),
                Piece::Text("d"),
                Piece::Text(" "),
                Piece::Text("<id>"),
                Piece::Text(" < g"),
            ]
        );
        assert_eq!(pieces("<!-- open"), [Piece::Text("<!-- open")]);
    }

    #[test]
    fn decodes_once() {
        assert_eq!(decoded("&amp;lt;&nbsp;&lt;"), "&lt; <");
    }
}
