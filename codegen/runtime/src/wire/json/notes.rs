//! Deviations of a response from its schema that do not prevent decoding.

use super::path::Step;

/// Missing values and unexpected properties, each as a path such as `results[3].vpcId`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Values that are required but absent or `null`, or that the type cannot represent, such as an
    /// invalid date or a number out of range. The model holds the empty value of their type.
    pub missing: Vec<String>,
    /// Undocumented properties, which the model does not keep.
    pub unexpected: Vec<String>,
}

/// A position in the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wire) struct Mark {
    missing: usize,
    unexpected: usize,
}

impl Notes {
    /// Returns the current end of the notes.
    #[inline]
    pub(in crate::wire) fn mark(&self) -> Mark {
        Mark { missing: self.missing.len(), unexpected: self.unexpected.len() }
    }

    /// Removes the notes after a mark.
    pub(in crate::wire) fn truncate(&mut self, mark: Mark) {
        self.missing.truncate(mark.missing);
        self.unexpected.truncate(mark.unexpected);
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
