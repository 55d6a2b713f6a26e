//! Checks that every `$ref` leads to an object of the expected type and that references form no cycle.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::origins::Origins;
use crate::diagnostic::{
    Code, Diagnostic, Diagnostics, Location, Pointer, describe_value, nearest,
};
use crate::document::grammar::{self, Reference};

/// Reports cycles of references.
pub(super) fn report_cycles(
    origins: &Origins,
    references: &[Reference],
    diagnostics: &mut Diagnostics,
) {
    let next: BTreeMap<Pointer, Pointer> = references
        .iter()
        .filter_map(|reference| {
            Some((reference.pointer.clone(), Pointer::parse(&reference.target)?))
        })
        .collect();
    for cycle in cycles(&next) {
        diagnostics.push(describe(origins, &cycle));
    }
}

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
    if !is_document {
        return Ok(());
    }
    match grammar::object_at(tree, pointer) {
        Some(object) if object.name == expected.name && target.is_object() => Ok(()),
        other => {
            let actual = match other {
                // Such as `additionalProperties: false`, which could be a schema.
                Some(_) if !target.is_object() => describe_value(target),
                Some(object) => object.name.to_owned(),
                None => "not a referable object".to_owned(),
            };
            let message = format!("`{text}` is {actual}, but {} is expected here", expected.name);
            let diagnostic = Diagnostic::new(Code::MisplacedReference, location, message);
            Err(Box::new(match expected.section {
                Some(section) => diagnostic
                    .with_advice(format!("refer to an object in `#/components/{section}`")),
                None => diagnostic,
            }))
        }
    }
}

/// Returns the location in the document that a reference, read as a file name, probably means.
pub(super) fn suggest_local(root: &Value, reference: &Reference) -> Option<Pointer> {
    let text = &reference.target;
    let local = reference
        .expected
        .section
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
fn cycles(next: &BTreeMap<Pointer, Pointer>) -> Vec<Vec<Pointer>> {
    let mut done = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in next.keys() {
        let mut visited: Vec<&Pointer> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut here = Some(start);
        while let Some(pointer) = here.filter(|it| !done.contains(*it)) {
            if !seen.insert(pointer) {
                let cycle = visited.iter().skip_while(|it| **it != pointer);
                cycles.push(cycle.map(|it| (*it).clone()).collect());
                break;
            }
            visited.push(pointer);
            here = next.get(pointer).filter(|target| next.contains_key(*target));
        }
        done.extend(visited);
    }
    cycles
}

fn describe(origins: &Origins, cycle: &[Pointer]) -> Diagnostic {
    let first = cycle.first().cloned().unwrap_or_else(Pointer::root);
    let message = if cycle.len() == 1 {
        "the reference refers to itself".to_owned()
    } else {
        let members: Vec<_> = cycle.iter().chain([&first]).map(|it| format!("`{it}`")).collect();
        format!("references form a cycle: {}", members.join(" -> "))
    };
    let location = |pointer: &Pointer| origins.location(&pointer.child("$ref"));
    let diagnostic = Diagnostic::new(Code::CircularReference, location(&first), message);
    let others = cycle.iter().skip(1);
    others
        .fold(diagnostic, |diagnostic, other| {
            diagnostic.with_label(location(other), "through this reference")
        })
        .with_advice("replace one of them by an object")
}
