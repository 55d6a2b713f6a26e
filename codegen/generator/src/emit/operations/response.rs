//! Responses: the type of an operation's response, an enum if it depends on the status, and how it is read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Encoding, Operation, Response, ResponseStatus};
use crate::emit::doc::{Doc, code, listed};
use crate::emit::tokens::{Scope, identifier, index as number, status_pattern, type_of};

/// Returns the type of the response, by its path among the async operations; `()` without a body.
pub(super) fn response(api: &Api, operation: &Operation) -> TokenStream {
    if let Some(name) = &operation.response.status_enum {
        return quote!(#name);
    }
    let value = operation.response.value();
    value.map_or_else(|| quote!(()), |value| type_of(api, value, Scope::Crate))
}

/// Returns the same type by its path among the blocking operations.
pub(super) fn response_elsewhere(api: &Api, operation: &Operation) -> TokenStream {
    let response = response(api, operation);
    let path = operation.response.status_enum.is_some().then(|| quote!(operations::));
    quote!(#path #response)
}

/// Returns the method of `Call` that sends the request and reads the response.
pub(super) fn send(response: &Response) -> proc_macro2::Ident {
    if response.status_enum.is_some() {
        return identifier("send_by_status");
    }
    identifier(match response.only().map(|status| status.encoding) {
        Some(Encoding::Text) => "send_for_text",
        Some(Encoding::Bytes | Encoding::Multipart) => "send_for_bytes",
        Some(Encoding::Json | Encoding::Form) | None => "send",
    })
}

/// Returns the method that streams the body, if it may be large; `sent` is the call of the runtime.
pub(super) fn stream(
    operation: &Operation,
    doc: &Doc,
    asynchronous: Option<&TokenStream>,
    body: &TokenStream,
    sent: &TokenStream,
) -> Option<TokenStream> {
    operation.response.may_be_large().then(|| {
        quote! {
            #doc
            pub #asynchronous fn stream(self) -> Result<runtime::Response<#body>, Error> {
                #sent
            }
        }
    })
}

/// Adds the responses by status.
pub(super) fn documentation(doc: Doc, response: &Response) -> Doc {
    let statuses: Vec<String> = response
        .statuses
        .iter()
        .flat_map(|status| {
            let number = code(&status.status.to_string());
            let named = response.status_enum.as_ref().map(|name| {
                let variant = format!("{}::{}", name.as_str(), status.variant.as_str());
                format!("{number}, [`{}`]({variant})", status.variant.as_str())
            });
            listed(&named.unwrap_or(number), status.description.as_deref())
        })
        .collect();
    if statuses.is_empty() {
        return doc;
    }
    doc.sentence("# Responses").paragraph(statuses)
}

/// Returns the enum of responses that depend on the status.
pub(super) fn by_status(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Response { statuses, status_enum } = &operation.response;
    let name = status_enum.as_ref()?;
    let doc = Doc::default()
        .sentence(format!("Response of [`Client::{}`], by status.", operation.function.as_str()));
    let variants = statuses.iter().map(|status| variant(api, status));
    let open = operation.response.has_undocumented_successes();
    let undocumented = open.then(|| {
        quote! {
            /// A success response that the document does not describe.
            Undocumented {
                /// Status of the response.
                status: runtime::http::StatusCode,
                /// Body, not decoded.
                bytes: runtime::Bytes,
            },
        }
    });
    let patterns = statuses.iter().map(|response| status_pattern(response.status));
    let last = statuses.len().saturating_sub(usize::from(!open));
    let arms = statuses.iter().enumerate().map(|(index, status)| {
        let read = read(status);
        let (number, variant) = (number(index), &status.variant);
        // If the statuses are exhaustive, the last one needs no pattern.
        let pattern = if index == last { quote!(_) } else { quote!(Some(#number)) };
        quote!(#pattern => Self::#variant #read,)
    });
    let fallback = open
        .then(|| quote!(_ => Self::Undocumented { status: body.status(), bytes: body.bytes() },));
    Some(quote! {
        #doc
        #[allow(clippy::large_enum_variant, reason = "variants are not boxed")]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #undocumented
        }

        impl runtime::ByStatus for #name {
            const STATUSES: &'static [runtime::StatusPattern] = &[#(#patterns),*];

            fn read(
                status: Option<usize>,
                body: &mut runtime::ResponseBody<'_>,
            ) -> Result<Self, runtime::Unreadable> {
                let response = match status {
                    #(#arms)*
                    #fallback
                };
                Ok(response)
            }
        }
    })
}

fn variant(api: &Api, status: &ResponseStatus) -> TokenStream {
    let name = &status.variant;
    let number = code(&status.status.to_string());
    let doc = Doc::default().paragraph(
        listed(&number, status.description.as_deref())
            .into_iter()
            // A list of one item without its marker; nested lines keep their relative indentation.
            .map(|line| {
                let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("  "));
                item.unwrap_or(&line).to_owned()
            })
            .collect(),
    );
    let value = status.value.as_ref().map(|value| {
        let value = type_of(api, value, Scope::Crate);
        quote!((#value))
    });
    quote! {
        #doc
        #name #value,
    }
}

/// Returns the expression that reads the value of a variant.
fn read(status: &ResponseStatus) -> Option<TokenStream> {
    status.value.as_ref()?;
    Some(match status.encoding {
        Encoding::Json | Encoding::Form => quote!((body.json()?)),
        Encoding::Text => quote!((body.text())),
        Encoding::Bytes | Encoding::Multipart => quote!((body.bytes())),
    })
}
