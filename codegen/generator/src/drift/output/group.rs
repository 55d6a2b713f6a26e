//! Groups of changes that affect the same operations.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;

use crate::diagnostic::Location;
use crate::drift::change::{Change, End, Rewritten};
use crate::drift::effect::Level;
use crate::drift::report::Report;
use crate::drift::rules::Code;

/// The maximum number of operations in a heading.
const MAX_NAMES: usize = 3;

/// Changes that affect the same operations.
pub(super) struct Group<'r> {
    /// The operations.
    pub(super) heading: String,
    pub(super) changes: Vec<Cow<'r, Change>>,
}

/// Groups the changes by operations: the worst group first, and in each group the worst change first.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&[String], Vec<&Change>> = IndexMap::new();
    for change in &report.changes {
        groups.entry(&change.operations).or_default().push(change);
    }
    let mut groups: Vec<(&[String], Vec<&Change>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, changes)| {
        let worst = changes.iter().map(|change| change.level()).max();
        std::cmp::Reverse((worst, changes.len()))
    });
    let grouped = groups.into_iter().map(|(operations, changes)| Group {
        heading: heading(operations, report.operations),
        changes: merged_members(&changes),
    });
    grouped.collect()
}

/// Merges members that one enumeration gained or lost into one change.
fn merged_members<'r>(changes: &[&'r Change]) -> Vec<Cow<'r, Change>> {
    let is_same = |one: &Change, other: &Change| {
        matches!(one.code, Code::MemberAdded | Code::MemberRemoved)
            && (one.code, &one.subject, one.direction)
                == (other.code, &other.subject, other.direction)
            && (&one.old.location, &one.new.location) == (&other.old.location, &other.new.location)
    };
    let mut all: Vec<Cow<'r, Change>> = Vec::new();
    for run in changes.chunk_by(|one, other| is_same(one, other)) {
        if let [first, _, ..] = run {
            let mut change = (*first).clone();
            let state = if first.code == Code::MemberAdded { "added" } else { "removed" };
            let joined = |value: fn(&Change) -> Option<&String>| {
                let all: Vec<&str> =
                    run.iter().filter_map(|change| value(change)).map(String::as_str).collect();
                (!all.is_empty()).then(|| all.join(", "))
            };
            change.message = format!("{} members were {state}", run.len());
            change.old.value = joined(|change| change.old.value.as_ref());
            change.new.value = joined(|change| change.new.value.as_ref());
            all.push(Cow::Owned(change));
        } else {
            all.extend(run.iter().map(|change| Cow::Borrowed(*change)));
        }
    }
    all
}

fn heading(operations: &[String], all: usize) -> String {
    let names = operations.iter().take(MAX_NAMES).map(String::as_str);
    match operations.len() {
        0 => "the whole API".to_owned(),
        number if number == all && number > 1 => format!("all {number} operations"),
        number if number > MAX_NAMES + 1 => {
            format!("{} and {} more", names.collect::<Vec<_>>().join(", "), number - MAX_NAMES)
        }
        _ => operations.join(", "),
    }
}

/// Returns the shortest text that identifies a location.
pub(super) fn location(location: &Location) -> String {
    location.to_string()
}

/// Returns the value at one end of a change.
pub(super) fn end(end: &End) -> &str {
    end.value.as_deref().unwrap_or("-")
}

/// Returns a changed text, or a dash if it is absent.
pub(super) fn text_or_dash(text: Option<&String>) -> &str {
    text.map_or("-", String::as_str)
}

/// Returns the verdicts on a change in a few words.
pub(super) fn verdicts(change: &Change) -> String {
    let direction = match change.direction {
        crate::drift::Direction::Both => "both ways",
        crate::drift::Direction::Request => "request",
        crate::drift::Direction::Response => "response",
    };
    format!("{direction}, wire {}, Rust {}", change.wire, change.rust)
}

/// Returns a number with its noun: `1 operation`, `2 operations`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Returns the number of changes of each level: `2 breaking, 1 compatible, 0 notices`.
pub(super) fn counts(report: &Report) -> String {
    let count = |level| report.count(level);
    format!(
        "{} breaking, {} compatible, {}",
        count(Level::Breaking),
        count(Level::Compatible),
        counted(count(Level::Notice), "notice")
    )
}

/// Returns the version that a regenerated crate needs, as a sentence without a full stop.
pub(super) fn version(report: &Report) -> String {
    match report.version() {
        None => "a regenerated crate does not change".to_owned(),
        Some(version) => format!("a regenerated crate needs a {version} version"),
    }
}

/// Returns the remarks beside the changes, one for each line.
pub(super) fn remarks(report: &Report) -> Vec<String> {
    let mut remarks = Vec::new();
    for renamed in &report.renamed {
        remarks.push(format!(
            "the {} {} is named {} in Rust: {}",
            renamed.kind,
            renamed.old,
            renamed.new,
            location(&renamed.new_location)
        ));
    }
    for obsolete in &report.obsolete {
        remarks.push(format!(
            "the overlay's action at {} is obsolete: {}",
            location(&obsolete.location),
            obsolete.message
        ));
    }
    for unwritten in &report.unwritten {
        remarks.push(format!("a sentence is missing at {}", location(unwritten)));
    }
    for name in &report.uncompared {
        remarks.push(format!("{name} is omitted from both crates and not compared"));
    }
    for unmatched in &report.unmatched {
        let why = if unmatched.expired { "has expired" } else { "matches nothing" };
        remarks.push(format!(
            "the accepted change {} {why}: {}",
            unmatched.entry, unmatched.entry.reason
        ));
    }
    if !report.accepted.is_empty() {
        remarks.push(format!("accepted: {}", counted(report.accepted.len(), "change")));
    }
    remarks
}

/// Displays the number of changed descriptions.
pub(super) struct Texts<'r>(pub(super) &'r [Rewritten]);

impl fmt::Display for Texts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            0 => formatter.write_str("no description changed"),
            1 => formatter.write_str("1 description changed"),
            number => write!(formatter, "{number} descriptions changed"),
        }
    }
}
