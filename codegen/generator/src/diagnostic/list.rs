//! Collects diagnostics, so that all there is to say about a document is said at once.

use std::fmt;

use serde::Serialize;

use super::{Code, Diagnostic, Level, Levels, Location};

/// Everything found so far, in the order of diagnostic.
///
/// Rooms push to it and carry on; whoever runs them asks [`has_errors`](Self::has_errors) at the
/// borders between rooms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics {
    pub(super) list: Vec<Diagnostic>,
    /// The levels that the document asks for.
    #[serde(skip)]
    pub(crate) levels: Levels,
}

impl Diagnostics {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds a diagnostic without advice.
    pub fn add(&mut self, code: Code, location: Location, message: impl Into<String>) {
        self.push(Diagnostic::new(code, location, message));
    }

    /// Whether anything found keeps the document from becoming a crate.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// How many diagnostics of one level there are.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.level == level).count()
    }

    /// How many diagnostics there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The diagnostics, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Takes over what was found, and the levels that the document asks for.
    pub(crate) fn append(&mut self, found: Self) {
        self.list.extend(found.list);
        self.levels = found.levels;
    }

    /// Adds to each diagnostic what was not known when it was made.
    pub(crate) fn complete(&mut self, add: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(add);
    }

    /// Puts the diagnostics into the order of `key`; those with equal keys keep theirs.
    pub fn sort_by_key<Key: Ord>(&mut self, key: impl FnMut(&Diagnostic) -> Key) {
        self.list.sort_by_cached_key(key);
    }

    /// Drops what was found more than once, as in a schema that is read for responses and for requests.
    ///
    /// Diagnostics about one place are looked for side by side: sort them by place before.
    pub fn drop_repeated(&mut self) {
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.list.len());
        for diagnostic in std::mem::take(&mut self.list) {
            let mut beside =
                kept.iter().rev().take_while(|other| other.location == diagnostic.location);
            if !beside.any(|other| *other == diagnostic) {
                kept.push(diagnostic);
            }
        }
        self.list = kept;
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<Diagnostics: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: Diagnostics) {
        self.list.extend(diagnostics);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'list> IntoIterator for &'list Diagnostics {
    type Item = &'list Diagnostic;
    type IntoIter = std::slice::Iter<'list, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The diagnostics with an empty line between each two, and nothing after the last.
impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n\n")?;
            }
            diagnostic.fmt(formatter)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostics, Level, Location};
    use crate::diagnostic::Pointer;

    fn two() -> Diagnostics {
        let mut found = Diagnostics::new();
        found.add(Code::RedundantAction, Location::new("overlay.yaml", Pointer::root()), "second");
        found.add(Code::Syntax, Location::new("a.yaml", Pointer::root().child("info")), "first");
        found
    }

    #[test]
    fn counts_by_level() {
        let found = two();
        assert!(found.has_errors());
        assert_eq!((found.len(), found.count(Level::Warning), found.count(Level::Note)), (2, 1, 0));
        assert!(!Diagnostics::new().has_errors());
    }

    #[test]
    fn is_drawn_with_empty_lines_between() {
        let mut found = two();
        found.sort_by_key(|diagnostic| diagnostic.location.clone());
        assert_eq!(
            found.to_string(),
            "error[syntax]: first\n --> a.yaml\n  = at: #/info\n\n\
             warning[redundant-action]: second\n --> overlay.yaml"
        );
    }

    #[test]
    fn what_is_found_again_is_said_once() {
        let mut found = two();
        found.extend(two());
        found.sort_by_key(|diagnostic| diagnostic.location.clone());
        found.drop_repeated();
        assert_eq!(found.len(), 2);
    }
}
