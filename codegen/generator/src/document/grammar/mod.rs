//! The grammar of OpenAPI and of overlays: tables of object types, and one walk that checks a tree against them.
//!
//! Invariant: every keyword of a document is either defined by a table or reported.

mod deviation;
mod overlay;
mod repair;
mod rule;
mod schema;
mod specification;
mod version;
mod walk;

pub(super) use repair::{Defect, Repair, repair};
pub(super) use rule::Rule;
pub(super) use version::{Version, version};
pub(crate) use walk::CheckedObject;
pub(super) use walk::{Outline, Reference};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics, Pointer};

/// The rule for a whole document.
pub(super) const DOCUMENT: Rule = Rule::Object(&specification::DOCUMENT);

/// Reports unknown keywords and values of the wrong type in the value at `pointer` of a file, which should follow
/// `rule`; returns its references, extensions and defects.
pub(super) fn check(
    name: &str,
    value: &Value,
    pointer: &Pointer,
    rule: Rule,
    version: Version,
    diagnostics: &mut Diagnostics,
) -> Outline {
    walk::walk(name, value, pointer, rule, version, None, diagnostics)
}

/// Reports everything in an overlay that OpenAPI Overlay 1.0 does not define.
pub(super) fn check_overlay(name: &str, root: &Value, diagnostics: &mut Diagnostics) {
    let overlay = Rule::Object(&overlay::OVERLAY);
    let code = Some(Code::InvalidOverlay);
    walk::walk(name, root, &Pointer::root(), overlay, Version::LATEST, code, diagnostics);
}

/// Whether OpenAPI Overlay 1.0 does not define the keyword for an action.
pub(super) fn is_unknown_in_action(key: &str) -> bool {
    !rule::is_extension(key) && overlay::ACTION.fields.iter().all(|field| field.name != key)
}

/// Returns the rule for the value at `pointer` inside a value that follows `rule`, if there is one.
pub(super) fn rule_at(rule: Rule, value: &Value, pointer: &Pointer) -> Option<Rule> {
    let (mut rule, mut value) = (rule, value);
    for token in pointer.tokens() {
        rule = rule.member(value, &token)?;
        value = match value {
            Value::Object(object) => object.get(token.as_ref())?,
            Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(rule)
}

/// Returns the section `name` of `components`, if OpenAPI defines it.
pub(super) fn section(name: &str) -> Option<&'static str> {
    specification::DOCUMENT.section(name)
}
