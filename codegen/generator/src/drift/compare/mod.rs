//! Comparison of two APIs: operations are matched, then their types are compared in pairs.
//!
//! A pair of models is compared once for each direction, even if several operations reach it or it is recursive. A
//! change inside it is reported once, with the operations that reach it.

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
mod standalone;
mod types;
mod union;

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::IndexMap;

use self::same::KnownPairs;
use super::change::{Change, End, Renamed, RenamedKind, Rewritten};
use super::effect::{Direction, Rust, Wire};
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
    comparison.standalone();
    if comparison.superseded.is_empty() {
        return comparison.into_report(&[]);
    }
    // Built programs keep their media types, whose content may have changed too.
    let pinned = new.with_media_types_of(old);
    let mut pinned_comparison = Comparison::new(old, &pinned);
    pinned_comparison.operations();
    let found = pinned_comparison.found_in(&comparison.superseded);
    comparison.into_report(&found)
}

/// A pair of models and the direction in which they travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Pair {
    old: ModelId,
    new: ModelId,
    direction: Direction,
    /// Whether the service still serves the old version of a body.
    old_is_served: bool,
}

/// The changes found in a pair, without those in the models that it reaches.
#[derive(Debug, Default)]
struct Node {
    changes: Vec<Change>,
    rewritten: Vec<Rewritten>,
    /// The models inside the pair.
    inner: Vec<Pair>,
}

/// The tags of unions, by variant.
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

/// A compared pair: its subject, both locations, and the direction in which it travels.
#[derive(Debug, Clone)]
struct At {
    subject: String,
    old: Pointer,
    new: Pointer,
    direction: Direction,
    old_is_served: bool,
}

impl At {
    fn new(subject: impl Into<String>, old: &Pointer, new: &Pointer, direction: Direction) -> Self {
        Self {
            subject: subject.into(),
            old: old.clone(),
            new: new.clone(),
            direction,
            old_is_served: false,
        }
    }

    /// Returns a pair of parts of this pair.
    fn part(&self, suffix: &str) -> Self {
        Self { subject: format!("{}{suffix}", self.subject), ..self.clone() }
    }
}

/// The state of a comparison.
struct Comparison<'s> {
    old: &'s Side,
    new: &'s Side,
    pairs: IndexMap<Pair, Node>,
    known_pairs: KnownPairs,
    renamed: BTreeSet<Renamed>,
    /// The tags that unions write into their variants, in the old and in the new document.
    tags: (Tags, Tags),
    /// The changes in each operation, by id.
    operations: Vec<(String, Node)>,
    /// The changes outside operations.
    general: Node,
    /// The operations with a body in a newer media type beside the one in use.
    superseded: BTreeSet<String>,
    /// The operations that are omitted from both APIs.
    uncompared: Vec<String>,
}

impl<'s> Comparison<'s> {
    fn new(old: &'s Side, new: &'s Side) -> Self {
        Self {
            old,
            new,
            pairs: IndexMap::new(),
            known_pairs: KnownPairs::default(),
            renamed: BTreeSet::new(),
            tags: (tags(&old.api), tags(&new.api)),
            operations: Vec::new(),
            general: Node::default(),
            superseded: BTreeSet::new(),
            uncompared: Vec::new(),
        }
    }

    /// Records a change at a location.
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
            wire: if at.old_is_served { Wire::Works } else { wire },
            rust,
            subject: at.subject.clone(),
            message: message.into(),
            old: End { location: self.old.location(&at.old), value: old },
            new: End { location: self.new.location(&at.new), value: new },
            operations: Vec::new(),
        }
    }

    /// Compares two models once; changes are recorded in a node of their own.
    fn pair(&mut self, pair: Pair, out: &mut Node) {
        if !out.inner.contains(&pair) {
            out.inner.push(pair);
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
        let mut at =
            At::new(words::short_path(&old.source), &old.source, &new.source, pair.direction);
        at.old_is_served = pair.old_is_served;
        let mut node = Node::default();
        self.model(pair, old, new, &at, &mut node);
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

    /// Records a new name in Rust.
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

    /// Collects the changes of a node and of all models that it reaches.
    fn reached<'n>(&'n self, node: &'n Node) -> Vec<&'n Node> {
        let mut reached: Vec<&Node> = Vec::new();
        let mut open: Vec<&Node> = vec![node];
        let mut seen: HashSet<Pair> = HashSet::new();
        while let Some(node) = open.pop() {
            reached.push(node);
            let new = node.inner.iter().filter(|pair| seen.insert(**pair));
            open.extend(new.filter_map(|pair| self.pairs.get(pair)));
        }
        reached
    }

    /// Records changes that break built programs in some operations but not a regenerated crate.
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

    /// Merges the changes: each once, with the operations that it affects.
    ///
    /// `pinned` holds the changes that only affect programs that use older media types.
    fn into_report(self, pinned: &[(String, Change)]) -> Report {
        let mut merger = Merger::default();
        let mut rewritten: Vec<Rewritten> = Vec::new();
        for node in self.reached(&self.general) {
            for change in &node.changes {
                merger.add(change, None);
            }
            rewritten.extend(node.rewritten.iter().cloned());
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
        for (name, change) in pinned {
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
            accepted: Vec::new(),
            unmatched: Vec::new(),
        }
    }
}

/// Merges a change that was found in both directions or in several operations.
#[derive(Default)]
struct Merger {
    changes: IndexMap<(Code, String, String, String), Change>,
}

impl Merger {
    fn add(&mut self, change: &Change, operation: Option<&String>) {
        // A missing value has the location of its parent, which may differ between directions.
        let location = match (&change.old.value, &change.new.value) {
            (None, Some(_)) => &change.new.location,
            _ => &change.old.location,
        };
        let ends = format!("{:?} {:?}", change.old.value, change.new.value);
        let key = (
            change.code,
            change.subject.clone(),
            format!("{}#{}", location.source, location.pointer),
            ends,
        );
        let merged = self.changes.entry(key).or_insert_with(|| change.clone());
        merged.direction = merged.direction.union(change.direction);
        merged.wire = merged.wire.max(change.wire);
        merged.rust = merged.rust.max(change.rust);
        if let Some(operation) = operation
            && !merged.operations.contains(operation)
        {
            merged.operations.push(operation.clone());
        }
    }
}
