//! Locations of values in documents and overlays.

use std::fmt;

use super::{Pointer, Span, Visible};

/// The location of a value in a document or an overlay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The name of the document or overlay.
    pub source: String,
    /// The pointer to the value.
    pub pointer: Pointer,
    /// The part of the value to highlight.
    pub highlight: Highlight,
    /// The span in the text, once it is known.
    pub span: Option<Span>,
}

/// The part of a value that a diagnostic highlights in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Highlight {
    /// A scalar; for an object or list its key, or its opening bracket if it has no key.
    #[default]
    Value,
    /// The key of the value.
    Key,
    /// A repeated key, with the number of its earlier occurrences.
    RepeatedKey(usize),
    /// The opening of an object, where a member is missing.
    Members,
}

impl Location {
    /// Returns the location of the value at `pointer` in `source`.
    pub fn new(source: impl Into<String>, pointer: Pointer) -> Self {
        Self { source: source.into(), pointer, highlight: Highlight::default(), span: None }
    }

    /// Sets the part of the value to highlight.
    #[must_use]
    pub fn highlight(mut self, highlight: Highlight) -> Self {
        self.highlight = highlight;
        self
    }

    /// Highlights the key of the value.
    #[must_use]
    pub fn key(self) -> Self {
        self.highlight(Highlight::Key)
    }

    /// Sets the span in the text.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

/// Formats `spec/peering.yaml:12:5`, or `spec/peering.yaml: #/paths` if the span is unknown.
impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", Visible(&self.source))?;
        if let Some(span) = &self.span {
            write!(formatter, ":{}", span.start())
        } else if self.pointer.is_root() {
            Ok(())
        } else {
            write!(formatter, ": {}", self.pointer)
        }
    }
}
