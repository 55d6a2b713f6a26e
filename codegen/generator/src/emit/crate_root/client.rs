//! The client: what the document says of the API as a whole, and the type that callers hold.

use proc_macro2::TokenStream;
use quote::quote;

use super::error;
use crate::api::{Api, Environment, KeyLocation, SecurityKind, SecurityScheme};
use crate::emit::SourceFile;
use crate::emit::doc::{Doc, code, listed};

/// `client.rs`.
pub(in crate::emit) fn file(api: &Api) -> SourceFile {
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
            use portolan_runtime as runtime;
        )
    } else {
        quote!(
            use portolan_runtime::{self as runtime, SecurityKind, SecurityScheme};
        )
    }
}

fn table(api: &Api) -> TokenStream {
    let servers = api.servers.iter().map(|server| &server.url);
    let schemes = api.security_schemes.iter().map(scheme);
    let environment = environment(&api.environment);
    quote! {
        pub(crate) static API: runtime::Api = runtime::Api {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            servers: &[#(#servers),*],
            security_schemes: &[#(#schemes),*],
            environment: #environment,
        };
    }
}

/// The environment variables, by what they set.
fn environment(environment: &Environment) -> TokenStream {
    let Environment { base_url, access_token, client_id, client_secret, username, password } =
        environment;
    quote! {
        runtime::Environment {
            base_url: &[#(#base_url),*],
            access_token: &[#(#access_token),*],
            client_id: &[#(#client_id),*],
            client_secret: &[#(#client_secret),*],
            username: &[#(#username),*],
            password: &[#(#password),*],
        }
    }
}

fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let name = &scheme.name;
    let kind = match &scheme.kind {
        SecurityKind::OAuth2ClientCredentials { token_url, revocation_url } => {
            let revocation_url =
                revocation_url.as_ref().map_or_else(|| quote!(None), |url| quote!(Some(#url)));
            quote!(OAuth2ClientCredentials { token_url: #token_url, revocation_url: #revocation_url })
        }
        SecurityKind::OAuth2 => quote!(OAuth2),
        SecurityKind::OpenIdConnect => quote!(OpenIdConnect),
        SecurityKind::HttpBearer => quote!(HttpBearer),
        SecurityKind::HttpBasic => quote!(HttpBasic),
        SecurityKind::HttpDigest => quote!(HttpDigest),
        SecurityKind::ApiKey { location, name, environment } => {
            let location = match location {
                KeyLocation::Header => quote!(ApiKeyHeader),
                KeyLocation::Query => quote!(ApiKeyQuery),
                KeyLocation::Cookie => quote!(ApiKeyCookie),
            };
            quote!(#location { name: #name, environment: &[#(#environment),*] })
        }
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
    quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct Client {
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
            SecurityKind::OAuth2ClientCredentials { token_url, revocation_url: _ } => {
                format!("OAuth 2.0 client credentials, tokens from {}", code(token_url))
            }
            SecurityKind::OAuth2 => "OAuth 2.0, with a token that the caller has".to_owned(),
            SecurityKind::OpenIdConnect => {
                "OpenID Connect, with a token that the caller has".to_owned()
            }
            SecurityKind::HttpBearer => "a bearer token".to_owned(),
            SecurityKind::HttpBasic => {
                "HTTP Basic, with [`basic`](ClientBuilder::basic)".to_owned()
            }
            SecurityKind::HttpDigest => "HTTP Digest".to_owned(),
            SecurityKind::ApiKey { location, name, environment: _ } => {
                let location = match location {
                    KeyLocation::Header => "header",
                    KeyLocation::Query => "query parameter",
                    KeyLocation::Cookie => "cookie",
                };
                format!(
                    "a key in the {location} {}, with [`api_key`](ClientBuilder::api_key)",
                    code(name)
                )
            }
        };
        lines.push(format!("- {}: {how}", code(&scheme.name)));
    }
    lines
}

fn functions(api: &Api) -> TokenStream {
    let servers: Vec<&String> = api.servers.iter().map(|server| &server.url).collect();
    let number = crate::emit::tokens::index(servers.len());
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
    let environment = environment_doc(api);
    let body = error::body(api);
    let request = quote!(runtime::RawRequest<#body>);
    quote! {
        impl Client {
            #doc
            pub const SERVERS: [&'static str; #number] = [#(#servers),*];

            /// Begins to settle how the API is called.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(&API)
            }

            #environment
            pub fn from_env() -> Result<Self, runtime::ConfigurationError> {
                Self::builder().environment().build()
            }

            /// Begins a request that the document does not know, which is sent like all others.
            pub fn raw_request(&self, method: runtime::http::Method, path: &str) -> #request {
                self.runtime.raw_request(method, path)
            }

            /// Gives back the access token of the service account, if there is one: nobody can use it any more.
            ///
            /// # Errors
            /// The service refused or was not reached. The client has forgotten the token nevertheless.
            pub async fn revoke_token(&self) -> Result<(), runtime::AuthenticationError> {
                self.runtime.revoke_token().await
            }
        }
    }
}

/// What `from_env` reads.
fn environment_doc(api: &Api) -> Doc {
    let names = &api.environment;
    let has = |kind: fn(&SecurityKind) -> bool| {
        api.security_schemes.iter().any(|scheme| kind(&scheme.kind))
    };
    let keys = api.security_schemes.iter().filter_map(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { environment, .. } => {
            Some((true, format!("the key {}", code(&scheme.name)), vec![environment]))
        }
        _ => None,
    });
    let user = match (has(SecurityKind::takes_digest), has(SecurityKind::takes_basic)) {
        (true, true) => "HTTP Digest or HTTP Basic",
        (false, true) => "HTTP Basic",
        _ => "HTTP Digest",
    };
    let has_user = has(SecurityKind::takes_digest) || has(SecurityKind::takes_basic);
    let settings = [
        (true, "the base URL, if it is not the first server", vec![&names.base_url]),
        (has(SecurityKind::takes_access_token), "an access token", vec![&names.access_token]),
        (
            has(SecurityKind::takes_service_account),
            "a service account",
            vec![&names.client_id, &names.client_secret],
        ),
        (has_user, user, vec![&names.username, &names.password]),
    ];
    let lines: Vec<String> = settings
        .into_iter()
        .map(|(is_known, what, names)| (is_known, what.to_owned(), names))
        .chain(keys)
        .filter(|(is_known, ..)| *is_known)
        .map(|(_, what, names)| {
            let names: Vec<String> = names.into_iter().map(|names| alternatives(names)).collect();
            format!("- {what}: {}", names.join(" and "))
        })
        .collect();
    Doc::default()
        .sentence("A client with the settings of the environment:")
        .paragraph(lines)
        .sentence(
            "Of several ways to say who is calling, the first in this order is used that the operation takes.",
        )
        .sentence("# Errors")
        .sentence("The variables hold no credentials, or what they hold is of no use; the error says what to set.")
}

fn alternatives(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| code(name)).collect();
    names.join(" or ")
}
