//! Errors: one type for all operations, generic over the error body of the document.
//!
//! Statuses that several operations describe alike are documented on this type, and linked by the operations.

use std::cmp::Reverse;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Api, ErrorBody, ErrorVariant, StatusRange, TextField};
use crate::emit::SourceFile;
use crate::emit::doc::{Doc, code, listed};
use crate::emit::tokens::{Scope, identifier, index, model, text_expression};

/// Returns `error.rs`.
pub(in crate::emit) fn file(api: &Api) -> SourceFile {
    let mut items = match &api.error {
        ErrorBody::Undocumented => vec![undocumented(api)],
        ErrorBody::Single(variant) => single(api, variant),
        ErrorBody::Several(variants) => several(api, variants),
    };
    items.insert(0, imports(&api.error));
    let body = match &api.error {
        ErrorBody::Undocumented => quote!(()),
        ErrorBody::Single(variant) => model(api, variant.model, Scope::Crate).into_token_stream(),
        ErrorBody::Several(_) => quote!(ErrorBody),
    };
    items.push(quote! {
        /// Error of a poller, with the last response.
        pub type PollError<T> = runtime::PollError<T, #body>;
    });
    SourceFile {
        path: "error.rs".to_owned(),
        purpose: "Error of every operation, and the error bodies of the document.".to_owned(),
        origins: vec!["#/paths".to_owned()],
        items,
        ..SourceFile::default()
    }
}

/// Returns the descriptions of error statuses that several operations share, by status.
///
/// Of several descriptions of a status, the most frequent one is shared; of equally frequent ones, the first.
pub(in crate::emit) fn shared_statuses(api: &Api) -> Vec<(StatusRange, &str)> {
    let mut counts: Vec<(StatusRange, &str, usize)> = Vec::new();
    for error in api.operations().flat_map(|operation| &operation.errors) {
        let Some(description) = error.description.as_deref() else { continue };
        let known = counts
            .iter_mut()
            .find(|(status, other, _)| *status == error.status && *other == description);
        match known {
            Some((.., count)) => *count += 1,
            None => counts.push((error.status, description, 1)),
        }
    }
    counts.retain(|(.., count)| *count > 1);
    // The sort is stable: the first of equally frequent descriptions stays first.
    counts.sort_by_key(|(status, _, count)| (*status, Reverse(*count)));
    counts.dedup_by_key(|(status, ..)| *status);
    counts.into_iter().map(|(status, description, _)| (status, description)).collect()
}

/// Adds the shared error statuses to the documentation of the error type.
fn with_statuses(doc: Doc, api: &Api) -> Doc {
    let statuses: Vec<String> = shared_statuses(api)
        .into_iter()
        .flat_map(|(status, description)| listed(&code(&status.to_string()), Some(description)))
        .collect();
    if statuses.is_empty() {
        return doc;
    }
    doc.sentence("# Error statuses").paragraph(statuses)
}

/// Returns the type of error bodies, by its path in the crate.
pub(in crate::emit) fn body(api: &Api) -> TokenStream {
    match &api.error {
        ErrorBody::Undocumented => quote!(()),
        ErrorBody::Single(variant) => {
            let name = model(api, variant.model, Scope::Crate);
            quote!(crate::#name)
        }
        ErrorBody::Several(_) => quote!(crate::ErrorBody),
    }
}

fn imports(error: &ErrorBody) -> TokenStream {
    match error {
        ErrorBody::Undocumented => quote!(
            use portolan_runtime as runtime;
        ),
        ErrorBody::Single(_) => quote! {
            use portolan_runtime::{self as runtime, ErrorBody};
            use crate::models;
        },
        ErrorBody::Several(_) => quote! {
            use portolan_runtime::{self as runtime, wire};
            use crate::models;
        },
    }
}

fn undocumented(api: &Api) -> TokenStream {
    let doc = Doc::default().sentence(
        "Error of every operation. The document describes no error bodies; they are available as bytes.",
    );
    let doc = with_statuses(doc, api);
    quote! {
        #doc
        pub type Error = runtime::Error<()>;
    }
}

fn single(api: &Api, variant: &ErrorVariant) -> Vec<TokenStream> {
    let name = model(api, variant.model, Scope::Crate);
    let doc = Doc::default().sentence(format!(
        "Error of every operation, with {} as the error body.",
        link(api, variant)
    ));
    let doc = with_statuses(doc, api);
    let functions = [("code", &variant.code), ("message", &variant.message)]
        .map(|(name, field)| function(api, name, field.as_ref()));
    vec![
        quote! {
            #doc
            pub type Error = runtime::Error<#name>;
        },
        quote! {
            impl ErrorBody for #name {
                #(#functions)*
            }
        },
    ]
}

/// Returns a method of `ErrorBody` for the field that `x-rust-error` names.
fn function(api: &Api, name: &str, field: Option<&TextField>) -> Option<TokenStream> {
    let name = identifier(name);
    let value = text_expression(api, field?, &quote!(self), Scope::Crate);
    Some(quote! {
        fn #name(&self) -> Option<&str> {
            #value
        }
    })
}

/// Returns a link to the model of an error body.
fn link(api: &Api, variant: &ErrorVariant) -> String {
    let name = api.model(variant.model).map_or("", |model| model.name.as_str());
    format!("[`{name}`](models::{name})")
}

fn several(api: &Api, variants: &[ErrorVariant]) -> Vec<TokenStream> {
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let models: Vec<_> =
        variants.iter().map(|variant| model(api, variant.model, Scope::Crate)).collect();
    let docs: Vec<_> =
        variants.iter().map(|variant| format!(" Error body {}.", link(api, variant))).collect();
    let numbers: Vec<_> = (0..variants.len()).map(index).collect();
    let functions = [
        several_function(api, "code", variants, |variant| variant.code.as_ref()),
        several_function(api, "message", variants, |variant| variant.message.as_ref()),
    ];
    let doc = Doc::default().sentence("Error of every operation, with an [`ErrorBody`].");
    let doc = with_statuses(doc, api);
    vec![
        quote! {
            #doc
            pub type Error = runtime::Error<ErrorBody>;
        },
        quote! {
            /// Error body. The document defines the variant for each operation and status.
            #[allow(clippy::large_enum_variant, reason = "variants are not boxed")]
            #[derive(Debug, Clone, PartialEq)]
            #[non_exhaustive]
            pub enum ErrorBody {
                #(
                    #[doc = #docs]
                    #names(#models),
                )*
            }
        },
        quote! {
            impl runtime::ErrorBody for ErrorBody {
                fn select(variant: usize) -> Self {
                    match variant {
                        #(#numbers => Self::#names(wire::empty()),)*
                        _ => wire::empty(),
                    }
                }
                #(#functions)*
            }
        },
        several_value(&names),
    ]
}

/// Returns a method of `ErrorBody` that delegates to the variants.
fn several_function(
    api: &Api,
    name: &str,
    variants: &[ErrorVariant],
    field: impl Fn(&ErrorVariant) -> Option<&TextField>,
) -> Option<TokenStream> {
    if !variants.iter().any(|variant| field(variant).is_some()) {
        return None;
    }
    let name = identifier(name);
    let arms = variants.iter().filter_map(|variant| {
        let variant_name = &variant.name;
        let value = text_expression(api, field(variant)?, &quote!(body), Scope::Crate);
        Some(quote!(Self::#variant_name(body) => #value))
    });
    let without_field =
        variants.iter().any(|variant| field(variant).is_none()).then(|| quote!(_ => None,));
    Some(quote! {
        fn #name(&self) -> Option<&str> {
            match self {
                #(#arms,)*
                #without_field
            }
        }
    })
}

/// Returns the wire format of `ErrorBody`, which is that of its variant.
fn several_value(names: &[&crate::names::TypeName]) -> TokenStream {
    let first = names.first();
    quote! {
        impl wire::Value for ErrorBody {
            fn empty() -> Self {
                Self::#first(wire::empty())
            }
            fn view(&self) -> wire::View<'_> {
                match self {
                    #(Self::#names(body) => wire::Value::view(body),)*
                }
            }
            fn view_mut(&mut self) -> wire::ViewMut<'_> {
                match self {
                    #(Self::#names(body) => wire::Value::view_mut(body),)*
                }
            }
            fn clear(&mut self) -> bool {
                match self {
                    #(Self::#names(body) => wire::Value::clear(body),)*
                }
            }
        }
    }
}
