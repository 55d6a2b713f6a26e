//! Servers and authentication schemes.

use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement};

use crate::api::{Environment, KeyLocation, SecurityKind, SecurityScheme, Server};
use crate::diagnostic::{Code, Pointer, nearest};
use crate::lower::Lowering;
use crate::names::{Package, Scope, ValueName};

/// Returns the servers, with the defaults of their variables.
pub(crate) fn servers(lowering: &mut Lowering<'_>) -> Vec<Server> {
    let document = lowering.document;
    let mut servers = Vec::new();
    for (index, server) in document.openapi.servers.iter().enumerate() {
        let mut url = server.url.clone();
        for (name, variable) in server.variables.iter().flatten() {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        if url.starts_with("https://") || url.starts_with("http://") {
            servers.push(Server {
                url: url.trim_end_matches('/').to_owned(),
                description: server.description.clone(),
            });
        } else {
            let pointer = Pointer::root().child("servers").index(index).child("url");
            lowering.remark(
                Code::RelativeServer,
                &pointer,
                format!("`{url}` has no host: clients must be built with a base URL"),
            );
        }
    }
    servers
}

/// Settings with environment variables in every crate.
const SETTINGS: &[&str] =
    &["base_url", "access_token", "client_id", "client_secret", "username", "password"];

/// Returns the authentication schemes.
pub(crate) fn schemes(lowering: &mut Lowering<'_>, package: &Package) -> Vec<SecurityScheme> {
    let document = lowering.document;
    let schemes = document.openapi.components.iter().flat_map(|all| &all.security_schemes);
    // Each API key has an environment variable of its own.
    let mut settings = Scope::with(SETTINGS);
    let mut found = Vec::new();
    for (name, scheme) in schemes {
        let pointer = Pointer::root().child("components").child("securitySchemes").child(name);
        match scheme {
            ReferenceOr::Item(scheme) => {
                let setting = settings.claim_value(&ValueName::new(name)).constant();
                let scheme = self::scheme(lowering, package, &setting, (name, scheme), &pointer);
                let fills = scheme.as_ref().is_some_and(|it| it.kind.fills_authorization());
                lowering.security.insert(name.clone(), fills);
                found.extend(scheme);
            }
            ReferenceOr::Reference { .. } => lowering.reference_error(&pointer),
        }
    }
    found
}

fn scheme(
    lowering: &mut Lowering<'_>,
    package: &Package,
    setting: &str,
    (scheme_name, scheme): (&str, &openapiv3::SecurityScheme),
    pointer: &Pointer,
) -> Option<SecurityScheme> {
    let (kind, description) = match scheme {
        openapiv3::SecurityScheme::APIKey { location, name, description, extensions } => {
            let location = match location {
                APIKeyLocation::Header => KeyLocation::Header,
                APIKeyLocation::Query => KeyLocation::Query,
                APIKeyLocation::Cookie => KeyLocation::Cookie,
            };
            let own = package.variable(setting);
            let environment = lowering.key_environment(extensions, pointer, package, own);
            (SecurityKind::ApiKey { location, name: name.clone(), environment }, description)
        }
        openapiv3::SecurityScheme::HTTP {
            scheme,
            bearer_format: _,
            description,
            extensions: _,
        } => (http(lowering, scheme, pointer)?, description),
        openapiv3::SecurityScheme::OAuth2 { flows, description, extensions: _ } => {
            (oauth2(lowering, flows, pointer), description)
        }
        openapiv3::SecurityScheme::OpenIDConnect {
            open_id_connect_url: _,
            description,
            extensions: _,
        } => (SecurityKind::OpenIdConnect, description),
    };
    Some(SecurityScheme { name: scheme_name.to_owned(), kind, description: description.clone() })
}

/// Returns the kind of an HTTP scheme, if it is supported.
fn http(lowering: &mut Lowering<'_>, scheme: &str, pointer: &Pointer) -> Option<SecurityKind> {
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(SecurityKind::HttpBearer),
        "basic" => Some(SecurityKind::HttpBasic),
        "digest" => Some(SecurityKind::HttpDigest),
        _ => {
            lowering.report(
                Code::UnsupportedSecurity,
                &pointer.child("scheme"),
                format!("the HTTP authentication scheme `{scheme}` is not supported"),
                "callers set the header `Authorization` themselves, with `default_header`",
            );
            None
        }
    }
}

fn oauth2(lowering: &mut Lowering<'_>, flows: &OAuth2Flows, pointer: &Pointer) -> SecurityKind {
    let Some(flow) = &flows.client_credentials else {
        return SecurityKind::OAuth2;
    };
    let pointer = pointer.child("flows").child("clientCredentials");
    SecurityKind::OAuth2ClientCredentials {
        token_url: flow.token_url.clone(),
        revocation_url: lowering.revocation_url(&flow.extensions, &pointer),
    }
}

/// Returns the environment variables of settings.
pub(crate) fn environment(lowering: &mut Lowering<'_>, package: &Package) -> Environment {
    let document = lowering.document;
    lowering.environment(&document.openapi.extensions, package)
}

/// Returns the security requirements of an operation.
pub(crate) fn requirements(
    lowering: &mut Lowering<'_>,
    own: Option<&Vec<SecurityRequirement>>,
    operation: &Pointer,
) -> Vec<Vec<String>> {
    let document = lowering.document;
    let (sets, pointer) = match (own, &document.openapi.security) {
        (Some(own), _) => (own, operation.child("security")),
        (None, Some(general)) => (general, Pointer::root().child("security")),
        (None, None) => return Vec::new(),
    };
    let mut requirements = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        check_set(lowering, set, &pointer.index(index));
        requirements.push(set.keys().cloned().collect());
    }
    requirements
}

/// Reports schemes of a requirement that do not exist, or that exclude each other.
fn check_set(lowering: &mut Lowering<'_>, set: &SecurityRequirement, pointer: &Pointer) {
    let mut fills_authorization = Vec::new();
    for name in set.keys() {
        let Some(fills) = lowering.security.get(name) else {
            let until = "until then no credentials are sent for it";
            let components = lowering.document.openapi.components.as_ref();
            let schemes = components.map(|components| components.security_schemes.keys());
            let advice = match nearest(name, schemes.into_iter().flatten().map(String::as_str)) {
                Some(meant) => format!("did you mean `{meant}`? {until}"),
                None => format!("describe it under `components.securitySchemes`; {until}"),
            };
            lowering.report(
                Code::UnsupportedSecurity,
                &pointer.child(name),
                format!("there is no security scheme `{name}`"),
                &advice,
            );
            continue;
        };
        if *fills {
            fills_authorization.push(format!("`{name}`"));
        }
    }
    if fills_authorization.len() > 1 {
        lowering.report(
            Code::UnsupportedSecurity,
            pointer,
            format!("{} are required together, and each sets the header `Authorization`, which a request has once", fills_authorization.join(" and ")),
            "if either suffices, write them as two items of the list; until then the first available one is sent",
        );
    }
}
