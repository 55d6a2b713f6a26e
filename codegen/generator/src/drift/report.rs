//! Reports: the result of a comparison.

use serde::Serialize;

use super::accepted::{Accepted, Entry};
use super::change::{Change, Obsolete, Renamed, Rewritten};
use super::effect::{Level, Rust};
use super::side::Side;
use crate::diagnostic::Location;

/// The result of a comparison.
#[derive(Debug, Clone)]
pub struct Report {
    /// The old document.
    pub old: Input,
    /// The new document.
    pub new: Input,
    /// The number of compared operations of the old document.
    pub operations: usize,
    /// The changes, the worst first, otherwise in the order of the old document.
    pub changes: Vec<Change>,
    /// Items that are unchanged on the wire and have a new name in Rust. Code that uses the old name no longer
    /// compiles.
    pub renamed: Vec<Renamed>,
    /// Changed descriptions, titles and examples.
    pub rewritten: Vec<Rewritten>,
    /// The actions of the overlay that do nothing to the new document.
    pub obsolete: Vec<Obsolete>,
    /// The locations of placeholders for sentences in the old document.
    pub unwritten: Vec<Location>,
    /// The ids of the operations that both documents have and both crates omit.
    pub uncompared: Vec<String>,
    /// The accepted changes.
    pub accepted: Vec<AcceptedChange>,
    /// The entries of the list of accepted changes that match nothing or have expired.
    pub unmatched: Vec<Unmatched>,
}

/// A compared document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The name of the source.
    pub source: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
}

/// An accepted change.
#[derive(Debug, Clone, Serialize)]
pub struct AcceptedChange {
    /// The change.
    pub change: Change,
    /// The reason for accepting it.
    pub reason: String,
    /// The last day on which it is accepted, `YYYY-MM-DD`.
    pub until: String,
}

/// An entry of the list of accepted changes that matches nothing or has expired.
#[derive(Debug, Clone, Serialize)]
pub struct Unmatched {
    /// The entry.
    pub entry: Entry,
    /// Whether the entry has expired; otherwise it matches nothing.
    pub expired: bool,
}

impl Input {
    pub(super) fn of(side: &Side) -> Self {
        Self {
            source: side.document.source_name.clone(),
            title: side.api.title.clone(),
            version: side.api.version.clone(),
        }
    }
}

impl Report {
    /// Whether there are no changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns the worst level of the changes.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.changes.iter().map(Change::level).max()
    }

    /// Returns the number of changes of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes.iter().filter(|change| change.level() == level).count()
    }

    /// Returns the version that a crate regenerated from the new document needs; `None` without changes and renames.
    #[must_use]
    pub fn version(&self) -> Option<Rust> {
        let changes = self.changes.iter().map(|change| change.rust);
        changes.chain(self.renamed.iter().map(|_| Rust::Major)).max()
    }

    /// Moves the changes that a list accepts to `accepted`. An entry applies through its last day.
    pub fn accept(&mut self, list: &Accepted, today: jiff::civil::Date) {
        for entry in &list.entries {
            if entry.until < today {
                self.unmatched.push(Unmatched { entry: entry.clone(), expired: true });
                continue;
            }
            let changes = std::mem::take(&mut self.changes);
            let (matching, rest): (Vec<_>, Vec<_>) =
                changes.into_iter().partition(|change| entry.matches(change));
            self.changes = rest;
            if matching.is_empty() {
                self.unmatched.push(Unmatched { entry: entry.clone(), expired: false });
            }
            self.accepted.extend(matching.into_iter().map(|change| AcceptedChange {
                change,
                reason: entry.reason.clone(),
                until: entry.until.to_string(),
            }));
        }
    }
}
