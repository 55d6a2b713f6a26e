//! Successful responses of an operation.

use openapiv3::{MediaType, Responses};

use super::essence::essence;
use super::media;
use super::responses::{Entry, successes};
use crate::api::{Encoding, Response, ResponseStatus, StatusRange, Type, View};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::lower::Unsupported;
use crate::names::{Scope, TypeName};

/// The operation of a response.
pub(crate) struct OperationName<'a> {
    pub(crate) name: &'a TypeName,
    /// The HTTP method in the document.
    pub(crate) method: &'a str,
}

/// A body and its type. Equal schemas of one operation share a type.
type KnownBody<'d> = (&'d MediaType, Encoding, Type);

/// The refusal of media types that cannot be decoded, with advice.
const DECODED: media::Support =
    media::Support { verb: "decoded", advice: "describe the response as JSON, text or bytes" };

impl<'d> Lowering<'d> {
    /// Returns the successful responses of an operation. `builders` is the scope of the types beside operations.
    pub(crate) fn response(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
        operation: &OperationName<'_>,
        builders: &mut Scope,
    ) -> Result<Response, Unsupported> {
        let successes = successes(self.entries(responses, pointer));
        let mut known_bodies = Vec::new();
        let mut names = Scope::with(&["Undocumented"]);
        let mut statuses: Vec<ResponseStatus> = Vec::new();
        for entry in &successes {
            let variant = variant(entry.statuses);
            // A single response needs no status in its name.
            let inline_name = if successes.len() > 1 {
                operation.name.joined(&variant)
            } else {
                operation.name.clone()
            };
            let mut status = ResponseStatus {
                status: entry.statuses,
                variant: names.claim_variant(&TypeName::new(&variant)),
                media_type: None,
                encoding: Encoding::Json,
                value: None,
                description: Some(entry.response.description.clone()),
            };
            if has_body(entry, operation) {
                let chosen = self.chosen(entry)?;
                let value = self.body_type(
                    &chosen,
                    entry,
                    &inline_name.joined("Response"),
                    &mut known_bodies,
                );
                status.media_type = Some(chosen.name.to_owned());
                status.encoding = chosen.encoding;
                status.value = Some(value);
            }
            statuses.push(status);
        }
        let what = |status: &ResponseStatus| (status.encoding, status.value.clone());
        let differ = statuses.windows(2).any(|two| matches!(two, [a, b] if what(a) != what(b)));
        let status_enum = differ.then(|| builders.claim_type(&operation.name.joined("Response")));
        Ok(Response { statuses, status_enum })
    }

    /// Returns the media type of a response to accept.
    fn chosen(&mut self, entry: &Entry<'d>) -> Result<media::Chosen<'d>, Unsupported> {
        let content = &entry.response.content;
        let version = self.options.api_version.as_deref();
        let pinned = self.pinned_media_type(content);
        let newest = || media::choose(self.document, content, version);
        let Some(chosen) = pinned.or_else(newest).or_else(|| self.multipart_bytes(entry)) else {
            let is_newer = media::choose(self.document, content, None).is_some();
            let (message, advice) = media::refusal(content, version.filter(|_| is_newer), &DECODED);
            let location = entry.pointer.child("content");
            self.report(Code::UnsupportedMediaType, &location, message, advice);
            return Err(Unsupported);
        };
        // Forms are not decoded in responses.
        let encoding = match chosen.encoding {
            Encoding::Form => Encoding::Text,
            other => other,
        };
        Ok(media::Chosen { encoding, ..chosen })
    }

    /// Returns a multipart media type, whose parts are not decoded: the response is read as bytes.
    fn multipart_bytes(&mut self, entry: &Entry<'d>) -> Option<media::Chosen<'d>> {
        let mut content = entry.response.content.iter();
        let (name, media_type) =
            content.find(|(name, _)| essence(name).starts_with("multipart/"))?;
        let message =
            format!("the parts of `{name}` are not decoded: the response is read as bytes");
        let location = entry.pointer.child("content").child(name);
        self.remark(Code::UnsupportedMediaType, &location, message);
        Some(media::Chosen { name, media_type, encoding: Encoding::Bytes })
    }

    /// Returns the type of a response's body.
    fn body_type(
        &mut self,
        chosen: &media::Chosen<'d>,
        entry: &Entry<'d>,
        name: &TypeName,
        known_bodies: &mut Vec<KnownBody<'d>>,
    ) -> Type {
        let is_same = |(other, encoding, _): &&KnownBody<'d>| {
            *encoding == chosen.encoding && other.schema == chosen.media_type.schema
        };
        if let Some((_, _, value)) = known_bodies.iter().find(is_same) {
            return value.clone();
        }
        let location = entry.pointer.child("content");
        let value = self.content(chosen, &location, View::Response, name);
        known_bodies.push((chosen.media_type, chosen.encoding, value.clone()));
        value
    }

    /// Returns the type of a body's value.
    pub(crate) fn content(
        &mut self,
        chosen: &media::Chosen<'d>,
        pointer: &Pointer,
        direction: View,
        name: &TypeName,
    ) -> Type {
        match (chosen.encoding, &chosen.media_type.schema) {
            (Encoding::Text, _) => Type::String,
            // Multipart responses are not decoded.
            (Encoding::Bytes | Encoding::Multipart, _) => Type::Bytes,
            (Encoding::Json | Encoding::Form, Some(schema)) => {
                let location = pointer.child(chosen.name).child("schema");
                self.typed(schema, &location, direction, name).item().0
            }
            (Encoding::Json | Encoding::Form, None) => Type::FreeForm,
        }
    }
}

/// Whether a response has a body. HTTP has none for some statuses and for `HEAD`, whatever the document lists.
fn has_body(entry: &Entry<'_>, operation: &OperationName<'_>) -> bool {
    let is_without = matches!(entry.statuses, StatusRange::Exact(204 | 205))
        || operation.method.eq_ignore_ascii_case("head");
    !is_without && !entry.response.content.is_empty()
}

/// Returns the name of a status: HTTP's reason phrase, or its class.
fn variant(statuses: StatusRange) -> String {
    let name = match statuses {
        StatusRange::Exact(200) => "Ok",
        StatusRange::Exact(201) => "Created",
        StatusRange::Exact(202) => "Accepted",
        StatusRange::Exact(203) => "NonAuthoritativeInformation",
        StatusRange::Exact(204) => "NoContent",
        StatusRange::Exact(205) => "ResetContent",
        StatusRange::Exact(206) => "PartialContent",
        StatusRange::Exact(207) => "MultiStatus",
        StatusRange::Exact(208) => "AlreadyReported",
        StatusRange::Exact(226) => "ImUsed",
        StatusRange::Exact(code) => return format!("Status{code}"),
        StatusRange::Class(_) => "Successful",
        StatusRange::Default => "Default",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_named_after_reason_phrases() {
        for (statuses, name) in [
            (StatusRange::Exact(200), "Ok"),
            (StatusRange::Exact(226), "ImUsed"),
            (StatusRange::Exact(299), "Status299"),
            (StatusRange::Class(2), "Successful"),
            (StatusRange::Default, "Default"),
        ] {
            assert_eq!(TypeName::new(&variant(statuses)).as_str(), name);
        }
    }
}
