//! Text of a document, a service or a caller in messages: no character of it steers a terminal or
//! starts another line.

use std::fmt::{self, Display, Write as _};

/// The maximum length of text from a service in a message, in characters.
const MAX_QUOTED_CHARS: usize = 500;

/// The maximum length of a listed value, in characters.
const MAX_LISTED_CHARS: usize = 60;

/// The maximum number of listed values.
const MAX_LISTED: usize = 20;

/// Whether a terminal could do something else with a character than to show it: control characters,
/// line separators and bidirectional marks.
pub(crate) fn steers_terminal(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Text as one line of bounded length. Characters that steer a terminal are escaped.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl Display for OneLine<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(self.0, MAX_QUOTED_CHARS, formatter)
    }
}

/// Text as one line of any length. Characters that steer a terminal are escaped.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(self.0, usize::MAX, formatter)
    }
}

fn write_line(text: &str, max_chars: usize, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (count, character) in text.chars().enumerate() {
        if count == max_chars {
            return formatter.write_str("...");
        }
        if steers_terminal(character) {
            write!(formatter, "{}", character.escape_default())?;
        } else {
            formatter.write_char(character)?;
        }
    }
    Ok(())
}

/// Lists values of the document in one line: `red, green, ... (100 values)`.
///
/// Number and length of the values are up to the document, so both are bounded.
pub(crate) fn listed<T: Display>(values: &[T]) -> String {
    let mut list = String::new();
    for value in values.iter().take(MAX_LISTED) {
        if !list.is_empty() {
            list.push_str(", ");
        }
        let value = value.to_string();
        let (end, mark) = match value.char_indices().nth(MAX_LISTED_CHARS) {
            Some((end, _)) => (end, "..."),
            None => (value.len(), ""),
        };
        let shown = value.get(..end).unwrap_or(&value);
        let _ = write!(list, "{}{mark}", Escaped(shown));
    }
    if values.len() > MAX_LISTED {
        let _ = write!(list, ", ... ({} values)", values.len());
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_characters_that_steer_a_terminal() {
        let text = OneLine("a\u{1b}[31m\nü\u{202e}b\u{2066}").to_string();
        assert_eq!(text, "a\\u{1b}[31m\\nü\\u{202e}b\\u{2066}");
    }

    #[test]
    fn lists_are_one_line_of_bounded_length() {
        assert_eq!(listed(&["red", "green"]), "red, green");
        assert_eq!(listed(&["a\nerror: b", "\u{1b}[2J"]), "a\\nerror: b, \\u{1b}[2J");
        let many: Vec<String> = (0..100_000).map(|number| number.to_string().repeat(100)).collect();
        let list = listed(&many);
        assert!(list.len() < 2_000 && list.ends_with(", ... (100000 values)"), "{list}");
    }
}
