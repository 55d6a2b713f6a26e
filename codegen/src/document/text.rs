//! Finds lines and columns in a text.

use crate::diagnostic::Position;

/// The place right after the last character of `text`.
pub(super) fn end_of(text: &str) -> Position {
    let line = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or(text);
    Position { line, column: last.chars().count() + 1 }
}

/// The place that a parser means by a line and a column in bytes, both counted from 1.
pub(super) fn in_characters(text: &str, line: usize, byte_column: usize) -> Position {
    let row = text.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
    let before = row.char_indices().take_while(|(offset, _)| offset + 1 < byte_column).count();
    Position { line: line.max(1), column: before + 1 }
}

#[cfg(test)]
mod tests {
    use super::{Position, end_of, in_characters};

    #[test]
    fn columns_count_characters() {
        assert_eq!(in_characters("a\néé!x", 2, 6), Position { line: 2, column: 4 });
        assert_eq!(in_characters("", 0, 0), Position { line: 1, column: 1 });
        assert_eq!(end_of("a\néé"), Position { line: 2, column: 3 });
        assert_eq!(end_of(""), Position { line: 1, column: 1 });
    }
}
