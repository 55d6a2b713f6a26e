//! Follows every `$ref`: it must lead to something that belongs in its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::grammar::{self, Reference, found};
use super::origins::Origins;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, nearest};

/// Reports references that lead to each other in a circle.
pub(super) fn report_circles(
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
    for circle in circles(&next) {
        diagnostics.push(describe(origins, &circle));
    }
}

/// Whether something stands at the pointer of a reference that belongs in its place. Of files that are not a whole
/// document only the reference says what stands where.
pub(super) fn check(
    tree: &Value,
    is_document: bool,
    (pointer, reference): (&Pointer, &Reference),
    within: &str,
    location: Location,
) -> Result<(), Box<Diagnostic>> {
    let text = &reference.target;
    let Some(target) = pointer.resolve(tree) else {
        let shown = if text.starts_with('#') { text.clone() } else { pointer.to_string() };
        let message = format!("there is no `{shown}` in {within}");
        let diagnostic = Diagnostic::new(Code::UnresolvedReference, location, message);
        return Err(Box::new(match near(tree, pointer) {
            Some(meant) => diagnostic.with_advice(format!("did you mean `{meant}`?")),
            None => diagnostic.with_advice("correct the reference, or add what it refers to"),
        }));
    };
    let expected = reference.expected;
    if !is_document {
        return Ok(());
    }
    match grammar::object_at(tree, pointer) {
        Some(object) if object.name == expected.name && target.is_object() => Ok(()),
        other => {
            let what = match other {
                // Such as `additionalProperties: false`, where a schema could stand.
                Some(_) if !target.is_object() => found(target),
                Some(object) => object.name.to_owned(),
                None => "nothing to refer to".to_owned(),
            };
            let message = format!("`{text}` is {what}, but {} belongs here", expected.name);
            let diagnostic = Diagnostic::new(Code::MisplacedReference, location, message);
            Err(Box::new(match expected.section {
                Some(section) => diagnostic
                    .with_advice(format!("refer to something in `#/components/{section}`")),
                None => diagnostic,
            }))
        }
    }
}

/// The part of the document that a text names which was taken for a file.
pub(super) fn meant(root: &Value, reference: &Reference) -> Option<Pointer> {
    let text = &reference.target;
    let local = reference
        .expected
        .section
        .map(|section| Pointer::root().child("components").child(section).child(text));
    let rooted = Pointer::parse(text).filter(|_| text.starts_with('/'));
    [local, rooted].into_iter().flatten().find(|it| it.resolve(root).is_some())
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

fn describe(origins: &Origins, circle: &[Pointer]) -> Diagnostic {
    let first = circle.first().cloned().unwrap_or_else(Pointer::root);
    let message = if circle.len() == 1 {
        "the reference refers to itself".to_owned()
    } else {
        let way: Vec<_> = circle.iter().chain([&first]).map(|it| format!("`{it}`")).collect();
        format!("references refer to each other in a circle: {}", way.join(" to "))
    };
    let location = |pointer: &Pointer| origins.location(&pointer.child("$ref"));
    let diagnostic = Diagnostic::new(Code::CircularReference, location(&first), message);
    let others = circle.iter().skip(1);
    others
        .fold(diagnostic, |diagnostic, other| {
            diagnostic.with_label(location(other), "by way of this")
        })
        .with_advice("write one of them out as an object")
}
