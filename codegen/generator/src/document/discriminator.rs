//! Discriminator: which schema a value of the discriminator selects, and which value selects a schema.
//!
//! Invariant: this is the only place that decides it. `lower`, `check` and the round-trip tests call it.

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

/// Returns the schema that a value selects: the target of its mapping, or else the component of that name.
#[must_use]
pub fn selected(discriminator: &Map<String, Value>, value: &str) -> Pointer {
    let target = discriminator.get("mapping").and_then(|mapping| mapping.get(value)?.as_str());
    target.map_or_else(|| component(value), mapping_target)
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
        let discriminator = json!({"propertyName": "kind", "mapping": {"cat": "Cat"}});
        let discriminator = discriminator.as_object().cloned().unwrap_or_default();
        assert_eq!(selected(&discriminator, "cat"), component("Cat"));
        assert_eq!(selected(&discriminator, "Dog"), component("Dog"));
    }
}
