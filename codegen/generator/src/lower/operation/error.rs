//! Errors: documented error responses, and one type for the bodies of all.

use openapiv3::Responses;

use super::media;
use super::responses::{self, Entry};
use crate::api::{
    ErrorBody, ErrorStatus, ErrorVariant, Model, ModelId, Shape, TextField, Type, View,
};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::lower::extension::ErrorExtension;
use crate::names::{Scope, TypeName};

/// The error bodies of all operations.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    variants: Vec<ErrorVariant>,
    extensions: Vec<(ErrorExtension, Pointer)>,
    names: Scope,
}

/// The model of an error response's body, and the extension of its schema.
struct ErrorModel {
    id: ModelId,
    extension: ErrorExtension,
    /// The location of the schema.
    pointer: Pointer,
}

impl<'d> Lowering<'d> {
    /// Returns the error responses of an operation that have a body.
    pub(crate) fn error_statuses(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
        name: &TypeName,
        errors: &mut Errors,
    ) -> Vec<ErrorStatus> {
        let entries = self.entries(responses, pointer);
        let mut statuses = Vec::new();
        for entry in responses::errors(&entries) {
            let Some(model) = self.error_model(entry, name) else {
                continue;
            };
            statuses.push(ErrorStatus {
                status: entry.statuses,
                variant: errors.variant(self, model),
                description: Some(entry.response.description.clone()),
            });
        }
        // More specific entries take precedence.
        statuses.sort_by_key(|status| status.status);
        statuses
    }

    /// Returns the model of an error response's body.
    fn error_model(&mut self, entry: &Entry<'d>, name: &TypeName) -> Option<ErrorModel> {
        let (media_type, body) = media::json(self.document, &entry.response.content, None)?;
        let schema = body.schema.as_ref()?;
        let pointer = entry.pointer.child("content").child(media_type).child("schema");
        let located = self.locate(schema, &pointer)?;
        let typed = self.typed_at(&located, View::Response, &name.joined("Error"));
        let Type::Model(model) = typed.value else {
            self.remark(
                Code::UntypedError,
                &pointer,
                "the body of this error is not an object with known properties: callers get it as bytes",
            );
            return None;
        };
        let extension =
            self.error_extension(&located.schema.schema_data.extensions, &located.pointer);
        Some(ErrorModel { id: model, extension, pointer: located.pointer })
    }
}

impl Errors {
    /// Returns the index of the variant with a model, adding it if it is new.
    fn variant(&mut self, lowering: &Lowering<'_>, model: ErrorModel) -> usize {
        let ErrorModel { id: model, extension, pointer } = model;
        if let Some(known) = self.variants.iter().position(|variant| variant.model == model) {
            return known;
        }
        let name = match lowering.models.get(model) {
            Some(model) => self.names.claim_variant(&model.name),
            _ => self.names.claim_variant(&TypeName::new("Body")),
        };
        self.variants.push(ErrorVariant { name, model, code: None, message: None });
        self.extensions.push((extension, pointer));
        self.variants.len() - 1
    }

    /// Returns the error body of the API, with its code and message fields resolved.
    pub(crate) fn finished(mut self, lowering: &mut Lowering<'_>) -> ErrorBody {
        for (variant, (extension, pointer)) in self.variants.iter_mut().zip(&self.extensions) {
            variant.code = extension
                .code
                .as_ref()
                .and_then(|property| lowering.error_field(variant.model, property, pointer));
            variant.message = extension
                .message
                .as_ref()
                .and_then(|property| lowering.error_field(variant.model, property, pointer));
        }
        if self.variants.len() > 1 {
            return ErrorBody::Several(self.variants);
        }
        self.variants.pop().map_or(ErrorBody::Undocumented, ErrorBody::Single)
    }
}

impl Lowering<'_> {
    /// Returns the field that an extension names, if it is of type string.
    fn error_field(
        &mut self,
        model: ModelId,
        property: &str,
        pointer: &Pointer,
    ) -> Option<TextField> {
        let found = match self.models.get(model) {
            Some(Model { shape: Shape::Object(object), .. }) => self.text_field(object, property),
            _ => None,
        };
        if found.is_none() {
            self.report(
                Code::InvalidExtension,
                &pointer.child("x-rust-error"),
                format!("`{property}` is not a property of type string of this schema"),
                "name a property of type string",
            );
        }
        found
    }
}
