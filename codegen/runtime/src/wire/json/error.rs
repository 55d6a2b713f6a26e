//! Errors of decoding, with the path and the position of the value.

use std::fmt;

use super::content;
use super::path::Step;

/// The error of decoding invalid JSON, or JSON whose outermost value has another JSON kind than its
/// schema.
///
/// It contains the path and the position, never the value.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    path: String,
    problem: String,
    offset: usize,
    line: usize,
    column: usize,
    kind: Kind,
}

/// The kinds of errors, which are recovered differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not JSON, or too deeply nested.
    Syntax,
    /// Decoding was interrupted.
    Interrupted,
    /// A value of another JSON kind than its schema's.
    Mismatch,
    /// A value of the JSON kind of its schema that the Rust type cannot represent.
    Unrepresentable,
    /// An item or entry that is noted, and omitted from its array or map.
    Omitted,
}

impl DecodeError {
    /// Returns an error at a byte offset. [`locate`](Self::locate) adds the line and the column.
    ///
    /// Many errors are discarded, because another variant of a union is tried. Each of them would
    /// otherwise read all JSON before it.
    pub(in crate::wire) fn new(problem: impl Into<String>, offset: usize) -> Self {
        let (path, problem) = (String::new(), problem.into());
        let (line, column, kind) = (1, 1, Kind::Syntax);
        Self(Box::new(Details { path, problem, offset, line, column, kind }))
    }

    /// Returns the error of a value of another JSON kind at a byte offset.
    #[cold]
    pub(super) fn wrong_kind(problem: impl Into<String>, offset: usize) -> Self {
        Self::new(problem, offset).of_kind(Kind::Mismatch)
    }

    /// Returns the error of a value at a byte offset that the Rust type cannot represent.
    #[cold]
    pub(in crate::wire) fn unrepresentable(problem: impl Into<String>, offset: usize) -> Self {
        Self::new(problem, offset).of_kind(Kind::Unrepresentable)
    }

    /// Returns the error by which an item or entry is omitted.
    #[cold]
    pub(in crate::wire) fn omitted(offset: usize) -> Self {
        Self::new("the value is omitted", offset).of_kind(Kind::Omitted)
    }

    /// Returns the error of decoding that was interrupted.
    pub(super) fn interrupted(offset: usize) -> Self {
        Self::new("decoding was interrupted", offset).of_kind(Kind::Interrupted)
    }

    fn of_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Whether decoding was interrupted, which is not an error of the JSON.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.0.kind == Kind::Interrupted
    }

    /// Whether the text is not JSON.
    pub(in crate::wire) fn is_syntax(&self) -> bool {
        self.0.kind == Kind::Syntax
    }

    /// Whether the value has another JSON kind than its schema.
    pub(in crate::wire) fn is_wrong_kind(&self) -> bool {
        self.0.kind == Kind::Mismatch
    }

    /// Whether the Rust type cannot represent the value.
    pub(in crate::wire) fn is_unrepresentable(&self) -> bool {
        self.0.kind == Kind::Unrepresentable
    }

    /// Whether an item or entry is omitted, which is not an error of the array or map.
    pub(in crate::wire) fn is_omitted(&self) -> bool {
        self.0.kind == Kind::Omitted
    }

    /// Says what a text is that is not JSON, if that is known.
    pub(in crate::wire) fn describe(mut self, json: &[u8]) -> Self {
        if self.is_syntax()
            && let Some(problem) = content::problem(json, self.0.offset)
        {
            self.0.problem = problem;
        }
        self
    }

    /// Sets the line and the column from the whole JSON.
    pub(in crate::wire) fn locate(mut self, json: &[u8]) -> Self {
        let before = json.get(..self.0.offset).unwrap_or(json);
        let line_start =
            before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or_default();
        self.0.line = before.split(|byte| *byte == b'\n').count();
        self.0.column = 1 + String::from_utf8_lossy(line).chars().count();
        self
    }

    /// Prepends a step to the path.
    pub(in crate::wire) fn at(mut self, step: Step<'_>) -> Self {
        self.0.path = step.prepend_to(&self.0.path);
        self
    }

    /// Relocates the error of a property's value to the enclosing JSON, in which the value starts at
    /// a byte offset.
    pub(crate) fn within(self, property: &str, json: &[u8], start: usize) -> Self {
        let mut error = self.at(Step::Property(property));
        error.0.offset = start.saturating_add(error.0.offset);
        error.locate(json)
    }

    /// Returns the path of the value, such as `results[3].vpcId`. Empty for the whole JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Returns the problem: the expected and the actual type.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.0.problem
    }

    /// Returns the byte offset of the value, starting at 0.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Returns the line, starting at 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// Returns the column in characters, starting at 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { path, problem, offset, line, column, .. } = &*self.0;
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
