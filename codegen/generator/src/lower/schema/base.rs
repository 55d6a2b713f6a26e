//! Bases: unions with properties of their own, which belong to all variants without being repeated.

use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::keywords::Keywords;
use super::object::{Collected, Property};
use super::reference::{self, Located, variants};
use crate::document::Document;
use crate::lower::Lowering;

/// The unions under `components` with properties of their own, by variant.
#[derive(Debug, Default)]
pub(crate) struct Bases(HashMap<String, Vec<String>>);

impl Bases {
    /// Returns the bases of a document.
    pub(crate) fn of(document: &Document) -> Self {
        let mut bases = Self::default();
        for (base, schema) in components(document) {
            let Some((variants, _)) = shared(schema) else { continue };
            for variant in variants {
                let of_variant = bases.0.entry(variant).or_default();
                if !of_variant.contains(base) {
                    of_variant.push(base.clone());
                }
            }
        }
        bases
    }

    fn of_variant(&self, variant: &str) -> &[String] {
        self.0.get(variant).map_or(&[], Vec::as_slice)
    }
}

/// Returns the schemas under `components` as raw JSON.
fn components(document: &Document) -> impl Iterator<Item = (&String, &Value)> {
    document.root.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
}

/// Returns the variants and the properties of a union that has both.
pub(crate) fn shared(schema: &Value) -> Option<(Vec<String>, &Value)> {
    let schema = schema.as_object()?;
    let properties = schema.get("properties")?;
    let variants: Vec<String> = variants(schema).into_iter().map(|(variant, _)| variant).collect();
    (!variants.is_empty()).then_some((variants, properties))
}

impl<'d> Lowering<'d> {
    /// Adds the properties of its bases to a variant that is also used outside of them. None of these is required there.
    pub(crate) fn add_bases(&self, located: &Located<'d>, collected: &mut Collected<'d>) {
        let Some(variant) = located.component.filter(|name| self.unions.standalone.contains(*name))
        else {
            return;
        };
        for base in self.unions.bases.of_variant(variant) {
            let Some(base) = reference::find(self.document, base) else {
                continue;
            };
            let schema: &'d Schema = base.schema;
            let tag = schema.schema_data.discriminator.as_ref().map(|it| &it.property_name);
            for (property, schema) in Keywords::of(schema).properties.into_iter().flatten() {
                let schema: &'d ReferenceOr<Box<Schema>> = schema;
                let pointer = base.pointer.child("properties").child(property);
                if tag != Some(property) {
                    collected
                        .properties
                        .entry(property.clone())
                        .or_insert(Property { schema, pointer });
                }
            }
        }
    }
}
