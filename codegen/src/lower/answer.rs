//! Answers: what an operation gives back when it worked, and the errors that the document names.

use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

use super::hint::ErrorHint;
use super::{LeftOut, Lowering, media};
use crate::api::{
    Answer, Encoding, ErrorBody, ErrorStatus, ErrorVariant, Model, ModelId, Shape, Statuses,
    TextField, Type, View,
};
use crate::diagnostic::{Code, Pointer};
use crate::names::{Scope, TypeName};

/// An entry of `responses` and its place.
pub(super) struct Entry<'d> {
    pub(super) statuses: Statuses,
    pub(super) response: &'d Response,
    pub(super) pointer: Pointer,
}

/// The error bodies of all operations, as they are met.
#[derive(Debug, Default)]
pub(super) struct Errors {
    variants: Vec<ErrorVariant>,
    hints: Vec<(ErrorHint, Pointer)>,
    names: Scope,
}

impl Entry<'_> {
    pub(super) fn is_success(&self) -> bool {
        matches!(self.statuses, Statuses::Exact(200..=299) | Statuses::Class(2))
    }

    /// Whether HTTP has no body for the status, whatever media types the document lists.
    pub(super) fn has_no_body(&self) -> bool {
        matches!(self.statuses, Statuses::Exact(204 | 205))
    }

    fn is_error(&self) -> bool {
        matches!(self.statuses, Statuses::Exact(400..=599) | Statuses::Class(4 | 5) | Statuses::Any)
    }
}

impl<'d> Lowering<'d> {
    /// What an operation answers when it worked.
    pub(super) fn answer(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
        name: &TypeName,
    ) -> Result<Answer, LeftOut> {
        let entries = self.entries(responses, pointer);
        let mut successes: Vec<Entry<'d>> = entries.into_iter().filter(Entry::is_success).collect();
        if successes.is_empty() {
            // Where only `default` is described, it speaks of success too.
            let all = self.entries(responses, pointer);
            successes.extend(all.into_iter().filter(|entry| entry.statuses == Statuses::Any));
        }
        let mut answer = Answer {
            media_type: None,
            encoding: Encoding::Json,
            value: None,
            description: successes.first().map(|entry| entry.response.description.clone()),
        };
        for entry in &successes {
            let Some(found) = self.answer_of(entry, name)? else {
                continue;
            };
            if answer.value.is_none() {
                answer = found;
            } else if answer.value != found.value {
                self.warning(
                    Code::UnsupportedAnswer,
                    &entry.pointer,
                    "another successful status answers something else",
                    "the first one is the operation's answer; this one cannot be expressed yet",
                );
            }
        }
        Ok(answer)
    }

    /// The answer of one entry, if it has a body.
    fn answer_of(&mut self, entry: &Entry<'d>, name: &TypeName) -> Result<Option<Answer>, LeftOut> {
        let content = &entry.response.content;
        if content.is_empty() || entry.has_no_body() {
            return Ok(None);
        }
        let Some(chosen) = media::choose(content, self.options.api_version.as_deref()) else {
            let names: Vec<_> = content.keys().map(|name| format!("`{name}`")).collect();
            self.warning(
                Code::UnsupportedMediaType,
                &entry.pointer.child("content"),
                format!(
                    "the operation is left out: none of {} can be read in a version that was asked for",
                    names.join(", ")
                ),
                "answers can be JSON, text, or bytes that are no `multipart`",
            );
            return Err(LeftOut);
        };
        let place = entry.pointer.child("content");
        // A form is nothing that a client reads: it is given as the text that it is.
        let encoding = match chosen.encoding {
            Encoding::Form => Encoding::Text,
            other => other,
        };
        let chosen = media::Chosen { encoding, ..chosen };
        let value = self.content(&chosen, &place, View::Answer, &name.joined("Answer"));
        Ok(Some(Answer {
            media_type: Some(chosen.name.to_owned()),
            encoding: chosen.encoding,
            value: Some(value),
            description: Some(entry.response.description.clone()),
        }))
    }

    /// The type of the value that a body holds.
    pub(super) fn content(
        &mut self,
        chosen: &media::Chosen<'d>,
        pointer: &Pointer,
        direction: View,
        name: &TypeName,
    ) -> Type {
        match (chosen.encoding, &chosen.media_type.schema) {
            (Encoding::Text, _) => Type::String,
            (Encoding::Bytes, _) => Type::Bytes,
            (Encoding::Json | Encoding::Form, Some(schema)) => {
                let place = pointer.child(chosen.name).child("schema");
                self.typed(schema, &place, direction, name).value
            }
            (Encoding::Json | Encoding::Form, None) => Type::FreeForm,
        }
    }

    /// The error answers that an operation documents with a body.
    pub(super) fn error_statuses(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
        name: &TypeName,
        errors: &mut Errors,
    ) -> Vec<ErrorStatus> {
        let entries = self.entries(responses, pointer);
        let mut statuses = Vec::new();
        for entry in entries.iter().filter(|entry| entry.is_error()) {
            let Some(model) = self.error_model(entry, name) else {
                continue;
            };
            statuses.push(ErrorStatus {
                status: entry.statuses,
                variant: errors.variant(self, model),
                description: Some(entry.response.description.clone()),
            });
        }
        // The most precise entry speaks for a status.
        statuses.sort_by_key(|status| status.status);
        statuses
    }

    /// The model of an error answer's body.
    fn error_model(
        &mut self,
        entry: &Entry<'d>,
        name: &TypeName,
    ) -> Option<(ModelId, ErrorHint, Pointer)> {
        let (media_type, body) = media::json(&entry.response.content, None)?;
        let schema = body.schema.as_ref()?;
        let pointer = entry.pointer.child("content").child(media_type).child("schema");
        let located = self.locate(schema, &pointer)?;
        let typed = self.typed_at(&located, View::Answer, &name.joined("Error"));
        let Type::Model(model) = typed.value else {
            self.note(
                Code::UntypedError,
                &pointer,
                "the body of this error has no properties to name: callers read it as bytes",
            );
            return None;
        };
        let hint = self.error_hint(&located.schema.schema_data.extensions, &located.pointer);
        Some((model, hint, located.pointer))
    }

    /// The entries of `responses`, in document order, `default` last.
    pub(super) fn entries(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
    ) -> Vec<Entry<'d>> {
        let coded = responses.responses.iter().map(|(status, response)| {
            let statuses = match status {
                StatusCode::Code(code) => Statuses::Exact(*code),
                StatusCode::Range(digit) => Statuses::Class(*digit),
            };
            (statuses, status.to_string(), response)
        });
        let default = responses
            .default
            .iter()
            .map(|response| (Statuses::Any, "default".to_owned(), response));
        let all: Vec<_> = coded.chain(default).collect();
        let mut entries = Vec::new();
        for (statuses, key, response) in all {
            let place = pointer.child("responses").child(&key);
            if let Some((response, pointer)) = self.locate_response(response, place) {
                entries.push(Entry { statuses, response, pointer });
            }
        }
        entries
    }

    fn locate_response(
        &mut self,
        response: &'d ReferenceOr<Response>,
        pointer: Pointer,
    ) -> Option<(&'d Response, Pointer)> {
        let reference = match response {
            ReferenceOr::Item(response) => return Some((response, pointer)),
            ReferenceOr::Reference { reference } => reference,
        };
        let components = self.document.openapi.components.as_ref();
        let name = reference.strip_prefix("#/components/responses/");
        let found = components
            .zip(name)
            .and_then(|(components, name)| components.responses.get_key_value(name));
        if let Some((name, ReferenceOr::Item(response))) = found {
            let place = Pointer::root().child("components").child("responses").child(name);
            return Some((response, place));
        }
        self.reference_error(
            &pointer,
            format!("`{reference}` is not a response under `#/components/responses/`"),
            "describe the response there, not by another reference",
        );
        None
    }
}

impl Errors {
    /// The number of the variant that holds a model.
    fn variant(
        &mut self,
        lowering: &Lowering<'_>,
        (model, hint, pointer): (ModelId, ErrorHint, Pointer),
    ) -> usize {
        if let Some(known) = self.variants.iter().position(|variant| variant.model == model) {
            return known;
        }
        let name = match lowering.models.get(model.0) {
            Some(Some(model)) => self.names.claim_variant(&model.name),
            _ => self.names.claim_variant(&TypeName::new("Body")),
        };
        self.variants.push(ErrorVariant { name, model, code: None, message: None });
        self.hints.push((hint, pointer));
        self.variants.len() - 1
    }

    /// The error body of the API, its fields that say something about the error resolved.
    pub(super) fn finished(mut self, lowering: &mut Lowering<'_>) -> ErrorBody {
        for (variant, (hint, pointer)) in self.variants.iter_mut().zip(&self.hints) {
            variant.code = hint
                .code
                .as_ref()
                .and_then(|property| lowering.error_field(variant.model, property, pointer));
            variant.message = hint
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
    /// The field that a hint names: a string, or an enumeration of strings.
    fn error_field(
        &mut self,
        model: ModelId,
        property: &str,
        pointer: &Pointer,
    ) -> Option<TextField> {
        let found = match self.models.get(model.0) {
            Some(Some(Model { shape: Shape::Object(object), .. })) => {
                self.text_field(object, property)
            }
            _ => None,
        };
        if found.is_none() {
            self.error(
                Code::InvalidHint,
                &pointer.child("x-rust-error"),
                format!("`{property}` is not a property of type string of this schema"),
                "name one that is",
            );
        }
        found
    }
}
