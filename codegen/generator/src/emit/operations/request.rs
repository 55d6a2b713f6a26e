//! Requests: the type that an operation's function returns, and how it is sent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::argument::optional;
use super::response::{self, response, send};
use crate::api::{Api, Operation, Paging};
use crate::emit::crate_root::error;
use crate::emit::doc::Doc;
use crate::emit::tokens::{Scope, index as number, type_of};

pub(in crate::emit) fn structure(operation: &Operation) -> TokenStream {
    let Operation { function, builder, .. } = operation;
    let doc = Doc::default()
        .sentence(format!("A request of [`Client::{}`]: await it, or [`send`](Self::send) it for status and headers besides.", function.as_str()));
    quote! {
        #doc
        #[derive(Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #builder {
            pub(crate) call: runtime::Call,
        }
    }
}

/// The functions of the request: what may be given, and the sending.
pub(in crate::emit) fn setters(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let response = response(api, operation);
    let optional = optional(api, operation);
    let items = items_of_pages(api, operation, &quote!(runtime::Items));
    let wait = wait(api, operation, &quote!(runtime::Poller));
    let send = send(&operation.response);
    let error = error::body(api);
    let stream = response::stream(
        operation,
        Some(&quote!(async)),
        &quote!(runtime::ByteStream<#error>),
        &quote!(self.call.stream().await),
    );
    quote! {
        impl #builder {
            #optional

            #items
            #wait

            /// Sends the request and gives the response with its status and headers.
            ///
            /// # Errors
            /// Whatever keeps the response from being had: see [`Error`].
            pub fn send(self) -> runtime::BoxFuture<Result<runtime::Response<#response>, Error>> {
                self.call.#send()
            }

            #stream
        }
        runtime::request_settings!(#builder);
    }
}

/// The function that gives the items of all pages, where the response is one of many.
pub(in crate::emit) fn items_of_pages(
    api: &Api,
    operation: &Operation,
    items: &TokenStream,
) -> Option<TokenStream> {
    let Paging { page, first, size, default_size, items: field, optional, item } =
        operation.paging.as_ref()?;
    let (body, response) = (error::body(api), response(api, operation));
    let item = type_of(api, item, Scope::Crate);
    let page = number(*page);
    let first = literal(*first);
    let some = |value: Option<TokenStream>| {
        value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
    };
    let size = some(size.map(|size| number(size).into_token_stream()));
    let default_size = some(default_size.map(|size| literal(size).into_token_stream()));
    let or_none = optional.then(|| quote!(.unwrap_or_default()));
    Some(quote! {
        /// Gives the items of this page and of all after it, one after another; a page is fetched when it is needed.
        pub fn items(self) -> #items<#response, #item, #body> {
            const PAGES: runtime::Pages =
                runtime::Pages { page: #page, first: #first, size: #size, default_size: #default_size };
            #items::new(self.call, PAGES, |page| page.#field #or_none)
        }
    })
}

/// The function that asks until the thing is ready, where the response says how far it has got.
pub(in crate::emit) fn wait(
    api: &Api,
    operation: &Operation,
    wait: &TokenStream,
) -> Option<TokenStream> {
    let (body, response) = (error::body(api), response(api, operation));
    operation.pollable.then(|| {
        quote! {
            /// Asks again and again until the response says that the thing is ready, or that it has failed.
            pub fn poller(self) -> #wait<#response, #body> {
                #wait::new(self.call)
            }
        }
    })
}

pub(in crate::emit) fn literal(number: i64) -> proc_macro2::Literal {
    proc_macro2::Literal::i64_unsuffixed(number)
}

pub(in crate::emit) fn future(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let response = response(api, operation);
    quote! {
        impl IntoFuture for #builder {
            type Output = Result<#response, Error>;
            type IntoFuture = runtime::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                runtime::body(self.send())
            }
        }
    }
}
