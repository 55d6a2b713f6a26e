//! Follows every `$ref`: it must lead to something that belongs in its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::grammar::{self, Reference};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Pointer, nearest};

/// Reports references that lead nowhere, elsewhere, to the wrong kind of component, or in a circle.
pub(super) fn check(
    name: &str,
    root: &Value,
    references: &[Reference],
    diagnostics: &mut Diagnostics,
) {
    let mut next = BTreeMap::new();
    for reference in references {
        match target(name, root, reference) {
            Ok(target) => {
                next.insert(reference.pointer.clone(), target);
            }
            Err(finding) => diagnostics.push(finding),
        }
    }
    for circle in circles(&next) {
        diagnostics.push(describe(name, &circle));
    }
}

/// Where the reference leads, or why it leads nowhere.
fn target(name: &str, root: &Value, reference: &Reference) -> Result<Pointer, Diagnostic> {
    let place = Place::new(name, reference.pointer.child("$ref"));
    let text = &reference.target;
    if !text.starts_with('#') {
        return Err(external(place, root, reference));
    }
    let Some(pointer) = Pointer::parse(text) else {
        let message = format!("`{text}` is no JSON pointer");
        let finding = Diagnostic::error(Code::UnresolvedReference, place, message);
        return Err(finding.with_advice("write it like `#/components/schemas/Name`"));
    };
    if pointer.resolve(root).is_none() {
        let message = format!("there is no `{text}` in the document");
        let finding = Diagnostic::error(Code::UnresolvedReference, place, message);
        return Err(match near(root, &pointer) {
            Some(meant) => finding.with_advice(format!("did you mean `{meant}`?")),
            None => finding.with_advice("correct the reference, or add what it refers to"),
        });
    }
    let expected = reference.expected;
    match grammar::object_at(root, &pointer) {
        Some(object) if object.name == expected.name => Ok(pointer),
        other => {
            let what = other.map_or("nothing to refer to", |object| object.name);
            let message = format!("`{text}` is {what}, but {} belongs here", expected.name);
            let finding = Diagnostic::error(Code::MisplacedReference, place, message);
            Err(match expected.section {
                Some(section) => {
                    finding.with_advice(format!("refer to something in `#/components/{section}`"))
                }
                None => finding,
            })
        }
    }
}

fn external(place: Place, root: &Value, reference: &Reference) -> Diagnostic {
    let text = &reference.target;
    let local = reference
        .expected
        .section
        .map(|section| Pointer::root().child("components").child(section).child(text));
    let rooted = Pointer::parse(text).filter(|_| text.starts_with('/'));
    let meant = [local, rooted].into_iter().flatten().find(|it| it.resolve(root).is_some());
    if let Some(meant) = meant {
        let message = format!("`{text}` names a file, not a part of this document");
        return Diagnostic::error(Code::UnresolvedReference, place, message)
            .with_advice(format!("did you mean `{meant}`?"));
    }
    let message = format!("`{text}` is in another document, which is not supported yet");
    Diagnostic::error(Code::ExternalReference, place, message).with_advice(
        "bring what it refers to into this document, for instance with `redocly bundle`",
    )
}

/// The pointer that differs from one that leads nowhere in the first key that is not there.
fn near(root: &Value, pointer: &Pointer) -> Option<Pointer> {
    let tokens: Vec<_> = pointer.tokens().collect();
    let mut here = Pointer::root();
    let mut value = root;
    for (index, token) in tokens.iter().enumerate() {
        let here_next = here.child(token);
        if let Some(member) = Pointer::root().child(token).resolve(value) {
            (here, value) = (here_next, member);
            continue;
        }
        let meant = nearest(token, value.as_object()?.keys().map(String::as_str))?;
        let rest = tokens.iter().skip(index + 1);
        let whole = rest.fold(here.child(meant), |pointer, token| pointer.child(token));
        return whole.resolve(root).is_some().then_some(whole);
    }
    None
}

/// The circles among references that refer to references, each starting with its first member.
fn circles(next: &BTreeMap<Pointer, Pointer>) -> Vec<Vec<Pointer>> {
    let mut done = BTreeSet::new();
    let mut circles = Vec::new();
    for start in next.keys() {
        let mut way: Vec<&Pointer> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut here = Some(start);
        while let Some(pointer) = here.filter(|it| !done.contains(*it)) {
            if !seen.insert(pointer) {
                let circle = way.iter().skip_while(|it| **it != pointer);
                circles.push(circle.map(|it| (*it).clone()).collect());
                break;
            }
            way.push(pointer);
            here = next.get(pointer).filter(|target| next.contains_key(*target));
        }
        done.extend(way);
    }
    circles
}

fn describe(name: &str, circle: &[Pointer]) -> Diagnostic {
    let first = circle.first().cloned().unwrap_or_else(Pointer::root);
    let message = if circle.len() == 1 {
        "the reference refers to itself".to_owned()
    } else {
        let way: Vec<_> = circle.iter().chain([&first]).map(|it| format!("`{it}`")).collect();
        format!("references refer to each other in a circle: {}", way.join(" to "))
    };
    Diagnostic::error(Code::CircularReference, Place::new(name, first.child("$ref")), message)
        .with_advice("write one of them out as an object")
}
