//! Names of environment variables, and the decision whether a crate reads them.
//!
//! Invariant: the document chooses only variables of the crate's own prefix. Others, such as `AWS_SECRET_ACCESS_KEY`,
//! hold secrets that are not for this service. Only the overlay and the options, which are the user's, can choose them.

use serde_json::Value;

use super::Extensions;
use super::table::ENVIRONMENT;
use crate::api::Environment;
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::names::Package;

impl Lowering<'_> {
    /// Returns the environment variables of settings, named by the extension or else after the package.
    pub(crate) fn environment(
        &mut self,
        extensions: &Extensions,
        package: &Package,
    ) -> Environment {
        let pointer = Pointer::root();
        let extension = self.read_extension(extensions, &pointer, ENVIRONMENT).unwrap_or_default();
        let mut known = 0;
        let mut is_valid = true;
        let mut names = |key: &str, setting: &str| {
            let own = || vec![package.variable(setting)];
            let Some(value) = extension.get(key) else { return own() };
            known += 1;
            let Some(names) = names(value) else {
                is_valid = false;
                return Vec::new();
            };
            let names = self.allowed(names, &pointer.child(ENVIRONMENT).child(key), package);
            if names.is_empty() { own() } else { names }
        };
        let environment = Environment {
            base_url: names("baseUrl", "BASE_URL"),
            access_token: names("accessToken", "ACCESS_TOKEN"),
            client_id: names("clientId", "CLIENT_ID"),
            client_secret: names("clientSecret", "CLIENT_SECRET"),
            username: names("username", "USERNAME"),
            password: names("password", "PASSWORD"),
        };
        let is_whole = match &extension {
            Value::Null => true,
            Value::Object(members) => members.len() == known,
            _ => false,
        };
        if is_valid && is_whole {
            return environment;
        }
        self.invalid_extension(
            &pointer,
            ENVIRONMENT,
            "an object with lists of names: `baseUrl`, `accessToken`, `clientId`, `clientSecret`, `username`, \
             `password`, or some of them; names are letters, digits and `_`",
        );
        Environment::default()
    }

    /// Returns the environment variables of an API key: those of the extension that are allowed, or else `own`.
    pub(crate) fn key_environment(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
        package: &Package,
        own: String,
    ) -> Vec<String> {
        let Some(value) = self.read_extension(extensions, pointer, ENVIRONMENT) else {
            return vec![own];
        };
        let Some(names) = names(&value) else {
            let expected = "a list of names here; names are letters, digits and `_`";
            self.invalid_extension(pointer, ENVIRONMENT, expected);
            return vec![own];
        };
        let names = self.allowed(names, &pointer.child(ENVIRONMENT), package);
        if names.is_empty() { vec![own] } else { names }
    }

    /// Returns the names of the list at `pointer` that the crate may read, and reports the others.
    fn allowed(&mut self, names: Vec<String>, pointer: &Pointer, package: &Package) -> Vec<String> {
        let prefix = package.variable_prefix();
        let mut allowed = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            let pointer = pointer.index(index);
            if name.starts_with(&prefix)
                || self.options.allowed_environment.contains(&name)
                || self.document.is_from_overlay(&pointer)
            {
                allowed.push(name);
                continue;
            }
            self.report(
                Code::UntrustedEnvironment,
                &pointer,
                format!(
                    "the crate does not read the environment variable `{name}`: the document chooses it, and its name \
                     does not begin with `{prefix}`"
                ),
                &format!(
                    "if its value is meant for this service, name it in the overlay, or use `--allow-environment {name}`"
                ),
            );
        }
        allowed
    }
}

/// Returns a non-empty list of names of environment variables.
fn names(value: &Value) -> Option<Vec<String>> {
    let is_name = |name: &&str| is_variable_name(name);
    let names: Option<Vec<String>> = value
        .as_array()?
        .iter()
        .map(|name| name.as_str().filter(is_name).map(str::to_owned))
        .collect();
    names.filter(|names| !names.is_empty())
}

/// Whether a text is a name that every shell accepts for an environment variable.
fn is_variable_name(name: &str) -> bool {
    let starts = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    starts && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
