//! Converts descriptions, which are untrusted Markdown, to safe rustdoc.
//!
//! Invariant: the output contains no HTML, no code block that is compiled, and no link except to `http`, `https` and
//! `mailto`.

mod block;
mod escape;
mod html;
mod inline;
#[cfg(any(fuzzing, test))]
mod invariant;
mod list;
mod plain;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use block::WIDTH;
#[cfg(fuzzing)]
pub(crate) use invariant::assert_safe;
pub(crate) use plain::plain;

use pulldown_cmark::{Options, Parser, TextMergeStream};

/// Converts Markdown to the lines of a doc comment, without `///`.
///
/// The lines contain no HTML, no code block that rustdoc compiles, no intra-doc links, and no control or bidirectional
/// characters. They are wrapped at [`WIDTH`] columns. The first and the last line are never empty.
pub(crate) fn rustdoc(markdown: &str) -> Vec<String> {
    lines(markdown, (0, 0))
}

/// Converts Markdown to the lines of a list item.
///
/// The marker and the name of the item take `lead` columns of the first line; the other lines are indented by two
/// columns. Neither is part of the result.
pub(crate) fn rustdoc_item(markdown: &str, lead: usize) -> Vec<String> {
    lines(markdown, (lead, 2))
}

fn lines(markdown: &str, lead: (usize, usize)) -> Vec<String> {
    let markdown = sanitized(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut blocks = block::Blocks::new(lead);
    for event in TextMergeStream::new(Parser::new_ext(&markdown, options)) {
        blocks.event(event);
    }
    blocks.finish()
}

/// Normalizes line breaks and removes invisible characters.
fn sanitized(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let visible = text.chars().filter_map(|character| match character {
        '\r' => Some('\n'),
        '\n' | '\t' => Some(character),
        other => visible(other),
    });
    visible.collect()
}

/// Returns the character, or a space for white space; `None` for control characters, line separators and bidirectional
/// marks.
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
