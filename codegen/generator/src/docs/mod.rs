//! Turns descriptions, which are untrusted Markdown, into Markdown that rustdoc shows and never runs.

mod block;
mod escape;
mod html;
mod inline;
mod list;
mod plain;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use plain::plain;

use pulldown_cmark::{Options, Parser, TextMergeStream};

/// The lines of a doc comment, without `///`, that say what `markdown` says.
///
/// Whatever stands in `markdown`: the lines hold no HTML, no code block that rustdoc would compile,
/// no link but to `http`, `https` and `mailto`, none that rustdoc would look up among items, no
/// control characters and none that change the direction of writing. They are wrapped at about 100
/// columns. There are none where nothing is said; the first and the last are never empty.
pub(crate) fn rustdoc(markdown: &str) -> Vec<String> {
    let markdown = sanitized(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut blocks = block::Blocks::new();
    for event in TextMergeStream::new(Parser::new_ext(&markdown, options)) {
        blocks.event(event);
    }
    blocks.finish()
}

/// The text with plain line ends and without characters that nobody can see.
fn sanitized(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let visible = text.chars().filter_map(|character| match character {
        '\r' => Some('\n'),
        '\n' | '\t' => Some(character),
        other => visible(other),
    });
    visible.collect()
}

/// The character, or a plain space for one that only differs in width; `None` for control
/// characters, line separators and marks of direction.
fn visible(character: char) -> Option<char> {
    match character {
        '\n' | '\t' | '\u{a0}' => Some(' '),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            None
        }
        '\u{feff}' => None,
        other if other.is_control() => None,
        other => Some(other),
    }
}
