//! Bundles a document: every target of a `$ref`, in this file or another, moves to `components`.
//!
//! Invariant: in the bundled tree a reference is `#/components/<section>/<name>`, and its target is not a reference
//! itself, except for schemas. [`Origins`] maps every value to its original location.

mod files;
mod origins;
mod references;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

pub(super) use self::files::Files;
pub(super) use self::origins::Origins;
use self::origins::{FilePointer, ROOT};
use super::grammar::{self, ObjectType, Outline};
use super::moves::Moves;
use super::overlay::Provenance;
use super::text::IndexedText;
use crate::diagnostic::{Diagnostics, Pointer};

/// A document whose references are resolved into one tree.
pub(super) struct Bundled {
    pub(super) root: Value,
    pub(super) outline: Outline,
    pub(super) origins: Origins,
}

/// Resolves all references and moves their targets to `components`. Unresolved references are unchanged.
pub(super) fn bundle(
    mut files: Files,
    outline: Outline,
    overlay: Option<(Arc<IndexedText>, Provenance)>,
    diagnostics: &mut Diagnostics,
) -> Bundled {
    files.follow(&outline, diagnostics);
    let mut bundler = Bundler::new(files);
    bundler.assign_destinations();
    let (texts, paths) = bundler.files.texts();
    let mut origins = Origins { texts, paths, moved: Moves::default(), overlay };
    if bundler.destinations.is_empty() && !bundler.has_chains() {
        let root = bundler.files.into_root();
        references::report_cycles(&origins, &outline.references, diagnostics);
        return Bundled { root, outline, origins };
    }
    bundler.rewrite();
    bundler.extract();
    let (mut root, moved) = bundler.finish();
    origins.moved = moved;
    inline_reference_chains(&mut root);
    // The errors have been reported for the original files.
    let outline = grammar::check("", &root, &mut Diagnostics::new());
    references::report_cycles(&origins, &outline.references, diagnostics);
    Bundled { root, outline, origins }
}

/// The new location and the type of a referenced object.
#[derive(Clone)]
struct Destination {
    pointer: Pointer,
    object: &'static ObjectType,
}

struct Bundler {
    files: Files,
    /// The new locations of referenced objects.
    destinations: IndexMap<FilePointer, Destination>,
    /// The original locations of moved values.
    moved: Moves<FilePointer>,
    /// Path items that are references, and their targets; each is replaced by its target.
    paths: Vec<(Pointer, FilePointer)>,
    /// The names in use in each section of `components`.
    taken: BTreeSet<Pointer>,
    /// The moved values by the index of their destination.
    values: BTreeMap<usize, (Pointer, Value)>,
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
            paths: Vec::new(),
            taken,
            values: BTreeMap::new(),
        }
    }

    /// Assigns a location to every referenced object outside `components`.
    ///
    /// A component that is only a reference is replaced by its target. Other targets get a name derived from their path.
    fn assign_destinations(&mut self) {
        for reference in &self.files.resolved {
            let is_component = reference.file == ROOT
                && section_of(&reference.pointer) == reference.expected.section;
            if is_component
                && reference.is_reference
                && must_move(&reference.target, reference.expected)
            {
                self.destinations.entry(reference.target.clone()).or_insert_with(|| Destination {
                    pointer: reference.pointer.clone(),
                    object: reference.expected,
                });
            }
        }
        for reference in &self.files.resolved {
            let Some(section) = reference.expected.section else { continue };
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
                    Destination { pointer: destination, object: reference.expected },
                );
            }
        }
    }

    /// Whether references to objects other than schemas lead to further references, which must be inlined.
    fn has_chains(&self) -> bool {
        let mut resolved = self.files.resolved.iter();
        resolved.any(|reference| match reference.expected.section {
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
            let target = match self.destinations.get(&reference.target) {
                Some(destination) => destination.pointer.clone(),
                None if reference.expected.section.is_none() => {
                    if reference.file == ROOT {
                        self.paths.push((reference.pointer, reference.target));
                    }
                    continue;
                }
                None => reference.target.1.clone(),
            };
            let Some(value) = self.files.value_mut(&(reference.file, reference.pointer)) else {
                continue;
            };
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
        for (index, (original, destination)) in destinations {
            let taken = if self.is_outside_grammar(&original) {
                self.files.remove(&original)
            } else {
                let reference = json!({ "$ref": destination.pointer.to_string() });
                self.files.value_mut(&original).map(|value| std::mem::replace(value, reference))
            };
            if let Some(value) = taken {
                self.values.insert(index, (destination.pointer.clone(), value));
                self.moved.insert(destination.pointer, original);
            }
        }
        for (path, original) in std::mem::take(&mut self.paths) {
            if let Some((value, original)) = self.end_of_chain(original)
                && let Some(location) = self.files.value_mut(&(ROOT, path.clone()))
            {
                *location = value;
                self.moved.insert(path, original);
            }
        }
    }

    /// Whether a value is inside another moved value under a keyword that the grammar does not define.
    ///
    /// A schema file may contain other schemas under its own keyword, such as `definitions`.
    fn is_outside_grammar(&self, (file, pointer): &FilePointer) -> bool {
        let enclosing = self.destinations.iter().find_map(|((other, start), destination)| {
            let inside = pointer.moved(start, &Pointer::root()).filter(|inside| !inside.is_root());
            let value = self.files.value(&(*other, start.clone()))?;
            (other == file).then_some((destination.object, value, inside?))
        });
        enclosing.is_some_and(|(object, value, inside)| {
            grammar::object_in(object, value, &inside).is_none()
        })
    }

    /// Returns the path item at the end of a chain of references.
    fn end_of_chain(&self, original: FilePointer) -> Option<(Value, FilePointer)> {
        let mut original = original;
        for _ in 0..MAX_REFERENCE_CHAIN {
            let value = self.files.value(&original)?;
            match self.files.path_target(&original) {
                Some(next) => original = next,
                None if value.get("$ref").is_none() => return Some((value.clone(), original)),
                None => return None,
            }
        }
        None
    }

    /// Returns the document with the moved values under `components`.
    fn finish(self) -> (Value, Moves<FilePointer>) {
        let mut root = self.files.into_root();
        for (destination, value) in self.values.into_values() {
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
fn must_move((file, pointer): &FilePointer, expected: &ObjectType) -> bool {
    expected.section.is_some() && (*file != ROOT || section_of(pointer) != expected.section)
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
