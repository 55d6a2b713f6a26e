//! Inspection of schemas for files, before they are lowered.

use std::borrow::Borrow;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Encoding, MediaType, ReferenceOr, Schema};

use super::essence::{essence, is_json};
use crate::api::Type;
use crate::document::Document;
use crate::lower::budget::Budget;
use crate::lower::schema::keywords::Keywords;
use crate::lower::schema::reference;

/// The maximum depth of references and compositions.
const MAX_DEPTH: usize = 16;

/// The properties of an object by name.
pub(super) type Properties<'d> = IndexMap<&'d str, &'d ReferenceOr<Box<Schema>>>;

/// Inspection of schemas before they are lowered, within the budget: schemas that refer to each other repeatedly have
/// more parts than can be followed.
#[derive(Clone, Copy)]
pub(crate) struct Inspector<'d, 'e> {
    pub(crate) document: &'d Document,
    pub(crate) budget: &'e Budget,
}

/// The encoding of a property.
pub(super) struct PropertyEncoding {
    /// The type of its value, if callers give bytes.
    pub(super) value: Option<Type>,
    pub(super) content_types: Vec<String>,
    pub(super) is_file: bool,
}

impl<'d> Inspector<'d, '_> {
    /// Whether the schema of a body has files among its properties.
    pub(crate) fn has_files(self, media_type: &'d MediaType) -> bool {
        let Some(schema) = media_type.schema.as_ref().and_then(|it| self.found(it)) else {
            return false;
        };
        self.properties(schema).values().any(|property| self.file_type(property).is_some())
            || self.additional_files(schema).is_some()
    }

    /// Returns the encoding of a part: a file if it is bytes, or of a media type that is neither text nor JSON.
    pub(super) fn part(
        self,
        schema: &'d ReferenceOr<Box<Schema>>,
        encoding: Option<&Encoding>,
    ) -> PropertyEncoding {
        let content_types: Vec<String> = encoding
            .and_then(|encoding| encoding.content_type.as_deref())
            .into_iter()
            .flat_map(|types| types.split(','))
            .map(|media_type| media_type.trim().to_owned())
            .filter(|media_type| !media_type.is_empty())
            .collect();
        if let Some(value) = self.file_type(schema) {
            return PropertyEncoding { value: Some(value), content_types, is_file: true };
        }
        let is_list = self.found(schema).is_some_and(|schema| Keywords::of(schema).items.is_some());
        let is_scalar = self.is_scalar(schema, MAX_DEPTH);
        let fits = |media_type: &&String| {
            let essence = essence(media_type);
            is_json(&essence) || (is_scalar && essence.starts_with("text/"))
        };
        let is_any = content_types.iter().any(|media_type| media_type.contains('*'));
        let fitting = content_types.iter().find(fits).cloned();
        if fitting.is_some() || is_any || content_types.is_empty() {
            let content_types = fitting.into_iter().collect();
            return PropertyEncoding { value: None, content_types, is_file: false };
        }
        let value = if is_list { Type::Array(Box::new(Type::Part)) } else { Type::Part };
        PropertyEncoding { value: Some(value), content_types, is_file: is_scalar }
    }

    /// Returns the type of a property that is a file or a list of files.
    pub(super) fn file_type<S: Borrow<Schema>>(self, schema: &'d ReferenceOr<S>) -> Option<Type> {
        if self.is_file(schema, MAX_DEPTH) {
            return Some(Type::Part);
        }
        let items = Keywords::of(self.found(schema)?).items?;
        self.is_file(items, MAX_DEPTH).then(|| Type::Array(Box::new(Type::Part)))
    }

    /// Whether a schema allows bytes.
    fn is_file<S: Borrow<Schema>>(self, schema: &'d ReferenceOr<S>, depth: usize) -> bool {
        let Some(deeper) = depth.checked_sub(1) else { return false };
        let Some(schema) = self.found(schema) else { return false };
        let keywords = Keywords::of(schema);
        let is_binary = keywords.format.as_deref() == Some("binary");
        let mut parts = keywords.all_of.iter().chain(keywords.one_of).chain(keywords.any_of);
        (matches!(keywords.schema_type, None | Some("string")) && is_binary)
            || parts.any(|part| self.is_file(part, deeper))
    }

    /// Whether a value, or each item of a list, is a string, a number or a boolean.
    fn is_scalar<S: Borrow<Schema>>(self, schema: &'d ReferenceOr<S>, depth: usize) -> bool {
        let Some(deeper) = depth.checked_sub(1) else { return false };
        let Some(schema) = self.found(schema) else { return false };
        let keywords = Keywords::of(schema);
        match (keywords.schema_type, keywords.items) {
            (Some("array") | None, Some(items)) => self.is_scalar(items, deeper),
            (Some(kind), _) => !matches!(kind, "object" | "array"),
            (None, None) => {
                let mut parts =
                    keywords.all_of.iter().chain(keywords.one_of).chain(keywords.any_of);
                !keywords.enumeration.is_empty() || parts.any(|it| self.is_scalar(it, deeper))
            }
        }
    }

    /// Returns the type of additional properties that are files.
    pub(super) fn additional_files(self, schema: &'d Schema) -> Option<Type> {
        match Keywords::of(schema).additional_properties {
            Some(AdditionalProperties::Schema(schema)) => self.file_type(schema),
            Some(AdditionalProperties::Any(_)) | None => None,
        }
    }

    /// Returns the properties of a schema and of all that it is composed of.
    pub(super) fn properties(self, schema: &'d Schema) -> Properties<'d> {
        let mut properties = Properties::new();
        self.collect(schema, &mut properties, MAX_DEPTH);
        properties
    }

    fn collect(self, schema: &'d Schema, properties: &mut Properties<'d>, depth: usize) {
        let Some(deeper) = depth.checked_sub(1) else { return };
        let keywords = Keywords::of(schema);
        for part in keywords.all_of.iter().chain(keywords.one_of).chain(keywords.any_of) {
            if let Some(part) = self.found(part) {
                self.collect(part, properties, deeper);
            }
        }
        let own = keywords.properties.into_iter().flatten();
        properties.extend(own.map(|(name, schema)| (name.as_str(), schema)));
    }

    /// Returns the schema, or the one that it refers to; `None` once the budget is exhausted.
    pub(super) fn found<S: Borrow<Schema>>(self, schema: &'d ReferenceOr<S>) -> Option<&'d Schema> {
        self.budget.step()?;
        match schema {
            ReferenceOr::Item(schema) => Some(schema.borrow()),
            ReferenceOr::Reference { reference } => {
                reference::resolve(self.document, reference).map(|found| found.schema)
            }
        }
    }
}
