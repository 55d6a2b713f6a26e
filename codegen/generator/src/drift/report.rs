//! Reports: everything that was found by comparing two documents.

use serde::Serialize;

use super::accepted::{Accepted, Entry};
use super::change::{Change, Level, Obsolete, Renamed, Rewritten, Rust};
use super::side::Side;
use crate::diagnostic::Location;

/// Everything that was found by comparing two documents.
#[derive(Debug, Clone)]
pub struct Report {
    /// The old document.
    pub old: Input,
    /// The new document.
    pub new: Input,
    /// The number of operations of the old document that were compared.
    pub operations: usize,
    /// The changes, worst first, otherwise in the order of the old document.
    pub changes: Vec<Change>,
    /// What stays what it is on the wire and is called differently in Rust. No change of meaning, but callers who
    /// name it have to name it anew.
    pub renamed: Vec<Renamed>,
    /// What is said to people and differs.
    pub rewritten: Vec<Rewritten>,
    /// The actions of the overlay that do nothing to the new document.
    pub obsolete: Vec<Obsolete>,
    /// The places in the old document where somebody has yet to write a sentence.
    pub unwritten: Vec<Location>,
    /// The operations that both documents have and that cannot be expressed in either, by their names.
    pub uncompared: Vec<String>,
    /// The changes that were accepted, and why.
    pub waived: Vec<Waived>,
    /// The entries of the list of accepted changes that do nothing.
    pub unmatched: Vec<Unmatched>,
}

/// A document that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// The name of the document, as it was given.
    pub source: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
}

/// A change that was accepted.
#[derive(Debug, Clone, Serialize)]
pub struct Waived {
    /// The change.
    pub change: Change,
    /// Why it was accepted.
    pub reason: String,
    /// The last day on which it is, `YYYY-MM-DD`.
    pub until: String,
}

/// An entry of the list of accepted changes that does nothing.
#[derive(Debug, Clone, Serialize)]
pub struct Unmatched {
    /// The entry.
    pub entry: Entry,
    /// Whether it does nothing because its day is over; otherwise nothing matches it.
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
    /// Whether the two documents mean the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The worst level that there is a change of.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.changes.iter().map(Change::level).max()
    }

    /// How many changes of a level there are.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.changes.iter().filter(|change| change.level() == level).count()
    }

    /// What version a crate needs that is made from the new document, by the changes and by what is called
    /// differently; `None` where it stays as it is.
    #[must_use]
    pub fn version(&self) -> Option<Rust> {
        let changes = self.changes.iter().map(|change| change.rust);
        changes.chain(self.renamed.iter().map(|_| Rust::Major)).max()
    }

    /// Puts the changes aside that were accepted. `today` is a day, `YYYY-MM-DD`; an entry counts until the end of its
    /// last one.
    pub fn accept(&mut self, accepted: &Accepted, today: jiff::civil::Date) {
        for entry in &accepted.entries {
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
            self.waived.extend(matching.into_iter().map(|change| Waived {
                change,
                reason: entry.reason.clone(),
                until: entry.until.to_string(),
            }));
        }
    }
}
