//! Where in which document a finding was made.

use std::fmt;

use serde::Serialize;

use super::{Pointer, Visible};

/// A place in a document or an overlay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The name of the document or overlay, as it was given.
    pub source: String,
    /// The value that the finding is about.
    pub pointer: Pointer,
    /// The line and column of the value in the text, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Place {
    /// The value at `pointer` in the document or overlay called `source`.
    pub fn new(source: impl Into<String>, pointer: Pointer) -> Self {
        Self { source: source.into(), pointer, position: None }
    }

    /// The same place with its line and column.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", Visible(&self.source))?;
        if let Some(Position { line, column }) = self.position {
            write!(formatter, ":{line}:{column}")?;
        }
        if !self.pointer.is_root() {
            write!(formatter, ": {}", self.pointer)?;
        }
        Ok(())
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
