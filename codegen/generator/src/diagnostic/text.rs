//! Texts, and places in them: bytes for machines, lines and columns for people.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

/// The text of a file. Its lines are looked for once, when the first of them is asked for.
pub struct Text {
    content: Box<str>,
    /// Where each line begins.
    lines: OnceLock<Vec<usize>>,
}

impl Text {
    /// Takes a text.
    pub fn new(content: impl Into<Box<str>>) -> Arc<Self> {
        Arc::new(Self { content: content.into(), lines: OnceLock::new() })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The line and column of a byte.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let start = self.lines().get(line).copied().unwrap_or(0);
        let before = self.content.get(start..offset).unwrap_or("");
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// The byte that stands as many characters after the beginning.
    #[must_use]
    pub fn offset_of_character(&self, index: usize) -> usize {
        let mut characters = self.content.char_indices();
        characters.nth(index).map_or(self.content.len(), |(offset, _)| offset)
    }

    /// The byte at a position.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let line = self.line(position.line.saturating_sub(1));
        let mut characters = self.content.get(line.clone()).unwrap_or("").char_indices();
        let within = characters.nth(position.column.saturating_sub(1));
        within.map_or(line.end, |(offset, _)| line.start + offset)
    }

    /// The byte at a line and a column that are counted from 1, the column in bytes.
    #[must_use]
    pub fn offset_of_line(&self, line: usize, column: usize) -> usize {
        let start = self.lines().get(line.saturating_sub(1)).copied();
        start.unwrap_or(self.content.len()) + column.saturating_sub(1)
    }

    /// The line of a byte, counted from 0.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, counted from 0, without its end.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let start = self.lines().get(line).copied().unwrap_or(self.content.len());
        let end = self.lines().get(line + 1).copied().unwrap_or(self.content.len());
        let content = self.content.get(start..end).unwrap_or("");
        let content = content.strip_suffix('\n').unwrap_or(content);
        start..start + content.strip_suffix('\r').unwrap_or(content).len()
    }

    /// A part of the text, of any number of lines.
    #[must_use]
    pub fn part(self: &Arc<Self>, bytes: Range<usize>) -> Span {
        let start = self.floor(bytes.start);
        Span { text: Arc::clone(self), bytes: start..self.floor(bytes.end.max(start)) }
    }

    /// A part of the text on one line: what of `bytes` stands on the first.
    #[must_use]
    pub fn span(self: &Arc<Self>, bytes: Range<usize>) -> Span {
        let start = self.floor(bytes.start);
        let end_of_line = self.line(self.line_of(start)).end.max(start);
        let end = self.floor(bytes.end.clamp(start, end_of_line));
        Span { text: Arc::clone(self), bytes: start..end }
    }

    /// The beginning of the character that a byte belongs to.
    pub(super) fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.content.len());
        while !self.content.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let breaks = self.content.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(offset, _)| offset + 1)).collect()
        })
    }
}

/// How long it is; texts are too long to be shown.
impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Text({} bytes)", self.content.len())
    }
}

/// A part of a text.
///
/// Two are equal where they begin and end at the same bytes; of which text, the place says that holds them.
#[derive(Clone)]
pub struct Span {
    text: Arc<Text>,
    bytes: Range<usize>,
}

impl Span {
    /// The text that this is a part of.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The first byte, and the one after the last.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// The line and column of the first character.
    #[must_use]
    pub fn start(&self) -> Position {
        self.text.position(self.bytes.start)
    }

    /// The line and column after the last character.
    #[must_use]
    pub fn end(&self) -> Position {
        self.text.position(self.bytes.end)
    }

    fn ends(&self) -> (usize, usize) {
        (self.bytes.start, self.bytes.end)
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.ends() == other.ends()
    }
}

impl Eq for Span {}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ends().cmp(&other.ends())
    }
}

impl Hash for Span {
    fn hash<State: Hasher>(&self, state: &mut State) {
        self.ends().hash(state);
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", self.start(), self.end())
    }
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, Text};

    #[test]
    fn columns_count_characters() {
        let text = Text::new("a\néé!x\r\n");
        assert_eq!(text.position(0), Position { line: 1, column: 1 });
        assert_eq!(text.position(text.offset_of_line(2, 6)), Position { line: 2, column: 4 });
        assert_eq!(text.position(3), Position { line: 2, column: 1 }, "inside a character");
        assert_eq!(text.position(100), Position { line: 3, column: 1 });
        assert_eq!(Text::new("").position(0), Position { line: 1, column: 1 });
        assert_eq!(text.offset_of_character(3), 4);
        assert_eq!(text.offset(Position { line: 2, column: 3 }), 6);
        assert_eq!(text.offset(Position { line: 2, column: 30 }), 8);
        assert_eq!(text.offset(Position { line: 9, column: 1 }), 10);
    }

    #[test]
    fn spans_stay_on_their_line() {
        let text = Text::new("a: b\r\nc: d");
        let span = text.span(3..9);
        assert_eq!((span.bytes(), span.end()), (3..4, Position { line: 1, column: 5 }));
        assert_eq!(text.span(4..9).bytes(), 4..4);
        assert_eq!(text.span(20..30).bytes(), 10..10);
    }
}
