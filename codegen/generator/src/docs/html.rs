//! Reads the HTML that stands in descriptions: some of it is formatting, the rest is text.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'html> {
    /// Text, or a tag that is no formatting and so is probably meant to be read.
    Text(&'html str),
    /// A line ends.
    Break,
    /// A paragraph begins or ends.
    Paragraph,
}

/// Takes HTML apart. Tags that only format and comments are left out.
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

/// The text before the first tag or comment, that tag, and what follows it.
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

/// HTML text with the commonest entities as what they stand for.
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
    fn takes_formatting_for_what_it_does() {
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
