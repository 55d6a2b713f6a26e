//! The comparison: operations are matched, and what they hold is compared pair by pair.
//!
//! A pair of models is compared once for each direction, however many operations reach it and however it holds itself.
//! What differs in it is told once, with the names of the operations that it reaches.

mod constraint;
mod documentation;
mod enumeration;
mod object;
mod operation;
mod parameter;
mod rename;
mod response;
mod same;
mod security;
mod types;
mod union;

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use self::same::Sameness;
use super::change::{Change, Direction, End, Renamed, RenamedKind, Rewritten, Rust, Wire};
use super::report::{Input, Report};
use super::rules::Code;
use super::side::Side;
use super::words;
use crate::api::{Api, Model, ModelId, Shape};
use crate::diagnostic::Pointer;

/// Compares two documents.
#[must_use]
pub fn compare(old: &Side, new: &Side) -> Report {
    let mut comparison = Comparison::new(old, new);
    comparison.operations();
    if comparison.superseded.is_empty() {
        return comparison.finished(&[]);
    }
    // Programs that were built from the old document keep to what they ask for, which may have changed too.
    let kept = new.kept(old);
    let mut of_kept = Comparison::new(old, &kept);
    of_kept.operations();
    let found = of_kept.found_in(&comparison.superseded);
    comparison.finished(&found)
}

/// Two models that are compared, and the direction in which they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pair {
    old: ModelId,
    new: ModelId,
    direction: Direction,
    /// Whether the service still serves what the old document said, beside this.
    kept: bool,
}

/// What was found by comparing two things, without what is found in the models that they hold.
#[derive(Debug, Default)]
struct Node {
    changes: Vec<Change>,
    rewritten: Vec<Rewritten>,
    held: Vec<Pair>,
}

/// The tags of unions by their variants.
type Tags = HashMap<ModelId, String>;

fn tags(api: &Api) -> Tags {
    let unions = api.models.iter().filter_map(|model| match &model.shape {
        Shape::Union(union) => Some(union),
        _ => None,
    });
    let variants = unions
        .flat_map(|union| union.variants.iter().map(|variant| (variant.model, union.tag.clone())));
    variants.collect()
}

/// Two things that are compared: what they are called, where they stand, which way they travel.
#[derive(Debug, Clone)]
struct At {
    subject: String,
    old: Pointer,
    new: Pointer,
    direction: Direction,
    kept: bool,
}

impl At {
    fn new(subject: impl Into<String>, old: &Pointer, new: &Pointer, direction: Direction) -> Self {
        Self { subject: subject.into(), old: old.clone(), new: new.clone(), direction, kept: false }
    }

    /// A part of the same two things.
    fn part(&self, suffix: &str) -> Self {
        Self { subject: format!("{}{suffix}", self.subject), ..self.clone() }
    }
}

/// The state of one comparison.
struct Comparison<'s> {
    old: &'s Side,
    new: &'s Side,
    pairs: IndexMap<Pair, Node>,
    sameness: Sameness,
    renamed: BTreeSet<Renamed>,
    /// The tags that unions write into their variants, of the old document and of the new one.
    tags: (Tags, Tags),
    /// What was found in each operation, by its name.
    operations: Vec<(String, Node)>,
    /// What was found that belongs to no operation.
    general: Node,
    /// The operations of which a body comes in a newer media type beside the one in use.
    superseded: BTreeSet<String>,
    /// The operations that neither document lets be compared.
    uncompared: Vec<String>,
}

impl<'s> Comparison<'s> {
    fn new(old: &'s Side, new: &'s Side) -> Self {
        Self {
            old,
            new,
            pairs: IndexMap::new(),
            sameness: Sameness::default(),
            renamed: BTreeSet::new(),
            tags: (tags(&old.api), tags(&new.api)),
            operations: Vec::new(),
            general: Node::default(),
            superseded: BTreeSet::new(),
            uncompared: Vec::new(),
        }
    }

    /// A change of what stands at a place.
    fn change(
        &self,
        code: Code,
        at: &At,
        message: impl Into<String>,
        old: Option<String>,
        new: Option<String>,
    ) -> Change {
        let (wire, rust) = code.verdicts(at.direction);
        Change {
            code,
            direction: at.direction,
            wire: if at.kept { Wire::Works } else { wire },
            rust,
            subject: at.subject.clone(),
            message: message.into(),
            old: End { location: self.old.location(&at.old), shown: old },
            new: End { location: self.new.location(&at.new), shown: new },
            operations: Vec::new(),
        }
    }

    /// Compares two models, unless they have been; what differs is found in their own node.
    fn pair(&mut self, pair: Pair, out: &mut Node) {
        if !out.held.contains(&pair) {
            out.held.push(pair);
        }
        if self.pairs.contains_key(&pair) {
            return;
        }
        self.pairs.insert(pair, Node::default());
        let (Some(old), Some(new)) = (self.old.api.model(pair.old), self.new.api.model(pair.new))
        else {
            return;
        };
        self.note_type_name(old, new);
        let mut at = At::new(words::spoken(&old.source), &old.source, &new.source, pair.direction);
        at.kept = pair.kept;
        let mut node = Node::default();
        self.model(pair, (old, new), &at, &mut node);
        if let Some(slot) = self.pairs.get_mut(&pair) {
            *slot = node;
        }
    }

    fn note_type_name(&mut self, old: &Model, new: &Model) {
        self.note_name(
            RenamedKind::Type,
            (old.name.as_str(), &old.source),
            (new.name.as_str(), &new.source),
        );
    }

    /// Notes that a thing is called differently in Rust.
    fn note_name(&mut self, kind: RenamedKind, old: (&str, &Pointer), new: (&str, &Pointer)) {
        if old.0 != new.0 {
            self.renamed.insert(Renamed {
                kind,
                old: old.0.to_owned(),
                new: new.0.to_owned(),
                old_location: self.old.location(old.1),
                new_location: self.new.location(new.1),
            });
        }
    }

    /// What was found in something and in all the models that it holds.
    fn reached<'n>(&'n self, node: &'n Node) -> Vec<&'n Node> {
        let mut reached: Vec<&Node> = Vec::new();
        let mut open: Vec<&Node> = vec![node];
        let mut seen: HashSet<Pair> = HashSet::new();
        while let Some(node) = open.pop() {
            reached.push(node);
            let new = node.held.iter().filter(|pair| seen.insert(**pair));
            open.extend(new.filter_map(|pair| self.pairs.get(pair)));
        }
        reached
    }

    /// What breaks on the wire in some operations. A crate that is made anew does not see it.
    fn found_in(&self, operations: &BTreeSet<String>) -> Vec<(String, Change)> {
        let mut found = Vec::new();
        for (name, node) in self.operations.iter().filter(|(name, _)| operations.contains(name)) {
            for node in self.reached(node) {
                let breaking = node.changes.iter().filter(|change| change.wire == Wire::Breaks);
                found.extend(
                    breaking.map(|change| {
                        (name.clone(), Change { rust: Rust::Patch, ..change.clone() })
                    }),
                );
            }
        }
        found
    }

    /// Puts together what was found: each change once, with the operations that it reaches.
    ///
    /// `kept` is what changed for programs that keep to older media types, and for nobody else.
    fn finished(mut self, kept: &[(String, Change)]) -> Report {
        let mut merger = Merger::default();
        let mut rewritten = std::mem::take(&mut self.general.rewritten);
        for change in std::mem::take(&mut self.general.changes) {
            merger.add(&change, None);
        }
        for (name, node) in &self.operations {
            for node in self.reached(node) {
                for change in &node.changes {
                    merger.add(change, Some(name));
                }
                rewritten.extend(node.rewritten.iter().cloned());
            }
        }
        rewritten.sort();
        rewritten.dedup();
        for (name, change) in kept {
            merger.add(change, Some(name));
        }
        let mut changes: Vec<Change> = merger.changes.into_values().collect();
        changes.sort_by_key(|change| std::cmp::Reverse((change.level(), change.wire, change.rust)));
        Report {
            old: Input::of(self.old),
            new: Input::of(self.new),
            operations: self.old.api.operations().count(),
            changes,
            renamed: self.renamed.into_iter().collect(),
            rewritten,
            obsolete: self.new.obsolete.clone(),
            unwritten: self.old.unwritten(),
            uncompared: self.uncompared,
            waived: Vec::new(),
            unmatched: Vec::new(),
        }
    }
}

/// Puts together what is one change: found in both directions, or in several operations.
#[derive(Default)]
struct Merger {
    changes: IndexMap<(Code, String, String, String), Change>,
}

impl Merger {
    fn add(&mut self, change: &Change, operation: Option<&String>) {
        // Where a thing is gone or new, the other document has a place for what it stood in, which may differ.
        let location = match (&change.old.shown, &change.new.shown) {
            (None, Some(_)) => &change.new.location,
            _ => &change.old.location,
        };
        let ends = format!("{:?} {:?}", change.old.shown, change.new.shown);
        let key = (
            change.code,
            change.subject.clone(),
            format!("{}#{}", location.source, location.pointer),
            ends,
        );
        let merged = self.changes.entry(key).or_insert_with(|| change.clone());
        merged.direction = merged.direction.and(change.direction);
        merged.wire = merged.wire.max(change.wire);
        merged.rust = merged.rust.max(change.rust);
        if let Some(operation) = operation
            && !merged.operations.contains(operation)
        {
            merged.operations.push(operation.clone());
        }
    }
}
