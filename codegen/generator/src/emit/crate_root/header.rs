//! Response headers: a typed constant for each.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Header, HeaderForm};
use crate::emit::SourceFile;
use crate::emit::doc::{Doc, code, deprecated};
use crate::emit::tokens::{FixedImports, Scope, gate, identifier, imports, type_of};

/// Returns `headers.rs`, if the document describes response headers.
pub(in crate::emit) fn file(api: &Api) -> Option<SourceFile> {
    if api.headers.is_empty() {
        return None;
    }
    let mut items: Vec<TokenStream> =
        api.headers.iter().map(|header| constant(api, header)).collect();
    // Public, so that it is not unused in a build without the tags that have headers.
    let header = quote!(
        pub use portolan_runtime::Header;
    );
    items.splice(0..0, imports(&items, FixedImports::default()).into_iter().chain([header]));
    Some(SourceFile {
        path: "headers.rs".to_owned(),
        purpose: "Typed response headers, read with [`Response::header`](crate::Response::header)."
            .to_owned(),
        origins: vec!["#/paths".to_owned()],
        items,
        ..SourceFile::default()
    })
}

fn constant(api: &Api, header: &Header) -> TokenStream {
    let Header { name, form, .. } = header;
    let constant = identifier(&header.constant.constant());
    let default = format!("Response header {}.", code(name));
    let mut doc = Doc::of(header.description.as_deref(), &default);
    if header.description.is_some() {
        doc = doc.sentence(default);
    }
    let gate = gate(&header.features);
    let deprecated = deprecated(header.deprecated);
    let value = type_of(api, &header.value, Scope::Absolute);
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
