//! Scalar `allOf`: parts that are not objects, such as a string and its maximum length, are one value.

use openapiv3::{ReferenceOr, Schema};

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
        let chosen = typed_parts.iter().min_by_key(says_more).map(|(_, part)| (*part).clone());
        let mut typed = if let Some(part) = &chosen {
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
