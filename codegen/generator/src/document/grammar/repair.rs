//! Repairs: the smallest replaceable part of a tree that a defect makes unusable is replaced or removed.
//!
//! The grammar tables decide which part that is: see [`Recovery`] and [`FieldRecovery`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::rule::{Field, FieldRecovery, Recovery, Rule};
use super::version::Version;
use crate::diagnostic::{Cost, Pointer, truncated};
use crate::document::moves::Moves;
use crate::document::operations::METHODS;

/// The change that makes a value one that the grammar allows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::document) enum Repair {
    /// It has no reading: the smallest replaceable part that contains it is replaced or removed.
    Unusable,
    /// It is replaced by, or read as, another value.
    Set(Value),
    /// Its key is read as another key.
    Renamed(String),
    /// It is removed, and nothing depends on it.
    Removed,
}

impl Repair {
    /// Returns the repair that sets a value of a grammar table.
    pub(super) fn set_json(json: &str) -> Self {
        serde_json::from_str(json).map_or(Self::Unusable, Self::Set)
    }
}

/// A deviation from the grammar and its repair.
#[derive(Debug, Clone)]
pub(in crate::document) struct Defect {
    /// The value, which may be missing.
    pub(in crate::document) pointer: Pointer,
    pub(in crate::document) repair: Repair,
    /// The index of its diagnostic.
    pub(in crate::document) diagnostic: usize,
}

/// The result of [`repair`].
#[derive(Debug, Default)]
pub(in crate::document) struct Repaired {
    /// The original locations of values that moved.
    pub(in crate::document) moves: Moves<Pointer>,
    /// The cost of each defect, by the index of its diagnostic.
    pub(in crate::document) costs: Vec<(usize, Cost)>,
    /// Whether the value at `start` is unusable as a whole.
    pub(in crate::document) is_unusable: bool,
}

/// Repairs the value at `start` of a tree, which should follow `rule`.
pub(in crate::document) fn repair(
    root: &mut Value,
    start: &Pointer,
    (rule, version): (Rule, Version),
    defects: Vec<Defect>,
) -> Repaired {
    let mut repaired = Repaired::default();
    let mut edits: Edits = BTreeMap::new();
    for Defect { pointer, repair, diagnostic } in defects {
        let planned = match repair {
            Repair::Unusable => replaceable(&steps(root, start, (rule, version), &pointer)),
            Repair::Set(value) => Some((pointer, Edit::Set(value))),
            Repair::Renamed(key) => Some((pointer, Edit::Rename(key))),
            Repair::Removed => Some((pointer, Edit::Remove)),
        };
        let Some((pointer, edit)) = planned else {
            repaired.is_unusable = true;
            continue;
        };
        let steps = steps(root, start, (rule, version), &pointer);
        repaired.costs.push((diagnostic, cost(root, steps, &pointer, &edit)));
        let earlier = edits.entry(pointer).or_insert_with(|| edit.clone());
        if edit == Edit::Remove {
            *earlier = edit;
        }
    }
    repaired.moves = moves(root, &edits);
    let mut edits: Vec<(Pointer, Edit)> = edits.into_iter().collect();
    // The innermost first, and list items from the end, so that pointers remain valid.
    edits.sort_by_cached_key(|(pointer, _)| {
        let index = index_of(pointer);
        (Reverse(pointer.tokens().count()), Reverse(index))
    });
    for (pointer, edit) in edits {
        edit.apply(root, &pointer);
    }
    repaired
}

type Edits = BTreeMap<Pointer, Edit>;

/// A change of a tree.
#[derive(Debug, Clone, PartialEq)]
enum Edit {
    Set(Value),
    Rename(String),
    Remove,
}

impl Edit {
    fn apply(self, root: &mut Value, pointer: &Pointer) {
        let (Some(parent), Some(token)) = (pointer.parent(), pointer.last()) else {
            if let Self::Set(value) = self {
                *root = value;
            }
            return;
        };
        match (root.pointer_mut(parent.as_str()), self) {
            (Some(Value::Object(members)), Self::Set(value)) => {
                members.insert(token.into_owned(), value);
            }
            (Some(Value::Object(members)), Self::Remove) => {
                members.shift_remove(&*token);
            }
            (Some(Value::Object(members)), Self::Rename(key)) => {
                if let Some(at) = members.keys().position(|other| *other == *token)
                    && let Some(value) = members.shift_remove(&*token)
                {
                    members.shift_insert(at, key, value);
                }
            }
            (Some(Value::Array(items)), edit) => {
                let Some(index) = index_of(pointer).filter(|index| *index < items.len()) else {
                    return;
                };
                match (edit, items.get_mut(index)) {
                    (Self::Remove, _) => {
                        items.remove(index);
                    }
                    (Self::Set(value), Some(item)) => *item = value,
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// Returns the last token of a pointer as the index of a list item.
fn index_of(pointer: &Pointer) -> Option<usize> {
    pointer.last()?.parse().ok()
}

/// A value on the way to an unusable one.
struct Step {
    pointer: Pointer,
    rule: Rule,
    slot: Slot,
}

/// The place of a value in the value that contains it.
#[derive(Clone, Copy)]
enum Slot {
    /// It is the whole value.
    Start,
    Field(&'static Field),
    /// An item of a list, or an entry of an object with arbitrary keys.
    Entry,
    /// A component.
    Component,
}

/// Returns the values from `start` to `pointer` with their rules.
fn steps(
    root: &Value,
    start: &Pointer,
    (rule, version): (Rule, Version),
    pointer: &Pointer,
) -> Vec<Step> {
    let mut steps = vec![Step { pointer: start.clone(), rule, slot: Slot::Start }];
    let (mut rule, mut here) = (rule, start.clone());
    let Some(inside) = pointer.moved(start, &Pointer::root()) else { return steps };
    for token in inside.tokens() {
        let value = here.resolve(root).unwrap_or(&Value::Null);
        let Some(next) = rule.member(value, &token) else { break };
        let slot = match rule {
            Rule::Components(_) => Slot::Component,
            _ => rule.field(value, &token, version).map_or(Slot::Entry, Slot::Field),
        };
        here = here.child(&token);
        steps.push(Step { pointer: here.clone(), rule: next, slot });
        rule = next;
    }
    steps
}

/// Returns the smallest part that contains an unusable value and can be replaced or removed; `None` if there is none.
fn replaceable(steps: &[Step]) -> Option<(Pointer, Edit)> {
    steps.iter().rev().find_map(|step| {
        let recovery = step.rule.object().map(|object| object.recovery);
        let edit = match (recovery, step.slot) {
            (Some(Recovery::Emptied), _) => Edit::Set(Value::Object(Map::new())),
            (_, Slot::Component) | (Some(Recovery::Removed), Slot::Entry) => Edit::Remove,
            (None, Slot::Entry) if matches!(step.rule, Rule::String) => Edit::Remove,
            (_, Slot::Start) | (Some(Recovery::Enclosing), _) | (None, Slot::Entry) => return None,
            (_, Slot::Field(field)) => match field.recovery {
                FieldRecovery::Removed => Edit::Remove,
                FieldRecovery::Replaced(json) => Edit::Set(serde_json::from_str(json).ok()?),
                FieldRecovery::Enclosing => return None,
            },
        };
        Some((step.pointer.clone(), edit))
    })
}

/// Returns what an edit costs.
fn cost(root: &Value, mut steps: Vec<Step>, pointer: &Pointer, edit: &Edit) -> Cost {
    let step = steps.pop().filter(|step| step.pointer == *pointer);
    let object = step.as_ref().and_then(|step| step.rule.object());
    let key = pointer.last().unwrap_or_default();
    match (edit, object) {
        (Edit::Rename(key), _) => Cost::ReadAs(key.clone()),
        (Edit::Set(Value::Object(members)), Some(object)) if members.is_empty() => {
            if step.is_some_and(|step| step.rule.is_schema()) {
                Cost::FreeForm
            } else {
                Cost::Ignored(format!("the content of the {}", without_article(object.name)))
            }
        }
        (Edit::Set(value), _) if pointer.resolve(root).is_none() => {
            Cost::ReadAs(format!("{key}: {value}"))
        }
        (Edit::Set(value), _) => Cost::ReadAs(truncated(&value.to_string(), 60)),
        (Edit::Remove, Some(object)) => match (object.name, pointer.resolve(root)) {
            ("an operation", _) => Cost::Operations(vec![operation_name(pointer)]),
            ("a path item", Some(Value::Object(item))) => {
                let methods = METHODS.iter().filter(|method| item.contains_key(**method));
                let names = methods.map(|method| operation_name(&pointer.child(method)));
                Cost::Operations(names.collect())
            }
            (name, _) => Cost::Omitted(without_article(name).to_owned()),
        },
        (Edit::Remove, None) => Cost::Ignored(format!("`{key}`")),
    }
}

/// Returns the method and path of an operation.
fn operation_name(pointer: &Pointer) -> String {
    let method = pointer.last().unwrap_or_default().to_ascii_uppercase();
    let path = pointer.parent();
    let path = path.as_ref().and_then(Pointer::last).unwrap_or_default();
    format!("{method} {path}")
}

fn without_article(name: &str) -> &str {
    let article = ["an ", "a ", "the "].iter().find_map(|article| name.strip_prefix(article));
    article.unwrap_or(name)
}

/// Returns the original locations of the values that edits move.
fn moves(root: &Value, edits: &Edits) -> Moves<Pointer> {
    let mut removed: BTreeMap<Pointer, Vec<usize>> = BTreeMap::new();
    for (pointer, edit) in edits {
        let Some(list) = pointer.parent() else { continue };
        if *edit == Edit::Remove
            && let Some(index) = index_of(pointer)
            && list.resolve(root).is_some_and(Value::is_array)
        {
            removed.entry(list).or_default().push(index);
        }
    }
    for indices in removed.values_mut() {
        indices.sort_unstable();
    }
    let new_location = |pointer: &Pointer| {
        let (mut original, mut current) = (Pointer::root(), Pointer::root());
        for token in pointer.tokens() {
            let index = removed.get(&original).zip(token.parse::<usize>().ok());
            original = original.child(&token);
            current = match (index, edits.get(&original)) {
                (Some((removed, index)), _) => {
                    current.index(index - removed.partition_point(|removed| *removed < index))
                }
                (None, Some(Edit::Rename(key))) => current.child(key),
                (None, _) => current.child(&token),
            };
        }
        current
    };
    let mut moves = Moves::default();
    for (pointer, edit) in edits {
        match edit {
            Edit::Rename(_) => moves.insert(new_location(pointer), pointer.clone()),
            Edit::Set(Value::Array(items))
                if pointer.resolve(root).is_some_and(|value| !value.is_array())
                    && items.len() == 1 =>
            {
                moves.insert(new_location(pointer).index(0), pointer.clone());
            }
            Edit::Set(_) | Edit::Remove => {}
        }
    }
    for (list, indices) in &removed {
        let length = list.resolve(root).and_then(Value::as_array).map_or(0, Vec::len);
        let first = indices.first().copied().unwrap_or(length);
        for index in (first..length).filter(|it| indices.binary_search(it).is_err()) {
            let original = list.index(index);
            moves.insert(new_location(&original), original);
        }
    }
    moves
}
