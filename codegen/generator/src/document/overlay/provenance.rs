//! Maps each value of a document with an applied overlay to its origin in the document or the overlay.

use std::collections::BTreeMap;

use crate::diagnostic::Pointer;

/// The origins of the values that an overlay changed; all other values keep their location.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct Provenance {
    root: Branch,
}

/// The location of a value before the overlay was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) enum Origin {
    /// In the document.
    Document(Pointer),
    /// In the overlay.
    Overlay(Pointer),
}

impl Origin {
    fn child(&self, token: &str) -> Self {
        match self {
            Self::Document(pointer) => Self::Document(pointer.child(token)),
            Self::Overlay(pointer) => Self::Overlay(pointer.child(token)),
        }
    }
}

/// The origin of a value and of its members.
#[derive(Debug, Clone, Default)]
struct Branch {
    /// The origin; `None` if the value has the same location within its parent's origin.
    origin: Option<Origin>,
    members: BTreeMap<String, Branch>,
}

impl Provenance {
    /// Returns the origin of the value at `pointer`.
    pub(in crate::document) fn origin(&self, pointer: &Pointer) -> Origin {
        let mut here = Some(&self.root);
        let mut origin = Origin::Document(Pointer::root());
        for token in pointer.tokens() {
            here = here.and_then(|branch| branch.members.get(token.as_ref()));
            origin = match here.and_then(|branch| branch.origin.clone()) {
                Some(origin) => origin,
                None => origin.child(&token),
            };
        }
        origin
    }

    /// Records that the value at `pointer` comes from `from` in the overlay.
    pub(in crate::document) fn record(&mut self, pointer: &Pointer, from: &Pointer) {
        let origin = Some(Origin::Overlay(from.clone()));
        *self.branch(pointer) = Branch { origin, members: BTreeMap::new() };
    }

    /// Records that the member at `pointer` was removed.
    pub(in crate::document) fn remove_member(&mut self, pointer: &Pointer) {
        if let (Some(parent), Some(name)) = (pointer.parent(), pointer.last()) {
            self.branch(&parent).members.remove(name.as_ref());
        }
    }

    /// Records that an item of a list of `length` items was removed and the items after it moved up.
    pub(in crate::document) fn remove_item(&mut self, list: &Pointer, index: usize, length: usize) {
        for index in index + 1..length {
            let item = list.index(index);
            let origin = self.origin(&item);
            let mut branch = std::mem::take(self.branch(&item));
            branch.origin = Some(origin);
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

    use super::{Origin, Pointer, Provenance};

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    #[test]
    fn added_values_originate_in_the_overlay() {
        let mut provenance = Provenance::default();
        provenance.record(&pointer("/a/b"), &pointer("/actions/0/update/b"));
        assert_eq!(
            provenance.origin(&pointer("/a/b/c")),
            Origin::Overlay(pointer("/actions/0/update/b/c"))
        );
        assert_eq!(provenance.origin(&pointer("/a/c")), Origin::Document(pointer("/a/c")));
        provenance.remove_member(&pointer("/a/b"));
        assert_eq!(provenance.origin(&pointer("/a/b")), Origin::Document(pointer("/a/b")));
    }

    #[test]
    fn items_after_a_removed_one_keep_their_origin() {
        let mut provenance = Provenance::default();
        let list = pointer("/a");
        provenance.record(&pointer("/a/4"), &pointer("/actions/0/update"));
        provenance.record(&pointer("/a/2/x"), &pointer("/actions/1/update/x"));
        provenance.remove_item(&list, 1, 5);
        provenance.remove_item(&list, 0, 4);
        let origin: Vec<_> = (0..3).map(|index| provenance.origin(&list.index(index))).collect();
        assert_eq!(
            origin,
            [
                Origin::Document(pointer("/a/2")),
                Origin::Document(pointer("/a/3")),
                Origin::Overlay(pointer("/actions/0/update")),
            ]
        );
        assert_eq!(
            provenance.origin(&pointer("/a/0/x")),
            Origin::Overlay(pointer("/actions/1/update/x"))
        );
    }
}
