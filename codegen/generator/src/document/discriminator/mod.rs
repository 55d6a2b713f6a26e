//! Discriminator: which values of the discriminator's property select which variant.
//!
//! Invariant: this is the only place that decides it. `lower` and `check` call it, and `portolan prove` passes it to the
//! round-trip tests.
//!
//! A mapping decides first. A variant that no mapping names is selected by the values that its own property allows, and
//! by the name of its component only if the property allows any value. Services send what the property allows.

mod allowed;

use serde_json::{Map, Value};

use self::allowed::Search;
use crate::diagnostic::Pointer;

/// Returns the pointer of a schema under `components`.
#[must_use]
pub fn component(name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(name)
}

/// Returns the name of a schema under `components`; `None` for every other pointer.
#[must_use]
pub fn component_name(pointer: &Pointer) -> Option<String> {
    let name = pointer.last()?.into_owned();
    (component(&name) == *pointer).then_some(name)
}

/// Returns the schema that the target of a mapping names: a reference, or the name of a component.
#[must_use]
pub fn mapping_target(target: &str) -> Pointer {
    let reference = target.starts_with('#').then(|| Pointer::parse(target)).flatten();
    reference.unwrap_or_else(|| component(target))
}

/// The part of a union that names a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A key of the discriminator's mapping.
    Mapping(String),
    /// An item of `oneOf` or `anyOf`, by keyword and index.
    Part(&'static str, usize),
}

impl Origin {
    /// Returns the location, given that of the union.
    #[must_use]
    pub fn pointer(&self, union: &Pointer) -> Pointer {
        match self {
            Self::Mapping(key) => union.child("discriminator").child("mapping").child(key),
            Self::Part(keyword, index) => union.child(keyword).index(*index),
        }
    }
}

/// A variant of a union with a discriminator.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant<'d> {
    /// The part of the union that names it.
    pub origin: Origin,
    /// The schema, at the end of all references.
    pub schema: &'d Map<String, Value>,
    /// The pointer to the schema, unless it is inline.
    pub target: Option<Pointer>,
    /// The values that select it: strings, integers and booleans. The first one is written, unless the variant holds
    /// another one. Without values, nothing selects the variant.
    pub values: Vec<Value>,
    /// A key of the mapping that the variant's own property does not allow.
    pub disallowed_key: Option<String>,
    /// Whether the mapping uses its only value for another variant.
    pub is_shadowed: bool,
}

impl Variant<'_> {
    /// Returns the pointer to the schema, given that of the union.
    #[must_use]
    pub fn pointer(&self, union: &Pointer) -> Pointer {
        self.target.clone().unwrap_or_else(|| self.origin.pointer(union))
    }
}

/// Returns the variants of a union: those of the mapping in its order, then the other ones of `oneOf` and `anyOf`.
///
/// A value can select several variants that the mapping does not name. Their shapes distinguish these.
#[must_use]
pub fn variants<'d>(root: &'d Value, union: &'d Map<String, Value>) -> Vec<Variant<'d>> {
    Search::new(root).variants(union)
}

/// Returns the schemas that a value selects in a union of these [`variants`]; none if it is not a documented value.
///
/// A schema without `oneOf`, `anyOf` and mapping has its subtypes as variants, which are not listed: every component may
/// be one.
#[must_use]
pub fn selected<'d>(
    root: &'d Value,
    union: &'d Map<String, Value>,
    variants: &[Variant<'d>],
    value: &Value,
) -> Vec<&'d Map<String, Value>> {
    let is_selected =
        |variant: &&Variant<'_>| !variant.is_shadowed && variant.values.contains(value);
    let found: Vec<_> = variants.iter().filter(is_selected).map(|it| it.schema).collect();
    let is_listed = ["oneOf", "anyOf"].iter().any(|keyword| union.contains_key(*keyword));
    if !found.is_empty() || is_listed || !union.contains_key("discriminator") {
        return found;
    }
    let subtype = value.as_str().and_then(|name| component(name).resolve(root)?.as_object());
    let is_mapped = |schema| variants.iter().any(|it| std::ptr::eq(it.schema, schema));
    subtype.filter(|schema| !is_mapped(*schema)).into_iter().collect()
}

/// Whether a property distinguishes the variants of a union without a discriminator: each requires it, and allows one
/// distinct value.
#[must_use]
pub fn distinguishes<'d>(
    root: &'d Value,
    union: &'d Map<String, Value>,
    property: &'d str,
) -> bool {
    Search::new(root).distinguishes(union, property)
}

#[cfg(test)]
mod tests;
