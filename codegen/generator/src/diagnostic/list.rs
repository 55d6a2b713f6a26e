//! A collection of diagnostics, so that all errors of a document are reported in one run.

use std::fmt;

use serde::Serialize;

use super::{Code, Cost, Diagnostic, Level, Levels, Location, Losses};

/// The diagnostics of a document, in the order in which they were reported.
///
/// A pass adds diagnostics and goes on; its caller checks [`has_errors`](Self::has_errors) before the next pass.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Diagnostics {
    pub(super) list: Vec<Diagnostic>,
    /// The levels that the document sets.
    #[serde(skip)]
    pub(crate) levels: Levels,
}

impl Diagnostics {
    /// Returns an empty collection.
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

    /// Whether there is an error, so that no crate is emitted.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// Returns the number of diagnostics of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|diagnostic| diagnostic.level == level).count()
    }

    /// Returns the number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Iterates over the diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Appends diagnostics and takes over the levels that the document sets.
    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(other.list);
        self.levels = other.levels;
    }

    /// Sets what the defect of the diagnostic at `index` costs.
    pub(crate) fn set_cost(&mut self, index: usize, cost: Cost) {
        if let Some(diagnostic) = self.list.get_mut(index) {
            diagnostic.cost.get_or_insert(cost);
        }
    }

    /// Returns the total cost of all defects.
    #[must_use]
    pub fn losses(&self) -> Losses {
        self.list.iter().filter_map(|diagnostic| diagnostic.cost.as_ref()).collect()
    }

    /// Calls `add` for each diagnostic, to complete its locations.
    pub(crate) fn complete(&mut self, add: impl FnMut(&mut Diagnostic)) {
        self.list.iter_mut().for_each(add);
    }

    /// Sorts the diagnostics by `key`; the sort is stable.
    pub fn sort_by_key<Key: Ord>(&mut self, key: impl FnMut(&Diagnostic) -> Key) {
        self.list.sort_by_cached_key(key);
    }

    /// Removes duplicates, such as those of a schema that is read for requests and responses.
    ///
    /// Only adjacent diagnostics of one location are compared, so they must be sorted by location.
    pub fn drop_repeated(&mut self) {
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.list.len());
        for diagnostic in std::mem::take(&mut self.list) {
            let mut same_location =
                kept.iter().rev().take_while(|other| other.location == diagnostic.location);
            if !same_location.any(|other| *other == diagnostic) {
                kept.push(diagnostic);
            }
        }
        self.list = kept;
    }
}

impl Diagnostics {
    /// Sets the level of each diagnostic and removes those that are allowed.
    ///
    /// `levels` take precedence over the levels that the document sets.
    pub fn apply_levels(&mut self, levels: &Levels) {
        let own = std::mem::take(&mut self.levels);
        self.list.retain_mut(|diagnostic| match levels.level(&own, diagnostic.code) {
            Some(level) => {
                diagnostic.level = level;
                true
            }
            None => false,
        });
        self.levels = own;
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

/// Formats the diagnostics, separated by empty lines.
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
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Code, Diagnostics, Level, Levels, Location};
    use crate::diagnostic::{CodeSet, Pointer};

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
    fn displays_diagnostics_separated_by_empty_lines() {
        let mut found = two();
        found.sort_by_key(|diagnostic| diagnostic.location.clone());
        assert_eq!(
            found.to_string(),
            "error[syntax]: first\n --> a.yaml\n  = at: #/info\n\n\
             warning[redundant-action]: second\n --> overlay.yaml"
        );
    }

    #[test]
    fn drops_repeated_diagnostics() {
        let mut found = two();
        found.extend(two());
        found.sort_by_key(|diagnostic| diagnostic.location.clone());
        found.drop_repeated();
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn applies_levels_to_diagnostics() {
        let location = || Location::new("a.yaml", Pointer::root());
        let mut found = Diagnostics::new();
        found.add(Code::UnknownKeyword, location(), "a");
        found.add(Code::RelativeServer, location(), "b");
        found.add(Code::Syntax, location(), "c");
        found.levels.allow_at(CodeSet::One(Code::UnknownKeyword), Some(location())).unwrap();
        found.levels.allow_at(CodeSet::One(Code::IgnoredSibling), Some(location())).unwrap();
        assert_eq!(found.levels.unused_allows(&found.iter()), [(Code::IgnoredSibling, location())]);
        let mut levels = Levels::new();
        levels.deny(CodeSet::Notes).unwrap();
        found.apply_levels(&levels);
        let shown: Vec<_> =
            found.iter().map(|diagnostic| (diagnostic.level, diagnostic.code)).collect();
        assert_eq!(shown, [(Level::Error, Code::RelativeServer), (Level::Error, Code::Syntax)]);
    }
}
