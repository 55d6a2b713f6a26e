//! Decode errors: where the JSON of a response is not what the document says, and what lies there instead.

use std::fmt;

use super::notes::Step;

/// Why JSON could not be read: it is none, or a value has the wrong JSON type.
///
/// It says where and what, and never repeats the value.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    path: String,
    problem: String,
    offset: usize,
    line: usize,
    column: usize,
}

impl DecodeError {
    /// An error at a byte of the JSON.
    pub(super) fn new(problem: impl Into<String>, json: &[u8], offset: usize) -> Self {
        let before = json.get(..offset).unwrap_or(json);
        let line = before.split(|byte| *byte == b'\n').count();
        let line_start =
            before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let column = 1 + String::from_utf8_lossy(before.get(line_start..).unwrap_or_default())
            .chars()
            .count();
        Self(Box::new(Details {
            path: String::new(),
            problem: problem.into(),
            offset,
            line,
            column,
        }))
    }

    /// The same error, seen from the value around.
    pub(super) fn inside(mut self, step: Step<'_>) -> Self {
        self.0.path = step.before(&self.0.path);
        self
    }

    /// The same error, seen from a text in which the JSON is a property's value that begins at a byte.
    pub(crate) fn within(self, property: &str, json: &[u8], start: usize) -> Self {
        let Details { path, problem, offset, .. } = *self.0;
        let mut error = Self::new(problem, json, start.saturating_add(offset));
        error.0.path = path;
        error.inside(Step::Property(property))
    }

    /// The way to the value: `results[3].vpcId`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What was expected and what was found.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.0.problem
    }

    /// The byte that the value begins at, counted from 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The character in the line, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { path, problem, offset, line, column } = &*self.0;
        formatter
            .debug_struct("DecodeError")
            .field("path", path)
            .field("problem", problem)
            .field("offset", offset)
            .field("line", line)
            .field("column", column)
            .finish()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { path, problem, line, column, .. } = &*self.0;
        if !path.is_empty() {
            write!(formatter, "at {path}: ")?;
        }
        write!(formatter, "{problem} (line {line}, column {column})")
    }
}

impl std::error::Error for DecodeError {}
