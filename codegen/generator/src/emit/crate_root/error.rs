//! Errors: one type for all operations, that holds whichever error body the document has.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Api, ErrorBody, ErrorVariant, TextField};
use crate::emit::SourceFile;
use crate::emit::tokens::{Scope, index, model, text_of};

/// `error.rs`.
pub(in crate::emit) fn file(api: &Api) -> SourceFile {
    let mut items = match &api.error {
        ErrorBody::Undocumented => vec![undocumented()],
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
        /// Why a thing that was waited for is not ready, with what was answered last.
        pub type PollError<T> = runtime::PollError<T, #body>;
    });
    SourceFile {
        path: "error.rs".to_owned(),
        purpose:
            "The error of every operation, and what the document says that error responses hold."
                .to_owned(),
        origins: vec!["#/paths".to_owned()],
        documentation: Vec::new(),
        items,
    }
}

/// The type of the error bodies, as the rest of the crate names it.
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

fn undocumented() -> TokenStream {
    quote! {
        /// Why an operation failed. The document names no error bodies: what came is there as bytes.
        pub type Error = runtime::Error<()>;
    }
}

fn single(api: &Api, variant: &ErrorVariant) -> Vec<TokenStream> {
    let name = model(api, variant.model, Scope::Crate);
    let functions = [("code", &variant.code), ("message", &variant.message)]
        .map(|(name, field)| function(api, name, field.as_ref()));
    vec![
        quote! {
            /// Why an operation failed, with the body that the document names for error responses.
            pub type Error = runtime::Error<#name>;
        },
        quote! {
            impl ErrorBody for #name {
                #(#functions)*
            }
        },
    ]
}

/// A function of `ErrorBody`, where an extension says which field it gives.
fn function(api: &Api, name: &str, field: Option<&TextField>) -> Option<TokenStream> {
    let name = crate::emit::tokens::identifier(name);
    let value = text_of(api, field?, &quote!(self), Scope::Crate);
    Some(quote! {
        fn #name(&self) -> Option<&str> {
            #value
        }
    })
}

fn several(api: &Api, variants: &[ErrorVariant]) -> Vec<TokenStream> {
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let models: Vec<_> =
        variants.iter().map(|variant| model(api, variant.model, Scope::Crate)).collect();
    let docs: Vec<_> =
        variants.iter().map(|variant| format!(" A `{}`.", variant.name.as_str())).collect();
    let numbers: Vec<_> = (0..variants.len()).map(index).collect();
    let functions = [
        several_function(api, "code", variants, |variant| variant.code.as_ref()),
        several_function(api, "message", variants, |variant| variant.message.as_ref()),
    ];
    vec![
        quote! {
            /// Why an operation failed, with whichever body the document names for the status.
            pub type Error = runtime::Error<ErrorBody>;
        },
        quote! {
            /// What error responses hold: which of these, the document says for each operation and status.
            #[allow(clippy::large_enum_variant, reason = "a variant is as large as what it holds")]
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

fn several_function(
    api: &Api,
    name: &str,
    variants: &[ErrorVariant],
    field: impl Fn(&ErrorVariant) -> Option<&TextField>,
) -> Option<TokenStream> {
    if !variants.iter().any(|variant| field(variant).is_some()) {
        return None;
    }
    let name = crate::emit::tokens::identifier(name);
    let given_arms = variants.iter().filter_map(|variant| {
        let variant_name = &variant.name;
        let value = text_of(api, field(variant)?, &quote!(body), Scope::Crate);
        Some(quote!(Self::#variant_name(body) => #value))
    });
    let silent =
        variants.iter().any(|variant| field(variant).is_none()).then(|| quote!(_ => None,));
    Some(quote! {
        fn #name(&self) -> Option<&str> {
            match self {
                #(#given_arms,)*
                #silent
            }
        }
    })
}

/// On the wire the body is its variant.
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
