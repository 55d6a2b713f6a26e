//! Headers of an operation's responses, in its table and in its documentation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Operation, ResponseHeader, StatusRange};
use crate::emit::doc::{Doc, code};
use crate::emit::tokens::status_pattern;

/// Returns the required headers of each success status; nothing if no header is required.
pub(super) fn required(operation: &Operation) -> Vec<TokenStream> {
    let of = |status: StatusRange| {
        let is_required =
            move |header: &&ResponseHeader| header.required && header.status == status;
        operation.headers.iter().filter(is_required).map(|header| &header.name)
    };
    let statuses = || operation.response.statuses.iter().map(|response| response.status);
    if !statuses().any(|status| of(status).next().is_some()) {
        return Vec::new();
    }
    let entry = |status: StatusRange| {
        let (pattern, names) = (status_pattern(status), of(status));
        quote!((#pattern, &[#(#names),*]))
    };
    statuses().map(entry).collect()
}

/// Adds links to the headers of success responses, or of error responses.
pub(super) fn documentation(doc: Doc, api: &Api, operation: &Operation, errors: bool) -> Doc {
    let mut links: Vec<String> = Vec::new();
    for header in &operation.headers {
        let Some(constant) = api.headers.get(header.constant) else { continue };
        let constant = format!("crate::headers::{}", constant.constant.constant());
        let link = format!("[{}]({constant})", code(&header.name));
        if is_error(operation, header.status) == errors && !links.contains(&link) {
            links.push(link);
        }
    }
    if links.is_empty() {
        return doc;
    }
    let noun = if let [_] = links.as_slice() { "Header" } else { "Headers" };
    doc.sentence(format!("{noun}: {}.", links.join(", ")))
}

/// Whether a status is none of the success statuses.
fn is_error(operation: &Operation, status: StatusRange) -> bool {
    !operation.response.statuses.iter().any(|response| response.status == status)
}
