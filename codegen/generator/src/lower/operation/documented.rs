//! Documented responses of an operation, by status.

use serde_json::Value;

use super::media;
use super::responses::{Entry, describes_error};
use crate::api::{DocumentedHeader, DocumentedResponse, Response, ResponseHeader, Type, View};
use crate::diagnostic::Pointer;
use crate::document::MAX_REFERENCE_CHAIN;
use crate::lower::Lowering;
use crate::names::TypeName;

impl<'d> Lowering<'d> {
    /// Returns the documented responses. Their types must have been lowered before.
    pub(crate) fn documented(
        &mut self,
        entries: &[Entry<'d>],
        response: &Response,
        headers: &[ResponseHeader],
        name: &TypeName,
    ) -> Vec<DocumentedResponse> {
        let mut documented = Vec::new();
        for entry in entries {
            let content = &entry.response.content;
            let known = response.statuses.iter().find(|it| it.status == entry.statuses);
            let read = match known {
                Some(known) => known.media_type.clone().zip(known.value.clone()),
                None if describes_error(entry, entries) => self.read(entry, name),
                None => None,
            };
            let has_body = known.is_none_or(|known| known.value.is_some());
            documented.push(DocumentedResponse {
                status: entry.statuses,
                source: entry.pointer.clone(),
                media_types: content.keys().filter(|_| has_body).cloned().collect(),
                read,
                headers: self.documented_headers(entry, headers),
            });
        }
        documented
    }

    /// Returns the media type of an error that is decoded, and the type of its value.
    fn read(&mut self, entry: &Entry<'d>, name: &TypeName) -> Option<(String, Type)> {
        let chosen = media::choose(self.document, &entry.response.content, None)?;
        let location = entry.pointer.child("content");
        let value = self.content(&chosen, &location, View::Response, &name.joined("Error"));
        Some((chosen.name.to_owned(), value))
    }

    fn documented_headers(
        &self,
        entry: &Entry<'d>,
        headers: &[ResponseHeader],
    ) -> Vec<DocumentedHeader> {
        let location = entry.pointer.child("headers");
        let of_entry = headers.iter().filter(|header| header.status == entry.statuses);
        let documented = of_entry.map(|header| {
            let location = location.child(&header.name);
            DocumentedHeader {
                name: header.name.clone(),
                source: self.resolved(&location).unwrap_or(location),
                value: header.value.clone(),
            }
        });
        documented.collect()
    }

    /// Returns the location of a value, through references.
    fn resolved(&self, pointer: &Pointer) -> Option<Pointer> {
        let mut pointer = pointer.clone();
        for _ in 0..MAX_REFERENCE_CHAIN {
            let value = self.document.get(&pointer)?;
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(pointer);
            };
            pointer = Pointer::parse(reference)?;
        }
        None
    }
}
