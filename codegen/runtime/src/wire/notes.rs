//! Notes: what was met in a response that the document does not say.

use super::check::{push_item, push_property};

/// What was missing and what was unexpected, each as a path: `results[3].vpcId`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notes {
    /// Required values that were absent, `null`, or of no use: a date that is none, a number out of range.
    /// The model holds the empty value of their type.
    pub missing: Vec<String>,
    /// Properties that the document does not name, and that the model has no place for.
    pub unexpected: Vec<String>,
}

/// How far the notes had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    missing: usize,
    unexpected: usize,
}

impl Notes {
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark { missing: self.missing.len(), unexpected: self.unexpected.len() }
    }

    /// Forgets what came after a mark.
    pub(super) fn forget(&mut self, mark: Mark) {
        self.missing.truncate(mark.missing);
        self.unexpected.truncate(mark.unexpected);
    }

    /// Puts a step before every path that came after a mark.
    #[cold]
    pub(super) fn lead(&mut self, mark: Mark, step: Step<'_>) {
        for (paths, start) in
            [(&mut self.missing, mark.missing), (&mut self.unexpected, mark.unexpected)]
        {
            for path in paths.iter_mut().skip(start) {
                *path = step.before(path);
            }
        }
    }
}

/// A step of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'s> {
    /// The property of this name.
    Property(&'s str),
    /// The item of this number.
    Item(usize),
}

impl Step<'_> {
    /// The path that begins with this step and goes on with another path.
    pub(super) fn before(self, path: &str) -> String {
        let mut whole = String::new();
        match self {
            Self::Property(name) => push_property(name, &mut whole),
            Self::Item(index) => push_item(index, &mut whole),
        }
        if !path.is_empty() && !path.starts_with('[') {
            whole.push('.');
        }
        whole + path
    }
}
