//! Blocking client: the same names, with methods that block the thread.
//!
//! Its documentation links to that of the async client.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::{Flavor, Signature, optional, signature};
use super::request::{items_of_pages, poller};
use super::response::{response_elsewhere, send, stream};
use super::{Folder, files_of};
use crate::api::{Api, Operation, Tag};
use crate::emit::SourceFile;
use crate::emit::crate_root::error;
use crate::emit::doc::{Doc, deprecated};
use crate::emit::tokens::FixedImports;

/// The blocking operations.
pub(in crate::emit) const FOLDER: Folder = Folder {
    path: "blocking/operations",
    purpose: "Request builders of the operations, returned by [`blocking::Client`](crate::blocking::Client).",
    plural: "Blocking operations",
    singular: "Blocking operation",
    is_public: true,
};

/// Returns `blocking/mod.rs`, with the client.
pub(in crate::emit) fn index(api: &Api) -> SourceFile {
    let body = error::body(api);
    SourceFile {
        path: "blocking/mod.rs".to_owned(),
        purpose: "Blocking client; feature `blocking`.".to_owned(),
        items: vec![
            quote! {
                use portolan_runtime as runtime;
            },
            quote!(
                pub mod operations;
            ),
            quote! {
                /// Blocking version of [`crate::Client`]. It must not be used in an async context.
                #[derive(Debug, Clone)]
                pub struct Client {
                    pub(crate) client: crate::Client,
                }
            },
            quote! {
                impl Client {
                    /// Returns a builder for a client; see [`crate::Client::builder`].
                    pub fn builder() -> ClientBuilder {
                        ClientBuilder::new(&crate::client::API)
                    }

                    /// Creates a client from environment variables; see [`crate::Client::from_env`].
                    ///
                    /// # Errors
                    ///
                    /// Returns an error if the variables contain no credentials or invalid settings.
                    pub fn from_env() -> Result<Self, runtime::ConfigurationError> {
                        Self::builder().environment().build()
                    }

                    /// Returns a builder for a request that the document does not describe; see
                    /// [`crate::Client::raw_request`].
                    pub fn raw_request(
                        &self,
                        method: runtime::http::Method,
                        path: &str,
                    ) -> runtime::blocking::RawRequest<#body> {
                        self.client.runtime.raw_request_blocking(method, path)
                    }

                    /// Revokes the access token of the service account; see [`crate::Client::revoke_token`].
                    ///
                    /// # Errors
                    ///
                    /// Returns an error if the revocation request fails or there is no revocation URL.
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
                /// Builder of a [`Client`]: base URL, credentials, timeouts and retries.
                pub type ClientBuilder = runtime::ClientBuilder<Client>;
            },
        ],
        ..SourceFile::default()
    }
}

/// Returns the files of a tag.
pub(in crate::emit) fn files(api: &Api, tag: &Tag) -> Vec<SourceFile> {
    let fixed = FixedImports {
        runtime: vec![quote!(self as runtime)],
        own: Some(quote!(
            use crate::blocking::Client;
            use crate::Error;
        )),
    };
    files_of(tag, FOLDER, Vec::new(), &fixed, |operation| items(api, operation))
}

fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let Operation { function, builder, .. } = operation;
    let name = function.as_str();
    let Signature { allowed, arguments, names } = signature(api, operation);
    let deprecated = deprecated(operation.deprecated);
    let function_doc =
        Doc::default().sentence(format!("Blocking version of [`crate::Client::{name}`]."));
    let doc = Doc::default()
        .sentence(format!("Request builder of [`Client::{name}`], sent by [`send`](Self::send)."));
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
            #[must_use = "requests do nothing unless sent"]
            pub struct #builder {
                call: runtime::Call,
            }
        },
        methods(api, operation),
    ]
}

/// Returns the methods of the request builder.
fn methods(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let response = response_elsewhere(api, operation);
    let optional = optional(api, operation, Flavor::Blocking);
    let items = items_of_pages(api, operation, Flavor::Blocking);
    let poller = poller(api, operation, Flavor::Blocking);
    let send = send(&operation.response);
    let error = error::body(api);
    let stream_doc = Doc::default()
        .sentence("Sends the request and returns the response with its body as a reader.")
        .sentence("# Errors")
        .sentence("Returns an error if no success response is received; see [`Error`].");
    let stream = stream(
        operation,
        &stream_doc,
        None,
        &quote!(runtime::blocking::ByteReader<#error>),
        &quote!(runtime::blocking::stream(self.call)),
    );
    quote! {
        impl #builder {
            #optional
            #items
            #poller

            /// Sends the request and returns the response with its status and headers.
            ///
            /// # Errors
            ///
            /// Returns an error if the request fails or the response cannot be decoded; see [`Error`].
            pub fn send(self) -> Result<runtime::Response<#response>, Error> {
                runtime::blocking::#send(self.call)
            }

            #stream
        }
        runtime::request_settings!(#builder);
    }
}
