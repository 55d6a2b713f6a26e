//! Request bodies.

use openapiv3::{MediaType, QueryStyle, ReferenceOr, RequestBody};

use super::essence::{essence, is_json};
use super::media;
use super::media::Chosen;
use crate::api::{Body, Encoding, ParameterStyle, PropertyStyle, View};
use crate::diagnostic::{Code, Cost, Pointer};
use crate::lower::Lowering;
use crate::lower::Unsupported;
use crate::lower::schema::reference;
use crate::names::TypeName;

impl<'d> Lowering<'d> {
    /// Returns the request body of an operation.
    pub(crate) fn body(
        &mut self,
        operation: &'d openapiv3::Operation,
        pointer: &Pointer,
        name: &TypeName,
    ) -> Result<Option<Body>, Unsupported> {
        let Some(body) = &operation.request_body else {
            return Ok(None);
        };
        let (body, pointer) =
            self.locate_body(body, pointer.child("requestBody")).ok_or(Unsupported)?;
        let content = pointer.child("content");
        if body.content.is_empty() {
            let message = "no media type is described, so the operation has no body";
            let diagnostic = self
                .diagnostic(Code::UnsupportedMediaType, &content, message)
                .with_cost(Cost::Ignored("the request body".to_owned()))
                .with_advice("describe a media type under `content`, or remove the request body");
            self.diagnostics.push(diagnostic);
            return Ok(None);
        }
        let version = self.options.api_version.as_deref();
        let newest = || media::choose_sent(self.inspector(), &body.content, version);
        let Some(chosen) = self.pinned_media_type(&body.content).or_else(newest) else {
            self.report_unsupported(body, &content);
            return Err(Unsupported);
        };
        self.note_others(body, &chosen, &content);
        let name = name.joined("Body");
        let (mut rules, mut parts) = (Vec::new(), Vec::new());
        let value = match (chosen.encoding, &chosen.media_type.schema) {
            (Encoding::Multipart, _) => {
                let (value, encodings) = self.multipart(&chosen, &content, &name)?;
                parts = encodings;
                value
            }
            (Encoding::Json, Some(schema)) => {
                let location = content.child(chosen.name).child("schema");
                let mut typed = self.typed(schema, &location, View::Request, &name);
                // Omitting an optional body already means `null`.
                typed.nullable &= body.required;
                let (value, found) = typed.item();
                rules = found;
                value
            }
            _ => self.content(&chosen, &content, View::Request, &name),
        };
        let styles = if chosen.encoding == Encoding::Form {
            self.styles(chosen.media_type, &content.child(chosen.name))
        } else {
            Vec::new()
        };
        Ok(Some(Body {
            source: pointer,
            media_types: body.content.keys().cloned().collect(),
            media_type: chosen.sent().to_owned(),
            encoding: chosen.encoding,
            value,
            rules,
            parts,
            styles,
            required: body.required,
            description: body.description.clone(),
        }))
    }

    /// Reports that no media type can be sent.
    fn report_unsupported(&mut self, body: &RequestBody, content: &Pointer) {
        const SENT: media::Support = media::Support {
            verb: "sent: their parts have no names that distinguish them",
            advice: "of the multipart types only `multipart/form-data` can be sent; if the service accepts that too, or \
             something else, describe it in the overlay",
        };
        let version = self.options.api_version.as_deref();
        let is_newer = media::choose_sent(self.inspector(), &body.content, None).is_some();
        let (message, advice) = media::refusal(&body.content, version.filter(|_| is_newer), &SENT);
        self.report(Code::UnsupportedMediaType, content, message, advice);
    }

    /// Notes other media types that the service accepts.
    fn note_others(&mut self, body: &'d RequestBody, chosen: &Chosen<'d>, content: &Pointer) {
        let others: Vec<_> =
            media::others(&body.content, chosen.name).map(|name| format!("`{name}`")).collect();
        if !others.is_empty() {
            let message = format!(
                "the body is sent as `{}`, not as {}: to choose another, remove this one in the overlay",
                chosen.name,
                others.join(", ")
            );
            self.remark(Code::OtherMediaTypes, content, message);
        }
    }

    /// Returns the form properties with a style of their own, or with a JSON media type.
    fn styles(&self, media_type: &MediaType, pointer: &Pointer) -> Vec<PropertyStyle> {
        let mut styles = Vec::new();
        for (property, encoding) in &media_type.encoding {
            // `openapiv3` does not distinguish an absent `explode` from `false`.
            let raw = self.document.get(&pointer.child("encoding").child(property));
            let says = |key: &str| raw.and_then(|raw| raw.get(key));
            // The media type has an effect only without a style.
            if ["style", "explode", "allowReserved"].iter().all(|key| says(key).is_none()) {
                let content_type = encoding.content_type.as_deref().unwrap_or_default();
                let first = content_type.split(',').next().unwrap_or_default();
                if is_json(&essence(first)) {
                    styles.push(PropertyStyle {
                        property: property.clone(),
                        style: ParameterStyle::Json,
                        explode: false,
                        allow_reserved: false,
                    });
                }
                continue;
            }
            let style = match encoding.style {
                None | Some(QueryStyle::Form) => ParameterStyle::Form,
                Some(QueryStyle::SpaceDelimited) => ParameterStyle::SpaceDelimited,
                Some(QueryStyle::PipeDelimited) => ParameterStyle::PipeDelimited,
                Some(QueryStyle::DeepObject) => ParameterStyle::DeepObject,
            };
            let explode = says("explode").and_then(serde_json::Value::as_bool);
            styles.push(PropertyStyle {
                property: property.clone(),
                style,
                explode: explode.unwrap_or_else(|| style.explodes()),
                allow_reserved: says("allowReserved") == Some(&serde_json::Value::Bool(true)),
            });
        }
        styles
    }

    fn locate_body(
        &mut self,
        body: &'d ReferenceOr<RequestBody>,
        pointer: Pointer,
    ) -> Option<(&'d RequestBody, Pointer)> {
        let reference = match body {
            ReferenceOr::Item(body) => return Some((body, pointer)),
            ReferenceOr::Reference { reference } => reference,
        };
        let components = self.document.openapi.components.as_ref();
        let name = reference::name_in("requestBodies", reference);
        let found = components
            .zip(name)
            .and_then(|(components, name)| components.request_bodies.get_key_value(&name));
        if let Some((name, ReferenceOr::Item(body))) = found {
            let location = Pointer::root().child("components").child("requestBodies").child(name);
            return Some((body, location));
        }
        self.reference_error(&pointer);
        None
    }
}
