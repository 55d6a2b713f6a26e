//! Deviations of a response from its schema that do not prevent decoding.
//!
//! Invariant: notes take at most `2 * MAX_PATHS` bounded paths of memory, whatever a response holds.

use super::path::Step;

/// The maximum number of paths of a kind. Further ones are only counted.
const MAX_PATHS: usize = 256;

/// Missing values and unexpected properties, each as a path such as `results[3].vpcId`.
///
/// Each list has the first 256 paths. A path has at most about 1,000 bytes; a property of more than
/// 100 characters and a longer path end with `…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Values that are required but absent or `null`, or that the type cannot represent, such as an
    /// invalid date or a number out of range. The model holds the empty value of their type.
    pub missing: Vec<String>,
    /// Undocumented properties, which the model does not keep.
    pub unexpected: Vec<String>,
    /// The number of missing values, including those that are not listed.
    pub missing_count: usize,
    /// The number of undocumented properties, including those that are not listed.
    pub unexpected_count: usize,
}

/// A position in the notes: their numbers. A list is shorter than its number only if it is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wire) struct Mark {
    missing: usize,
    unexpected: usize,
}

impl Notes {
    /// Adds a missing value.
    pub(crate) fn add_missing(&mut self, path: impl FnOnce() -> String) {
        add(&mut self.missing, &mut self.missing_count, path);
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
        Mark { missing: self.missing_count, unexpected: self.unexpected_count }
    }

    /// Removes the notes after a mark.
    pub(in crate::wire) fn truncate(&mut self, mark: Mark) {
        self.missing.truncate(mark.missing);
        self.missing_count = mark.missing;
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
    }
}

/// Counts a note, and lists its path unless the list is full.
#[cold]
fn add(paths: &mut Vec<String>, count: &mut usize, path: impl FnOnce() -> String) {
    *count = count.saturating_add(1);
    if paths.len() < MAX_PATHS {
        paths.push(path());
    }
}
