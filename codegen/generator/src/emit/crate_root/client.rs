//! Client: the type, and the static description of the API's servers and security schemes.

use proc_macro2::TokenStream;
use quote::quote;

use super::error;
use crate::api::{Api, Environment, KeyLocation, SecurityKind, SecurityScheme};
use crate::emit::SourceFile;
use crate::emit::doc::{Doc, code, item, listed};
use crate::emit::tokens::index;

/// Returns `client.rs`.
pub(in crate::emit) fn file(api: &Api) -> SourceFile {
    SourceFile {
        path: "client.rs".to_owned(),
        purpose: "Client: servers, authentication and construction.".to_owned(),
        origins: vec![
            "#/info".to_owned(),
            "#/servers".to_owned(),
            "#/components/securitySchemes".to_owned(),
        ],
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
                /// Builder of a [`Client`]: base URL, credentials, timeouts and retries.
                pub type ClientBuilder = runtime::ClientBuilder<Client>;
            },
        ],
        ..SourceFile::default()
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

/// Returns the environment variables by setting.
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
        .sentence(format!("Client for {}.", code(&api.title)))
        .sentence(
            "Cheap to clone: clones share connections and credentials. Each operation is a method that takes \
             the required parameters and returns a request builder; `.await` sends the request.",
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

/// Returns the list of authentication schemes.
fn security_doc(api: &Api) -> Vec<String> {
    if api.security_schemes.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["Supported authentication schemes:".to_owned(), String::new()];
    for scheme in &api.security_schemes {
        let kind = match &scheme.kind {
            SecurityKind::OAuth2ClientCredentials { token_url, revocation_url: _ } => {
                format!("OAuth 2.0 client credentials, token URL {}", code(token_url))
            }
            SecurityKind::OAuth2 => "OAuth 2.0 access token".to_owned(),
            SecurityKind::OpenIdConnect => "OpenID Connect access token".to_owned(),
            SecurityKind::HttpBearer => "bearer token".to_owned(),
            SecurityKind::HttpBasic => "HTTP Basic, see [`basic`](ClientBuilder::basic)".to_owned(),
            SecurityKind::HttpDigest => "HTTP Digest".to_owned(),
            SecurityKind::ApiKey { location, name, environment: _ } => {
                let location = match location {
                    KeyLocation::Header => "header",
                    KeyLocation::Query => "query parameter",
                    KeyLocation::Cookie => "cookie",
                };
                format!(
                    "API key in the {location} {}, see [`api_key`](ClientBuilder::api_key)",
                    code(name)
                )
            }
        };
        lines.extend(item(&format!("{}: {kind}", code(&scheme.name))));
    }
    lines
}

fn functions(api: &Api) -> TokenStream {
    let servers: Vec<&String> = api.servers.iter().map(|server| &server.url).collect();
    let count = index(servers.len());
    let sentence = if servers.is_empty() {
        "Base URLs of the document: none. A client needs one, see [`base_url`](ClientBuilder::base_url)."
    } else {
        "Base URLs of the document. A client uses the first one by default."
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
            pub const SERVERS: [&'static str; #count] = [#(#servers),*];

            /// Returns a builder for a client.
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(&API)
            }

            #environment
            pub fn from_env() -> Result<Self, runtime::ConfigurationError> {
                Self::builder().environment().build()
            }

            /// Returns a builder for a request that the document does not describe.
            ///
            /// It has the client's authentication, retries and limits, like the request of an operation.
            pub fn raw_request(&self, method: runtime::http::Method, path: &str) -> #request {
                self.runtime.raw_request(method, path)
            }

            /// Revokes the access token of the service account, if the client has one.
            ///
            /// # Errors
            ///
            /// Returns an error if the revocation request fails or there is no revocation URL. The client
            /// drops the token in any case.
            pub async fn revoke_token(&self) -> Result<(), runtime::AuthenticationError> {
                self.runtime.revoke_token().await
            }
        }
    }
}

/// Returns the documentation of `from_env`.
fn environment_doc(api: &Api) -> Doc {
    let names = &api.environment;
    let has = |kind: fn(&SecurityKind) -> bool| {
        api.security_schemes.iter().any(|scheme| kind(&scheme.kind))
    };
    let keys = api.security_schemes.iter().filter_map(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { environment, .. } => {
            Some((true, format!("API key {}", code(&scheme.name)), vec![environment]))
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
        (true, "base URL, by default the first server", vec![&names.base_url]),
        (has(SecurityKind::takes_access_token), "access token", vec![&names.access_token]),
        (
            has(SecurityKind::takes_service_account),
            "service account",
            vec![&names.client_id, &names.client_secret],
        ),
        (has_user, user, vec![&names.username, &names.password]),
    ];
    let lines: Vec<String> = settings
        .into_iter()
        .map(|(is_known, setting, names)| (is_known, setting.to_owned(), names))
        .chain(keys)
        .filter(|(is_known, ..)| *is_known)
        .flat_map(|(_, setting, names)| {
            let has_several = names.iter().any(|names| names.len() > 1);
            let names: Vec<String> = names.into_iter().map(|names| any_of(names)).collect();
            let separator = if has_several { ", and " } else { " and " };
            item(&format!("{setting}: {}", names.join(separator)))
        })
        .collect();
    Doc::default()
        .sentence("Creates a client from environment variables:")
        .paragraph(lines)
        .sentence(
            "If several credentials are set, a request uses the first in this order that its operation accepts.",
        )
        .sentence("# Errors")
        .sentence(
            "Returns an error if the variables contain no credentials or invalid settings; its message names the \
             variables to set.",
        )
}

/// Returns the names of a setting's variables, of which the first that is set counts.
fn any_of(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| code(name)).collect();
    names.join(" or ")
}
