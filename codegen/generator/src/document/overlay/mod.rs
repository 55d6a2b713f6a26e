//! Applies an OpenAPI Overlay 1.0 to a document and records where each changed value came from.
//!
//! Invariant: the cost of an overlay is bounded, and an action that has no effect is reported.

mod merge;
mod provenance;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use self::merge::merge;
pub(super) use self::provenance::{Origin, Provenance};
use super::grammar;
use super::text::nesting::MAX_DEPTH;
use super::text::{IndexedText, reader};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, describe_value};

/// A parsed overlay.
pub(super) struct Overlay {
    name: String,
    actions: Vec<Action>,
}

struct Action {
    pointer: Pointer,
    target: JsonPath,
    change: Change,
}

enum Change {
    Update(Value),
    Remove,
}

/// Limit of nested brackets in a target, whose parser recurses for each.
const MAX_TARGET_DEPTH: usize = 32;

/// Parses an overlay; returns `None` if the file is not one. Invalid actions are reported and omitted.
pub(super) fn read(source: &IndexedText, diagnostics: &mut Diagnostics) -> Option<Overlay> {
    let root = reader::read(source, diagnostics)?;
    let mut reader = Reader { name: &source.name, diagnostics };
    reader.check_version(&root)?;
    let before = reader.diagnostics.len();
    grammar::check_overlay(&source.name, &root, reader.diagnostics);
    let list = root.get("actions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if list.is_empty() && reader.diagnostics.len() == before {
        let pointer = Pointer::root().child("actions");
        reader.report(
            pointer,
            Code::InvalidOverlay,
            "an overlay must have at least one action",
            "",
        );
    }
    let actions = list.iter().enumerate();
    let actions = actions.filter_map(|(index, action)| reader.action(index, action)).collect();
    Some(Overlay { name: source.name.clone(), actions })
}

struct Reader<'read> {
    name: &'read str,
    diagnostics: &'read mut Diagnostics,
}

impl Reader<'_> {
    fn report(&mut self, pointer: Pointer, code: Code, message: impl Into<String>, advice: &str) {
        let diagnostic = Diagnostic::new(code, Location::new(self.name, pointer), message);
        self.diagnostics.push(match advice {
            "" => diagnostic,
            advice => diagnostic.with_advice(advice),
        });
    }

    fn check_version(&mut self, root: &Value) -> Option<()> {
        let pointer = Pointer::root().child("overlay");
        let advice = "start it with `overlay: 1.0.0`";
        let message = match root.get("overlay") {
            Some(Value::String(version)) if version == "1.0" || version.starts_with("1.0.") => {
                return Some(());
            }
            Some(Value::String(version)) => {
                format!("Overlay {version} is not supported, only 1.0 is")
            }
            Some(other) => format!("`overlay` must be a string, found {}", describe_value(other)),
            None => "the file does not declare that it is an OpenAPI overlay".to_owned(),
        };
        self.report(pointer, Code::InvalidOverlay, message, advice);
        None
    }

    fn action(&mut self, index: usize, action: &Value) -> Option<Action> {
        let pointer = Pointer::root().child("actions").index(index);
        let action = action.as_object()?;
        let change = self.change(&pointer, action);
        let target = self.target(pointer.child("target"), action.get("target")?.as_str()?);
        Some(Action { pointer, target: target?, change: change? })
    }

    fn change(&mut self, pointer: &Pointer, action: &Map<String, Value>) -> Option<Change> {
        let remove = action.get("remove").and_then(Value::as_bool).unwrap_or(false);
        match (remove, action.get("update")) {
            (false, Some(update)) => Some(Change::Update(update.clone())),
            (true, None) => Some(Change::Remove),
            (true, Some(_)) => {
                let location = Location::new(self.name, pointer.child("update"));
                let message = "`update` has no effect beside `remove: true`";
                self.diagnostics.add(Code::RedundantAction, location, message);
                Some(Change::Remove)
            }
            // An unknown keyword has been reported, and is usually a misspelling of one of the two.
            (false, None) if action.keys().any(|key| grammar::is_unknown_in_action(key)) => None,
            (false, None) => {
                let message = "the action has neither `update` nor `remove: true`";
                let advice = "add one of them, or delete the action";
                self.report(pointer.clone(), Code::InvalidOverlay, message, advice);
                None
            }
        }
    }

    fn target(&mut self, pointer: Pointer, text: &str) -> Option<JsonPath> {
        let mut depth = 0_usize;
        let deepest = text.bytes().map(|byte| {
            match byte {
                b'[' | b'(' => depth += 1,
                b']' | b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth
        });
        let error = if deepest.max().unwrap_or(0) > MAX_TARGET_DEPTH {
            format!("brackets are nested more than {MAX_TARGET_DEPTH} deep")
        } else {
            match JsonPath::parse(text) {
                Ok(target) => return Some(target),
                Err(error) => format!("character {}: {}", error.position() + 1, error.message()),
            }
        };
        let message = format!("the target `{text}` is not JSONPath: {error}");
        let advice = "use the syntax of RFC 9535; names with `-`, `/` and the like need brackets and quotes: \
                      `$.paths['/pets/{id}'].get['x-name']`";
        self.report(pointer, Code::InvalidTarget, message, advice);
        None
    }
}

/// Limit of values that all updates together may add to a document.
const MAX_ADDED_VALUES: usize = 1 << 20;
/// Limit of values that evaluating one target may visit.
const MAX_VISITED_VALUES: usize = 20 << 20;
/// Limit of reported targets that an update does not fit.
const MAX_MISMATCHES: usize = 20;

impl Overlay {
    /// Applies all actions in order and returns the origins of changed values.
    pub(super) fn apply(&self, root: &mut Value, diagnostics: &mut Diagnostics) -> Provenance {
        let mut provenance = Provenance::default();
        let mut budget = MAX_ADDED_VALUES;
        for action in &self.actions {
            let own = action.apply(&self.name, root, &mut budget, &mut provenance);
            let exceeds_limit = own.iter().any(|it| it.code == Code::TooLarge);
            diagnostics.extend(own);
            if exceeds_limit {
                break;
            }
        }
        provenance
    }
}

/// Records the effects of merging an update into one target.
struct TargetRecorder<'merge> {
    name: &'merge str,
    target: &'merge Pointer,
    provenance: &'merge mut Provenance,
    diagnostics: &'merge mut Vec<Diagnostic>,
}

impl merge::Recorder for TargetRecorder<'_> {
    fn record(&mut self, to: &Pointer, from: &Pointer) {
        self.provenance.record(to, from);
    }

    fn mismatch(&mut self, from: &Pointer, message: String) {
        let location = Location::new(self.name, from.clone());
        let message = format!("{message}, in `{}`", self.target);
        self.diagnostics.push(Diagnostic::new(Code::InapplicableAction, location, message));
    }
}

impl Action {
    fn apply(
        &self,
        name: &str,
        root: &mut Value,
        budget: &mut usize,
        provenance: &mut Provenance,
    ) -> Vec<Diagnostic> {
        let location = Location::new(name, self.pointer.child("target"));
        if visited_values(&self.target.to_string(), root) > MAX_VISITED_VALUES {
            let message = "the target visits too many values of a document of this size";
            let diagnostic = Diagnostic::new(Code::InvalidTarget, location, message);
            return vec![
                diagnostic.with_advice("name the target instead of searching for it with `..`"),
            ];
        }
        let targets = self.targets(root);
        if targets.is_empty() {
            let message = format!("the target `{}` matches nothing in the document", self.target);
            let advice =
                "correct the target, or delete the action if the document no longer needs it";
            let diagnostic = Diagnostic::new(Code::UnmatchedTarget, location, message);
            return vec![diagnostic.with_advice(advice)];
        }
        match &self.change {
            Change::Remove => {
                remove_all(root, &targets, &location, provenance).into_iter().collect()
            }
            Change::Update(update) => {
                let added = targets.len().saturating_mul(size(update));
                let Some(remaining) = budget.checked_sub(added) else {
                    let message = format!(
                        "the update would add {added} values to the document, more than the limit"
                    );
                    let diagnostic = Diagnostic::new(Code::TooLarge, location, message);
                    return vec![diagnostic.with_advice("let the target match only what is meant")];
                };
                *budget = remaining;
                self.update_all(root, &targets, update, name, provenance)
            }
        }
    }

    /// Returns the paths of the matched values, sorted and without duplicates.
    fn targets(&self, root: &Value) -> Vec<Vec<Step>> {
        let located = self.target.query_located(root);
        let mut targets: Vec<Vec<Step>> = located
            .locations()
            .map(|location| {
                let steps = location.iter().map(|element| match element.as_name() {
                    Some(name) => Step::Name(name.to_owned()),
                    None => Step::Index(element.as_index().unwrap_or_default()),
                });
                steps.collect()
            })
            .collect();
        targets.sort();
        targets.dedup();
        targets
    }

    fn update_all(
        &self,
        root: &mut Value,
        targets: &[Vec<Step>],
        update: &Value,
        name: &str,
        provenance: &mut Provenance,
    ) -> Vec<Diagnostic> {
        let pointer = self.pointer.child("update");
        let mut diagnostics = Vec::new();
        let mut changed = false;
        let depth = depth(update);
        for target in targets {
            if target.len() + depth > MAX_DEPTH {
                let message = format!("values would be nested more than {MAX_DEPTH} levels deep");
                diagnostics.push(Diagnostic::new(
                    Code::TooDeep,
                    Location::new(name, pointer.clone()),
                    message,
                ));
                return diagnostics;
            }
            let Some(value) = value_at(root, target) else { continue };
            if diagnostics.len() >= MAX_MISMATCHES {
                // The other targets would give the same diagnostic.
                break;
            }
            let at = pointer_to(target);
            match (&mut *value, update) {
                (Value::Array(list), update) => {
                    provenance.record(&at.index(list.len()), &pointer);
                    list.push(update.clone());
                    changed = true;
                }
                (Value::Object(_), Value::Object(_)) => {
                    let diagnostics = &mut diagnostics;
                    let mut recorder = TargetRecorder {
                        name,
                        target: &at,
                        provenance: &mut *provenance,
                        diagnostics,
                    };
                    changed |= merge(value, update, &at, &pointer, &mut recorder);
                }
                (value, update) => {
                    changed = true;
                    diagnostics.push(self.mismatch(name, target, value, update));
                }
            }
        }
        if !changed {
            let message = "the update changes nothing: the document already has these values";
            let diagnostic =
                Diagnostic::new(Code::RedundantAction, Location::new(name, pointer), message);
            diagnostics.push(diagnostic.with_advice("delete the action"));
        }
        diagnostics
    }

    fn mismatch(&self, name: &str, target: &[Step], value: &Value, update: &Value) -> Diagnostic {
        let at = pointer_to(target);
        if value.is_object() {
            let location = Location::new(name, self.pointer.child("update"));
            let message = format!(
                "the target `{at}` is an object, and the update is {}",
                describe_value(update)
            );
            return Diagnostic::new(Code::InapplicableAction, location, message)
                .with_advice("update an object with an object");
        }
        let location = Location::new(name, self.pointer.child("target"));
        let message =
            format!("the target `{at}` is {}, which cannot be updated", describe_value(value));
        Diagnostic::new(Code::InapplicableAction, location, message)
            .with_advice("target the object that contains it, and update that object")
    }
}

/// One step of a path. Indices are ordered as numbers.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Name(String),
}

fn pointer_to(target: &[Step]) -> Pointer {
    target.iter().fold(Pointer::root(), |pointer, step| match step {
        Step::Index(index) => pointer.index(*index),
        Step::Name(name) => pointer.child(name),
    })
}

fn value_at<'root>(root: &'root mut Value, target: &[Step]) -> Option<&'root mut Value> {
    target.iter().try_fold(root, |value, step| match step {
        Step::Index(index) => value.get_mut(*index),
        Step::Name(name) => value.get_mut(name),
    })
}

/// Returns an upper bound of the values that evaluating a target visits.
///
/// `..` visits all values, a further `..` visits them once for each ancestor, filters nest, and each list of selectors
/// multiplies the number.
fn visited_values(target: &str, root: &Value) -> usize {
    let mut factor = 1_usize;
    let mut selectors = 1_usize;
    let (mut descents, mut filters, mut quote, mut before) = (0_usize, 0_usize, None, ' ');
    for character in target.chars() {
        match (quote, character) {
            (Some(open), _) if open == character && before != '\\' => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '[') => selectors = 1,
            (None, ',') => selectors += 1,
            (None, ']') => factor = factor.saturating_mul(std::mem::replace(&mut selectors, 1)),
            (None, '.') if before == '.' => descents += 1,
            (None, '?') => filters += 1,
            // Quoted text, and characters without effect on the number of visited values.
            _ => {}
        }
        before = if before == '\\' { ' ' } else { character };
    }
    if descents + filters <= 1 && factor <= 1 {
        return 0;
    }
    let (values, deepest) = (size(root), depth(root));
    let again = if filters > 0 { values } else { deepest };
    let paths = again.saturating_pow(u32::try_from(descents.saturating_sub(1)).unwrap_or(u32::MAX));
    let nested =
        values.saturating_pow(u32::try_from(filters.saturating_sub(1)).unwrap_or(u32::MAX));
    let visited = if descents + filters == 0 { 1 } else { values };
    visited.saturating_mul(paths).saturating_mul(nested).saturating_mul(factor)
}

/// Returns the number of values in a value, including itself.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Object(object) => 1 + object.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Returns the nesting depth of objects and arrays.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Removes targets from last to first, so that indices stay valid and members are removed before their parents.
fn remove_all(
    root: &mut Value,
    targets: &[Vec<Step>],
    location: &Location,
    provenance: &mut Provenance,
) -> Option<Diagnostic> {
    for target in targets.iter().rev() {
        let Some((step, parent)) = target.split_last() else {
            let message = "the target is the root of the document, which cannot be removed";
            return Some(Diagnostic::new(Code::InapplicableAction, location.clone(), message));
        };
        match (value_at(root, parent), step) {
            (Some(Value::Array(list)), Step::Index(index)) if *index < list.len() => {
                provenance.remove_item(&pointer_to(parent), *index, list.len());
                list.remove(*index);
            }
            (Some(Value::Object(object)), Step::Name(name)) => {
                provenance.remove_member(&pointer_to(target));
                object.shift_remove(name);
            }
            _ => {}
        }
    }
    None
}
