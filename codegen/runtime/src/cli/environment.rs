//! The environment variables that configure the client.

use std::env;

use crate::auth::AuthMethod;
use crate::spec::{Api, SecurityKind};

/// Returns the section of the help that lists the variables.
pub(super) fn help(api: &Api) -> String {
    let names = &api.environment;
    let mut lines = vec!["Environment variables:".to_owned()];
    let mut add = |description: &str, all: &[&[&str]]| {
        let all: Vec<String> =
            all.iter().filter(|names| !names.is_empty()).map(|names| names.join(" or ")).collect();
        if !all.is_empty() {
            lines.push(format!("  {}: {description}", all.join(" and ")));
        }
    };
    add("base URL of the API", &[names.base_url]);
    if declares(api, AuthMethod::Bearer) {
        add("access token", &[names.access_token]);
    }
    if declares(api, AuthMethod::ServiceAccount) {
        add("service account", &[names.client_id, names.client_secret]);
    }
    if declares(api, AuthMethod::Digest) || declares(api, AuthMethod::Basic) {
        add(
            "user name and password, or the two parts of an API key",
            &[names.username, names.password],
        );
    }
    for scheme in api.security_schemes {
        if let Some(names) = scheme.kind.key_variables() {
            add(&format!("API key {}", scheme.name), &[names]);
        }
    }
    lines.join("\n")
}

fn declares(api: &Api, method: AuthMethod) -> bool {
    api.security_schemes.iter().any(|scheme| method.satisfies(scheme.kind))
}

/// Whether any credentials are set.
pub(super) fn has_credentials(api: &Api) -> bool {
    let names = &api.environment;
    let keys = api.security_schemes.iter().filter_map(|scheme| scheme.kind.key_variables());
    [names.access_token, names.client_id, names.client_secret, names.username, names.password]
        .into_iter()
        .chain(keys)
        .any(|names| first_set(names).is_some())
}

/// Returns the first variable that is set.
fn first_set(names: &'static [&'static str]) -> Option<&'static str> {
    let is_set = |name: &&&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    names.iter().find(is_set).copied()
}

/// Returns the variables of an authentication method: the ones that are set, or else the first names.
pub(super) fn variables(api: &Api, method: AuthMethod) -> Vec<&'static str> {
    let names = &api.environment;
    let all: &[&'static [&'static str]] = match method {
        AuthMethod::Bearer => &[names.access_token],
        AuthMethod::ServiceAccount => &[names.client_id, names.client_secret],
        AuthMethod::Digest | AuthMethod::Basic => &[names.username, names.password],
    };
    all.iter().filter_map(|names| first_set(names).or(names.first().copied())).collect()
}

/// Returns a noun phrase for an authentication method.
pub(super) fn method_name(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::Bearer => "an access token",
        AuthMethod::ServiceAccount => "a service account",
        AuthMethod::Digest => "HTTP Digest",
        AuthMethod::Basic => "HTTP Basic",
    }
}

/// Returns the location of an API key and the variable that holds it.
pub(super) fn key(api: &Api, scheme: &str) -> Option<(SecurityKind, Option<&'static str>)> {
    let scheme = api.security_schemes.iter().find(|other| other.name == scheme)?;
    let names = scheme.kind.key_variables()?;
    Some((scheme.kind, first_set(names).or(names.first().copied())))
}
