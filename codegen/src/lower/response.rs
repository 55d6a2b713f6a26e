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
            let source = place.child(name);
            let header = self.document.get(&source).and_then(|header| self.resolved(header));
            let schema = header.and_then(|header| self.resolved(header.get("schema")?));
            let text = |keyword| schema?.get(keyword)?.as_str();
            Header {
                name: name.clone(),
                kind: text("type").map(|kind| match text("format") {
                    Some(format) => format!("{kind} ({format})"),
                    None => kind.to_owned(),
                }),
                required: header.and_then(|it| it.get("required")?.as_bool()).unwrap_or(false),
                source,
            }
        });
        headers.collect()
    }

    /// A value, or what it refers to.
    fn resolved<'v>(&'v self, mut value: &'v Value) -> Option<&'v Value> {
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(value);
            };
            value = self.document.get(&Pointer::parse(reference)?)?;
        }
        None
    }
}
