//! Values of a response that do not fit their schema.
//!
//! Invariant: a value has at most `MAX_JSON_BYTES` of JSON, whatever the response holds.

use std::fmt;

use super::path::Step;

/// The maximum length of the JSON of a value in bytes, without the mark of a shortened one.
const MAX_JSON_BYTES: usize = 1024;

/// A value of a response that has another JSON kind than its schema, or that its Rust type cannot
/// represent, such as an invalid date or an integer out of range.
///
/// Its place in the model is `None`, or the empty value if it is required; an item or entry is
/// omitted. If the value has one obvious reading, such as `"5"` for an integer, the model has it.
///
/// `Debug` does not show the value, which may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidValue {
    path: String,
    problem: String,
    json: String,
    is_used: bool,
}

impl InvalidValue {
    pub(super) fn new(problem: &str, json: &[u8], is_used: bool) -> Self {
        let mut json = String::from_utf8_lossy(json).into_owned();
        if json.len() > MAX_JSON_BYTES {
            let end = (0..=MAX_JSON_BYTES).rev().find(|end| json.is_char_boundary(*end));
            json.truncate(end.unwrap_or_default());
            json.push('…');
        }
        Self { path: String::new(), problem: problem.to_owned(), json, is_used }
    }

    pub(super) fn prepend(&mut self, step: Step<'_>) {
        self.path = step.prepend_to(&self.path);
    }

    /// Returns the path of the value, such as `results[3].vpcId`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the problem: what was expected, and what was found.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// Returns the value as received, as JSON. More than 1,024 bytes are shortened and end with `…`.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Whether the model has the value, because it has one obvious reading.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.is_used
    }
}

impl fmt::Debug for InvalidValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, problem, json, is_used } = self;
        formatter
            .debug_struct("InvalidValue")
            .field("path", path)
            .field("problem", problem)
            .field("bytes", &json.len())
            .field("is_used", is_used)
            .finish()
    }
}
