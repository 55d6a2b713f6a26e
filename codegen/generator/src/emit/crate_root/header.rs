//! Header fields of responses: a constant for each, by which it is read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Header, HeaderForm, Operation, ResponseHeader, StatusRange};
use crate::emit::doc::{Doc, code, deprecated};
use crate::emit::tokens::{Always, Scope, gate, identifier, imports, type_of};
use crate::emit::{SourceFile, operations};

/// `headers.rs`, where the document has any.
pub(in crate::emit) fn file(api: &Api) -> Option<SourceFile> {
    if api.headers.is_empty() {
        return None;
    }
    let mut items: Vec<TokenStream> =
        api.headers.iter().map(|header| constant(api, header)).collect();
    // A build without some tags may have no constant that names it; what is public is never unused.
    let header = quote!(
        pub use portolan_runtime::Header;
    );
    items.splice(0..0, imports(&items, Always::default()).into_iter().chain([header]));
    Some(SourceFile {
        path: "headers.rs".to_owned(),
        purpose: "The header fields of responses: `response.header(…)` reads one of them."
            .to_owned(),
        origins: vec!["#/paths".to_owned()],
        documentation: Vec::new(),
        items,
    })
}

fn constant(api: &Api, header: &Header) -> TokenStream {
    let Header { name, form, .. } = header;
    let constant = identifier(&header.constant.constant());
    let otherwise = format!("The header field {}.", code(name));
    let mut doc = Doc::of(header.description.as_deref(), &otherwise);
    if header.description.is_some() {
        doc = doc.sentence(otherwise);
    }
    let gate = gate(&header.features);
    let deprecated = deprecated(header.deprecated);
    let value = type_of(api, &header.value, Scope::Alone);
    let form = identifier(match form {
        HeaderForm::Text => "text",
        HeaderForm::Time => "time",
        HeaderForm::Literal => "literal",
        HeaderForm::Json => "json",
        HeaderForm::Texts => "texts",
        HeaderForm::Literals => "literals",
    });
    quote! {
        #doc
        #gate
        #deprecated
        pub const #constant: Header<#value> = Header::#form(#name);
    }
}

/// The header fields that each response has to have, where any has one.
pub(in crate::emit) fn required(operation: &Operation) -> Vec<TokenStream> {
    let of = |answered: StatusRange| {
        let is_required =
            move |header: &&ResponseHeader| header.required && header.status == answered;
        operation.headers.iter().filter(is_required).map(|header| &header.name)
    };
    let statuses = || operation.response.statuses.iter().map(|response| response.status);
    if !statuses().any(|status| of(status).next().is_some()) {
        return Vec::new();
    }
    let entry = |status: StatusRange| {
        let (pattern, names) = (operations::status(status), of(status));
        quote!((runtime::StatusPattern::#pattern, &[#(#names),*]))
    };
    statuses().map(entry).collect()
}

/// What a function says of the header fields of its responses: those of successes and of errors.
pub(in crate::emit) fn documentation(
    doc: Doc,
    api: &Api,
    operation: &Operation,
    errors: bool,
) -> Doc {
    let mut named: Vec<String> = Vec::new();
    for header in &operation.headers {
        let Some(constant) = api.headers.get(header.constant) else { continue };
        let constant = format!("crate::headers::{}", constant.constant.constant());
        let link = format!("[{}]({constant})", code(&header.name));
        if is_error(operation, header.status) == errors && !named.contains(&link) {
            named.push(link);
        }
    }
    if named.is_empty() {
        return doc;
    }
    let fields = if let [_] = named.as_slice() { "header field" } else { "header fields" };
    doc.sentence(format!("With the {fields} {}.", named.join(", ")))
}

/// Whether the entry of a status is none of those that response.
fn is_error(operation: &Operation, status: StatusRange) -> bool {
    !operation.response.statuses.iter().any(|response| response.status == status)
}
