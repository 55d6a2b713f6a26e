//! The environment: which variables are read, told to people.

use std::env;

use crate::auth::AuthMethod;
use crate::spec::{Api, SecurityKind};

/// What can be set, for the help.
pub(super) fn help(api: &Api) -> String {
    let names = &api.environment;
    let mut lines = vec!["Environment variables:".to_owned()];
    let mut add = |what: &str, all: &[&[&str]]| {
        let all: Vec<String> =
            all.iter().filter(|names| !names.is_empty()).map(|names| names.join(" or ")).collect();
        if !all.is_empty() {
            lines.push(format!("  {}: {what}", all.join(" and ")));
        }
    };
    add("where the API is served", &[names.base_url]);
    if declares(api, AuthMethod::Bearer) {
        add("a ready access token", &[names.access_token]);
    }
    if declares(api, AuthMethod::ServiceAccount) {
        add("a service account", &[names.client_id, names.client_secret]);
    }
    if declares(api, AuthMethod::Digest) || declares(api, AuthMethod::Basic) {
        add(
            "user name and password, or the two parts of an API key",
            &[names.username, names.password],
        );
    }
    for scheme in api.security_schemes {
        if let Some(names) = scheme.kind.key_variables() {
            add(&format!("the API key {}", scheme.name), &[names]);
        }
    }
    lines.join("\n")
}

fn declares(api: &Api, method: AuthMethod) -> bool {
    api.security_schemes.iter().any(|scheme| method.satisfies(scheme.kind))
}

/// Whether an environment gives anything to prove with who is calling.
pub(super) fn has_credentials(api: &Api) -> bool {
    let names = &api.environment;
    let keys = api.security_schemes.iter().filter_map(|scheme| scheme.kind.key_variables());
    [names.access_token, names.client_id, names.client_secret, names.username, names.password]
        .into_iter()
        .chain(keys)
        .any(|names| set(names).is_some())
}

/// The variable of several that counts: the first that is set.
pub(super) fn set(names: &'static [&'static str]) -> Option<&'static str> {
    let is_set = |name: &&&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    names.iter().find(is_set).copied()
}

/// The variables that a method takes its values from; those that are set, or else the first of each.
pub(super) fn variables(api: &Api, method: AuthMethod) -> Vec<&'static str> {
    let names = &api.environment;
    let all: &[&'static [&'static str]] = match method {
        AuthMethod::Bearer => &[names.access_token],
        AuthMethod::ServiceAccount => &[names.client_id, names.client_secret],
        AuthMethod::Digest | AuthMethod::Basic => &[names.username, names.password],
    };
    all.iter().filter_map(|names| set(names).or(names.first().copied())).collect()
}

/// What a method is called.
pub(super) fn called(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::Bearer => "an access token",
        AuthMethod::ServiceAccount => "a service account",
        AuthMethod::Digest => "HTTP Digest",
        AuthMethod::Basic => "HTTP Basic",
    }
}

/// Where a key stands, and the variable that it comes from.
pub(super) fn key(api: &Api, scheme: &str) -> Option<(SecurityKind, Option<&'static str>)> {
    let scheme = api.security_schemes.iter().find(|other| other.name == scheme)?;
    let names = scheme.kind.key_variables()?;
    Some((scheme.kind, set(names).or(names.first().copied())))
}
