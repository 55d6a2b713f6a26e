//! Checks that every `$ref` leads to a value of the expected type, and finds cycles of references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::origins::FilePointer;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, describe_value, nearest};
use crate::document::grammar::{self, Reference};

/// Checks that the target of a reference exists and has the expected object type.
///
/// The type is checked only in a whole OpenAPI document; in other files only references determine the types.
pub(super) fn check(
    tree: &Value,
    is_document: bool,
    pointer: &Pointer,
    reference: &Reference,
    within: &str,
    location: Location,
) -> Result<(), Box<Diagnostic>> {
    let text = &reference.target;
    let Some(target) = pointer.resolve(tree) else {
        let target_name = if text.starts_with('#') { text.clone() } else { pointer.to_string() };
        let message = format!("`{target_name}` does not exist in {within}");
        let diagnostic = Diagnostic::new(Code::UnresolvedReference, location, message);
        return Err(Box::new(match suggest_pointer(tree, pointer) {
            Some(similar) => diagnostic.with_advice(format!("did you mean `{similar}`?")),
            None => diagnostic.with_advice("correct the reference, or add its target"),
        }));
    };
    let expected = reference.expected;
    // Outside of the grammar, only references determine the types.
    let rule = if is_document { grammar::rule_at(grammar::DOCUMENT, tree, pointer) } else { None };
    let Some(rule) = rule else { return Ok(()) };
    if rule.is_same(expected) && (rule.object().is_none() || target.is_object()) {
        return Ok(());
    }
    // Such as `additionalProperties: false`, which could be a schema.
    let actual = if rule.is_same(expected) { describe_value(target) } else { rule.name() };
    let message = format!("`{text}` is {actual}, but {} is expected here", expected.name());
    let diagnostic = Diagnostic::new(Code::MisplacedReference, location, message);
    Err(Box::new(match expected.section() {
        Some(section) => {
            diagnostic.with_advice(format!("refer to an object in `#/components/{section}`"))
        }
        None => diagnostic,
    }))
}

/// Returns the location in the document that a reference, read as a file name, probably means.
pub(super) fn suggest_local(root: &Value, reference: &Reference) -> Option<Pointer> {
    let text = &reference.target;
    let local = reference
        .expected
        .section()
        .map(|section| Pointer::root().child("components").child(section).child(text));
    let rooted = Pointer::parse(text).filter(|_| text.starts_with('/'));
    [local, rooted].into_iter().flatten().find(|it| it.resolve(root).is_some())
}

/// Returns an existing pointer that differs from an unresolved one only in its first missing key.
fn suggest_pointer(root: &Value, pointer: &Pointer) -> Option<Pointer> {
    let tokens: Vec<_> = pointer.tokens().collect();
    let mut here = Pointer::root();
    let mut value = root;
    for (index, token) in tokens.iter().enumerate() {
        let here_next = here.child(token);
        if let Some(member) = Pointer::root().child(token).resolve(value) {
            (here, value) = (here_next, member);
            continue;
        }
        let similar = nearest(token, value.as_object()?.keys().map(String::as_str))?;
        let rest = tokens.iter().skip(index + 1);
        let whole = rest.fold(here.child(similar), |pointer, token| pointer.child(token));
        return whole.resolve(root).is_some().then_some(whole);
    }
    None
}

/// Returns the cycles among references to references, each starting with its first member.
pub(super) fn cycles(next: &BTreeMap<FilePointer, FilePointer>) -> Vec<Vec<FilePointer>> {
    let mut done = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in next.keys() {
        let mut visited: Vec<&FilePointer> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut here = Some(start);
        while let Some(holder) = here.filter(|it| !done.contains(*it)) {
            if !seen.insert(holder) {
                let cycle = visited.iter().skip_while(|it| **it != holder);
                cycles.push(cycle.map(|it| (*it).clone()).collect());
                break;
            }
            visited.push(holder);
            here = next.get(holder).filter(|target| next.contains_key(*target));
        }
        done.extend(visited);
    }
    cycles
}

/// Returns the diagnostic for a cycle of references, which are at `location`.
pub(super) fn describe_cycle(
    cycle: &[FilePointer],
    location: impl Fn(&FilePointer) -> Location,
) -> Diagnostic {
    let message = if let [_] = cycle {
        "the reference refers to itself".to_owned()
    } else {
        let members = cycle.iter().chain(cycle.first()).map(|(_, it)| format!("`{it}`"));
        format!("references form a cycle: {}", members.collect::<Vec<_>>().join(" -> "))
    };
    let at = cycle.first().map_or_else(|| Location::new("", Pointer::root()), &location);
    let diagnostic = Diagnostic::new(Code::CircularReference, at, message);
    let others = cycle.iter().skip(1);
    others
        .fold(diagnostic, |diagnostic, other| {
            diagnostic.with_label(location(other), "through this reference")
        })
        .with_advice("replace one of them by an object")
}
