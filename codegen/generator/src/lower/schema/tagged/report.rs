//! Diagnostics about the variants of a tagged union.

use super::super::keywords::Keywords;
use super::super::reference::{self, Located};
use super::super::untagged::are_distinguishable;
use super::TaggedVariant;
use crate::api::{Model, ModelId, View};
use crate::diagnostic::{Code, Cost, Diagnostic, Highlight, nearest};
use crate::document::discriminator;
use crate::lower::Lowering;

impl<'d> Lowering<'d> {
    /// Reports the targets of a mapping that do not exist.
    pub(super) fn check_mapping(&mut self, union: &Located<'d>) {
        let mapping = union.pointer.child("discriminator").child("mapping");
        let discriminator = union.schema.schema_data.discriminator.as_ref();
        for (tag, target) in discriminator.into_iter().flat_map(|it| &it.mapping) {
            if self.mapped(target).is_some() {
                continue;
            }
            let message =
                format!("`{tag}` is mapped to `{target}`, which is not a schema of this document");
            let advice = self.advice_on_target(target).unwrap_or_else(|| {
                "map it to the name of a schema under `components.schemas`, or to a reference to it".to_owned()
            });
            let diagnostic = self
                .diagnostic(Code::MappingTarget, &mapping.child(tag), message)
                .with_cost(Cost::Ignored(format!("the value `{tag}`")))
                .with_advice(advice);
            self.diagnostics.push(diagnostic);
        }
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
        self.component_at(&discriminator::mapping_target(target))
    }

    /// Whether every target of a union's mapping exists. Otherwise a variant may only seem to be unmapped.
    pub(super) fn maps_all(&self, union: &Located<'_>) -> bool {
        let discriminator = union.schema.schema_data.discriminator.as_ref();
        let mut targets = discriminator.into_iter().flat_map(|it| it.mapping.values());
        targets.all(|target| self.mapped(target).is_some())
    }

    /// Reports a variant without a value, or whose value selects an earlier variant.
    pub(super) fn report_values(
        &mut self,
        candidate: &TaggedVariant<'_>,
        earlier: &[TaggedVariant<'_>],
    ) {
        let Some(value) = candidate.tags.first() else {
            self.report(
                Code::UnnamedVariant,
                &candidate.pointer,
                "the discriminator has no value for a variant without a name",
                "move the variant to `components.schemas`, or give its property one value by `enum`; until then it decodes as `Unknown`",
            );
            return;
        };
        let first = earlier.iter().find(|other| other.tags.contains(value));
        if let Some(first) = first.filter(|_| candidate.is_shadowed) {
            self.report(
                Code::VariantValue,
                &candidate.pointer,
                format!("the discriminator's value `{value}` selects this variant and, by the mapping, `{}`", first.located.pointer),
                "give this variant a value of its own in the mapping; until then such objects are decoded as the other variant",
            );
        }
    }

    /// Reports a key of the mapping that the variant's own property does not allow.
    pub(super) fn report_disallowed(
        &mut self,
        candidate: &TaggedVariant<'_>,
        key: &str,
        union: &Located<'_>,
    ) {
        let tag = union.schema.schema_data.discriminator.as_ref().map(|it| &it.property_name);
        let property = |tag: &String| candidate.located.pointer.child("properties").child(tag);
        let members = tag.map(|tag| property(tag).child("enum"));
        let members = members.filter(|members| self.document.get(members).is_some());
        let advice = if candidate.tags.len() > 1 {
            "correct the mapping or the `enum` in the overlay; until then the values of both select the variant"
        } else {
            "correct the mapping or the `enum` in the overlay; until then the mapping is used"
        };
        self.report(
            Code::VariantValue,
            members.as_ref().unwrap_or(&candidate.pointer),
            format!(
                "the discriminator's value `{key}` selects this variant, which does not allow it"
            ),
            advice,
        );
    }

    /// Reports variants with a common value that nothing else distinguishes.
    pub(super) fn report_shared_values(&mut self, candidates: &[TaggedVariant<'d>]) {
        for (index, later) in candidates.iter().enumerate() {
            let earlier = candidates.iter().take(index).find(|earlier| {
                let shapes = earlier.shape.as_ref().zip(later.shape.as_ref());
                earlier.shares_value(later)
                    && !shapes.is_some_and(|(one, other)| are_distinguishable(one, other))
            });
            let Some(earlier) = earlier else { continue };
            let value = later.tags.iter().find(|tag| earlier.tags.contains(tag));
            let message = format!(
                "the discriminator's value `{}` selects this variant and `{}`, and nothing else distinguishes them",
                value.map(ToString::to_string).unwrap_or_default(),
                earlier.located.pointer
            );
            self.report(
                Code::VariantValue,
                &later.pointer,
                message,
                "give each variant a value of its own; until then such objects are decoded as the variant that describes more of their properties",
            );
        }
    }

    /// Reports a variant that is not an object.
    pub(super) fn report_not_object(&mut self, candidate: &TaggedVariant<'d>) {
        let message = format!("the variant `{}` is not an object", candidate.name());
        let diagnostic = self
            .diagnostic(Code::VariantNotObject, &candidate.pointer, message)
            .with_label(self.document.location(&candidate.located.pointer), "the variant")
            .with_advice("a discriminator distinguishes objects: describe the variant's properties, or remove the discriminator, in the overlay; until then responses with it cannot be decoded");
        self.diagnostics.push(diagnostic);
    }

    /// Notes a variant without the discriminator's property. It is valid, since the union writes the property.
    pub(super) fn note_missing_tag(
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

    /// Reports the union's properties that a variant lacks because it is also used outside of the union.
    pub(super) fn report_lost_properties(
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
