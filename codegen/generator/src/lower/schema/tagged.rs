//! Tagged unions: objects that a discriminator's property distinguishes.

use openapiv3::{Discriminator, ReferenceOr, Schema};

use super::inferred::{InferredDiscriminator, TaggedVariant};
use super::keywords::Keywords;
use super::object::Membership;
use super::reference::{self, Located};
use crate::api::{
    Accessor, DiscriminatorSource, Model, ModelId, Presence, Shape, Type, Union, Variant, View,
};
use crate::diagnostic::{Code, Cost, Diagnostic, Highlight, Pointer, nearest};
use crate::document::discriminator;
use crate::lower::Lowering;
use crate::names::{Scope, TypeName, ValueName};

/// Whether a schema with a discriminator names its variants.
pub(crate) fn is_union(schema: &Schema, keywords: &Keywords<'_>) -> bool {
    let mapped = schema
        .schema_data
        .discriminator
        .as_ref()
        .is_some_and(|discriminator| !discriminator.mapping.is_empty());
    mapped || !keywords.one_of.is_empty() || !keywords.any_of.is_empty()
}

impl<'d> Lowering<'d> {
    /// Returns the enum of a union: a base with properties, `oneOf`, `anyOf`, or only a mapping.
    pub(crate) fn union(
        &mut self,
        located: &Located<'d>,
        direction: View,
        name: &TypeName,
    ) -> Shape {
        let schema: &'d Schema = located.schema;
        let keywords = Keywords::of(schema);
        let (discriminator, tag, candidates) = match &schema.schema_data.discriminator {
            Some(discriminator) => (
                DiscriminatorSource::Declared,
                discriminator.property_name.clone(),
                self.candidates(located, discriminator, &keywords),
            ),
            None => match self.inferred_discriminator(&located.pointer, &keywords) {
                Some(InferredDiscriminator { tag, variants }) => {
                    (DiscriminatorSource::Inferred, tag, variants)
                }
                None => return self.object(located, direction, name),
            },
        };
        // The variant of objects with an unknown discriminator value.
        let mut scope = Scope::with(&["Unknown"]);
        let mut variants = Vec::new();
        let unmapped_values = self.unmapped_values(located, &tag, &candidates);
        for candidate in candidates {
            if let Some(model) = self.variant(&candidate, located, &tag, direction, name) {
                variants.push(Variant {
                    name: scope.claim_variant(&TypeName::new(&candidate.tag)),
                    tag: candidate.tag,
                    model,
                    own: Vec::new(),
                });
            }
        }
        let mut functions = Scope::with(&["clone", "from", "into", "new"]);
        let tag_accessor = functions.claim_value(&ValueName::new(&tag));
        let accessors = accessors(&keywords, &tag, &mut functions);
        Shape::Union(Union {
            tag,
            discriminator,
            tag_accessor,
            variants,
            unmapped_values,
            accessors,
        })
    }

    /// Returns the discriminator's values that the union or its variants list without a variant.
    fn unmapped_values(
        &self,
        located: &Located<'d>,
        tag: &str,
        candidates: &[TaggedVariant<'d>],
    ) -> Vec<String> {
        let mut unmapped: Vec<String> = Vec::new();
        let variants = candidates.iter().map(|candidate| &candidate.located);
        for located in std::iter::once(located).chain(variants) {
            let properties = Keywords::of(located.schema).properties;
            let Some(schema) = properties.and_then(|properties| properties.get(tag)) else {
                continue;
            };
            let Some(schema) = self.peek(schema, &located.pointer) else { continue };
            let values = Keywords::of(schema.schema).enumeration;
            for value in values.iter().filter_map(serde_json::Value::as_str) {
                let has_variant = candidates.iter().any(|candidate| candidate.tag == value);
                if !has_variant && !unmapped.iter().any(|known| known == value) {
                    unmapped.push(value.to_owned());
                }
            }
        }
        unmapped
    }

    /// Returns the variants: those of the mapping in its order, then the other ones of `oneOf` and `anyOf`.
    fn candidates(
        &mut self,
        located: &Located<'d>,
        discriminator: &'d Discriminator,
        keywords: &Keywords<'d>,
    ) -> Vec<TaggedVariant<'d>> {
        let mut candidates: Vec<TaggedVariant<'d>> = Vec::new();
        let mapping = located.pointer.child("discriminator").child("mapping");
        for (tag, target) in &discriminator.mapping {
            let pointer = mapping.child(tag);
            if let Some(located) = self.mapped(target) {
                candidates.push(TaggedVariant { tag: tag.clone(), pointer, located });
                continue;
            }
            let message =
                format!("`{tag}` is mapped to `{target}`, which is not a schema of this document");
            let advice = self.advice_on_target(target).unwrap_or_else(|| {
                "map it to the name of a schema under `components.schemas`, or to a reference to it".to_owned()
            });
            let diagnostic = self
                .diagnostic(Code::MappingTarget, &pointer, message)
                .with_cost(Cost::Ignored(format!("the value `{tag}`")))
                .with_advice(advice);
            self.diagnostics.push(diagnostic);
        }
        for (keyword, parts) in [("oneOf", keywords.one_of), ("anyOf", keywords.any_of)] {
            for (index, part) in parts.iter().enumerate() {
                let pointer = located.pointer.child(keyword).index(index);
                self.add_implicit(part, pointer, &mut candidates);
            }
        }
        candidates
    }

    /// Returns advice for a mapping target that does not exist: the nearest name.
    fn advice_on_target(&self, target: &str) -> Option<String> {
        let named = reference::component_name(target);
        let schemas = &self.document.openapi.components.as_ref()?.schemas;
        let name = named.as_deref().unwrap_or(target);
        let meant = nearest(name, schemas.keys().map(String::as_str))?;
        let meant = if named.is_some() {
            reference::component(meant).to_string()
        } else {
            meant.to_owned()
        };
        Some(format!("did you mean `{meant}`?"))
    }

    /// Returns the schema that a mapping target names.
    fn mapped(&self, target: &str) -> Option<Located<'d>> {
        let name = discriminator::component_name(&discriminator::mapping_target(target))?;
        reference::find(self.document, &name)
    }

    /// Adds a variant that the mapping does not list, under its [implicit value](discriminator::implicit_value).
    fn add_implicit(
        &mut self,
        part: &'d ReferenceOr<Schema>,
        pointer: Pointer,
        candidates: &mut Vec<TaggedVariant<'d>>,
    ) {
        let Some(located) = self.locate(part, &pointer) else {
            return;
        };
        if candidates.iter().any(|candidate| candidate.located.pointer == located.pointer) {
            return;
        }
        match discriminator::implicit_value(&located.pointer) {
            Some(value) => {
                if let Some(other) = candidates.iter().find(|other| other.tag == value) {
                    let first = other.located.pointer.clone();
                    self.report(
                        Code::VariantValue,
                        &pointer,
                        format!("the discriminator's value `{value}` selects this variant and, by the mapping, `{first}`"),
                        "give this variant a value of its own in the mapping; until then such objects are decoded as the other variant",
                    );
                }
                candidates.push(TaggedVariant { tag: value, pointer, located });
            }
            None => self.report(
                Code::UnnamedVariant,
                &pointer,
                "the discriminator has no value for a variant without a name",
                "move the variant to `components.schemas`; until then it decodes as `Unknown`",
            ),
        }
    }

    /// Returns the model of a variant, without the discriminator's property and with the base's properties.
    fn variant(
        &mut self,
        candidate: &TaggedVariant<'d>,
        union: &Located<'d>,
        tag: &str,
        direction: View,
        name: &TypeName,
    ) -> Option<ModelId> {
        let located = &candidate.located;
        if located.pointer == union.pointer {
            self.report(
                Code::UnsupportedUnion,
                &candidate.pointer,
                format!("`{}` is mapped to the union itself", candidate.tag),
                "map it to a schema of its own; until then it decodes as `Unknown`",
            );
            return None;
        }
        let alone = located.component.is_some_and(|name| self.unions.standalone.contains(name));
        if !alone {
            self.unions
                .memberships
                .entry(located.pointer.clone())
                .or_insert_with(|| Membership { tag: tag.to_owned(), base: union.clone() });
        }
        let keywords = Keywords::of(located.schema);
        let inline_name = name.joined(&candidate.tag);
        if located.schema.schema_data.discriminator.is_some() && is_union(located.schema, &keywords)
        {
            let of =
                |deeper: &mut Self| deeper.model(located, direction, &inline_name, Self::union);
            return self.deeper(&located.pointer, of);
        }
        // A variant that is only `allOf` its base is an object, not the union again.
        if keywords.is_object() || !keywords.all_of.is_empty() {
            self.note_missing_tag(candidate, union, &keywords, tag);
            if self.maps_all(union) {
                self.check_value_allowed(candidate, &keywords, tag);
            }
            let model = self.model(located, direction, &inline_name, Self::object);
            if alone {
                self.report_lost_properties(candidate, tag, union, direction, model);
            }
            return Some(model);
        }
        let message = format!("the variant `{}` is not an object", candidate.tag);
        let diagnostic = self
            .diagnostic(Code::VariantNotObject, &candidate.pointer, message)
            .with_label(self.document.location(&located.pointer), "the variant")
            .with_advice("a discriminator distinguishes objects: describe the variant's properties, or remove the discriminator, in the overlay; until then responses with it cannot be decoded");
        self.diagnostics.push(diagnostic);
        None
    }
}

impl Lowering<'_> {
    /// Whether every target of a union's mapping exists. Otherwise a variant may only seem to be unmapped.
    fn maps_all(&self, union: &Located<'_>) -> bool {
        let discriminator = union.schema.schema_data.discriminator.as_ref();
        let mut targets = discriminator.into_iter().flat_map(|it| it.mapping.values());
        targets.all(|target| self.mapped(target).is_some())
    }

    /// Reports a variant whose own discriminator property does not allow the value that is mapped to it.
    fn check_value_allowed(
        &mut self,
        candidate: &TaggedVariant<'_>,
        keywords: &Keywords<'_>,
        tag: &str,
    ) {
        let Some(ReferenceOr::Item(property)) = keywords.properties.and_then(|all| all.get(tag))
        else {
            return;
        };
        let allowed = Keywords::of(property).enumeration;
        let value = serde_json::Value::String(candidate.tag.clone());
        if !allowed.is_empty() && !allowed.contains(&value) {
            self.report(
                Code::VariantValue,
                &candidate.located.pointer.child("properties").child(tag).child("enum"),
                format!(
                    "the discriminator's value `{}` selects this variant, which does not allow it",
                    candidate.tag
                ),
                "correct the mapping or the `enum` in the overlay; until then the mapping is used",
            );
        }
    }

    /// Notes a variant without the discriminator's property. It is valid, since the union writes the property.
    fn note_missing_tag(
        &mut self,
        candidate: &TaggedVariant<'_>,
        union: &Located<'_>,
        keywords: &Keywords<'_>,
        tag: &str,
    ) {
        let has =
            |keywords: &Keywords<'_>| keywords.properties.is_some_and(|all| all.contains_key(tag));
        if !has(keywords) && keywords.all_of.is_empty() && !has(&Keywords::of(union.schema)) {
            let message = format!(
                "this variant of `{}` does not have the discriminator's property `{tag}`; it is added",
                union.pointer
            );
            let mut pointer = candidate.located.pointer.clone();
            if keywords.properties.is_some() {
                pointer = pointer.child("properties");
            }
            let location = self.document.location(&pointer).highlight(Highlight::Members);
            let property = union.pointer.child("discriminator").child("propertyName");
            self.diagnostics.push(
                Diagnostic::new(Code::VariantWithoutTag, location.clone(), message)
                    .with_label(location, format!("`{tag}` belongs here"))
                    .with_label(self.document.location(&property), "the discriminator"),
            );
        }
    }
}

impl<'d> Lowering<'d> {
    /// Reports the union's properties that a variant lacks because it is also used outside of the union.
    fn report_lost_properties(
        &mut self,
        candidate: &TaggedVariant<'_>,
        tag: &str,
        union: &Located<'d>,
        direction: View,
        model: ModelId,
    ) {
        for (property, schema) in Keywords::of(union.schema).properties.into_iter().flatten() {
            if property == tag {
                continue;
            }
            let pointer = union.pointer.child("properties").child(property);
            let object = self.models.get(model).and_then(Model::as_object);
            let has = object.is_none_or(|object| object.field(property).is_some());
            if !has && self.is_in_view(schema, &pointer, direction) {
                let message = format!(
                    "this variant of `{}` is also used outside of it, and lacks the union's property `{property}`",
                    union.pointer
                );
                let diagnostic = self
                    .diagnostic(Code::UnsupportedUnion, &candidate.located.pointer, message)
                    .with_label(self.document.location(&pointer), "the property")
                    .with_advice("repeat the property in the variant in the overlay; until then its values are lost");
                self.diagnostics.push(diagnostic);
            }
        }
    }
}

/// Returns an accessor for each property of the base. The pass over unions drops those that variants do not share.
fn accessors(keywords: &Keywords<'_>, tag: &str, scope: &mut Scope) -> Vec<Accessor> {
    let mut accessors = Vec::new();
    for (property, schema) in keywords.properties.into_iter().flatten() {
        if property == tag {
            continue;
        }
        accessors.push(Accessor {
            name: scope.claim_value(&ValueName::new(property)),
            property: property.clone(),
            value: Type::FreeForm,
            presence: Presence::Optional,
            description: match schema {
                ReferenceOr::Item(schema) => schema.schema_data.description.clone(),
                ReferenceOr::Reference { .. } => None,
            },
        });
    }
    accessors
}
