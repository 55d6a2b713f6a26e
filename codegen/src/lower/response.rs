//! Responses: everything that the document says of the answers of an operation, status by status.

use openapiv3::Responses;
use serde_json::Value;

use super::answer::Entry;
use super::{Lowering, media};
use crate::api::{Header, Response, Type, View};
use crate::diagnostic::Pointer;
use crate::names::TypeName;

/// How many references may lead to each other.
const LONGEST_CHAIN: usize = 32;

impl<'d> Lowering<'d> {
    /// The answers of an operation, after [`Self::answer`] and [`Self::error_statuses`] have named their types.
    pub(super) fn responses(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
        name: &TypeName,
    ) -> Vec<Response> {
        let entries = self.entries(responses, pointer);
        let mut found = Vec::new();
        for entry in entries {
            let has_body = !entry.has_no_body();
            let content = &entry.response.content;
            found.push(Response {
                status: entry.statuses,
                media_types: content.keys().filter(|_| has_body).cloned().collect(),
                read: if has_body { self.read(&entry, name) } else { None },
                headers: self.headers(&entry),
                source: entry.pointer,
            });
        }
        found
    }

    /// The media type of an answer that is read, and the type of its value.
    fn read(&mut self, entry: &Entry<'d>, name: &TypeName) -> Option<(String, Type)> {
        let content = &entry.response.content;
        let (version, name) = if entry.is_success() {
            (self.options.api_version.as_deref(), name.joined("Answer"))
        } else {
            (None, name.joined("Error"))
        };
        let chosen = media::choose(content, version)?;
        let place = entry.pointer.child("content");
        let value = self.content(&chosen, &place, View::Answer, &name);
        Some((chosen.name.to_owned(), value))
    }

    fn headers(&self, entry: &Entry<'d>) -> Vec<Header> {
        let place = entry.pointer.child("headers");
        let headers = entry.response.headers.keys().map(|name| {
            let source = self.resolved(&place.child(name));
            let header = source.as_ref().and_then(|source| self.document.get(source));
            let schema = source.as_ref().map(|source| source.child("schema"));
            let schema = schema.and_then(|schema| self.document.get(&self.resolved(&schema)?));
            let text = |keyword| schema?.get(keyword)?.as_str();
            Header {
                name: name.clone(),
                kind: text("type").map(|kind| match text("format") {
                    Some(format) => format!("{kind} ({format})"),
                    None => kind.to_owned(),
                }),
                required: header.and_then(|it| it.get("required")?.as_bool()).unwrap_or(false),
                source: source.unwrap_or_else(|| place.child(name)),
            }
        });
        headers.collect()
    }

    /// The place of a value, or of what it refers to.
    fn resolved(&self, pointer: &Pointer) -> Option<Pointer> {
        let mut pointer = pointer.clone();
        for _ in 0..LONGEST_CHAIN {
            let value = self.document.get(&pointer)?;
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(pointer);
            };
            pointer = Pointer::parse(reference)?;
        }
        None
    }
}
