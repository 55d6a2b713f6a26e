//! The client: what the document says of the API as a whole, and the type that callers hold.

use proc_macro2::TokenStream;
use quote::quote;

use super::SourceFile;
use super::doc::{Doc, code, listed};
use crate::api::{Api, SecurityKind, SecurityScheme};

/// `client.rs`.
pub(super) fn file(api: &Api) -> SourceFile {
    SourceFile {
        path: "client.rs".to_owned(),
        purpose: "The client: where the API is served, and how callers say who they are."
            .to_owned(),
        origins: vec![
            "#/info".to_owned(),
            "#/servers".to_owned(),
            "#/components/securitySchemes".to_owned(),
        ],
        documentation: Vec::new(),
        items: vec![
            imports(api),
            table(api),
            structure(api),
            functions(api),
            quote! {
                impl From<runtime::Client> for Client {
                    fn from(runtime: runtime::Client) -> Self {
                        Self { runtime }
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

fn imports(api: &Api) -> TokenStream {
    if api.security_schemes.is_empty() {
        quote!(
            use openapi_runtime as runtime;
        )
    } else {
        quote!(
            use openapi_runtime::{self as runtime, SecurityKind, SecurityScheme};
        )
    }
}

fn table(api: &Api) -> TokenStream {
    let servers = api.servers.iter().map(|server| &server.url);
    let schemes = api.security_schemes.iter().map(scheme);
    quote! {
        static API: runtime::Api = runtime::Api {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            servers: &[#(#servers),*],
            security_schemes: &[#(#schemes),*],
        };
    }
}

fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name;
    let kind = match &scheme.kind {
        SecurityKind::OAuth2ClientCredentials { token_url } => {
            quote!(OAuth2ClientCredentials { token_url: #token_url })
        }
        SecurityKind::OAuth2 => quote!(OAuth2),
        SecurityKind::OpenIdConnect => quote!(OpenIdConnect),
        SecurityKind::HttpBearer => quote!(HttpBearer),
        SecurityKind::HttpBasic => quote!(HttpBasic),
        SecurityKind::HttpDigest => quote!(HttpDigest),
        SecurityKind::ApiKeyHeader(name) => quote!(ApiKeyHeader { name: #name }),
        SecurityKind::ApiKeyQuery(name) => quote!(ApiKeyQuery { name: #name }),
        SecurityKind::ApiKeyCookie(name) => quote!(ApiKeyCookie { name: #name }),
    };
    quote!(SecurityScheme { name: #name, kind: SecurityKind::#kind })
}

fn structure(api: &Api) -> TokenStream {
    let doc = Doc::default()
        .sentence(format!("Calls {}.", code(&api.title)))
        .sentence(
            "Cheap to clone: clones share their connections. Every operation is a function that takes what is \
             required and returns a request; awaiting the request sends it.",
        )
        .paragraph(security_doc(api));
    // Only operations use it.
    let allowed = api
        .operations()
        .next()
        .is_none()
        .then(|| quote!(#[allow(dead_code, reason = "the document has no operations")]));
    quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct Client {
            #allowed
            pub(crate) runtime: runtime::Client,
        }
    }
}

/// How callers say who they are, as the document has it.
fn security_doc(api: &Api) -> Vec<String> {
    if api.security_schemes.is_empty() {
        return Vec::new();
    }
    let mut lines =
        vec!["The document knows these ways to say who is calling:".to_owned(), String::new()];
    for scheme in &api.security_schemes {
        let how = match &scheme.kind {
            SecurityKind::OAuth2ClientCredentials { token_url } => {
                format!("OAuth 2.0 client credentials, tokens from {}", code(token_url))
            }
            SecurityKind::OAuth2 => "OAuth 2.0, with a token that the caller has".to_owned(),
            SecurityKind::OpenIdConnect => {
                "OpenID Connect, with a token that the caller has".to_owned()
            }
            SecurityKind::HttpBearer => "a bearer token".to_owned(),
            SecurityKind::HttpBasic => "HTTP Basic".to_owned(),
            SecurityKind::HttpDigest => "HTTP Digest".to_owned(),
            SecurityKind::ApiKeyHeader(name) => format!("a key in the header {}", code(name)),
            SecurityKind::ApiKeyQuery(name) => {
                format!("a key in the query parameter {}", code(name))
            }
            SecurityKind::ApiKeyCookie(name) => format!("a key in the cookie {}", code(name)),
        };
        lines.push(format!("- {}: {how}", code(&scheme.name)));
    }
    lines
}

fn functions(api: &Api) -> TokenStream {
    let servers: Vec<&String> = api.servers.iter().map(|server| &server.url).collect();
    let number = super::tokens::index(servers.len());
    let sentence = if servers.is_empty() {
        "Where the document says that the API is served: nowhere; a client needs a base URL."
    } else {
        "Where the document says that the API is served; a client calls the first unless told otherwise."
    };
    let described: Vec<String> = api
        .servers
        .iter()
        .flat_map(|server| listed(&code(&server.url), server.description.as_deref()))
        .collect();
    let doc = Doc::default().sentence(sentence).paragraph(described);
    quote! {
        impl Client {
            #doc
            pub const SERVERS: [&'static str; #number] = [#(#servers),*];

            /// Begins to settle how the API is called.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(&API)
            }
        }
    }
}
