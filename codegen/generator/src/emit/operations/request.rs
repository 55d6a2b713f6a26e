//! Request builders: the type that an operation's method returns, and how it is sent.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::argument::{Flavor, constants, optional, parameter_constant};
use super::response::{self, response, send};
use crate::api::{Api, Operation, Paging};
use crate::emit::crate_root::error;
use crate::emit::doc::Doc;
use crate::emit::tokens::{Scope, type_of};

/// Returns the struct of the request builder.
pub(super) fn structure(operation: &Operation) -> TokenStream {
    let Operation { function, builder, .. } = operation;
    let has_body = operation.response.values().next().is_some();
    let awaited = if has_body { "Await it for the body" } else { "Await it" };
    let doc = Doc::default().sentence(format!(
        "Request builder of [`Client::{}`]. {awaited}, or [`send`](Self::send) it for status and headers too.",
        function.as_str()
    ));
    quote! {
        #doc
        #[derive(Debug)]
        #[must_use = "requests do nothing unless awaited or sent"]
        pub struct #builder {
            pub(crate) call: runtime::Call,
        }
    }
}

/// Returns the methods of the request builder.
pub(super) fn setters(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let response = response(api, operation);
    let constants = constants(operation);
    let optional = optional(api, operation, Flavor::Async);
    let items = items_of_pages(api, operation, Flavor::Async);
    let poller = poller(api, operation, Flavor::Async);
    let send = send(&operation.response);
    let error = error::body(api);
    let stream_doc = Doc::default()
        .sentence("Sends the request and returns the response with its body as a stream.")
        .sentence("# Errors")
        .sentence(
            "Returns an error if no success response is received; see [`Error`]. Errors while the body is read are \
             returned by the stream.",
        );
    let stream = response::stream(
        operation,
        &stream_doc,
        Some(&quote!(async)),
        &quote!(runtime::ByteStream<#error>),
        &quote!(self.call.stream().await),
    );
    quote! {
        impl #builder {
            #constants

            #optional

            #items
            #poller

            /// Sends the request and returns the response with its status and headers.
            ///
            /// # Errors
            ///
            /// Returns an error if the request fails or the response cannot be decoded; see [`Error`].
            pub fn send(self) -> runtime::BoxFuture<Result<runtime::Response<#response>, Error>> {
                self.call.#send()
            }

            #stream
        }
        runtime::request_settings!(#builder);
    }
}

/// Returns the method that iterates over the items of all pages, if the response is a page.
pub(super) fn items_of_pages(
    api: &Api,
    operation: &Operation,
    flavor: Flavor,
) -> Option<TokenStream> {
    let Paging { items: field, optional, item, .. } = operation.paging.as_ref()?;
    let (body, response) = (error::body(api), response(api, operation));
    let item = type_of(api, item, Scope::Crate);
    let pages = pages(operation, &flavor.constants(operation))?;
    let or_empty = optional.then(|| quote!(.unwrap_or_default()));
    let items = match flavor {
        Flavor::Async => quote!(runtime::Items),
        Flavor::Blocking => quote!(runtime::blocking::Items),
    };
    let doc = flavor.doc(operation, "items", || {
        Doc::default().sentence(
            "Returns the items of this page and of all later pages. A page is requested when its items are needed.",
        )
    });
    Some(quote! {
        #doc
        pub fn items(self) -> #items<#response, #item, #body> {
            let pages = #pages;
            #items::new(self.call, pages, |page| page.#field #or_empty)
        }
    })
}

/// Returns the description of an operation's pages; `constants` is the path of the parameters' constants.
pub(in crate::emit) fn pages(
    operation: &Operation,
    constants: &TokenStream,
) -> Option<TokenStream> {
    let Paging { page, first, size, default_size, .. } = operation.paging.as_ref()?;
    let constant = |index: usize| operation.parameters.get(index).map(parameter_constant);
    let page = constant(*page)?;
    let first = Literal::i64_unsuffixed(*first);
    let size = size
        .and_then(constant)
        .map_or_else(|| quote!(None), |size| quote!(Some(#constants::#size)));
    let default_size = default_size
        .map(Literal::i64_unsuffixed)
        .map_or_else(|| quote!(None), |size| quote!(Some(#size)));
    Some(quote! {
        runtime::Pages {
            page: #constants::#page,
            first: #first,
            size: #size,
            default_size: #default_size,
        }
    })
}

/// Returns the method that polls until a state is reached, if the response has a state.
pub(super) fn poller(api: &Api, operation: &Operation, flavor: Flavor) -> Option<TokenStream> {
    let (body, response) = (error::body(api), response(api, operation));
    let poller = match flavor {
        Flavor::Async => quote!(runtime::Poller),
        Flavor::Blocking => quote!(runtime::blocking::Poller),
    };
    let doc = flavor.doc(operation, "poller", || {
        Doc::default()
            .sentence("Returns a poller: it sends the request until the state is ready or failed.")
    });
    operation.pollable.then(|| {
        quote! {
            #doc
            pub fn poller(self) -> #poller<#response, #body> {
                #poller::new(self.call)
            }
        }
    })
}

/// Returns the implementation of `IntoFuture`, which sends the request.
pub(super) fn future(api: &Api, operation: &Operation) -> TokenStream {
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
