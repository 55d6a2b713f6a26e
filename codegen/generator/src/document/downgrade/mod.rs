//! Rewrites keywords of OpenAPI 3.1 and 3.2 to the form of OpenAPI 3.0, which `openapiv3`, `check` and `lower` read.
//!
//! Invariant: a value that a keyword allowed is allowed by the rewritten one. What OpenAPI 3.0 cannot say is reported, and
//! every value that moves is recorded in [`Moves`]. A document of OpenAPI 3.0 without newer keywords is unchanged.

mod arrays;
mod composition;
mod constants;
mod content;
mod keywords;
mod newer;
mod notes;
mod null;
mod objects;
mod operations;
mod references;
mod scalars;
mod types;
mod webhooks;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use self::notes::Repeated;
use self::null::Nulls;
use super::grammar::Version;
use super::moves::Moves;
use super::text::StackPath;
use crate::diagnostic::{Diagnostics, Location, Pointer};

/// The members of a schema.
type Members = Map<String, Value>;

/// The result of the rewriting.
#[derive(Debug)]
pub(in crate::document) struct Downgraded {
    /// The values that have moved.
    pub(in crate::document) moves: Moves<Pointer>,
    /// The schemas under `components` that become models even if no operation uses them, in document order.
    pub(in crate::document) standalone: Vec<Pointer>,
}

/// Rewrites a bundled document of a version, whose schemas are at `schemas` in document order.
///
/// `location` returns the location that diagnostics about a value of the bundled tree name.
pub(in crate::document) fn downgrade(
    root: &mut Value,
    version: Version,
    schemas: &[Pointer],
    location: &dyn Fn(&Pointer) -> Location,
    diagnostics: &mut Diagnostics,
) -> Downgraded {
    let mut downgrade = Downgrade {
        is_3_0: version == Version::V3_0,
        anchors: references::dynamic_anchors(root),
        nulls: Nulls::of(root),
        location,
        diagnostics,
        moves: Moves::default(),
        relocated: HashMap::new(),
        recorded: Vec::new(),
        repeated: IndexMap::new(),
    };
    let standalone = downgrade.standalone(root);
    downgrade.outside_of_schemas(root);
    for pointer in outermost(schemas) {
        let pointer = downgrade.relocated.get(pointer).unwrap_or(pointer).clone();
        if let Some(schema) = root.pointer_mut(pointer.as_str()) {
            downgrade.schema(schema, &StackPath::at(&pointer), Role::Alone);
        }
    }
    downgrade.report_repeated();
    Downgraded { moves: downgrade.moves, standalone }
}

/// Returns the pointers that are not inside another one of the list, which is in document order.
fn outermost(pointers: &[Pointer]) -> impl Iterator<Item = &Pointer> {
    let mut last: Option<&Pointer> = None;
    pointers.iter().filter(move |pointer| {
        let is_inside = last.is_some_and(|last| pointer.is_inside(last));
        if !is_inside {
            last = Some(*pointer);
        }
        !is_inside
    })
}

/// The role of a schema in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A part of `allOf`, `anyOf` or `oneOf`, whose identity matters: a variant is known by its reference.
    Part,
    /// Anywhere else.
    Alone,
}

/// The state of one rewriting.
struct Downgrade<'d> {
    /// Whether `nullable` is defined.
    is_3_0: bool,
    /// The components with a `$dynamicAnchor`, by its name.
    anchors: HashMap<String, Pointer>,
    nulls: Nulls,
    location: &'d dyn Fn(&Pointer) -> Location,
    diagnostics: &'d mut Diagnostics,
    moves: Moves<Pointer>,
    /// The new locations of whole schemas that are moved before they are rewritten.
    relocated: HashMap<Pointer, Pointer>,
    /// The current locations of the moves within the schema that is being rewritten.
    recorded: Vec<Pointer>,
    /// The first occurrence of what is often repeated, and the number of all.
    repeated: IndexMap<Repeated, (Location, usize)>,
}

impl Downgrade<'_> {
    /// Rewrites a schema and the schemas in it, the outer one first, so that inner ones are visited where they end up.
    fn schema(&mut self, value: &mut Value, path: &StackPath<'_>, role: Role) {
        match value {
            Value::Bool(true) => *value = Value::Object(Map::new()),
            Value::Bool(false) => {
                let message = "`false` allows no value: the schema is read as free-form JSON";
                self.approximate(&path.pointer(), message);
                *value = Value::Object(Map::new());
            }
            Value::Object(schema) => {
                if !newer::is_3_0(schema, self.is_3_0, &self.nulls) {
                    self.rewrite(schema, path, role);
                }
                if !schema.contains_key("$ref") {
                    self.inner_schemas(schema, path);
                }
            }
            _ => {}
        }
    }

    /// Rewrites the keywords of a schema. Keywords that move to branches by type are rewritten before `type`.
    fn rewrite(&mut self, schema: &mut Members, path: &StackPath<'_>, role: Role) {
        let here = &path.pointer();
        self.recorded.clear();
        if !self.is_3_0 && schema.get("nullable") == Some(&Value::Bool(true)) {
            self.count(Repeated::Nullable, here, "nullable");
        }
        references::remove_bookkeeping(schema);
        while self.null_branches(schema, here) {
            references::remove_bookkeeping(schema);
        }
        self.dynamic_reference(schema, here);
        self.annotated_enumeration(schema, here);
        self.reference_with_siblings(schema, here, role);
        self.default_variant(schema, here);
        self.constant(schema, here);
        self.bounds(schema, here);
        self.examples(schema, here);
        self.encoded_content(schema, here);
        self.arrays(schema, here);
        self.objects(schema, here);
        self.types(schema, here);
    }

    fn inner_schemas(&mut self, schema: &mut Members, path: &StackPath<'_>) {
        for (key, value) in schema {
            let here = path.key(key);
            match (key.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.schema(property, &here.key(name), Role::Alone);
                    }
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                    for (index, part) in parts.iter_mut().enumerate() {
                        self.schema(part, &here.index(index), Role::Part);
                    }
                }
                ("items" | "not", inner) => self.schema(inner, &here, Role::Alone),
                ("additionalProperties", inner @ Value::Object(_)) => {
                    self.schema(inner, &here, Role::Alone);
                }
                _ => {}
            }
        }
    }

    /// Records that the value at `current` was at `before`, a location before this move.
    fn moved(&mut self, current: Pointer, before: &Pointer) {
        let original = self.moves.original(before);
        self.recorded.push(current.clone());
        self.moves.insert(current, original);
    }

    /// Records that the whole schema at `current` was at `before`. It is rewritten where it is now.
    fn relocated(&mut self, current: Pointer, before: &Pointer) {
        self.relocated.insert(before.clone(), current.clone());
        self.moved(current, before);
    }

    /// Records moves that happen at once: no location before them is one after another of them.
    fn all_moved(&mut self, moves: Vec<(Pointer, Pointer)>) {
        let moves: Vec<_> = moves
            .into_iter()
            .map(|(current, before)| (current, self.moves.original(&before)))
            .collect();
        for (current, original) in moves {
            self.recorded.push(current.clone());
            self.moves.insert(current, original);
        }
    }

    /// Inserts a keyword that follows from the one at `before`.
    fn insert(
        &mut self,
        schema: &mut Members,
        here: &Pointer,
        keyword: &str,
        value: impl Into<Value>,
        before: &str,
    ) {
        if keyword != before {
            self.moved(here.child(keyword), &here.child(before));
        }
        schema.insert(keyword.to_owned(), value.into());
    }

    /// Appends a paragraph about the keyword at `before` to the description of a schema.
    fn describe(&mut self, schema: &mut Members, here: &Pointer, paragraph: &str, before: &str) {
        match schema.get("description").and_then(Value::as_str) {
            Some(text) if !text.trim().is_empty() => {
                let text = format!("{}\n\n{paragraph}", text.trim_end());
                schema.insert("description".to_owned(), Value::String(text));
            }
            _ => self.insert(schema, here, "description", paragraph, before),
        }
    }
}
