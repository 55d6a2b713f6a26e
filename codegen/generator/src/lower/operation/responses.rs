//! Entries of `responses`, and whether they describe successes or errors.

use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

use crate::api::StatusRange;
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::lower::schema::reference;

/// An entry of `responses` and its pointer.
pub(crate) struct Entry<'d> {
    pub(crate) statuses: StatusRange,
    pub(crate) response: &'d Response,
    pub(crate) pointer: Pointer,
}

impl Entry<'_> {
    fn is_success(&self) -> bool {
        matches!(self.statuses, StatusRange::Exact(200..=299) | StatusRange::Class(2))
    }

    fn is_error(&self) -> bool {
        matches!(self.statuses, StatusRange::Exact(400..=599) | StatusRange::Class(4 | 5))
    }
}

/// Returns the entries of successes. `default` is one if no other is, or if all errors have entries of their own.
pub(crate) fn successes(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let is_open = !has(&entries, StatusRange::Class(2))
        && (!entries.iter().any(Entry::is_success) || leaves_no_error(&entries));
    let is_included = |entry: &Entry<'_>| {
        entry.is_success() || (is_open && entry.statuses == StatusRange::Default)
    };
    entries.into_iter().filter(is_included).collect()
}

/// Returns the entries of errors: `default` too, unless all errors have entries of their own.
pub(crate) fn errors<'e, 'd>(entries: &'e [Entry<'d>]) -> impl Iterator<Item = &'e Entry<'d>> {
    entries.iter().filter(|entry| describes_error(entry, entries))
}

/// Whether one of the entries describes errors.
pub(crate) fn describes_error(entry: &Entry<'_>, entries: &[Entry<'_>]) -> bool {
    entry.is_error() || (entry.statuses == StatusRange::Default && !leaves_no_error(entries))
}

fn leaves_no_error(entries: &[Entry<'_>]) -> bool {
    has(entries, StatusRange::Class(4)) && has(entries, StatusRange::Class(5))
}

fn has(entries: &[Entry<'_>], statuses: StatusRange) -> bool {
    entries.iter().any(|entry| entry.statuses == statuses)
}

impl<'d> Lowering<'d> {
    /// Returns the entries of `responses`, in document order, `default` last.
    pub(crate) fn entries(
        &mut self,
        responses: &'d Responses,
        pointer: &Pointer,
    ) -> Vec<Entry<'d>> {
        let coded = responses.responses.iter().map(|(status, response)| {
            let statuses = match status {
                StatusCode::Code(code) => StatusRange::Exact(*code),
                StatusCode::Range(digit) => StatusRange::Class(*digit),
            };
            (statuses, status.to_string(), response)
        });
        let default = responses
            .default
            .iter()
            .map(|response| (StatusRange::Default, "default".to_owned(), response));
        let all: Vec<_> = coded.chain(default).collect();
        let mut entries = Vec::new();
        for (statuses, key, response) in all {
            let location = pointer.child("responses").child(&key);
            if let Some((response, pointer)) = self.locate_response(response, location) {
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
        let name = reference::name_in("responses", reference);
        let found = components
            .zip(name)
            .and_then(|(components, name)| components.responses.get_key_value(&name));
        if let Some((name, ReferenceOr::Item(response))) = found {
            let location = Pointer::root().child("components").child("responses").child(name);
            return Some((response, location));
        }
        self.reference_error(&pointer);
        None
    }
}
