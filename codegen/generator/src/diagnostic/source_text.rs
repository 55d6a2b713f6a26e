//! Source texts and spans: byte offsets internally, lines and columns for people.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

/// The text of a file, with an index of lines that is computed on first use.
pub struct SourceText {
    content: Box<str>,
    /// The offsets of the line starts.
    lines: OnceLock<Vec<usize>>,
}

impl SourceText {
    /// Returns a shared source text.
    pub fn new(content: impl Into<Box<str>>) -> Arc<Self> {
        Arc::new(Self { content: content.into(), lines: OnceLock::new() })
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Returns the line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let start = self.lines().get(line).copied().unwrap_or(0);
        let before = self.content.get(start..offset).unwrap_or("");
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// Returns the byte offset of the character at `index`.
    #[must_use]
    pub fn offset_of_character(&self, index: usize) -> usize {
        let mut characters = self.content.char_indices();
        characters.nth(index).map_or(self.content.len(), |(offset, _)| offset)
    }

    /// Returns the byte offset of a position.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let line = self.line(position.line.saturating_sub(1));
        let mut characters = self.content.get(line.clone()).unwrap_or("").char_indices();
        let within = characters.nth(position.column.saturating_sub(1));
        within.map_or(line.end, |(offset, _)| line.start + offset)
    }

    /// Returns the byte offset of a line and a byte column, both starting at 1.
    #[must_use]
    pub fn offset_of_line(&self, line: usize, column: usize) -> usize {
        let start = self.lines().get(line.saturating_sub(1)).copied();
        start.unwrap_or(self.content.len()) + column.saturating_sub(1)
    }

    /// Returns the line of a byte offset, starting at 0.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the byte range of a line, starting at 0, without its line break.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let start = self.lines().get(line).copied().unwrap_or(self.content.len());
        let end = self.lines().get(line + 1).copied().unwrap_or(self.content.len());
        let content = self.content.get(start..end).unwrap_or("");
        let content = content.strip_suffix('\n').unwrap_or(content);
        start..start + content.strip_suffix('\r').unwrap_or(content).len()
    }

    /// Returns the span of a byte range of any number of lines.
    #[must_use]
    pub fn multiline_span(self: &Arc<Self>, bytes: Range<usize>) -> Span {
        let start = self.floor(bytes.start);
        Span { text: Arc::clone(self), bytes: start..self.floor(bytes.end.max(start)) }
    }

    /// Returns the span of a byte range, cut at the end of its first line.
    #[must_use]
    pub fn span(self: &Arc<Self>, bytes: Range<usize>) -> Span {
        let start = self.floor(bytes.start);
        let end_of_line = self.line(self.line_of(start)).end.max(start);
        let end = self.floor(bytes.end.clamp(start, end_of_line));
        Span { text: Arc::clone(self), bytes: start..end }
    }

    /// Returns the offset of the character that contains a byte.
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

/// Formats only the length.
impl fmt::Debug for SourceText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SourceText({} bytes)", self.content.len())
    }
}

/// A byte range of a source text.
///
/// Equality compares only the range; a [`Location`](super::Location) names the text.
#[derive(Clone)]
pub struct Span {
    text: Arc<SourceText>,
    bytes: Range<usize>,
}

impl Span {
    /// Returns the source text.
    #[must_use]
    pub fn text(&self) -> &SourceText {
        &self.text
    }

    /// Returns the byte range.
    #[must_use]
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// Returns the position of the first character.
    #[must_use]
    pub fn start(&self) -> Position {
        self.text.position(self.bytes.start)
    }

    /// Returns the position after the last character.
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

/// A line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line, starting at 1.
    pub line: usize,
    /// The column in characters, starting at 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, SourceText};

    #[test]
    fn columns_count_characters() {
        let text = SourceText::new("a\néé!x\r\n");
        assert_eq!(text.position(0), Position { line: 1, column: 1 });
        assert_eq!(text.position(text.offset_of_line(2, 6)), Position { line: 2, column: 4 });
        assert_eq!(text.position(3), Position { line: 2, column: 1 }, "inside a character");
        assert_eq!(text.position(100), Position { line: 3, column: 1 });
        assert_eq!(SourceText::new("").position(0), Position { line: 1, column: 1 });
        assert_eq!(text.offset_of_character(3), 4);
        assert_eq!(text.offset(Position { line: 2, column: 3 }), 6);
        assert_eq!(text.offset(Position { line: 2, column: 30 }), 8);
        assert_eq!(text.offset(Position { line: 9, column: 1 }), 10);
    }

    #[test]
    fn spans_end_on_their_first_line() {
        let text = SourceText::new("a: b\r\nc: d");
        let span = text.span(3..9);
        assert_eq!((span.bytes(), span.end()), (3..4, Position { line: 1, column: 5 }));
        assert_eq!(text.span(4..9).bytes(), 4..4);
        assert_eq!(text.span(20..30).bytes(), 10..10);
    }
}
