//! The grammar of OpenAPI 3.0 and of overlays: tables of object types, and one walk that checks a tree against them.
//!
//! Invariant: every keyword of a document is either defined by a table or reported.

mod overlay;
mod rule;
mod schema;
mod specification;
mod version;
mod walk;

pub(super) use rule::ObjectType;
use rule::Rule;
pub(super) use version::check_version;
pub(crate) use walk::CheckedObject;
pub(super) use walk::{Outline, Reference};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics, Pointer};

/// Reports unknown keywords and values of the wrong type, and returns the references and extensions of a document.
pub(super) fn check(name: &str, root: &Value, diagnostics: &mut Diagnostics) -> Outline {
    let document = Rule::Object(&specification::DOCUMENT);
    walk::walk(name, root, &Pointer::root(), document, Code::UnknownKeyword, diagnostics)
}

/// Checks like [`check`] a value at `pointer` of another file, which must be an `object` or a reference to one.
pub(super) fn check_part(
    name: &str,
    value: &Value,
    pointer: &Pointer,
    object: &'static ObjectType,
    diagnostics: &mut Diagnostics,
) -> Outline {
    walk::walk(name, value, pointer, Rule::ReferenceOr(object), Code::UnknownKeyword, diagnostics)
}

/// Reports everything in an overlay that OpenAPI Overlay 1.0 does not define.
pub(super) fn check_overlay(name: &str, root: &Value, diagnostics: &mut Diagnostics) {
    let overlay = Rule::Object(&overlay::OVERLAY);
    walk::walk(name, root, &Pointer::root(), overlay, Code::InvalidOverlay, diagnostics);
}

/// Whether OpenAPI Overlay 1.0 does not define the keyword for an action.
pub(super) fn is_unknown_in_action(key: &str) -> bool {
    !rule::is_extension(key) && overlay::ACTION.fields.iter().all(|field| field.name != key)
}

/// Returns the object type that OpenAPI 3.0 defines at `pointer`, if any.
pub(super) fn object_at(root: &Value, pointer: &Pointer) -> Option<&'static ObjectType> {
    object_in(&specification::DOCUMENT, root, pointer)
}

/// Returns the object type at `pointer` inside an object of another type, if any.
pub(super) fn object_in(
    object: &'static ObjectType,
    value: &Value,
    pointer: &Pointer,
) -> Option<&'static ObjectType> {
    let mut rule = Rule::Object(object);
    let mut value = value;
    for token in pointer.tokens() {
        rule = rule.member(value, &token)?;
        value = match value {
            Value::Object(object) => object.get(token.as_ref())?,
            Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    rule.object()
}

/// Returns the section `name` of `components`, if OpenAPI 3.0 defines it.
pub(super) fn section(name: &str) -> Option<&'static str> {
    specification::DOCUMENT.section(name)
}
