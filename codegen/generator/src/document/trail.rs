//! The way from the root to the value at hand, kept on the stack and spelled out only for diagnostics.

use crate::diagnostic::Pointer;

/// The last step to a value, and the steps before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trail<'way> {
    before: Option<&'way Trail<'way>>,
    step: Step<'way>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'way> {
    Root,
    At(&'way Pointer),
    Key(&'way str),
    Index(usize),
}

impl<'way> Trail<'way> {
    /// The whole document.
    pub(super) fn root() -> Self {
        Self { before: None, step: Step::Root }
    }

    /// A value inside a document.
    pub(super) fn at(pointer: &'way Pointer) -> Self {
        Self { before: None, step: Step::At(pointer) }
    }

    /// The value under `key` in the object here.
    pub(super) fn key(&'way self, key: &'way str) -> Self {
        Self { before: Some(self), step: Step::Key(key) }
    }

    /// The item at `index` of the array here.
    pub(super) fn index(&'way self, index: usize) -> Self {
        Self { before: Some(self), step: Step::Index(index) }
    }

    /// The way spelled out.
    pub(super) fn pointer(&self) -> Pointer {
        let before = self.before.map_or_else(Pointer::root, Trail::pointer);
        match self.step {
            Step::Root => before,
            Step::At(pointer) => pointer.clone(),
            Step::Key(key) => before.child(key),
            Step::Index(index) => before.index(index),
        }
    }
}
