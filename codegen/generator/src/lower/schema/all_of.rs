//! Scalar `allOf`: parts that are not objects, such as a string and its maximum length, are one value.

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::Typed;
use super::enumeration::{ConstantType, type_of_values};
use super::keywords::Keywords;
use super::reference::Located;
use super::rules::rules;
use crate::api::{Type, View};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::names::TypeName;

/// The maximum depth of `allOf`.
const MAX_DEPTH: usize = 16;

impl<'d> Lowering<'d> {
    /// Returns the type of `allOf` without objects: that of the most specific part, with the rules of all. `None` if a
    /// part may be an object.
    pub(crate) fn scalar_all_of(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> Option<Typed> {
        if keywords.all_of.is_empty() || !is_plain(located.schema, keywords) {
            return None;
        }
        let mut parts = Vec::new();
        self.scalar_parts(keywords.all_of, &located.pointer, &mut parts, MAX_DEPTH)?;
        let typed_parts: Vec<(&str, &Located<'d>)> = parts
            .iter()
            .filter_map(|part| Some((type_of_part(&Keywords::of(part.schema))?, part)))
            .collect();
        let own = keywords.schema_type.into_iter().map(|own| (own, located));
        let mut all = own.chain(typed_parts.iter().copied());
        let Some((first, _)) = all.next() else { return Some(Typed::of(Type::FreeForm)) };
        let is_number = |name: &str| matches!(name, "integer" | "number");
        let odd = all.find(|(other, _)| *other != first && !(is_number(other) && is_number(first)));
        if let Some((other, part)) = odd {
            self.report(
                Code::AllOfConflict,
                &part.pointer,
                format!(
                    "no value is both of type {first} and of type {other}, as this `allOf` requires"
                ),
                "make the parts agree in the overlay; until then the value is free-form JSON",
            );
            return Some(Typed::of(Type::FreeForm));
        }
        // An enumeration is more specific than its type, and an integer than a number.
        let says_more = |(name, part): &&(&str, &Located<'d>)| {
            let is_enumeration = !Keywords::of(part.schema).enumeration.is_empty();
            (!is_enumeration, *name == "number")
        };
        let mut chosen = typed_parts.iter().min_by_key(says_more).map(|(_, part)| (*part).clone());
        let mut narrowed = None;
        match common_values(&parts, located) {
            Some(values) if values.is_empty() => self.report(
                Code::AllOfConflict,
                &located.pointer,
                "no value is in all enumerations of this `allOf`",
                "make the parts agree in the overlay; until then one of them is used",
            ),
            // A part with the same values has a name that others use too.
            Some(values) => {
                if let Some(part) = parts.iter().find(|part| has_values(part, &values)) {
                    chosen = Some(part.clone());
                } else {
                    let common = Keywords {
                        schema_type: Some(first),
                        enumeration: values,
                        ..Keywords::default()
                    };
                    narrowed = self.narrowed(located, &common, direction, name);
                }
            }
            None => {}
        }
        let mut typed = if let Some(typed) = narrowed {
            chosen = None;
            typed
        } else if let Some(part) = &chosen {
            self.typed_at(part, direction, name)
        } else {
            let (value, rules) = self.value_by_type(located, keywords, direction, name);
            Typed { rules, ..Typed::of(value) }
        };
        for part in parts.iter().chain([located]) {
            if chosen.as_ref().is_none_or(|chosen| chosen.pointer != part.pointer) {
                let more = rules(&Keywords::of(part.schema), &typed.value);
                typed.rules.extend(more);
            }
        }
        Some(typed)
    }

    /// Returns the enumeration of the values that several enumerations have in common.
    fn narrowed(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> Option<Typed> {
        let of = type_of_values(keywords)?;
        let id = self.model(located, direction, name, |lowering, located, _, _| {
            let extensions = &located.schema.schema_data.extensions;
            lowering.enumeration(keywords, extensions, &located.pointer, of)
        });
        let nullable = keywords.enumeration.contains(&Value::Null);
        Some(Typed { nullable, ..Typed::of(Type::Model(id)) })
    }

    /// Collects all parts; `None` if one may be an object.
    fn scalar_parts(
        &self,
        all_of: &'d [ReferenceOr<Schema>],
        pointer: &Pointer,
        parts: &mut Vec<Located<'d>>,
        depth: usize,
    ) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
        for (index, part) in all_of.iter().enumerate() {
            let part = self.peek(part, &pointer.child("allOf").index(index))?;
            let keywords = Keywords::of(part.schema);
            if !is_plain(part.schema, &keywords) {
                return None;
            }
            self.scalar_parts(keywords.all_of, &part.pointer, parts, deeper)?;
            parts.push(part);
        }
        Some(())
    }
}

/// Returns the values that all enumerations among the parts and the schema itself have in common; `None` if there are
/// fewer than two enumerations.
fn common_values(parts: &[Located<'_>], located: &Located<'_>) -> Option<Vec<Value>> {
    let schemas =
        std::iter::once(located).chain(parts).map(|it| Keywords::of(it.schema).enumeration);
    let mut enumerations = schemas.filter(|values| !values.is_empty());
    let (first, second) = (enumerations.next()?, enumerations.next()?);
    let others: Vec<HashSet<String>> = std::iter::once(second)
        .chain(enumerations)
        .map(|values| values.iter().map(Value::to_string).collect())
        .collect();
    let is_common = |value: &Value| others.iter().all(|other| other.contains(&value.to_string()));
    Some(first.into_iter().filter(is_common).collect())
}

/// Whether the enumeration of a schema has exactly these values, some of which it is known to have.
fn has_values(located: &Located<'_>, values: &[Value]) -> bool {
    Keywords::of(located.schema).enumeration.len() == values.len()
}

/// Whether a schema, apart from its parts, is not an object.
fn is_plain(schema: &Schema, keywords: &Keywords<'_>) -> bool {
    let has_variants = !keywords.one_of.is_empty() || !keywords.any_of.is_empty();
    let is_object = keywords.is_object() || !keywords.required.is_empty();
    schema.schema_data.discriminator.is_none() && !has_variants && !is_object
}

/// Returns the type of a part, by `type` or by its enumeration.
fn type_of_part<'d>(keywords: &Keywords<'d>) -> Option<&'d str> {
    let of_values = || match type_of_values(keywords)? {
        ConstantType::String => Some("string"),
        ConstantType::Int32 | ConstantType::Int64 => Some("integer"),
        ConstantType::Float64 => Some("number"),
    };
    let of_items = || keywords.items.map(|_| "array");
    keywords.schema_type.or_else(of_values).or_else(of_items)
}
