//! Bundles a document: every target of a `$ref`, in this file or another, moves to `components`.
//!
//! Invariant: in the bundled tree a reference is `#/components/<section>/<name>`, and its target is not a reference
//! itself, except for schemas. [`Origins`] maps every value to its original location.

mod failures;
mod files;
mod inline;
mod origins;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

pub(super) use self::files::Files;
use self::inline::Inlines;
pub(super) use self::origins::Origins;
use self::origins::{FilePointer, ROOT};
use super::grammar::{self, Outline, Rule, Version};
use super::moves::Moves;
use super::overlay::Provenance;
use super::recovery::{self, Steps};
use super::text::IndexedText;
use crate::diagnostic::{Diagnostics, Pointer};

/// A document whose references are resolved into one tree.
pub(super) struct Bundled {
    pub(super) root: Value,
    pub(super) outline: Outline,
    pub(super) origins: Origins,
}

/// Resolves all references and moves their targets to `components`.
pub(super) fn bundle(
    mut files: Files,
    version: Version,
    outline: Outline,
    overlay: Option<(Arc<IndexedText>, Provenance)>,
    diagnostics: &mut Diagnostics,
) -> Bundled {
    let before = diagnostics.len();
    files.follow(&outline, diagnostics);
    files.recover(diagnostics);
    let is_changed = diagnostics.len() > before;
    let mut bundler = Bundler::new(files);
    bundler.assign_destinations();
    let mut origins = bundler.files.origins(overlay);
    if bundler.destinations.is_empty() && !bundler.has_chains() && !is_changed {
        let root = bundler.files.into_root();
        return Bundled { root, outline, origins };
    }
    bundler.rewrite();
    bundler.extract();
    let (mut root, moved) = bundler.finish(diagnostics);
    origins.moved = moved;
    inline_reference_chains(&mut root);
    // What a reference without a target has cost may leave a defect: a parameter without a schema.
    let (start, mut steps, mut found) = (Pointer::root(), Steps::default(), Diagnostics::new());
    let rule = (grammar::DOCUMENT, version);
    let outline = recovery::check_and_repair("", &mut root, &start, rule, &mut steps, &mut found);
    // All other diagnostics have been reported for the original files.
    found.complete(|diagnostic| {
        for location in diagnostic.locations_mut() {
            *location = origins.location(&location.pointer).highlight(location.highlight);
        }
    });
    diagnostics.extend(found.into_iter().filter(|diagnostic| diagnostic.cost.is_some()));
    origins.rewritten = steps;
    Bundled { root, outline: outline.unwrap_or_default(), origins }
}

/// The new location and the rule of a referenced object.
#[derive(Clone)]
struct Destination {
    pointer: Pointer,
    rule: Rule,
}

struct Bundler {
    files: Files,
    /// The new locations of referenced objects.
    destinations: IndexMap<FilePointer, Destination>,
    /// The original locations of moved values.
    moved: Moves<FilePointer>,
    /// References to values that `components` has no section for; each is replaced by its target.
    inlines: Inlines,
    /// The names in use in each section of `components`.
    taken: BTreeSet<Pointer>,
    /// The moved values with their original and new locations, in the order of destinations.
    values: Vec<(FilePointer, Pointer, Value)>,
}

impl Bundler {
    fn new(files: Files) -> Self {
        let mut taken = BTreeSet::new();
        let components = files.root().get("components").and_then(Value::as_object);
        for (section, names) in components.into_iter().flatten() {
            let pointer = Pointer::root().child("components").child(section);
            taken.extend(
                names.as_object().into_iter().flatten().map(|(name, _)| pointer.child(name)),
            );
        }
        Self {
            files,
            destinations: IndexMap::new(),
            moved: Moves::default(),
            inlines: Inlines::default(),
            taken,
            values: Vec::new(),
        }
    }

    /// Assigns a location to every referenced object outside `components`.
    ///
    /// A component that is only a reference is replaced by its target. Other targets get a name derived from their path.
    fn assign_destinations(&mut self) {
        for reference in &self.files.resolved {
            let is_component = reference.file == ROOT
                && section_of(&reference.pointer) == reference.expected.section();
            if is_component
                && reference.is_reference
                && must_move(&reference.target, reference.expected)
            {
                self.destinations.entry(reference.target.clone()).or_insert_with(|| Destination {
                    pointer: reference.pointer.clone(),
                    rule: reference.expected,
                });
            }
        }
        for reference in &self.files.resolved {
            let Some(section) = reference.expected.section() else { continue };
            if must_move(&reference.target, reference.expected)
                && !self.destinations.contains_key(&reference.target)
            {
                let wanted = self.files.name_of(&reference.target);
                let pointer = Pointer::root().child("components").child(section);
                let mut destination = pointer.child(&wanted);
                let mut number = 1;
                while !self.taken.insert(destination.clone()) {
                    number += 1;
                    destination = pointer.child(&format!("{wanted}{number}"));
                }
                self.destinations.insert(
                    reference.target.clone(),
                    Destination { pointer: destination, rule: reference.expected },
                );
            }
        }
    }

    /// Whether references to objects other than schemas lead to further references, which must be inlined.
    fn has_chains(&self) -> bool {
        let mut resolved = self.files.resolved.iter();
        resolved.any(|reference| match reference.expected.section() {
            Some("schemas") => false,
            Some(_) => {
                let target = self.files.value(&reference.target);
                section_of(&reference.pointer).is_some()
                    || target.is_some_and(|target| target.get("$ref").is_some())
            }
            None => true,
        })
    }

    /// Rewrites every reference to the new location of its target.
    fn rewrite(&mut self) {
        for reference in std::mem::take(&mut self.files.resolved) {
            let holder = (reference.file, reference.pointer);
            let target = match self.destinations.get(&reference.target) {
                Some(destination) => destination.pointer.clone(),
                None if reference.expected.section().is_none() => {
                    self.inlines.insert(holder, reference.target);
                    continue;
                }
                None => reference.target.1.clone(),
            };
            let Some(value) = self.files.value_mut(&holder) else { continue };
            if reference.is_reference {
                if let Some(reference) = value.get_mut("$ref") {
                    *reference = Value::String(target.to_string());
                }
            } else {
                *value = Value::String(target.to_string());
            }
        }
    }

    /// Moves values out of their files, the innermost first, so that enclosing values contain the reference.
    fn extract(&mut self) {
        let mut destinations: Vec<_> = self.destinations.clone().into_iter().enumerate().collect();
        destinations
            .sort_by_key(|(_, ((_, pointer), _))| std::cmp::Reverse(pointer.tokens().count()));
        let mut values = BTreeMap::new();
        for (index, (original, destination)) in destinations {
            let taken = if self.is_outside_grammar(&original) {
                self.files.remove(&original)
            } else {
                let reference = json!({ "$ref": destination.pointer.to_string() });
                self.files.value_mut(&original).map(|value| std::mem::replace(value, reference))
            };
            if let Some(value) = taken {
                values.insert(index, (original.clone(), destination.pointer.clone(), value));
                self.moved.insert(destination.pointer, original);
            }
        }
        self.values = values.into_values().collect();
    }

    /// Whether a value is inside another moved value under a keyword that the grammar does not define.
    ///
    /// A schema file may contain other schemas under its own keyword, such as `definitions`.
    fn is_outside_grammar(&self, (file, pointer): &FilePointer) -> bool {
        let enclosing = self.destinations.iter().find_map(|((other, start), destination)| {
            let inside =
                pointer.moved(start, &Pointer::root()).filter(|inside| !inside.is_root())?;
            let value = (other == file).then(|| self.files.value(&(*other, start.clone())))??;
            Some((destination.rule, value, inside))
        });
        enclosing
            .is_some_and(|(rule, value, inside)| grammar::rule_at(rule, value, &inside).is_none())
    }

    /// Returns the document with the moved values under `components` and the inlined values in place.
    fn finish(mut self, diagnostics: &mut Diagnostics) -> (Value, Moves<FilePointer>) {
        let mut values: Vec<(FilePointer, Pointer, Value)> = std::mem::take(&mut self.values);
        let mut root = self.inlines.resolve(self.files, &mut values, &mut self.moved, diagnostics);
        for (_, destination, value) in values {
            let mut here = &mut root;
            for token in destination.tokens() {
                let Value::Object(members) = here else { break };
                here =
                    members.entry(token.into_owned()).or_insert_with(|| Value::Object(Map::new()));
            }
            *here = value;
        }
        (root, self.moved)
    }
}

/// Limit of chained references to objects other than schemas.
pub(crate) const MAX_REFERENCE_CHAIN: usize = 16;

/// Returns the section of the component at a pointer, if it is one.
fn section_of(pointer: &Pointer) -> Option<&'static str> {
    let mut tokens = pointer.tokens();
    let is_components = tokens.next()?.as_ref() == "components";
    let section = grammar::section(tokens.next()?.as_ref())?;
    (is_components && tokens.next().is_some() && tokens.next().is_none()).then_some(section)
}

/// Whether a referenced object must move to `components`.
fn must_move((file, pointer): &FilePointer, expected: Rule) -> bool {
    expected.section().is_some() && (*file != ROOT || section_of(pointer) != expected.section())
}

/// Replaces components that are references, except schemas, by their targets.
fn inline_reference_chains(root: &mut Value) {
    let Some(components) = root.get("components").and_then(Value::as_object) else { return };
    let mut inlined = Vec::new();
    for (section, names) in components.iter().filter(|(section, _)| *section != "schemas") {
        for (name, value) in names.as_object().into_iter().flatten() {
            let mut here = value;
            for _ in 0..MAX_REFERENCE_CHAIN {
                let reference = here.get("$ref").and_then(Value::as_str).and_then(Pointer::parse);
                // A reference to another section has been reported as an error.
                let reference = reference.filter(|it| section_of(it) == Some(section.as_str()));
                let Some(target) = reference.and_then(|target| target.resolve(root)) else { break };
                here = target;
            }
            if value.get("$ref").is_some() && here.get("$ref").is_none() {
                let pointer = Pointer::root().child("components").child(section).child(name);
                inlined.push((pointer, here.clone()));
            }
        }
    }
    for (pointer, value) in inlined {
        if let Some(location) = root.pointer_mut(pointer.as_str()) {
            *location = value;
        }
    }
}
