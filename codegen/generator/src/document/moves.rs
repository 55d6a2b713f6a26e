//! The original locations of values that a step has moved within the tree.

use std::collections::HashMap;

use crate::diagnostic::Pointer;

/// Maps the current location of each moved value to its original one.
///
/// A location inside a moved value follows from that value. Invariant: the map is read by key and never iterated, so that
/// its order cannot reach the output.
#[derive(Debug, Clone)]
pub(super) struct Moves<T> {
    moved: HashMap<Pointer, T>,
}

impl<T> Default for Moves<T> {
    fn default() -> Self {
        Self { moved: HashMap::new() }
    }
}

impl<T> Moves<T> {
    /// Records that the value at `current` was at `original`.
    pub(super) fn insert(&mut self, current: Pointer, original: T) {
        self.moved.insert(current, original);
    }

    /// Forgets the move of the value at `current`.
    pub(super) fn remove(&mut self, current: &Pointer) {
        self.moved.remove(current);
    }

    /// Whether nothing has moved.
    pub(super) fn is_empty(&self) -> bool {
        self.moved.is_empty()
    }

    /// Returns the original location of the innermost moved value that contains `pointer`, and the rest of `pointer`
    /// inside it, which starts with `/` or is empty. Returns `None` if no such value has moved.
    pub(super) fn innermost<'p>(&self, pointer: &'p Pointer) -> Option<(&T, &'p str)> {
        if self.moved.is_empty() {
            return None;
        }
        let text = pointer.as_str();
        let mut end = text.len();
        loop {
            let (prefix, rest) = text.split_at_checked(end)?;
            if let Some(original) = self.moved.get(prefix) {
                return Some((original, rest));
            }
            end = prefix.rfind('/')?;
        }
    }
}

impl Moves<Pointer> {
    /// Returns the original location of the value at `pointer`.
    pub(super) fn original(&self, pointer: &Pointer) -> Pointer {
        match self.innermost(pointer) {
            Some((original, rest)) => original.appended(rest),
            None => pointer.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap_or_else(Pointer::root)
    }

    #[test]
    fn the_innermost_move_determines_the_origin() {
        let mut moves = Moves::default();
        moves.insert(pointer("/a"), pointer("/x/y"));
        moves.insert(pointer("/a/b/0"), pointer("/z"));
        for (current, original) in [
            ("/a", "/x/y"),
            ("/a/b", "/x/y/b"),
            ("/a/b/0", "/z"),
            ("/a/b/0/c~1d", "/z/c~1d"),
            ("/a/b/01", "/x/y/b/01"),
            ("/ab", "/ab"),
            ("", ""),
        ] {
            assert_eq!(moves.original(&pointer(current)), pointer(original), "{current}");
        }
    }

    #[test]
    fn the_whole_tree_can_move() {
        let mut moves = Moves::default();
        moves.insert(Pointer::root(), pointer("/defs/A"));
        assert_eq!(moves.original(&pointer("/items")), pointer("/defs/A/items"));
    }
}
