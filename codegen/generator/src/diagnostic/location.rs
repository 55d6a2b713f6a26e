//! Where in which document a diagnostic was made.

use std::fmt;

use super::{Pointer, Span, Visible};

/// A place in a document or an overlay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The name of the document or overlay, as it was given.
    pub source: String,
    /// The value that the diagnostic is about.
    pub pointer: Pointer,
    /// What of the value is pointed at.
    pub part: Part,
    /// Where it stands in the text, once that is known.
    pub span: Option<Span>,
}

/// What of a value is pointed at in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// A string, number or the like itself; what introduces an object or a list: its key, or its bracket.
    #[default]
    Node,
    /// The key that the value stands under.
    Key,
    /// The key again, where it stands more than once: how often it stood before.
    Again(usize),
    /// The members of an object: where another one belongs.
    Members,
}

impl Location {
    /// The value at `pointer` in the document or overlay called `source`.
    pub fn new(source: impl Into<String>, pointer: Pointer) -> Self {
        Self { source: source.into(), pointer, part: Part::default(), span: None }
    }

    /// The same place, pointing at another part of the value.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    /// The same place, pointing at the key of the value.
    #[must_use]
    pub fn key(self) -> Self {
        self.part(Part::Key)
    }

    /// The same place, and where it stands in the text.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

/// `spec/peering.yaml:12:5`; where the line is not known, the pointer: `spec/peering.yaml: #/paths`.
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
