//! The path to the current value, kept on the stack and converted to a [`Pointer`] only for diagnostics.

use crate::diagnostic::Pointer;

/// A path as a linked list of stack frames: the last step and its parent.
#[derive(Debug, Clone, Copy)]
pub(in crate::document) struct StackPath<'path> {
    parent: Option<&'path StackPath<'path>>,
    step: Step<'path>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'path> {
    Root,
    At(&'path Pointer),
    Key(&'path str),
    Index(usize),
}

impl<'path> StackPath<'path> {
    /// Returns the path to the root.
    pub(in crate::document) fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    /// Returns the path to the value at `pointer`.
    pub(in crate::document) fn at(pointer: &'path Pointer) -> Self {
        Self { parent: None, step: Step::At(pointer) }
    }

    /// Returns the path to the member `key` of this object.
    pub(in crate::document) fn key(&'path self, key: &'path str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// Returns the path to the item `index` of this list.
    pub(in crate::document) fn index(&'path self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// Converts the path to a pointer.
    pub(in crate::document) fn pointer(&self) -> Pointer {
        let parent = self.parent.map_or_else(Pointer::root, StackPath::pointer);
        match self.step {
            Step::Root => parent,
            Step::At(pointer) => pointer.clone(),
            Step::Key(key) => parent.child(key),
            Step::Index(index) => parent.index(index),
        }
    }
}
