//! Guide: the crate's Markdown files as modules of its documentation.

use quote::quote;

use crate::api::Api;
use crate::emit::SourceFile;
use crate::emit::tokens::identifier;

/// Returns `guide.rs`, unless the document names no guide.
pub(in crate::emit) fn file(api: &Api) -> Option<SourceFile> {
    if api.guide.is_empty() {
        return None;
    }
    let pages = api.guide.iter().map(|page| {
        // `src/guide.rs` includes a file beside `src`.
        let path = format!("../{}", page.path);
        let module = identifier(page.module.as_str());
        quote! {
            #[doc = include_str!(#path)]
            pub mod #module {}
        }
    });
    Some(SourceFile {
        path: "guide.rs".to_owned(),
        purpose: "The guide of this crate, one module per page.".to_owned(),
        origins: vec!["#/x-rust-guide".to_owned()],
        items: pages.collect(),
        ..SourceFile::default()
    })
}
