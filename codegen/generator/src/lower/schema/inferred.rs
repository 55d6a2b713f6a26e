//! Inferred discriminators: unions without `discriminator` whose variants a constant property distinguishes.
//!
//! Many documents describe a tagged union as `oneOf` objects that each require a property with one distinct value.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::Schema;

use super::keywords::Keywords;
use super::reference::Located;
use crate::api::TagValue;
use crate::diagnostic::Pointer;
use crate::lower::Lowering;

/// The maximum depth of `allOf` and references.
const MAX_DEPTH: usize = 16;

/// The property that distinguishes the variants, and the variants.
#[derive(Debug, Clone)]
pub(crate) struct InferredDiscriminator<'d> {
    pub(crate) tag: String,
    /// Each variant with its value and its location in the union.
    pub(crate) variants: Vec<(TagValue, Pointer, Located<'d>)>,
}

/// The constant properties of an object, and its required ones.
#[derive(Debug, Default)]
struct Constants {
    values: IndexMap<String, TagValue>,
    required: HashSet<String>,
}

impl<'d> Lowering<'d> {
    /// Returns the inferred discriminator of a union, if there is one.
    pub(crate) fn inferred_discriminator(
        &self,
        pointer: &Pointer,
        keywords: &Keywords<'d>,
    ) -> Option<InferredDiscriminator<'d>> {
        let (keyword, parts) = match (keywords.one_of, keywords.any_of) {
            (parts @ [_, _, ..], []) => ("oneOf", parts),
            ([], parts @ [_, _, ..]) => ("anyOf", parts),
            _ => return None,
        };
        let mut found = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let location = pointer.child(keyword).index(index);
            let located = self.peek(part, &location)?;
            // No property distinguishes `null`.
            if located.schema.schema_data.nullable {
                return None;
            }
            let mut constants = Constants::default();
            self.constants(located.schema, &mut constants, MAX_DEPTH)?;
            found.push((location, located, constants));
        }
        let (_, _, first) = found.first()?;
        let tag = first.values.keys().find(|property| discriminates(property, &found))?.clone();
        let variants = found
            .iter()
            .filter_map(|(pointer, located, constants)| {
                let value = constants.values.get(&tag)?.clone();
                Some((value, pointer.clone(), located.clone()))
            })
            .collect();
        Some(InferredDiscriminator { tag, variants })
    }

    /// Collects the constants of an object and of its `allOf`; `None` if it is not an object.
    fn constants(&self, schema: &'d Schema, constants: &mut Constants, depth: usize) -> Option<()> {
        let keywords = Keywords::of(schema);
        let deeper = depth.checked_sub(1)?;
        if !keywords.is_object() && keywords.all_of.is_empty() {
            return None;
        }
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let located = self.peek(schema, &Pointer::root());
            if let Some(value) = located.and_then(|it| self.constant(it.schema, deeper)) {
                constants.values.insert(property.clone(), value);
            }
        }
        constants.required.extend(keywords.required.iter().cloned());
        for part in keywords.all_of {
            self.constants(self.peek(part, &Pointer::root())?.schema, constants, deeper)?;
        }
        Some(())
    }

    /// Returns the only value of a schema, if that is a string, an integer or a boolean.
    fn constant(&self, schema: &'d Schema, depth: usize) -> Option<TagValue> {
        let keywords = Keywords::of(schema);
        if schema.schema_data.nullable {
            return None;
        }
        if let [only] = keywords.enumeration.as_slice() {
            return TagValue::of(only).filter(|value| has_type(value, keywords.schema_type));
        }
        match keywords.all_of {
            [only] if keywords.schema_type.is_none() && keywords.enumeration.is_empty() => {
                let located = self.peek(only, &Pointer::root())?;
                self.constant(located.schema, depth.checked_sub(1)?)
            }
            _ => None,
        }
    }
}

/// Whether a value has a JSON type, as `type` names it.
fn has_type(value: &TagValue, schema_type: Option<&str>) -> bool {
    schema_type.is_none_or(|schema_type| match value {
        TagValue::Text(_) => schema_type == "string",
        TagValue::Integer(_) => matches!(schema_type, "integer" | "number"),
        TagValue::Boolean(_) => schema_type == "boolean",
    })
}

/// Whether all variants require a property, each with a distinct value.
fn discriminates(property: &str, found: &[(Pointer, Located<'_>, Constants)]) -> bool {
    let mut seen = HashSet::new();
    found.iter().all(|(_, _, constants)| {
        constants.required.contains(property)
            && constants.values.get(property).is_some_and(|value| seen.insert(value))
    })
}
