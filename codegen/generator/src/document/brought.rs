//! What an overlay did to a document: where everything in the outcome stood before, in the document or the overlay.

use std::collections::BTreeMap;

use crate::diagnostic::Pointer;

/// The places that an overlay changed. Everything else stands where it stood.
#[derive(Debug, Clone, Default)]
pub(super) struct Brought {
    root: Branch,
}

/// Where something stood before an overlay was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stood {
    /// In the document.
    Document(Pointer),
    /// In the overlay.
    Overlay(Pointer),
}

impl Stood {
    fn child(&self, token: &str) -> Self {
        match self {
            Self::Document(pointer) => Self::Document(pointer.child(token)),
            Self::Overlay(pointer) => Self::Overlay(pointer.child(token)),
        }
    }
}

/// What is known of a value and the values in it.
#[derive(Debug, Clone, Default)]
struct Branch {
    /// Where it stood; nothing where it stood in the same place of what is around it.
    stood: Option<Stood>,
    members: BTreeMap<String, Branch>,
}

impl Brought {
    /// Where the value at `pointer` stood.
    pub(super) fn stood(&self, pointer: &Pointer) -> Stood {
        let mut here = Some(&self.root);
        let mut stood = Stood::Document(Pointer::root());
        for token in pointer.tokens() {
            here = here.and_then(|branch| branch.members.get(token.as_ref()));
            stood = match here.and_then(|branch| branch.stood.clone()) {
                Some(stood) => stood,
                None => stood.child(&token),
            };
        }
        stood
    }

    /// The value at `pointer` comes from the overlay.
    pub(super) fn bring(&mut self, pointer: &Pointer, from: &Pointer) {
        let stood = Some(Stood::Overlay(from.clone()));
        *self.branch(pointer) = Branch { stood, members: BTreeMap::new() };
    }

    /// The member at `pointer` is no longer there.
    pub(super) fn remove_member(&mut self, pointer: &Pointer) {
        if let (Some(parent), Some(name)) = (pointer.parent(), pointer.last()) {
            self.branch(&parent).members.remove(name.as_ref());
        }
    }

    /// Of a list of `length` items one is no longer there, and those after it moved up.
    pub(super) fn remove_item(&mut self, list: &Pointer, index: usize, length: usize) {
        for index in index + 1..length {
            let item = list.index(index);
            let stood = self.stood(&item);
            let mut branch = std::mem::take(self.branch(&item));
            branch.stood = Some(stood);
            *self.branch(&list.index(index - 1)) = branch;
        }
        if let Some(last) = length.checked_sub(1) {
            self.remove_member(&list.index(last));
        }
    }

    fn branch(&mut self, pointer: &Pointer) -> &mut Branch {
        let tokens = pointer.tokens();
        tokens.fold(&mut self.root, |branch, token| {
            branch.members.entry(token.into_owned()).or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Brought, Pointer, Stood};

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn what_was_brought_is_found_in_the_overlay() {
        let mut brought = Brought::default();
        brought.bring(&pointer("/a/b"), &pointer("/actions/0/update/b"));
        assert_eq!(
            brought.stood(&pointer("/a/b/c")),
            Stood::Overlay(pointer("/actions/0/update/b/c"))
        );
        assert_eq!(brought.stood(&pointer("/a/c")), Stood::Document(pointer("/a/c")));
        brought.remove_member(&pointer("/a/b"));
        assert_eq!(brought.stood(&pointer("/a/b")), Stood::Document(pointer("/a/b")));
    }

    #[test]
    fn items_after_one_that_was_removed_are_found_where_they_stood() {
        let mut brought = Brought::default();
        let list = pointer("/a");
        brought.bring(&pointer("/a/4"), &pointer("/actions/0/update"));
        brought.bring(&pointer("/a/2/x"), &pointer("/actions/1/update/x"));
        brought.remove_item(&list, 1, 5);
        brought.remove_item(&list, 0, 4);
        let stood: Vec<_> = (0..3).map(|index| brought.stood(&list.index(index))).collect();
        assert_eq!(
            stood,
            [
                Stood::Document(pointer("/a/2")),
                Stood::Document(pointer("/a/3")),
                Stood::Overlay(pointer("/actions/0/update")),
            ]
        );
        assert_eq!(
            brought.stood(&pointer("/a/0/x")),
            Stood::Overlay(pointer("/actions/1/update/x"))
        );
    }
}
