//! Merged unions: objects that nothing distinguishes, as one struct with the properties of all.
//!
//! The struct loses nothing that free-form JSON would keep, and has the types that the variants agree on.

use openapiv3::{ReferenceOr, Schema};

use super::keywords::Keywords;
use super::object::{Collected, Property, without_annotations};
use super::reference::Located;
use crate::api::{JsonKind, Shape, Type, View};
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::names::TypeName;

/// The maximum depth of nested unions.
const MAX_DEPTH: usize = 16;

impl<'d> Lowering<'d> {
    /// Whether a union and the unions in it consist of objects without a discriminator.
    pub(crate) fn can_be_merged(&self, schema: &'d Schema) -> bool {
        self.is_plain_object(schema, MAX_DEPTH)
    }

    fn is_plain_object(&self, schema: &'d Schema, depth: usize) -> bool {
        let keywords = Keywords::of(schema);
        let Some(deeper) = depth.checked_sub(1) else {
            return false;
        };
        let mut parts = keywords.one_of.iter().chain(keywords.any_of).chain(keywords.all_of);
        let has_parts = parts.clone().next().is_some();
        let is_object = keywords.is_object() && keywords.has_properties();
        schema.schema_data.discriminator.is_none()
            && matches!(keywords.schema_type, None | Some("object"))
            && keywords.enumeration.is_empty()
            && keywords.additional_properties.is_none()
            && (is_object || has_parts)
            && parts.all(|part| {
                let located = self.peek(part, &Pointer::root());
                located.is_some_and(|located| self.is_plain_object(located.schema, deeper))
            })
    }

    /// Returns the struct of all variants. A property is required if all variants require it.
    pub(crate) fn merged(
        &mut self,
        located: &Located<'d>,
        direction: View,
        name: &TypeName,
    ) -> Shape {
        let collected = self.collect_merged(located);
        self.struct_of(&collected, direction, name)
    }

    /// Returns the properties of a schema and of all its variants.
    pub(crate) fn collect_merged(&mut self, located: &Located<'d>) -> Collected<'d> {
        let mut collected = Collected::default();
        self.collect(located, &mut collected, &mut Vec::new());
        let keywords = Keywords::of(located.schema);
        let mut required: Option<Vec<(String, Pointer)>> = None;
        for (keyword, parts) in [("oneOf", keywords.one_of), ("anyOf", keywords.any_of)] {
            for (index, part) in parts.iter().enumerate() {
                let pointer = located.pointer.child(keyword).index(index);
                let Some(part) = self.locate(part, &pointer) else {
                    continue;
                };
                let variant = self.collect_merged(&part);
                required = Some(match required {
                    Some(mut required) => {
                        required.retain(|(property, _)| variant.required.contains(property));
                        required
                    }
                    None => variant.named.clone(),
                });
                self.merge(variant, &mut collected);
            }
        }
        for (property, pointer) in required.into_iter().flatten() {
            if collected.required.insert(property.clone()) {
                collected.named.push((property, pointer));
            }
        }
        collected
    }

    /// Adds the properties of a variant. One that variants describe differently becomes a string if all agree on that, or
    /// free-form.
    fn merge(&mut self, variant: Collected<'d>, collected: &mut Collected<'d>) {
        for (property, Property { schema, pointer }) in variant.properties {
            let Some(earlier) = collected.properties.get(&property) else {
                collected.properties.insert(property, Property { schema, pointer });
                continue;
            };
            let described = |pointer| self.document.get(pointer).map(without_annotations);
            let same = described(&earlier.pointer) == described(&pointer);
            if !same {
                let are_strings = self.is_string(earlier.schema) && self.is_string(schema);
                let value = if are_strings { Type::String } else { Type::FreeForm };
                let known = collected.conflicting.get(&property);
                if known != Some(&Type::FreeForm) {
                    collected.conflicting.insert(property, value);
                }
            }
        }
        collected.conflicting.extend(variant.conflicting);
    }

    fn is_string(&self, schema: &'d ReferenceOr<Box<Schema>>) -> bool {
        let located = self.peek(schema, &Pointer::root());
        let shape = located.and_then(|located| self.json_shape(located.schema, MAX_DEPTH));
        shape.is_some_and(|shape| shape.kind == JsonKind::Text)
    }
}
