//! Extensions: facts about a document that OpenAPI has no keyword for.

mod environment;
mod table;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

pub use table::{EXTENSIONS, Extension};

use table::{
    ALIASES, AUTH_CHECK, ENVELOPE, ERROR, EXAMPLE, GUIDE, MEMBER_DESCRIPTIONS, MEMBER_NAMES, NAME,
    PAGE, REVOCATION_URL, STATE,
};
pub(crate) use table::{DOCUMENT, NULLABLE_RESPONSE, PREFIX, RENAMED};

use crate::api::{Envelope, GuidePage, Page, Tag};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::names::{TypeName, ValueName};

type Extensions = IndexMap<String, Value>;

/// The properties of an error body that every error displays, by their names in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ErrorExtension {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// The values of a property that is a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateExtension {
    pub(crate) ready: Vec<String>,
    pub(crate) failed: Vec<String>,
    /// The property with the reason of a failure, by its name in JSON.
    pub(crate) reason: Option<String>,
}

impl Lowering<'_> {
    /// Returns the name that an extension gives a schema.
    pub(crate) fn type_name(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
    ) -> Option<TypeName> {
        let value = self.read_extension(extensions, pointer, NAME)?;
        if let Some(name) = value.as_str().filter(|name| !name.is_empty()) {
            return Some(TypeName::new(name));
        }
        self.invalid_extension(pointer, NAME, "a name, as a string");
        None
    }

    /// Whether a property may be `null` in responses.
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

    /// Returns the envelope that a parameter requests.
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

    /// Returns the paging that a parameter describes.
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

    /// Returns the code and message properties of an error body.
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

    /// Returns the values of a property that is a state.
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

    /// Returns the URL at which the access tokens of a flow are revoked.
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

    /// Returns other names of a parameter's flag.
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

    /// Returns the path of the request that checks authentication.
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

    /// Returns the operation of the example on the front page, which has to be one of `tags`.
    pub(crate) fn example(&mut self, extensions: &Extensions, tags: &[Tag]) -> Option<String> {
        let pointer = Pointer::root();
        let value = self.read_extension(extensions, &pointer, EXAMPLE)?;
        let mut operations = tags.iter().flat_map(|tag| &tag.operations);
        let is_known = |id: &&str| operations.any(|operation| operation.id == **id);
        if let Some(id) = value.as_str().filter(is_known) {
            return Some(id.to_owned());
        }
        self.invalid_extension(&pointer, EXAMPLE, "the `operationId` of an operation");
        None
    }

    /// Returns the Markdown files that are part of the crate's documentation.
    pub(crate) fn guide(&mut self, extensions: &Extensions) -> Vec<GuidePage> {
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

    /// Returns the names of an enumeration's members, if their number is one of `lengths`.
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
            // Other generators read it too, and accept other forms.
            self.report(
                Code::InvalidMemberNames,
                &pointer.child(MEMBER_NAMES),
                format!("`{MEMBER_NAMES}` must be a list of names, one for each member of `enum`"),
                "correct it in the overlay; until then the members are named after their values",
            );
        }
        names
    }

    /// Returns the descriptions of an enumeration's members: a list in the order of the members, or an object by member.
    ///
    /// Other generators read it too, and accept other forms, which are left to them.
    pub(crate) fn member_descriptions<'v>(
        &mut self,
        extensions: &Extensions,
        pointer: &Pointer,
        values: &'v [Value],
    ) -> HashMap<&'v Value, String> {
        let described = |value: &'v Value, text: &Value| {
            let text = text.as_str().filter(|text| !text.trim().is_empty())?;
            Some((value, text.to_owned()))
        };
        let found: HashMap<&Value, String> = match extensions.get(MEMBER_DESCRIPTIONS) {
            Some(Value::Array(texts)) if texts.len() == values.len() => values
                .iter()
                .zip(texts)
                .filter_map(|(value, text)| described(value, text))
                .collect(),
            Some(Value::Object(texts)) => {
                let key =
                    |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let texts =
                    values.iter().filter_map(|value| Some((value, texts.get(&key(value))?)));
                texts.filter_map(|(value, text)| described(value, text)).collect()
            }
            _ => return HashMap::new(),
        };
        self.extensions_read.insert(pointer.child(MEMBER_DESCRIPTIONS));
        found
    }

    /// Returns an extension's value and marks it as read.
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
            format!("`{name}` must be {expected}"),
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
}
