//! Bundling: whatever a `$ref` leads to, in this file or another, comes to stand under `components`.
//!
//! What reads the document afterwards meets one tree, in which a reference is `#/components/<section>/<name>` and
//! leads to the thing itself. A schema inside another moves out and leaves a reference; what another file holds is
//! copied; a path that is a reference becomes the path it refers to. [`Origins`] knows where everything stood.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::brought::Brought;
use super::files::Files;
use super::grammar::{self, Object, Outline};
use super::origins::{Origins, ROOT, Spot};
use super::references;
use super::text::MarkedText;
use crate::diagnostic::{Diagnostics, Pointer};

/// A document in one tree.
pub(super) struct Bundled {
    pub(super) root: Value,
    pub(super) outline: Outline,
    pub(super) origins: Origins,
}

/// Follows every reference and brings what it leads to under `components`. What leads nowhere stays as it is.
pub(super) fn bundle(
    mut files: Files,
    outline: Outline,
    overlay: Option<(Arc<MarkedText>, Brought)>,
    found: &mut Diagnostics,
) -> Bundled {
    files.follow(&outline, found);
    let mut bundler = Bundler::new(files);
    bundler.settle_homes();
    let (texts, paths) = bundler.files.texts();
    let mut origins = Origins { texts, paths, moved: Vec::new(), overlay };
    if bundler.homes.is_empty() && !bundler.has_chains() {
        let root = bundler.files.into_root();
        references::report_circles(&origins, &outline.references, found);
        return Bundled { root, outline, origins };
    }
    bundler.rewrite();
    bundler.take();
    let (mut root, moved) = bundler.finished();
    origins.moved = moved;
    shorten(&mut root);
    // What is wrong with it has been said of the files that it was made of.
    let outline = grammar::check("", &root, &mut Diagnostics::new());
    references::report_circles(&origins, &outline.references, found);
    Bundled { root, outline, origins }
}

/// Where something comes to stand, and what it is.
#[derive(Clone)]
struct Home {
    pointer: Pointer,
    object: &'static Object,
}

struct Bundler {
    files: Files,
    /// Where what is referred to comes to stand.
    homes: IndexMap<Spot, Home>,
    /// Where in the document something stands that a reference stood for.
    moved: Vec<(Pointer, Spot)>,
    /// The paths that are references, and where they lead: each becomes the path that it refers to.
    paths: Vec<(Pointer, Spot)>,
    /// The names that are taken in each section of `components`.
    taken: BTreeSet<Pointer>,
    /// What has a home, in the order in which references lead to it.
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
            homes: IndexMap::new(),
            moved: Vec::new(),
            paths: Vec::new(),
            taken,
            values: BTreeMap::new(),
        }
    }

    /// Says where everything comes to stand that is referred to and does not stand under `components`: where a
    /// component is nothing but the reference, in its place; else under a name made of the way to it.
    fn settle_homes(&mut self) {
        for lead in &self.files.leads {
            let is_component =
                lead.file == ROOT && section_of(&lead.pointer) == lead.expected.section;
            if is_component && lead.is_reference && needs_home(&lead.target, lead.expected) {
                self.homes.entry(lead.target.clone()).or_insert_with(|| Home {
                    pointer: lead.pointer.clone(),
                    object: lead.expected,
                });
            }
        }
        for lead in &self.files.leads {
            let Some(section) = lead.expected.section else { continue };
            if needs_home(&lead.target, lead.expected) && !self.homes.contains_key(&lead.target) {
                let wanted = self.files.name_of(&lead.target);
                let pointer = Pointer::root().child("components").child(section);
                let mut home = pointer.child(&wanted);
                let mut number = 1;
                while !self.taken.insert(home.clone()) {
                    number += 1;
                    home = pointer.child(&format!("{wanted}{number}"));
                }
                self.homes
                    .insert(lead.target.clone(), Home { pointer: home, object: lead.expected });
            }
        }
    }

    /// Whether references lead to references where only schemas may: there it is the thing itself that is wanted.
    fn has_chains(&self) -> bool {
        let mut leads = self.files.leads.iter();
        leads.any(|lead| match lead.expected.section {
            Some("schemas") => false,
            Some(_) => {
                let target = self.files.value(&lead.target);
                section_of(&lead.pointer).is_some()
                    || target.is_some_and(|target| target.get("$ref").is_some())
            }
            None => true,
        })
    }

    /// Makes every reference one to the component.
    fn rewrite(&mut self) {
        for lead in std::mem::take(&mut self.files.leads) {
            let target = match self.homes.get(&lead.target) {
                Some(home) => home.pointer.clone(),
                None if lead.expected.section.is_none() => {
                    if lead.file == ROOT {
                        self.paths.push((lead.pointer, lead.target));
                    }
                    continue;
                }
                None => lead.target.1.clone(),
            };
            let Some(value) = self.files.value_mut(&(lead.file, lead.pointer)) else { continue };
            if lead.is_reference {
                if let Some(reference) = value.get_mut("$ref") {
                    *reference = Value::String(target.to_string());
                }
            } else {
                *value = Value::String(target.to_string());
            }
        }
    }

    /// Takes what has a home out of its file; the innermost first, so that what is around it holds a reference.
    fn take(&mut self) {
        let mut homes: Vec<_> = self.homes.clone().into_iter().enumerate().collect();
        homes.sort_by_key(|(_, ((_, pointer), _))| std::cmp::Reverse(pointer.tokens().count()));
        for (index, (spot, home)) in homes {
            let taken = if self.is_stowed(&spot) {
                self.files.remove(&spot)
            } else {
                let reference = json!({ "$ref": home.pointer.to_string() });
                self.files.value_mut(&spot).map(|value| std::mem::replace(value, reference))
            };
            if let Some(value) = taken {
                self.values.insert(index, (home.pointer.clone(), value));
                self.moved.push((home.pointer, spot));
            }
        }
        for (path, spot) in std::mem::take(&mut self.paths) {
            if let Some((value, spot)) = self.end_of_chain(spot)
                && let Some(location) = self.files.value_mut(&(ROOT, path.clone()))
            {
                *location = value;
                self.moved.push((path, spot));
            }
        }
    }

    /// Whether a value stands in something else that is referred to, though not as a part of it: a file that is a
    /// schema may keep others under a keyword of its own, such as `definitions`.
    fn is_stowed(&self, (file, pointer): &Spot) -> bool {
        let around = self.homes.iter().find_map(|((other, start), home)| {
            let inside = pointer.moved(start, &Pointer::root()).filter(|inside| !inside.is_root());
            let value = self.files.value(&(*other, start.clone()))?;
            (other == file).then_some((home.object, value, inside?))
        });
        around.is_some_and(|(object, value, inside)| {
            grammar::object_in(object, value, &inside).is_none()
        })
    }

    /// The path item that references to references lead to.
    fn end_of_chain(&self, spot: Spot) -> Option<(Value, Spot)> {
        let mut spot = spot;
        for _ in 0..LONGEST_CHAIN {
            let value = self.files.value(&spot)?;
            match self.files.path_target(&spot) {
                Some(next) => spot = next,
                None if value.get("$ref").is_none() => return Some((value.clone(), spot)),
                None => return None,
            }
        }
        None
    }

    /// The document with what has come under `components`.
    fn finished(self) -> (Value, Vec<(Pointer, Spot)>) {
        let mut root = self.files.into_root();
        for (home, value) in self.values.into_values() {
            let mut here = &mut root;
            for token in home.tokens() {
                let Value::Object(members) = here else { break };
                here =
                    members.entry(token.into_owned()).or_insert_with(|| Value::Object(Map::new()));
            }
            *here = value;
        }
        (root, self.moved)
    }
}

/// How many references may follow each other to something else than a schema.
pub(crate) const LONGEST_CHAIN: usize = 16;

/// The section that a component stands in; nothing where the pointer is not one of a component.
fn section_of(pointer: &Pointer) -> Option<&'static str> {
    let mut tokens = pointer.tokens();
    let is_components = tokens.next()?.as_ref() == "components";
    let section = grammar::section(tokens.next()?.as_ref())?;
    (is_components && tokens.next().is_some() && tokens.next().is_none()).then_some(section)
}

/// Whether what is referred to has to move to `components`.
fn needs_home((file, pointer): &Spot, expected: &Object) -> bool {
    expected.section.is_some() && (*file != ROOT || section_of(pointer) != expected.section)
}

/// Makes components that are references to others, which only schemas may be, what they refer to.
fn shorten(root: &mut Value) {
    let Some(components) = root.get("components").and_then(Value::as_object) else { return };
    let mut shortened = Vec::new();
    for (section, names) in components.iter().filter(|(section, _)| *section != "schemas") {
        for (name, value) in names.as_object().into_iter().flatten() {
            let mut here = value;
            for _ in 0..LONGEST_CHAIN {
                let reference = here.get("$ref").and_then(Value::as_str).and_then(Pointer::parse);
                // One that leads to something else is an error that has been reported.
                let reference = reference.filter(|it| section_of(it) == Some(section.as_str()));
                let Some(target) = reference.and_then(|target| target.resolve(root)) else { break };
                here = target;
            }
            if value.get("$ref").is_some() && here.get("$ref").is_none() {
                let pointer = Pointer::root().child("components").child(section).child(name);
                shortened.push((pointer, here.clone()));
            }
        }
    }
    for (pointer, value) in shortened {
        if let Some(location) = root.pointer_mut(pointer.as_str()) {
            *location = value;
        }
    }
}
