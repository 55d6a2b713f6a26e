//! Discriminator: which schema a value of the discriminator selects, and which value selects a schema.
//!
//! Invariant: this is the only place that decides it. `lower` and `check` call it, and `portolan prove` passes it to the
//! round-trip tests. [`selected`] is the inverse of [`mapping_target`] and [`implicit_value`].

use serde_json::{Map, Value};

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

/// Returns the value that selects a schema which the mapping does not list: the name of its component.
///
/// `None` for a schema without a name, which no value selects.
#[must_use]
pub fn implicit_value(schema: &Pointer) -> Option<String> {
    component_name(schema)
}

/// Returns the schema that a value selects in a union: the target of its mapping, or else the variant that the mapping
/// does not list and whose implicit value it is.
///
/// A schema without `oneOf` and `anyOf` has its subtypes as variants, which are not listed: every component may be one.
#[must_use]
pub fn selected(union: &Map<String, Value>, value: &str) -> Option<Pointer> {
    let mapping = union.get("discriminator")?.get("mapping").and_then(Value::as_object);
    if let Some(target) = mapping.and_then(|mapping| mapping.get(value)?.as_str()) {
        return Some(mapping_target(target));
    }
    let is_mapped = |schema: &Pointer| {
        let targets = mapping.into_iter().flat_map(Map::values).filter_map(Value::as_str);
        targets.map(mapping_target).any(|target| target == *schema)
    };
    let listed = ["oneOf", "anyOf"].map(|keyword| union.get(keyword).and_then(Value::as_array));
    if listed.iter().all(Option::is_none) {
        return Some(component(value)).filter(|schema| !is_mapped(schema));
    }
    let references = listed.into_iter().flatten().flatten();
    let references = references.filter_map(|variant| variant.get("$ref")?.as_str());
    references
        .map(mapping_target)
        .find(|schema| !is_mapped(schema) && implicit_value(schema).as_deref() == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn targets_are_references_or_component_names() {
        assert_eq!(mapping_target("Cat"), component("Cat"));
        assert_eq!(mapping_target("#/components/schemas/Cat"), component("Cat"));
        assert_eq!(mapping_target("#/components/schemas/a~1b"), component("a/b"));
    }

    #[test]
    fn unmapped_schemas_are_selected_by_their_component_name() {
        assert_eq!(implicit_value(&component("Cat")).as_deref(), Some("Cat"));
        assert_eq!(implicit_value(&component("Cat").child("items")), None);
    }

    #[test]
    fn values_select_mapped_targets_and_unmapped_variants() {
        let of = |union: &Value, value: &str| selected(union.as_object()?, value);
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let union = json!({
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
            "oneOf": [reference("Cat"), reference("Dog"), {"type": "object"}],
        });
        assert_eq!(of(&union, "cat"), Some(component("Cat")));
        assert_eq!(of(&union, "Dog"), Some(component("Dog")));
        // A mapped schema has no implicit value, and a component outside the union is no variant.
        assert_eq!(of(&union, "Cat"), None);
        assert_eq!(of(&union, "Other"), None);

        let base = json!({"discriminator": {"propertyName": "kind"}, "properties": {}});
        assert_eq!(of(&base, "Dog"), Some(component("Dog")));
        assert_eq!(of(&json!({}), "Dog"), None);
    }
}
