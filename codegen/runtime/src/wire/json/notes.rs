//! Deviations of a response from its schema that do not prevent decoding.
//!
//! Invariant: notes take at most `3 * MAX_PATHS` bounded paths and `MAX_PATHS` bounded texts of
//! memory, whatever a response holds.

use super::error::DecodeError;
use super::invalid_value::InvalidValue;
use super::path::Step;

/// The maximum number of paths of a kind. Further ones are only counted.
const MAX_PATHS: usize = 256;

/// Missing values, invalid values and unexpected properties, each with a path such as
/// `results[3].vpcId`.
///
/// Each list has the first 256 paths. A path has at most about 1,000 bytes; a property of more than
/// 100 characters and a longer path end with `…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Values that are required but absent, `null` or invalid. The model holds the empty value of
    /// their type. A `null` item or entry is omitted.
    pub missing: Vec<String>,
    /// Values of another JSON kind than their schema's, and values that the type cannot represent,
    /// such as an invalid date or a number out of range.
    pub invalid: Vec<InvalidValue>,
    /// Undocumented properties, which the model does not keep.
    pub unexpected: Vec<String>,
    /// The number of missing values, including those that are not listed.
    pub missing_count: usize,
    /// The number of invalid values, including those that are not listed.
    pub invalid_count: usize,
    /// The number of undocumented properties, including those that are not listed.
    pub unexpected_count: usize,
    /// The number of values of another JSON kind than their schema's.
    wrong_kind_count: usize,
}

/// A position in the notes: their numbers. A list is shorter than its number only if it is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wire) struct Mark {
    missing: usize,
    invalid: usize,
    unexpected: usize,
    wrong_kinds: usize,
}

impl Notes {
    /// Adds a missing value.
    pub(crate) fn add_missing(&mut self, path: impl FnOnce() -> String) {
        add(&mut self.missing, &mut self.missing_count, path);
    }

    /// Adds an invalid value: the error of reading it, and its JSON.
    #[cold]
    pub(in crate::wire) fn add_invalid(&mut self, error: &DecodeError, json: &[u8], is_used: bool) {
        self.wrong_kind_count =
            self.wrong_kind_count.saturating_add(usize::from(error.is_wrong_kind()));
        let value = || InvalidValue::new(error.problem(), json, is_used);
        add(&mut self.invalid, &mut self.invalid_count, value);
    }

    /// Adds an undocumented property.
    pub(super) fn add_unexpected(&mut self, path: impl FnOnce() -> String) {
        add(&mut self.unexpected, &mut self.unexpected_count, path);
    }

    /// Removes an undocumented property, if it is listed.
    pub(crate) fn remove_unexpected(&mut self, path: &str) {
        let listed = self.unexpected.len();
        self.unexpected.retain(|unexpected| unexpected != path);
        self.unexpected_count =
            self.unexpected_count.saturating_sub(listed - self.unexpected.len());
    }

    /// Returns the current end of the notes.
    #[inline]
    pub(in crate::wire) fn mark(&self) -> Mark {
        Mark {
            missing: self.missing_count,
            invalid: self.invalid_count,
            unexpected: self.unexpected_count,
            wrong_kinds: self.wrong_kind_count,
        }
    }

    /// Removes the notes after a mark.
    pub(in crate::wire) fn truncate(&mut self, mark: Mark) {
        self.missing.truncate(mark.missing);
        self.missing_count = mark.missing;
        self.invalid.truncate(mark.invalid);
        self.invalid_count = mark.invalid;
        self.wrong_kind_count = mark.wrong_kinds;
        self.unexpected.truncate(mark.unexpected);
        self.unexpected_count = mark.unexpected;
    }

    /// Prepends a step to every path after a mark.
    #[cold]
    pub(super) fn prepend(&mut self, mark: Mark, step: Step<'_>) {
        for (paths, start) in
            [(&mut self.missing, mark.missing), (&mut self.unexpected, mark.unexpected)]
        {
            for path in paths.iter_mut().skip(start) {
                *path = step.prepend_to(path);
            }
        }
        for value in self.invalid.iter_mut().skip(mark.invalid) {
            value.prepend(step);
        }
    }

    /// Whether a value of another JSON kind was added after a mark.
    pub(in crate::wire) fn has_wrong_kinds_since(&self, mark: Mark) -> bool {
        self.wrong_kind_count > mark.wrong_kinds
    }
}

/// Counts a note, and lists it unless the list is full.
#[cold]
fn add<T>(notes: &mut Vec<T>, count: &mut usize, note: impl FnOnce() -> T) {
    *count = count.saturating_add(1);
    if notes.len() < MAX_PATHS {
        notes.push(note());
    }
}
