//! Table of all extensions that the generator reads. The book lists it, and a test compares the two.

use crate::diagnostic::{ALLOW, DENY};

/// The prefix of this generator's own extensions. All other extensions (`x-...`) belong to other tools.
pub(crate) const PREFIX: &str = "x-rust-";

pub(crate) const NAME: &str = "x-rust-name";
pub(crate) const NULLABLE_RESPONSE: &str = "x-rust-nullable-response";
pub(crate) const ENVELOPE: &str = "x-rust-envelope";
pub(crate) const PAGE: &str = "x-rust-page";
pub(crate) const ERROR: &str = "x-rust-error";
pub(crate) const ENVIRONMENT: &str = "x-rust-environment";
pub(crate) const STATE: &str = "x-rust-state";
pub(crate) const ALIASES: &str = "x-rust-aliases";
pub(crate) const AUTH_CHECK: &str = "x-rust-auth-check";
pub(crate) const EXAMPLE: &str = "x-rust-example";
pub(crate) const GUIDE: &str = "x-rust-guide";
pub(crate) const REVOCATION_URL: &str = "x-rust-revocation-url";
/// Other generators read these two too.
pub(crate) const MEMBER_NAMES: &str = "x-enum-varnames";
pub(crate) const MEMBER_DESCRIPTIONS: &str = "x-enum-descriptions";

/// Former names of extensions, each with its present one.
pub(crate) const RENAMED: &[(&str, &str)] = &[("x-rust-nullable-answer", NULLABLE_RESPONSE)];

/// The location of extensions of the whole document.
pub(crate) const DOCUMENT: &str = "the document itself";

/// An extension that the generator reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: &'static str,
    /// The objects that may have it.
    pub location: &'static str,
    /// The form of its value.
    pub value: &'static str,
    /// Its effect.
    pub effect: &'static str,
}

/// Every extension that the generator reads.
pub const EXTENSIONS: &[Extension] = &[
    Extension {
        name: NAME,
        location: "a schema",
        value: "a name",
        effect: "the name of the type in Rust; if the request view differs, its type gets the suffix `Request`",
    },
    Extension {
        name: NULLABLE_RESPONSE,
        location: "a property",
        value: "`true`",
        effect: "the property may be `null` in responses, and not in requests",
    },
    Extension {
        name: ENVELOPE,
        location: "a query parameter of type boolean",
        value: "{status: PROPERTY, content: PROPERTY}",
        effect: "if the parameter is true, the response is wrapped in an object with these two properties",
    },
    Extension {
        name: PAGE,
        location: "a query parameter of type integer",
        value: "{items: PROPERTY, size: PARAMETER}",
        effect: "the parameter is the page number; `items` is the property of the response that holds the items, and `size` the parameter for the page size; the request builder has a method `items` that returns the items of all pages",
    },
    Extension {
        name: ERROR,
        location: "the schema of an error response",
        value: "{code: PROPERTY, message: PROPERTY}",
        effect: "the properties of type string with the service's error code and its message, which every error displays",
    },
    Extension {
        name: STATE,
        location: "a property of type string",
        value: "{ready: [VALUE], failed: [VALUE], reason: PROPERTY}",
        effect: "the property is the state of the resource, and `reason` explains a failure; request builders of `GET` operations that return the resource have a method `poller` that polls until it is ready",
    },
    Extension {
        name: ENVIRONMENT,
        location: "the document itself; a security scheme of type `apiKey`",
        value: "{baseUrl: [NAME], accessToken: [NAME], clientId: [NAME], clientSecret: [NAME], username: [NAME], password: [NAME]}; [NAME]",
        effect: "the environment variables that `Client::from_env` reads, of which the first that is set is used; others are named after the package: `ATLAS_ADMIN_BASE_URL`; in the document itself, only names with the prefix of the package are read, unless `--allow-environment` allows them",
    },
    Extension {
        name: REVOCATION_URL,
        location: "a `clientCredentials` flow",
        value: "a URL",
        effect: "the endpoint that revokes access tokens (RFC 7009), absolute or relative to the server",
    },
    Extension {
        name: ALIASES,
        location: "a parameter",
        value: "[NAME]",
        effect: "other names of the parameter's flag on the command line",
    },
    Extension {
        name: AUTH_CHECK,
        location: "the document itself",
        value: "a path",
        effect: "the path of a `GET` request that every authenticated caller may make: the command `auth check` sends it",
    },
    Extension {
        name: EXAMPLE,
        location: DOCUMENT,
        value: "an `operationId`",
        effect: "the operation that the example on the crate's front page calls",
    },
    Extension {
        name: GUIDE,
        location: DOCUMENT,
        value: "[PATH]",
        effect: "Markdown files of the crate, such as `guide/errors.md`, that become modules of its documentation below `guide`; their code blocks are doc tests",
    },
    Extension {
        name: MEMBER_NAMES,
        location: "an `enum`",
        value: "[NAME]",
        effect: "the names of the members in Rust, one for each member, in the same order",
    },
    Extension {
        name: MEMBER_DESCRIPTIONS,
        location: "an `enum`",
        value: "[TEXT]; {VALUE: TEXT}",
        effect: "the documentation of the members, as a list in the same order or by value",
    },
    Extension {
        name: ALLOW,
        location: DOCUMENT,
        value: "[CODE]",
        effect: "diagnostics with these codes are hidden; `warnings` and `notes` are all codes of a level; errors cannot be allowed",
    },
    Extension {
        name: DENY,
        location: DOCUMENT,
        value: "[CODE]",
        effect: "diagnostics with these codes are errors; `warnings` and `notes` are all codes of a level",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_lists_every_extension() {
        let page = include_str!("../../../../book/src/extensions.md");
        // The page breaks lines.
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for Extension { name, location, value, effect } in EXTENSIONS {
            let item = format!("- **`{name}`** on {location}. Value: {value}. Effect: {effect}.");
            assert!(page.contains(&item), "codegen/book/src/extensions.md lacks\n{item}");
        }
    }
}
