//! Corrects a document as OpenAPI Overlay 1.0 says: actions that update or remove what they target.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::brought::Brought;
use super::grammar::{self, found};
use super::merge::{self, merge};
use super::reader;
use super::text::MarkedText;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer};

/// An overlay that has been read.
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

/// How deep brackets may stand in each other in a target; its parser calls itself for each.
const TARGET_DEPTH: usize = 32;

/// Reads an overlay; `None` where it is not one. Actions that are mistaken are reported and left
/// out.
pub(super) fn read(source: &MarkedText, diagnostics: &mut Diagnostics) -> Option<Overlay> {
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
        let advice = "begin it with `overlay: 1.0.0`";
        let message = match root.get("overlay") {
            Some(Value::String(version)) if version == "1.0" || version.starts_with("1.0.") => {
                return Some(());
            }
            Some(Value::String(version)) => {
                format!("Overlay {version} is not supported, only 1.0 is")
            }
            Some(other) => format!("`overlay` must be a string, found {}", found(other)),
            None => "the file does not say that it is an OpenAPI overlay".to_owned(),
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
            // A keyword that is not known has been reported, and is mostly one of the two.
            (false, None) if action.keys().any(|key| grammar::is_unknown_in_action(key)) => None,
            (false, None) => {
                let message = "the action has neither `update` nor `remove: true`";
                let advice = "say what it is to change, or delete it";
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
        let error = if deepest.max().unwrap_or(0) > TARGET_DEPTH {
            format!("brackets are nested more than {TARGET_DEPTH} deep")
        } else {
            match JsonPath::parse(text) {
                Ok(target) => return Some(target),
                Err(error) => format!("character {}: {}", error.position() + 1, error.message()),
            }
        };
        let message = format!("the target `{text}` is not JSONPath: {error}");
        let advice = "write it as RFC 9535 says; names with `-`, `/` and the like stand in brackets \
                      and quotes, such as `$.paths['/pets/{id}'].get['x-name']`";
        self.report(pointer, Code::InvalidTarget, message, advice);
        None
    }
}

/// How many values all updates together may add to a document.
const MOST_GROWTH: usize = 1 << 20;
/// How many values a target may have to look at: some for each value of the document, more for each way to it.
const MOST_WORK: usize = 20 << 20;
/// How many places that an update does not fit are named.
const MOST_MISFITS: usize = 20;

impl Overlay {
    /// Applies all actions, each to the outcome of those before it, and says what stood where.
    pub(super) fn apply(&self, root: &mut Value, diagnostics: &mut Diagnostics) -> Brought {
        let mut brought = Brought::default();
        let mut growth = MOST_GROWTH;
        for action in &self.actions {
            let raised = action.apply(&self.name, root, &mut growth, &mut brought);
            let is_beyond = raised.iter().any(|it| it.code == Code::TooLarge);
            diagnostics.extend(raised);
            if is_beyond {
                break;
            }
        }
        brought
    }
}

/// What an update says of its way into one target.
struct Merging<'merge> {
    name: &'merge str,
    target: &'merge Pointer,
    brought: &'merge mut Brought,
    diagnostics: &'merge mut Vec<Diagnostic>,
}

impl merge::Report for Merging<'_> {
    fn brought(&mut self, to: &Pointer, from: &Pointer) {
        self.brought.bring(to, from);
    }

    fn misfit(&mut self, from: &Pointer, message: String) {
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
        growth: &mut usize,
        brought: &mut Brought,
    ) -> Vec<Diagnostic> {
        let location = Location::new(name, self.pointer.child("target"));
        if work(&self.target.to_string(), root) > MOST_WORK {
            let message = "the target has too many ways to match for a document of this size";
            let diagnostic = Diagnostic::new(Code::InvalidTarget, location, message);
            return vec![
                diagnostic.with_advice("name what is meant instead of looking for it with `..`"),
            ];
        }
        let targets = self.targets(root);
        if targets.is_empty() {
            let message = format!("the target `{}` matches nothing in the document", self.target);
            let advice =
                "correct the target; if the document no longer needs the action, delete it";
            let diagnostic = Diagnostic::new(Code::UnmatchedTarget, location, message);
            return vec![diagnostic.with_advice(advice)];
        }
        match &self.change {
            Change::Remove => remove_all(root, &targets, &location, brought).into_iter().collect(),
            Change::Update(update) => {
                let added = targets.len().saturating_mul(size(update));
                let Some(left) = growth.checked_sub(added) else {
                    let message = format!(
                        "the update would add {added} values to the document, which is beyond reason"
                    );
                    let diagnostic = Diagnostic::new(Code::TooLarge, location, message);
                    return vec![diagnostic.with_advice("let the target match only what is meant")];
                };
                *growth = left;
                self.update_all(root, &targets, (update, name), brought)
            }
        }
    }

    /// What the target matches, each value once, in the order of the paths.
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
        (update, name): (&Value, &str),
        brought: &mut Brought,
    ) -> Vec<Diagnostic> {
        let pointer = self.pointer.child("update");
        let mut diagnostics = Vec::new();
        let mut changed = false;
        let depth = depth(update);
        for target in targets {
            if target.len() + depth > reader::DEPTH {
                let message =
                    format!("values would be nested more than {} levels deep", reader::DEPTH);
                diagnostics.push(Diagnostic::new(
                    Code::TooDeep,
                    Location::new(name, pointer.clone()),
                    message,
                ));
                return diagnostics;
            }
            let Some(value) = value_at(root, target) else { continue };
            if diagnostics.len() >= MOST_MISFITS {
                // It is the same with the others.
                break;
            }
            let at = shown(target);
            match (&mut *value, update) {
                (Value::Array(list), update) => {
                    brought.bring(&at.index(list.len()), &pointer);
                    list.push(update.clone());
                    changed = true;
                }
                (Value::Object(_), Value::Object(_)) => {
                    let diagnostics = &mut diagnostics;
                    let mut report =
                        Merging { name, target: &at, brought: &mut *brought, diagnostics };
                    changed |= merge(value, update, (&at, &pointer), &mut report);
                }
                (value, update) => {
                    changed = true;
                    diagnostics.push(self.misfit(name, target, value, update));
                }
            }
        }
        if !changed {
            let message = "the update changes nothing: the document says the same already";
            let diagnostic =
                Diagnostic::new(Code::RedundantAction, Location::new(name, pointer), message);
            diagnostics.push(diagnostic.with_advice("delete the action"));
        }
        diagnostics
    }

    fn misfit(&self, name: &str, target: &[Step], value: &Value, update: &Value) -> Diagnostic {
        let at = shown(target);
        if value.is_object() {
            let location = Location::new(name, self.pointer.child("update"));
            let message =
                format!("the target `{at}` is an object, and the update is {}", found(update));
            return Diagnostic::new(Code::InapplicableAction, location, message)
                .with_advice("an object is updated with an object");
        }
        let location = Location::new(name, self.pointer.child("target"));
        let message = format!("the target `{at}` is {}, which cannot be updated", found(value));
        Diagnostic::new(Code::InapplicableAction, location, message)
            .with_advice("target the object it stands in, and update that with the new value")
    }
}

/// One step from a value to a value in it. Indices are ordered as numbers.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Name(String),
}

fn shown(target: &[Step]) -> Pointer {
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

/// How many values a target may come by in a document, at the most: all of them where it has `..`, once more for each
/// way there is to each where it has that again, and as often as brackets name what they select.
fn work(target: &str, root: &Value) -> usize {
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
            // Text in quotes, and what says nothing of how much is looked at.
            _ => {}
        }
        before = if before == '\\' { ' ' } else { character };
    }
    if descents + filters <= 1 && factor <= 1 {
        return 0;
    }
    let (values, deepest) = (size(root), depth(root));
    let again = if filters > 0 { values } else { deepest };
    let ways = again.saturating_pow(u32::try_from(descents.saturating_sub(1)).unwrap_or(u32::MAX));
    let nested =
        values.saturating_pow(u32::try_from(filters.saturating_sub(1)).unwrap_or(u32::MAX));
    let looked_at = if descents + filters == 0 { 1 } else { values };
    looked_at.saturating_mul(ways).saturating_mul(nested).saturating_mul(factor)
}

/// How many values there are in a value, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Object(object) => 1 + object.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// How many objects and arrays stand in each other.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Removes from the last to the first, so that no index moves before its turn and everything is
/// removed before what it stands in.
fn remove_all(
    root: &mut Value,
    targets: &[Vec<Step>],
    location: &Location,
    brought: &mut Brought,
) -> Option<Diagnostic> {
    for target in targets.iter().rev() {
        let Some((step, parent)) = target.split_last() else {
            let message = "the target is the whole document, which cannot be removed";
            return Some(Diagnostic::new(Code::InapplicableAction, location.clone(), message));
        };
        match (value_at(root, parent), step) {
            (Some(Value::Array(list)), Step::Index(index)) if *index < list.len() => {
                brought.remove_item(&shown(parent), *index, list.len());
                list.remove(*index);
            }
            (Some(Value::Object(object)), Step::Name(name)) => {
                brought.remove_member(&shown(target));
                object.shift_remove(name);
            }
            _ => {}
        }
    }
    None
}
