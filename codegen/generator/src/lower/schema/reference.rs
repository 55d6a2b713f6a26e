//! References: from `$ref` to schemas, and compositions of one part, which annotate a reference.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind};
use serde_json::{Map, Value};

use super::keywords::Keywords;
use crate::diagnostic::Pointer;
use crate::document::{Document, discriminator};
use crate::lower::Lowering;

/// A schema and its pointer.
#[derive(Debug, Clone)]
pub(crate) struct Located<'d> {
    pub(crate) schema: &'d Schema,
    pub(crate) pointer: Pointer,
    /// Its name under `components.schemas`, if it has one.
    pub(crate) component: Option<&'d str>,
}

pub(crate) use crate::document::discriminator::component;

/// Returns the schema name of a reference to `#/components/schemas/...`.
pub(crate) fn component_name(reference: &str) -> Option<String> {
    name_in("schemas", reference)
}

/// Returns the component name of a reference to a section of `components`.
pub(crate) fn name_in(section: &str, reference: &str) -> Option<String> {
    let pointer = Pointer::parse(reference)?;
    let mut tokens = pointer.tokens();
    let is_there =
        reference.starts_with('#') && tokens.next()? == "components" && tokens.next()? == section;
    let name = tokens.next().filter(|_| is_there)?.into_owned();
    tokens.next().is_none().then_some(name)
}

/// Returns the schema that a reference leads to, through references to references.
pub(crate) fn resolve<'d>(document: &'d Document, reference: &str) -> Option<Located<'d>> {
    find(document, &component_name(reference)?)
}

/// Returns the schema under `components` of a name, through references to references.
pub(crate) fn find<'d>(document: &'d Document, name: &str) -> Option<Located<'d>> {
    let schemas = &document.openapi.components.as_ref()?.schemas;
    let mut name = name.to_owned();
    // Each step leads to another component, so that a longer chain is a cycle.
    for _ in 0..=schemas.len() {
        let (component_name_here, schema) = schemas.get_key_value(&name)?;
        match schema {
            ReferenceOr::Item(schema) => {
                return Some(Located {
                    schema,
                    pointer: component(component_name_here),
                    component: Some(component_name_here),
                });
            }
            ReferenceOr::Reference { reference } => name = component_name(reference)?,
        }
    }
    None
}

impl<'d> Lowering<'d> {
    /// Returns the schema, or the one that it refers to, without reporting errors. Used to inspect schemas before they
    /// are lowered.
    pub(crate) fn peek<S: Borrow<Schema>>(
        &self,
        schema: &'d ReferenceOr<S>,
        pointer: &Pointer,
    ) -> Option<Located<'d>> {
        self.budget.step()?;
        match schema {
            ReferenceOr::Item(schema) => {
                Some(Located { schema: schema.borrow(), pointer: pointer.clone(), component: None })
            }
            ReferenceOr::Reference { reference } => resolve(self.document, reference),
        }
    }

    /// Returns the schema, or the one that it refers to; reports an error and returns `None` if there is none.
    pub(crate) fn locate<S: Borrow<Schema>>(
        &mut self,
        schema: &'d ReferenceOr<S>,
        pointer: &Pointer,
    ) -> Option<Located<'d>> {
        let found = self.peek(schema, pointer);
        if found.is_none() {
            self.reference_error(pointer);
        }
        found
    }
}

/// The maximum depth of annotated schemas in each other.
const MAX_DEPTH: usize = 16;

/// The views that a schema is not part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Access {
    pub(super) read_only: bool,
    pub(super) write_only: bool,
}

impl<'d> Lowering<'d> {
    /// Returns the only part of a schema that says nothing more about an object's properties.
    pub(super) fn only_part(
        &self,
        keywords: &Keywords<'d>,
        data: &SchemaData,
    ) -> Option<(&'static str, &'d ReferenceOr<Schema>)> {
        if keywords.has_properties()
            || data.discriminator.is_some()
            || !keywords.enumeration.is_empty()
        {
            return None;
        }
        let (keyword, only) = match (keywords.all_of, keywords.one_of, keywords.any_of) {
            ([only], [], []) => ("allOf", only),
            ([], [only], []) => ("oneOf", only),
            ([], [], [only]) => ("anyOf", only),
            _ => return None,
        };
        (!self.extends(keywords, only)).then_some((keyword, only))
    }

    /// Whether a schema requires properties of its only part that the part does not require, or adds a map to it.
    fn extends(&self, keywords: &Keywords<'d>, only: &'d ReferenceOr<Schema>) -> bool {
        let adds_map = !matches!(
            keywords.additional_properties,
            None | Some(AdditionalProperties::Any(false))
        );
        if !adds_map && keywords.required.is_empty() {
            return false;
        }
        let Some(part) = self.peek(only, &Pointer::root()) else { return false };
        let inner = Keywords::of(part.schema);
        let is_object = inner.has_properties()
            && inner.one_of.is_empty()
            && inner.any_of.is_empty()
            && part.schema.schema_data.discriminator.is_none();
        let requires_more =
            keywords.required.iter().any(|property| !inner.required.contains(property));
        is_object && (requires_more || (adds_map && inner.additional_properties.is_none()))
    }

    /// Returns the access of a schema and of its only part, if it is composed of one.
    pub(super) fn access(&self, schema: &'d Schema) -> Access {
        let mut access = Access::default();
        let mut here = schema;
        for _ in 0..MAX_DEPTH {
            let data = &here.schema_data;
            access.read_only |= data.read_only;
            access.write_only |= data.write_only;
            if matches!(here.schema_kind, SchemaKind::Type(_) | SchemaKind::Not { .. }) {
                break;
            }
            let Some((_, only)) = self.only_part(&Keywords::of(here), data) else { break };
            let Some(inner) = self.peek(only, &Pointer::root()) else { break };
            here = inner.schema;
        }
        access
    }
}

/// Returns the schemas that are referenced elsewhere than by `oneOf`, `anyOf`, `allOf` and `discriminator`. Outside of a
/// union they need the discriminator's property themselves. So do variants of unions with different discriminators, each
/// of which writes only its own, and variants of unions without a discriminator, which write none.
pub(crate) fn standalone(root: &Value) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut tags: HashMap<String, &str> = HashMap::new();
    let mut untagged: Vec<(String, &Map<String, Value>)> = Vec::new();
    let mut open = vec![(root, false)];
    while let Some((value, composed)) = open.pop() {
        match value {
            Value::Object(members) => {
                for (variant, tag) in variants(members) {
                    if tags.insert(variant.clone(), tag).is_some_and(|other| other != tag) {
                        found.insert(variant);
                    }
                }
                if !members.contains_key("discriminator") {
                    untagged.extend(parts(members).map(|variant| (variant, members)));
                }
                // `allOf` with one part is that schema with other annotations.
                let is_same = |member: &Value| {
                    member.as_array().is_some_and(|parts| parts.len() == 1)
                        && !members.contains_key("properties")
                };
                for (key, member) in members {
                    match member {
                        Value::String(reference) if key == "$ref" && !composed => {
                            found.extend(component_name(reference));
                        }
                        Value::Array(_) if matches!(key.as_str(), "oneOf" | "anyOf") => {
                            open.push((member, true));
                        }
                        Value::Array(_) if key == "allOf" => open.push((member, !is_same(member))),
                        _ => open.push((member, false)),
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter().map(|item| (item, composed))),
            _ => {}
        }
    }
    let is_without = |(variant, union): &(String, &Map<String, Value>)| {
        tags.get(variant).is_some_and(|tag| !discriminator::distinguishes(root, union, tag))
    };
    found.extend(untagged.into_iter().filter(is_without).map(|(variant, _)| variant));
    found
}

/// Returns the components that `oneOf` and `anyOf` refer to.
fn parts(schema: &Map<String, Value>) -> impl Iterator<Item = String> {
    let parts = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    parts.flatten().filter_map(|part| component_name(part.get("$ref")?.as_str()?))
}

/// Returns the variants that a schema with a discriminator names, with the discriminator's property.
pub(crate) fn variants(schema: &serde_json::Map<String, Value>) -> Vec<(String, &str)> {
    let Some(discriminator) = schema.get("discriminator").and_then(Value::as_object) else {
        return Vec::new();
    };
    let Some(tag) = discriminator.get("propertyName").and_then(Value::as_str) else {
        return Vec::new();
    };
    let variants = mapped(discriminator).into_iter().chain(parts(schema));
    variants.map(|variant| (variant, tag)).collect()
}

/// Returns the schemas that a mapping names.
pub(crate) fn mapped(discriminator: &serde_json::Map<String, Value>) -> Vec<String> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(_, target)| target.as_str())
        .filter_map(|target| discriminator::component_name(&discriminator::mapping_target(target)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn component_names_are_unescaped() {
        for (reference, name) in [
            ("#/components/schemas/Peer", Some("Peer")),
            ("#/components/schemas/a~1b~0c", Some("a/b~c")),
            ("#/components/schemas/a%20b", Some("a b")),
            ("#/components/schemas/Peer/properties/id", None),
            ("other.yaml#/Peer", None),
            ("#/components/parameters/Peer", None),
            ("/components/schemas/Peer", None),
        ] {
            assert_eq!(component_name(reference).as_deref(), name, "{reference}");
        }
        assert_eq!(name_in("parameters", "#/components/parameters/a%20b").as_deref(), Some("a b"));
    }

    #[test]
    fn variants_are_not_standalone() {
        let root = json!({
            "oneOf": [{"$ref": "#/components/schemas/Variant"}],
            "properties": {"a": {"$ref": "#/components/schemas/Property"}},
            "items": {"oneOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Item"}}]},
        });
        let found = standalone(&root);
        assert!(found.contains("Property") && found.contains("Item"));
        assert!(!found.contains("Variant"));
    }

    #[test]
    fn variants_without_a_discriminator_are_standalone() {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let kind = |value: &str, required: Value| {
            let kind = json!({"type": "string", "enum": [value]});
            json!({"type": "object", "properties": {"kind": kind}, "required": required})
        };
        let tagged = ["A", "B", "C", "D", "E", "F"].map(reference);
        let root = json!({
            "tagged": {
                "oneOf": tagged,
                "discriminator": {"propertyName": "kind"},
            },
            // Each requires one distinct value, as with a discriminator.
            "inferred": {"oneOf": [reference("A"), reference("B")]},
            "untagged": {"anyOf": [reference("C"), reference("D"), {"type": "string"}]},
            "only": {"oneOf": [reference("E")]},
            "annotated": {"allOf": [reference("F")], "description": "more"},
            "extended": {"allOf": [reference("A"), {"type": "object"}]},
            "components": {"schemas": {
                "A": kind("a", json!(["kind"])),
                "B": {"allOf": [kind("b", json!([])), {"required": ["kind"]}]},
                "C": kind("c", json!(["kind"])),
                "D": kind("d", json!([])),
                "E": kind("e", json!(["kind"])),
                "F": kind("f", json!(["kind"])),
            }},
        });
        let expected = ["C", "D", "E", "F"].map(str::to_owned);
        assert_eq!(standalone(&root), HashSet::from(expected));
    }

    #[test]
    fn variants_with_two_discriminators_are_standalone() {
        let union = |tag: &str, variant: &str| {
            json!({
                "oneOf": [{"$ref": format!("#/components/schemas/{variant}")}],
                "discriminator": {"propertyName": tag, "mapping": {"s": "Shared"}},
            })
        };
        let found = standalone(&json!([union("a", "One"), union("b", "Two"), union("b", "Two")]));
        assert_eq!(found, HashSet::from(["Shared".to_owned()]));
    }
}
