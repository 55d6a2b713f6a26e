//! Extensions: what the overlay can tell this generator that OpenAPI has no keyword for. All are documented here.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::Lowering;
use crate::api::{Envelope, Environment, GuidePage, Page};
use crate::diagnostic::{ALLOW, Code, DENY, Pointer};
use crate::names::{Package, TypeName, ValueName};

/// The prefix of this generator's own extensions; all other extensions (`x-...`) are somebody else's.
pub(crate) const PREFIX: &str = "x-rust-";

/// The name that Rust callers see.
const NAME: &str = "x-rust-name";
/// Responses hold `null` here.
pub(crate) const NULLABLE_RESPONSE: &str = "x-rust-nullable-response";
/// The parameter asks for a wrapped response.
const ENVELOPE: &str = "x-rust-envelope";
/// The parameter says which page of the response is wanted.
const PAGE: &str = "x-rust-page";
/// The properties of an error body that every error shows.
const ERROR: &str = "x-rust-error";
/// The names of the environment variables that settings are read from.
const ENVIRONMENT: &str = "x-rust-environment";
/// The property says how far a thing has got.
const STATE: &str = "x-rust-state";
/// The names of an enumeration's members: other generators read this one too.
const MEMBER_NAMES: &str = "x-enum-varnames";
/// What else a parameter's flag is called.
const ALIASES: &str = "x-rust-aliases";
/// What anybody may get who is known to the service.
const AUTH_CHECK: &str = "x-rust-auth-check";
/// The Markdown files that are part of the crate's documentation.
const GUIDE: &str = "x-rust-guide";
/// Where access tokens are given back.
const REVOCATION_URL: &str = "x-rust-revocation-url";

/// Where extensions stand that are about everything.
pub(crate) const DOCUMENT: &str = "the document itself";

/// Every extension: its name, where it stands, its value, what it does.
pub const EXTENSIONS: &[(&str, &str, &str, &str)] = &[
    (
        NAME,
        "a schema",
        "a name",
        "the name of the type in Rust; the type for requests, where there are two, gets `Request` behind it",
    ),
    (NULLABLE_RESPONSE, "a property", "true", "responses hold `null` here, requests do not"),
    (
        ENVELOPE,
        "a query parameter of type boolean",
        "{status: PROPERTY, content: PROPERTY}",
        "when the parameter is true the response is wrapped in an object with these two properties",
    ),
    (
        PAGE,
        "a query parameter of type integer",
        "{items: PROPERTY, size: PARAMETER}",
        "the parameter says which page is wanted, of a response whose items stand in this property and are as many, at the most, as this other parameter says; the request gets a function `items` that gives those of all pages",
    ),
    (
        ERROR,
        "the schema of an error response",
        "{code: PROPERTY, message: PROPERTY}",
        "which properties, of type string, hold the service's error code and its message; every error shows them",
    ),
    (
        STATE,
        "a property of type string",
        "{ready: [VALUE], failed: [VALUE], reason: PROPERTY}",
        "the property says how far a thing has got, and this other property why it failed; requests that get the thing, and response nothing else with any status, have a function `wait` that asks again until it is ready",
    ),
    (
        ENVIRONMENT,
        "the document itself; a security scheme of type `apiKey`",
        "{baseUrl: [NAME], accessToken: [NAME], clientId: [NAME], clientSecret: [NAME], username: [NAME], password: [NAME]}; [NAME]",
        "the environment variables that `Client::from_env` reads, the first of them that is set; what is left out is called after the package: `ATLAS_ADMIN_BASE_URL`",
    ),
    (
        REVOCATION_URL,
        "a `clientCredentials` flow",
        "a URL",
        "where access tokens are given back (RFC 7009), absolute or relative to the server",
    ),
    (
        ALIASES,
        "a parameter",
        "[NAME]",
        "what else the parameter's flag is called on the command line",
    ),
    (
        AUTH_CHECK,
        "the document itself",
        "a path",
        "a `GET` request that anybody may make who is known to the service: the command `auth check` makes it",
    ),
    (
        GUIDE,
        DOCUMENT,
        "[PATH]",
        "Markdown files of the crate, such as `guide/errors.md`, that become modules of its documentation below `guide`; their code blocks are doc tests",
    ),
    (
        MEMBER_NAMES,
        "an `enum`",
        "[NAME]",
        "the names of the members in Rust, one for each, in their order",
    ),
    (
        ALLOW,
        DOCUMENT,
        "[CODE]",
        "diagnostics of these kinds are not shown, `warnings` and `notes` are all of a level; errors cannot be allowed",
    ),
    (
        DENY,
        DOCUMENT,
        "[CODE]",
        "diagnostics of these kinds are errors, `warnings` and `notes` are all of a level",
    ),
];

type Extensions = IndexMap<String, Value>;

/// The properties of an error body that every error shows, by their names in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorExtension {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// What a property's values say of how far a thing has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateExtension {
    pub(crate) ready: Vec<String>,
    pub(crate) failed: Vec<String>,
    /// The property that says why it failed, by its name in JSON.
    pub(crate) reason: Option<String>,
}

impl Lowering<'_> {
    /// The name that a schema's extension asks for.
    pub(crate) fn named(&mut self, extensions: &Extensions, pointer: &Pointer) -> Option<TypeName> {
        let value = self.read_extension(extensions, pointer, NAME)?;
        if let Some(name) = value.as_str().filter(|name| !name.is_empty()) {
            return Some(TypeName::new(name));
        }
        self.invalid_extension(pointer, NAME, "a name, as a string");
        None
    }

    /// Whether responses hold `null` for a property.
    pub(crate) fn nullable_response(&mut self, extensions: &Extensions, pointer: &Pointer) -> bool {
        let Some(value) = self.read_extension(extensions, pointer, NULLABLE_RESPONSE) else {
            return false;
        };
        if let Some(nullable) = value.as_bool() {
            return nullable;
        }
        self.invalid_extension(pointer, NULLABLE_RESPONSE, "true or false");
        false
    }

    /// How a parameter wraps the response.
    pub(crate) fn envelope(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> Option<Envelope> {
        let value = self.read_extension(extensions, pointer, ENVELOPE)?;
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        if let (Some(status), Some(content)) = (member("status"), member("content")) {
            return Some(Envelope { status, content });
        }
        self.invalid_extension(
            pointer,
            ENVELOPE,
            "an object with the strings `status` and `content`",
        );
        None
    }

    /// How the response is one page of many, as the parameter that says which has it.
    pub(crate) fn page(&mut self, extensions: &Extensions, pointer: &Pointer) -> Option<Page> {
        let value = self.read_extension(extensions, pointer, PAGE)?;
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        if let Some(items) = member("items") {
            return Some(Page { items, size: member("size") });
        }
        self.invalid_extension(
            pointer,
            PAGE,
            "an object with the strings `items` and, if there is one, `size`",
        );
        None
    }

    /// What an error body's schema says of its properties.
    pub(crate) fn error_extension(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> ErrorExtension {
        let Some(value) = self.read_extension(extensions, pointer, ERROR) else {
            return ErrorExtension::default();
        };
        let member = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let extension = ErrorExtension { code: member("code"), message: member("message") };
        if extension == ErrorExtension::default() {
            self.invalid_extension(
                pointer,
                ERROR,
                "an object with the strings `code` and `message`, or one of them",
            );
        }
        extension
    }

    /// What a property's values say of how far a thing has got.
    pub(crate) fn state(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> Option<StateExtension> {
        let value = self.read_extension(extensions, pointer, STATE)?;
        let texts = |name: &str| -> Option<Vec<String>> {
            let values = value.get(name)?.as_array()?;
            values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let reason = value.get("reason").map(|reason| reason.as_str().map(str::to_owned));
        if let (Some(ready), Some(failed), None | Some(Some(_))) =
            (texts("ready"), texts("failed"), &reason)
        {
            return Some(StateExtension { ready, failed, reason: reason.flatten() });
        }
        self.invalid_extension(
            pointer,
            STATE,
            "an object with the lists of strings `ready` and `failed` and, if there is one, the string `reason`",
        );
        None
    }

    /// The names of the environment variables, those that the document gives before those after the package.
    pub(crate) fn environment(
        &mut self,
        extensions: &Extensions,
        package: &Package,
    ) -> Environment {
        let pointer = Pointer::root();
        let extension = self.read_extension(extensions, &pointer, ENVIRONMENT).unwrap_or_default();
        let mut known = 0;
        let mut names = |key: &str, setting: &str| match extension.get(key) {
            Some(value) => {
                known += 1;
                names(value)
            }
            None => Some(vec![package.variable(setting)]),
        };
        let environment = Some(()).and_then(|()| {
            Some(Environment {
                base_url: names("baseUrl", "BASE_URL")?,
                access_token: names("accessToken", "ACCESS_TOKEN")?,
                client_id: names("clientId", "CLIENT_ID")?,
                client_secret: names("clientSecret", "CLIENT_SECRET")?,
                username: names("username", "USERNAME")?,
                password: names("password", "PASSWORD")?,
            })
        });
        let is_whole = match &extension {
            Value::Null => true,
            Value::Object(members) => members.len() == known,
            _ => false,
        };
        if let (Some(environment), true) = (environment, is_whole) {
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

    /// The names of the environment variables that an API key is read from, where the document gives them.
    pub(crate) fn key_environment(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> Option<Vec<String>> {
        let value = self.read_extension(extensions, pointer, ENVIRONMENT)?;
        let names = names(&value);
        if names.is_none() {
            let expected = "a list of names here; names are letters, digits and `_`";
            self.invalid_extension(pointer, ENVIRONMENT, expected);
        }
        names
    }

    /// Where the access tokens of a flow are given back.
    pub(crate) fn revocation_url(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> Option<String> {
        let value = self.read_extension(extensions, pointer, REVOCATION_URL)?;
        if let Some(url) = value.as_str().filter(|url| !url.is_empty()) {
            return Some(url.to_owned());
        }
        self.invalid_extension(pointer, REVOCATION_URL, "a URL, as a string");
        None
    }

    /// What else the flag of a parameter is called.
    pub(crate) fn aliases(&mut self, extensions: &Extensions, pointer: &Pointer) -> Vec<String> {
        let Some(value) = self.read_extension(extensions, pointer, ALIASES) else {
            return Vec::new();
        };
        let names: Option<Vec<String>> = value
            .as_array()
            .and_then(|names| names.iter().map(|it| it.as_str().map(str::to_owned)).collect());
        if let Some(names) = names.filter(|names| names.iter().all(|name| !name.is_empty())) {
            return names;
        }
        self.invalid_extension(pointer, ALIASES, "a list of names");
        Vec::new()
    }

    /// The path of what anybody may get who is known to the service.
    pub(crate) fn auth_check(&mut self, extensions: &Extensions) -> Option<String> {
        let pointer = Pointer::root();
        let value = self.read_extension(extensions, &pointer, AUTH_CHECK)?;
        let is_path = |path: &&str| path.starts_with('/') && !path.contains(['{', '}']);
        if let Some(path) = value.as_str().filter(is_path) {
            return Some(path.to_owned());
        }
        self.invalid_extension(&pointer, AUTH_CHECK, "a path without parameters, as a string");
        None
    }

    /// Returns the Markdown files that are part of the crate's documentation.
    pub(super) fn guide(&mut self, extensions: &Extensions) -> Vec<GuidePage> {
        let pointer = Pointer::root();
        let Some(value) = self.read_extension(extensions, &pointer, GUIDE) else {
            return Vec::new();
        };
        let pages: Option<Vec<GuidePage>> =
            value.as_array().and_then(|paths| paths.iter().map(guide_page).collect());
        if let Some(pages) = pages {
            let modules: HashSet<&str> = pages.iter().map(|page| page.module.as_str()).collect();
            if modules.len() == pages.len() {
                return pages;
            }
        }
        let expected = "a list of paths of Markdown files in the crate, such as `guide/errors.md`, whose names differ";
        self.invalid_extension(&pointer, GUIDE, expected);
        Vec::new()
    }

    /// The names of an enumeration's members: as many as one of `lengths` says.
    pub(crate) fn member_names(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
        lengths: &[usize],
    ) -> Option<Vec<String>> {
        let value = self.read_extension(extensions, pointer, MEMBER_NAMES)?;
        let names: Option<Vec<String>> = value
            .as_array()
            .and_then(|names| names.iter().map(|it| it.as_str().map(str::to_owned)).collect());
        let names = names.filter(|names| lengths.contains(&names.len()));
        if names.is_none() {
            // Other generators read it too, and need not ask for as much.
            self.report(
                Code::InvalidMemberNames,
                &pointer.child(MEMBER_NAMES),
                format!(
                    "`{MEMBER_NAMES}` has to be a list of names, one for each member of `enum`"
                ),
                "correct it in the overlay; until then the members are called after their values",
            );
        }
        names
    }

    /// Gives an extension's value and remembers that it was read.
    fn read_extension(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
        name: &str,
    ) -> Option<Value> {
        let value = extensions.get(name)?;
        self.extensions_read.insert(pointer.child(name));
        Some(value.clone())
    }

    fn invalid_extension(&mut self, pointer: &Pointer, name: &str, expected: &str) {
        self.report(
            Code::InvalidExtension,
            &pointer.child(name),
            format!("`{name}` has to be {expected}"),
            "see the list of extensions in codegen/book/src/extensions.md",
        );
    }
}

/// Returns the page of a path, unless it is not Markdown or could lead out of the crate.
fn guide_page(path: &Value) -> Option<GuidePage> {
    let path = path.as_str()?;
    let name = path.rsplit('/').next()?.strip_suffix(".md")?;
    let is_plain = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphanumeric())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let module = ValueName::new(name).module();
    path.split('/').all(is_plain).then(|| GuidePage { path: path.to_owned(), module })
}

/// The names of a list, if that is what it is.
fn names(value: &Value) -> Option<Vec<String>> {
    let is_name = |name: &&str| {
        let begins = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
        begins && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let names: Option<Vec<String>> = value
        .as_array()?
        .iter()
        .map(|name| name.as_str().filter(is_name).map(str::to_owned))
        .collect();
    names.filter(|names| !names.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guide_pages_stay_inside_the_crate() {
        for (path, module) in [
            ("guide/getting-started.md", Some("getting_started")),
            ("README.md", Some("readme")),
            ("guide/type.md", Some("type_")),
            ("../guide/errors.md", None),
            ("/guide/errors.md", None),
            ("guide//errors.md", None),
            ("guide\\errors.md", None),
            ("guide/.md", None),
            ("guide/errors.txt", None),
            ("guide/\"errors.md", None),
        ] {
            let page = guide_page(&Value::from(path));
            assert_eq!(page.as_ref().map(|page| page.module.as_str()), module, "{path}");
        }
    }

    #[test]
    fn the_book_lists_every_extension() {
        let page = include_str!("../../../book/src/extensions.md");
        for (name, location, value, effect) in EXTENSIONS {
            let row = format!("| `{name}` | {location} | {value} | {effect} |");
            assert!(page.contains(&row), "codegen/book/src/extensions.md lacks the row\n{row}");
        }
    }
}
