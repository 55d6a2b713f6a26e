//! Enumerations: a variant per value that the document names, and one for all others.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{code, deprecated, of_model};
use crate::api::{Enumeration, Model};

/// The items of an enumeration.
pub(super) fn items(model: &Model, enumeration: &Enumeration) -> Vec<TokenStream> {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let doc = of_model(model, "One of several values")
        .sentence("A service may add values without a new version: match with a `_` arm.");
    let deprecated = deprecated(*is_deprecated);
    let members = enumeration.members.iter().map(|member| {
        let doc = format!(" The value {}.", code(&member.value));
        let name = &member.name;
        quote! {
            #[doc = #doc]
            #name
        }
    });
    vec![quote! {
        #doc
        #deprecated
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A value that the document does not name.
            Unknown(String),
        }
    }]
}
