//! Tagged unions: objects that a discriminator's property distinguishes.

mod report;
mod variant;

use openapiv3::{ReferenceOr, Schema};

use super::inferred::InferredDiscriminator;
use super::keywords::Keywords;
use super::reference::{self, Located};
use crate::api::{
    Accessor, DiscriminatorSource, JsonKind, JsonShape, ModelId, Presence, Shape, TagValue, Type,
    Union, Variant, View,
};
use crate::diagnostic::Pointer;
use crate::document::discriminator::{self, Origin};
use crate::lower::Lowering;
use crate::names::{Scope, TypeName, ValueName};

/// The maximum depth of `allOf` and references in a variant.
const MAX_DEPTH: usize = 16;

/// A variant, and the discriminator's values that select it.
#[derive(Debug, Clone)]
struct TaggedVariant<'d> {
    tags: Vec<TagValue>,
    /// Its name in the mapping.
    key: Option<String>,
    /// Its location in the union.
    pointer: Pointer,
    located: Located<'d>,
    /// The shape that distinguishes it from other variants with the same value.
    shape: Option<JsonShape>,
    /// Whether the mapping uses its value for another variant.
    is_shadowed: bool,
}

impl<'d> TaggedVariant<'d> {
    fn inferred((tag, pointer, located): (TagValue, Pointer, Located<'d>)) -> Self {
        Self { tags: vec![tag], key: None, pointer, located, shape: None, is_shadowed: false }
    }

    /// Returns its name: the key of the mapping or its only value, if that is a string; otherwise that of its schema.
    fn name(&self) -> String {
        match (&self.key, self.tags.as_slice()) {
            (Some(key), [TagValue::Text(_), ..]) => return key.clone(),
            (None, [TagValue::Text(text)]) if self.shape.is_none() => return text.clone(),
            _ => {}
        }
        let title = self.located.schema.schema_data.title.as_deref();
        match (self.located.component.or(title), self.tags.first()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(TagValue::Integer(integer))) => format!("value {integer}"),
            (None, tag) => tag.map(ToString::to_string).unwrap_or_default(),
        }
    }

    fn shares_value(&self, other: &Self) -> bool {
        !self.is_shadowed
            && !other.is_shadowed
            && self.tags.iter().any(|tag| other.tags.contains(tag))
    }
}

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
        let (source, tag, candidates) = match &schema.schema_data.discriminator {
            Some(discriminator) => (
                DiscriminatorSource::Declared,
                discriminator.property_name.clone(),
                self.candidates(located, &keywords),
            ),
            None => match self.inferred_discriminator(&located.pointer, &keywords) {
                Some(InferredDiscriminator { tag, variants }) => {
                    let variants = variants.into_iter().map(TaggedVariant::inferred).collect();
                    (DiscriminatorSource::Inferred, tag, variants)
                }
                None => return self.object(located, direction, name),
            },
        };
        // The variant of objects with an unknown discriminator value.
        let mut scope = Scope::with(&["Unknown"]);
        let mut variants = Vec::new();
        let unmapped_values = self.unmapped_values(located, &tag, &candidates);
        let own = self.open_union(located, direction);
        for candidate in candidates {
            if let Some(model) = self.variant(&candidate, located, &tag, direction, name) {
                variants.push(Variant {
                    name: scope.claim_variant(&TypeName::new(&candidate.name())),
                    tags: candidate.tags,
                    model,
                    own: Vec::new(),
                    json_shape: candidate.shape,
                });
            }
        }
        self.close_union(own);
        let mut functions = Scope::with(&["clone", "from", "into", "new"]);
        let tag_accessor = functions.claim_value(&ValueName::new(&tag));
        let accessors = accessors(&keywords, &tag, &mut functions);
        Shape::Union(Union {
            tag,
            discriminator: source,
            tag_accessor,
            variants,
            unmapped_values,
            accessors,
        })
    }

    /// Marks a union as being lowered, and returns its model if it was not marked before.
    pub(crate) fn open_union(&mut self, union: &Located<'_>, direction: View) -> Option<ModelId> {
        let id = |view| self.models.ids.get(&(union.pointer.clone(), view));
        let own = *id(View::Both).or_else(|| id(direction))?;
        self.unions.open.insert(own).then_some(own)
    }

    pub(crate) fn close_union(&mut self, own: Option<ModelId>) {
        if let Some(own) = own {
            self.unions.open.remove(&own);
        }
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
            for value in Keywords::of(schema.schema).enumeration.iter().filter_map(TagValue::of) {
                let has_variant = candidates.iter().any(|it| it.tags.contains(&value));
                let value = value.to_string();
                if !has_variant && !unmapped.contains(&value) {
                    unmapped.push(value);
                }
            }
        }
        unmapped
    }

    /// Returns the variants of a discriminator, as [`discriminator::variants`] decides them.
    fn candidates(
        &mut self,
        union: &Located<'d>,
        keywords: &Keywords<'d>,
    ) -> Vec<TaggedVariant<'d>> {
        self.check_mapping(union);
        let document = self.document;
        let Some(members) = document.get(&union.pointer).and_then(|raw| raw.as_object()) else {
            return Vec::new();
        };
        let mut candidates: Vec<TaggedVariant<'d>> = Vec::new();
        for variant in discriminator::variants(&document.root, members) {
            let pointer = variant.origin.pointer(&union.pointer);
            let located = match &variant.origin {
                Origin::Mapping(_) => variant.target.as_ref().and_then(|it| self.component_at(it)),
                Origin::Part("oneOf", index) => self.part(keywords.one_of, *index, &pointer),
                Origin::Part(_, index) => self.part(keywords.any_of, *index, &pointer),
            };
            let Some(located) = located else { continue };
            let tags: Vec<TagValue> = variant.values.iter().filter_map(TagValue::of).collect();
            let key = match variant.origin {
                Origin::Mapping(key) => Some(key),
                Origin::Part(..) => None,
            };
            let is_shadowed = variant.is_shadowed;
            let candidate = TaggedVariant { tags, key, pointer, located, shape: None, is_shadowed };
            self.report_values(&candidate, &candidates);
            if let Some(key) = variant.disallowed_key.filter(|_| self.maps_all(union)) {
                self.report_disallowed(&candidate, &key, union);
            }
            if !candidate.tags.is_empty() {
                candidates.push(candidate);
            }
        }
        self.add_shapes(&mut candidates);
        candidates
    }

    fn part(
        &self,
        parts: &'d [ReferenceOr<Schema>],
        index: usize,
        pointer: &Pointer,
    ) -> Option<Located<'d>> {
        self.peek(parts.get(index)?, pointer)
    }

    /// Returns the component at a pointer.
    fn component_at(&self, pointer: &Pointer) -> Option<Located<'d>> {
        reference::find(self.document, &discriminator::component_name(pointer)?)
    }

    /// Adds the shapes of variants with a common value, which distinguish them.
    fn add_shapes(&mut self, candidates: &mut [TaggedVariant<'d>]) {
        let mut shapes: Vec<Option<JsonShape>> = vec![None; candidates.len()];
        for (index, candidate) in candidates.iter().enumerate() {
            let mut others = candidates.iter().enumerate();
            if others.any(|(other, it)| other != index && candidate.shares_value(it)) {
                let shape = self.json_shape(candidate.located.schema, MAX_DEPTH);
                let shape = shape.filter(|shape| shape.kind == JsonKind::Object);
                if let Some(slot) = shapes.get_mut(index) {
                    *slot = Some(shape.unwrap_or_else(|| JsonShape::of(JsonKind::Object)));
                }
            }
        }
        for (candidate, shape) in candidates.iter_mut().zip(shapes) {
            candidate.shape = shape;
        }
        self.report_shared_values(candidates);
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
