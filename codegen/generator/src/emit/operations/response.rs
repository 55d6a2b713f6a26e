//! Responses: the type of what an operation gives back, an enum where its statuses differ, and how it is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::table::status;
use crate::api::{Api, Encoding, Operation, Response, ResponseStatus};
use crate::emit::doc::{Doc, code, listed};
use crate::emit::tokens::{Scope, identifier, index as number, type_of};

/// The type of the response, as it is named beside the operation: nothing where the document has no body for it.
pub(in crate::emit) fn response(api: &Api, operation: &Operation) -> TokenStream {
    if let Some(name) = &operation.response.status_enum {
        return quote!(#name);
    }
    let value = operation.response.value();
    value.map_or_else(|| quote!(()), |value| type_of(api, value, Scope::Crate))
}

/// The same from another module.
pub(in crate::emit) fn response_elsewhere(api: &Api, operation: &Operation) -> TokenStream {
    let response = response(api, operation);
    let path = operation.response.status_enum.is_some().then(|| quote!(crate::operations::));
    quote!(#path #response)
}

/// The function that sends a call and reads the response as what it is.
pub(in crate::emit) fn send(response: &Response) -> proc_macro2::Ident {
    if response.status_enum.is_some() {
        return identifier("send_by_status");
    }
    identifier(match response.only().map(|status| status.encoding) {
        Some(Encoding::Text) => "send_for_text",
        Some(Encoding::Bytes | Encoding::Multipart) => "send_for_bytes",
        Some(Encoding::Json | Encoding::Form) | None => "send",
    })
}

/// The function that gives the body as it comes, where it may be large; `sent` is the call of the runtime's.
pub(in crate::emit) fn stream(
    operation: &Operation,
    asynchronous: Option<&TokenStream>,
    body: &TokenStream,
    sent: &TokenStream,
) -> Option<TokenStream> {
    operation.response.may_be_large().then(|| {
        quote! {
            /// Sends the request and gives the bytes of the response as they come, never all of them at once.
            ///
            /// # Errors
            /// Whatever keeps the response from beginning: see [`Error`]. What keeps it from ending is an error of
            /// reading.
            pub #asynchronous fn stream(self) -> Result<runtime::Response<#body>, Error> {
                #sent
            }
        }
    })
}

/// What is answered, status by status.
pub(in crate::emit) fn documentation(doc: Doc, response: &Response) -> Doc {
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

/// The enum of responses that differ, and how one of them is read.
pub(in crate::emit) fn by_status(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Response { statuses, status_enum: by_status } = &operation.response;
    let name = by_status.as_ref()?;
    let doc = Doc::default().sentence(format!(
        "What [`Client::{}`] responses, which depends on the status.",
        operation.function.as_str()
    ));
    let variants = statuses.iter().map(|status| variant(api, status));
    let open = operation.response.has_undocumented_successes();
    let undocumented = open.then(|| {
        quote! {
            /// A success that the document does not know, as it came.
            Undocumented {
                /// The status.
                status: runtime::http::StatusCode,
                /// The whole body.
                bytes: runtime::Bytes,
            },
        }
    });
    let patterns = statuses.iter().map(|response| {
        let status = status(response.status);
        quote!(runtime::StatusPattern::#status)
    });
    let last = statuses.len().saturating_sub(usize::from(!open));
    let arms = statuses.iter().enumerate().map(|(index, status)| {
        let read = read(status);
        let (number, variant) = (number(index), &status.variant);
        // Where nothing is left open, the last one takes what there is.
        let pattern = if index == last { quote!(_) } else { quote!(Some(#number)) };
        quote!(#pattern => Self::#variant #read,)
    });
    let otherwise = open
        .then(|| quote!(_ => Self::Undocumented { status: body.status(), bytes: body.bytes() },));
    Some(quote! {
        #doc
        #[allow(clippy::large_enum_variant, reason = "a variant is as large as what it holds")]
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
                    #otherwise
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
            // Of the list no more than one item stands here; what lies deeper in it stays as deep in what it lies in.
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

/// What stands behind the variant's name when it is read.
fn read(status: &ResponseStatus) -> Option<TokenStream> {
    status.value.as_ref()?;
    Some(match status.encoding {
        Encoding::Json | Encoding::Form => quote!((body.json()?)),
        Encoding::Text => quote!((body.text())),
        Encoding::Bytes | Encoding::Multipart => quote!((body.bytes())),
    })
}
