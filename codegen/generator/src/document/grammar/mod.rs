//! What OpenAPI 3.0 allows where: a table that reads like the specification, and one walk along it.

mod kind;
mod overlay;
mod schema;
mod specification;
mod walk;

pub(super) use kind::{Kind, Object};
pub(crate) use walk::Described;
pub(super) use walk::{Outline, Reference};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics, Pointer};

/// Reports every unknown keyword and every value of the wrong kind, and lists what else there is
/// to know about the places of references and extensions.
pub(super) fn check(name: &str, root: &Value, diagnostics: &mut Diagnostics) -> Outline {
    let whole = (root, &Pointer::root());
    let document = Kind::Object(&specification::DOCUMENT);
    walk::walk(name, whole, document, Code::UnknownKeyword, diagnostics)
}

/// Reports the same of a value of another file, in the place of an object or a reference to one.
pub(super) fn check_part(
    name: &str,
    part: (&Value, &Pointer),
    object: &'static Object,
    diagnostics: &mut Diagnostics,
) -> Outline {
    walk::walk(name, part, Kind::Reference(object), Code::UnknownKeyword, diagnostics)
}

/// Reports everything in an overlay that OpenAPI Overlay 1.0 does not know.
pub(super) fn check_overlay(name: &str, root: &Value, diagnostics: &mut Diagnostics) {
    let whole = (root, &Pointer::root());
    let overlay = Kind::Object(&overlay::OVERLAY);
    walk::walk(name, whole, overlay, Code::InvalidOverlay, diagnostics);
}

/// Whether an overlay's actions have no such keyword.
pub(super) fn is_unknown_in_action(key: &str) -> bool {
    !kind::is_extension(key) && overlay::ACTION.fields.iter().all(|field| field.name != key)
}

/// The kind of object that OpenAPI 3.0 has at `pointer`; `None` where it has none.
pub(super) fn object_at(root: &Value, pointer: &Pointer) -> Option<&'static Object> {
    object_in(&specification::DOCUMENT, root, pointer)
}

/// The kind of object at `pointer` inside another object; `None` where there is none.
pub(super) fn object_in(
    object: &'static Object,
    value: &Value,
    pointer: &Pointer,
) -> Option<&'static Object> {
    let mut kind = Kind::Object(object);
    let mut value = value;
    for token in pointer.tokens() {
        kind = kind.member(value, &token)?;
        value = match value {
            Value::Object(object) => object.get(token.as_ref())?,
            Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    kind.object()
}

/// A section of `components`, by its name.
pub(super) fn section(name: &str) -> Option<&'static str> {
    specification::DOCUMENT.section(name)
}

/// A value as a diagnostic names it: `the string "a"`, `a list`.
pub(crate) fn found(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("the boolean `{value}`"),
        Value::Number(value) => format!("the number `{value}`"),
        Value::String(text) if text.is_empty() => "an empty string".to_owned(),
        Value::String(text) => format!("the string `{}`", shortened(text, 40)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A text as a diagnostic shows it: not all of it where it is long.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    text.chars().take(longest).chain("...".chars()).collect()
}
