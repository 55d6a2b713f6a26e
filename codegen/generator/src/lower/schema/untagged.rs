//! Untagged unions: variants that JSON kind, constant properties or required properties distinguish.

use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::enumeration::is_enumeration;
use super::keywords::Keywords;
use super::reference::Located;
use super::text::StringUnion;
use crate::api::{JsonKind, JsonShape, Shape, Type, UntaggedUnion, UntaggedVariant, View};
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::names::{Scope, TypeName};

/// The maximum depth of `allOf`, items and references.
const MAX_DEPTH: usize = 16;

/// The variants of an untagged union, each with the shape of its JSON.
pub(crate) type ShapedVariants<'d> = Vec<(Located<'d>, JsonShape)>;

impl<'d> Lowering<'d> {
    /// Returns the variants of an untagged union; otherwise the first two that nothing distinguishes, if they are known.
    pub(crate) fn distinguishable(
        &self,
        pointer: &Pointer,
        keywords: &Keywords<'d>,
    ) -> Result<ShapedVariants<'d>, Option<(Pointer, Pointer)>> {
        if keywords.has_properties() || !keywords.all_of.is_empty() {
            return Err(None);
        }
        let (keyword, parts) = match (keywords.one_of, keywords.any_of) {
            (parts, []) => ("oneOf", parts),
            ([], parts) => ("anyOf", parts),
            _ => return Err(None),
        };
        let mut found: ShapedVariants<'d> = Vec::new();
        self.flatten(parts, &pointer.child(keyword), &mut found, MAX_DEPTH).ok_or(None)?;
        for (index, (one, shape)) in found.iter().enumerate() {
            for (other, other_shape) in found.iter().skip(index + 1) {
                if !are_distinguishable(shape, other_shape) {
                    return Err(Some((one.pointer.clone(), other.pointer.clone())));
                }
            }
        }
        if found.len() < 2 { Err(None) } else { Ok(found) }
    }

    /// Returns the locations of the variants for a message, abbreviated if they are many.
    pub(crate) fn variant_locations(&self, pointer: &Pointer, keywords: &Keywords<'d>) -> String {
        const MAX_LISTED: usize = 4;
        let parts = [("oneOf", keywords.one_of), ("anyOf", keywords.any_of)];
        let locations: Vec<String> = parts
            .into_iter()
            .flat_map(|(keyword, parts)| parts.iter().enumerate().map(move |it| (keyword, it)))
            .map(|(keyword, (index, part))| {
                let location = pointer.child(keyword).index(index);
                let located = self.peek(part, &location);
                format!("`{}`", located.map_or(location, |located| located.pointer))
            })
            .collect();
        let shown = locations.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>().join(", ");
        match locations.len().saturating_sub(MAX_LISTED) {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    }

    /// Collects the variants, flattening nested unions; `None` if the shape of one is unknown.
    fn flatten(
        &self,
        parts: &'d [ReferenceOr<Schema>],
        pointer: &Pointer,
        found: &mut ShapedVariants<'d>,
        depth: usize,
    ) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
        for (index, part) in parts.iter().enumerate() {
            let located = self.peek(part, &pointer.index(index))?;
            if let Some(shape) = self.json_shape(located.schema, MAX_DEPTH) {
                // A repeated variant is one variant.
                if found.iter().all(|(other, _)| other.pointer != located.pointer) {
                    found.push((located, shape));
                }
                continue;
            }
            let (keyword, inner) = nested_union(located.schema)?;
            self.flatten(inner, &located.pointer.child(keyword), found, deeper)?;
        }
        Some(())
    }

    /// Returns the shape of a schema's JSON; `None` if it can be of several kinds.
    pub(crate) fn json_shape(&self, schema: &'d Schema, depth: usize) -> Option<JsonShape> {
        let deeper = depth.checked_sub(1)?;
        let keywords = Keywords::of(schema);
        if let Some(text) = self.string_union(&keywords) {
            return match text {
                StringUnion::OneOf(texts) => {
                    Some(JsonShape { texts, ..JsonShape::of(JsonKind::Text) })
                }
                StringUnion::Any => Some(JsonShape::of(JsonKind::Text)),
                StringUnion::Scalar => None,
            };
        }
        if is_enumeration(&keywords) {
            let texts = keywords.enumeration.iter().filter_map(Value::as_str);
            return Some(JsonShape {
                texts: texts.map(str::to_owned).collect(),
                ..JsonShape::of(JsonKind::Text)
            });
        }
        match keywords.schema_type {
            Some("string") => Some(JsonShape::of(JsonKind::Text)),
            Some("integer") => Some(JsonShape::of(JsonKind::Integer)),
            Some("number") => Some(JsonShape::of(JsonKind::Number)),
            Some("boolean") => Some(JsonShape::of(JsonKind::Boolean)),
            Some("array") => {
                let items = keywords.items.and_then(|items| {
                    self.json_shape(self.peek(items, &Pointer::root())?.schema, deeper)
                });
                let length = (keywords.min_items, keywords.max_items);
                Some(JsonShape {
                    items: items.map(Box::new),
                    length,
                    ..JsonShape::of(JsonKind::Array)
                })
            }
            _ => {
                let mut shape = JsonShape::of(JsonKind::Object);
                self.object_shape(schema, &mut shape, deeper)?;
                Some(shape)
            }
        }
    }

    /// Collects the known and required properties of an object and of its `allOf`; `None` if it is not an object.
    fn object_shape(&self, schema: &'d Schema, shape: &mut JsonShape, depth: usize) -> Option<()> {
        let keywords = Keywords::of(schema);
        let deeper = depth.checked_sub(1)?;
        let union = keywords.one_of.iter().chain(keywords.any_of);
        if let Some(discriminator) = &schema.schema_data.discriminator {
            shape.known.push(discriminator.property_name.clone());
        }
        if !keywords.is_object() && keywords.all_of.is_empty() && union.clone().count() == 0 {
            return None;
        }
        for (property, schema) in keywords.properties.into_iter().flatten() {
            if !shape.known.contains(property) {
                shape.known.push(property.clone());
            }
            let values = self.allowed_strings(schema, deeper);
            if !values.is_empty() {
                shape.values.push((property.clone(), values));
            }
        }
        shape.required.extend(keywords.required.iter().cloned());
        for part in keywords.all_of {
            let part = self.peek(part, &Pointer::root())?;
            self.object_shape(part.schema, shape, deeper)?;
        }
        // Properties that only a nested variant requires are not required.
        for part in union {
            let part = self.peek(part, &Pointer::root())?;
            let mut inner = JsonShape::of(JsonKind::Object);
            self.object_shape(part.schema, &mut inner, deeper)?;
            shape.known.extend(inner.known);
        }
        let mut seen = HashSet::new();
        shape.known.retain(|property| seen.insert(property.clone()));
        shape.required.retain(|property| seen.remove(property));
        Some(())
    }

    /// Returns the strings that a property is limited to; empty if other values are allowed.
    fn allowed_strings<S: std::borrow::Borrow<Schema>>(
        &self,
        schema: &'d ReferenceOr<S>,
        depth: usize,
    ) -> Vec<String> {
        let Some(located) = self.peek(schema, &Pointer::root()) else {
            return Vec::new();
        };
        let keywords = Keywords::of(located.schema);
        if is_enumeration(&keywords) {
            let values = keywords.enumeration.iter().filter_map(Value::as_str);
            return values.map(str::to_owned).collect();
        }
        match (keywords.all_of, depth.checked_sub(1)) {
            ([only], Some(deeper)) if keywords.schema_type.is_none() => {
                self.allowed_strings(only, deeper)
            }
            _ => Vec::new(),
        }
    }

    /// Whether a variant of the union is nullable.
    pub(crate) fn has_nullable_variant(&self, keywords: &Keywords<'d>) -> bool {
        self.holds_null(keywords, MAX_DEPTH)
    }

    fn holds_null(&self, keywords: &Keywords<'d>, depth: usize) -> bool {
        let Some(deeper) = depth.checked_sub(1) else { return false };
        keywords.one_of.iter().chain(keywords.any_of).any(|part| {
            let located = self.peek(part, &Pointer::root());
            located.is_some_and(|located| {
                let inner = Keywords::of(located.schema);
                located.schema.schema_data.nullable
                    || inner.enumeration.contains(&Value::Null)
                    || self.holds_null(&inner, deeper)
            })
        })
    }

    /// Returns the name of a variant: that of its schema, or of its JSON kind.
    fn variant_name(&self, located: &Located<'d>, shape: &JsonShape) -> TypeName {
        let title = located.schema.schema_data.title.as_deref();
        if let Some(name) = located.component.or(title) {
            return TypeName::new(name);
        }
        let kind = match shape.length {
            (Some(least), Some(most)) if least == most => {
                TypeName::new(&format!("{}Of{least}", kind_name(shape)))
            }
            _ => TypeName::new(kind_name(shape)),
        };
        let items = Keywords::of(located.schema).items;
        let item = items.and_then(|items| self.peek(items, &Pointer::root())?.component);
        match item {
            Some(item) => TypeName::new(item).joined(kind.as_str()),
            None => kind,
        }
    }

    /// Returns the enum of an untagged union.
    pub(crate) fn untagged_union(
        &mut self,
        union: &Located<'d>,
        mut distinguishable: ShapedVariants<'d>,
        direction: View,
        name: &TypeName,
    ) -> Shape {
        // The number of items distinguishes arrays only.
        let arrays =
            distinguishable.iter().filter(|(_, shape)| shape.kind == JsonKind::Array).count();
        if arrays < 2 {
            for (_, shape) in &mut distinguishable {
                shape.length = (None, None);
            }
        }
        let mut scope = Scope::with(&["Unknown"]);
        let mut variants = Vec::new();
        let own = self.open_union(union, direction);
        for (located, shape) in distinguishable {
            let variant = scope.claim_variant(&self.variant_name(&located, &shape));
            let inline_name = name.joined(variant.as_str());
            let typed = self.typed_at(&located, direction, &inline_name);
            if matches!(typed.value, Type::Model(id) if self.unions.open.contains(&id)) {
                self.report_endless(&located.pointer, variant.as_str());
                continue;
            }
            variants.push(UntaggedVariant {
                name: variant,
                value: typed.value,
                rules: typed.rules,
                description: typed.description,
                json_shape: shape,
            });
        }
        self.close_union(own);
        Shape::UntaggedUnion(UntaggedUnion { variants })
    }
}

/// Returns the variants of a schema that is a union and nothing else.
fn nested_union(schema: &Schema) -> Option<(&'static str, &[ReferenceOr<Schema>])> {
    let keywords = Keywords::of(schema);
    let says_more = keywords.schema_type.is_some()
        || keywords.has_properties()
        || !keywords.all_of.is_empty()
        || !keywords.required.is_empty()
        || keywords.additional_properties.is_some()
        || !keywords.enumeration.is_empty()
        || schema.schema_data.discriminator.is_some();
    match (keywords.one_of, keywords.any_of) {
        _ if says_more => None,
        (parts @ [_, ..], []) => Some(("oneOf", parts)),
        ([], parts @ [_, ..]) => Some(("anyOf", parts)),
        _ => None,
    }
}

/// Returns the name of a variant without a name.
fn kind_name(shape: &JsonShape) -> &'static str {
    match shape.kind {
        JsonKind::Text if shape.texts.is_empty() => "Text",
        JsonKind::Text => "Keyword",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::Boolean => "Boolean",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}

/// Whether two variants have no value in common that would be decoded ambiguously.
pub(crate) fn are_distinguishable(one: &JsonShape, other: &JsonShape) -> bool {
    match (one.kind, other.kind) {
        // Of two variants that allow the same strings, the one with fewer is tried first.
        (JsonKind::Text, JsonKind::Text) => {
            one.texts.is_empty() != other.texts.is_empty() || {
                !one.texts.is_empty() && one.texts.iter().all(|text| !other.texts.contains(text))
            }
        }
        // Empty arrays fit both, and are decoded as the first without loss.
        (JsonKind::Array, JsonKind::Array) => {
            let items = match (&one.items, &other.items) {
                (Some(one), Some(other)) => are_distinguishable(one, other),
                _ => false,
            };
            items || is_shorter(one, other) || is_shorter(other, one)
        }
        (JsonKind::Object, JsonKind::Object) => {
            let needs = |one: &JsonShape, other: &JsonShape| {
                one.required.iter().any(|property| !other.known.contains(property))
            };
            let differs = one.values.iter().any(|(property, values)| {
                let of_other = other.values.iter().find(|(name, _)| name == property);
                one.required.contains(property)
                    && other.required.contains(property)
                    && of_other
                        .is_some_and(|(_, others)| values.iter().all(|it| !others.contains(it)))
            });
            needs(one, other) || needs(other, one) || differs
        }
        (one, other) => one != other,
    }
}

/// Whether every array of the one is shorter than every array of the other.
fn is_shorter(one: &JsonShape, other: &JsonShape) -> bool {
    matches!((one.length.1, other.length.0), (Some(most), Some(least)) if most < least)
}

/// Whether the variants of an object only constrain its own properties, so that they need no types.
pub(crate) fn only_constrain(keywords: &Keywords<'_>) -> bool {
    let mut parts = keywords.one_of.iter().chain(keywords.any_of);
    keywords.is_object()
        && keywords.has_properties()
        && parts.all(|part| {
            let ReferenceOr::Item(schema) = part else {
                return false;
            };
            let part = Keywords::of(schema);
            let named = part.properties.into_iter().flatten();
            let mut known = named.map(|(name, _)| {
                keywords.properties.is_some_and(|properties| properties.contains_key(name))
            });
            let is_plain =
                part.one_of.is_empty() && part.any_of.is_empty() && part.all_of.is_empty();
            let is_open =
                !matches!(part.additional_properties, Some(AdditionalProperties::Schema(_)));
            matches!(part.schema_type, None | Some("object"))
                && is_plain
                && is_open
                && part.enumeration.is_empty()
                && part.items.is_none()
                && known.all(|known| known)
        })
}
