//! The same client for programs without async: the same names, and functions that wait.

use proc_macro2::TokenStream;
use quote::quote;

use super::response::{response_elsewhere, send, stream};
use super::{Room, Signature, items_of_pages, optional, signature, wait};
use crate::api::{Api, Operation, Tag};
use crate::emit::SourceFile;
use crate::emit::crate_root::error;
use crate::emit::doc::{Doc, code, deprecated};
use crate::emit::tokens::Always;

/// Where the operations stand once more.
pub(in crate::emit) const ROOM: Room = Room {
    folder: "blocking/operations",
    addition: ", for programs without async",
    is_public: true,
};

/// `blocking/mod.rs`: the client.
pub(in crate::emit) fn index(api: &Api) -> SourceFile {
    let body = error::body(api);
    SourceFile {
        path: "blocking/mod.rs".to_owned(),
        purpose: "The same client for programs without async; feature `blocking`.".to_owned(),
        origins: Vec::new(),
        documentation: Vec::new(),
        items: vec![
            quote! {
                use portolan_runtime as runtime;
            },
            quote!(
                pub mod operations;
            ),
            quote! {
                /// The client, as [`crate::Client`] is it where there is async. It cannot be used within an async
                /// program.
                #[derive(Debug, Clone)]
                pub struct Client {
                    pub(crate) client: crate::Client,
                }
            },
            quote! {
                impl Client {
                    /// Begins to settle how the API is called; see [`crate::Client::builder`].
                    pub fn builder() -> ClientBuilder {
                        ClientBuilder::new(&crate::client::API)
                    }

                    /// A client with the settings of the environment; see [`crate::Client::from_env`].
                    ///
                    /// # Errors
                    /// The variables hold no credentials, or what they hold is of no use.
                    pub fn from_env() -> Result<Self, runtime::ConfigurationError> {
                        Self::builder().environment().build()
                    }

                    /// Begins a request that the document does not know, which is sent like all others.
                    pub fn raw_request(
                        &self,
                        method: runtime::http::Method,
                        path: &str,
                    ) -> runtime::blocking::RawRequest<#body> {
                        self.client.runtime.raw_request_blocking(method, path)
                    }

                    /// Gives back the access token of the service account, if there is one: nobody can use it any more.
                    ///
                    /// # Errors
                    /// The service refused or was not reached. The client has forgotten the token nevertheless.
                    pub fn revoke_token(&self) -> Result<(), runtime::AuthenticationError> {
                        self.client.runtime.revoke_token_blocking()
                    }
                }
            },
            quote! {
                impl From<runtime::Client> for Client {
                    fn from(runtime: runtime::Client) -> Self {
                        Self { client: runtime.into() }
                    }
                }
            },
            quote! {
                /// Settles where requests go, with which credentials and time limits, and makes a [`Client`].
                pub type ClientBuilder = runtime::ClientBuilder<Client>;
            },
        ],
    }
}

/// The files of one tag.
pub(in crate::emit) fn files(api: &Api, tag: &Tag) -> Vec<SourceFile> {
    let always = Always {
        runtime: vec![quote!(self as runtime)],
        own: Some(quote!(
            use crate::blocking::Client;
            use crate::Error;
        )),
    };
    super::files_of(tag, ROOM, Vec::new(), &always, |operation| items(api, operation))
}

fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let Operation { function, builder, .. } = operation;
    let name = function.as_str();
    let Signature { allowed, arguments, names } = signature(api, operation);
    let response = response_elsewhere(api, operation);
    let optional = optional(api, operation);
    let items = items_of_pages(api, operation, &quote!(runtime::blocking::Items));
    let wait = wait(api, operation, &quote!(runtime::blocking::Poller));
    let send = send(&operation.response);
    let error = error::body(api);
    let stream = stream(
        operation,
        None,
        &quote!(runtime::blocking::ByteReader<#error>),
        &quote!(runtime::blocking::stream(self.call)),
    );
    let deprecated = deprecated(operation.deprecated);
    let function_doc = Doc::of(
        operation.summary.as_deref().or(operation.description.as_deref()),
        &format!("Calls the operation {}.", code(&operation.id)),
    )
    .sentence(format!("See [`crate::Client::{name}`]."));
    let doc = Doc::default()
        .sentence(format!("A request of [`Client::{name}`]: [`send`](Self::send) sends it."));
    vec![
        quote! {
            impl Client {
                #function_doc
                #deprecated
                #allowed
                pub fn #function(&self, #(#arguments),*) -> #builder {
                    #builder { call: self.client.#function(#(#names),*).call }
                }
            }
        },
        quote! {
            #doc
            #[derive(Debug)]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #builder {
                call: runtime::Call,
            }
        },
        quote! {
            impl #builder {
                #optional
                #items
                #wait

                /// Sends the request and waits for the response, with its status and headers.
                ///
                /// # Errors
                /// Whatever keeps the response from being had: see [`Error`].
                pub fn send(self) -> Result<runtime::Response<#response>, Error> {
                    runtime::blocking::#send(self.call)
                }

                #stream
            }
            runtime::request_settings!(#builder);
        },
    ]
}
