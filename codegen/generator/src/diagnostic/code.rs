//! Diagnostic codes, each with its name, default level and page.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Level, Page, nearest};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident: $level:ident = $name:literal,)+) => {
        /// The code of a diagnostic.
        ///
        /// Each has a page here, which `portolan explain` prints too: an explanation, an erroneous document, its
        /// diagnostics, and the corrected document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(
                $(#[doc = $doc])+
                #[doc = concat!("(`", $name, "`, [`Level::", stringify!($level), "`])")]
                #[doc = ""]
                #[doc = include_str!(concat!("codes/", $name, ".md"))]
                $variant,
            )+
        }

        impl Code {
            /// All codes in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name, such as `unknown-keyword`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the default level, which [`Levels`](super::Levels) can change.
            #[must_use]
            pub fn level(self) -> Level {
                match self {
                    $(Self::$variant => Level::$level,)+
                }
            }

            /// Returns the summary, one sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                let lines = match self {
                    $(Self::$variant => concat!($($doc),+),)+
                };
                lines.trim()
            }

            /// Returns the page as Markdown.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("codes/", $name, ".md")),)+
                }
            }
        }
    };
}

codes! {
    // Text.
    /// A file cannot be read or is not UTF-8.
    UnreadableFile: Error = "unreadable-file",
    /// A file or an overlay exceeds a size limit.
    TooLarge: Error = "too-large",
    /// The text is neither valid YAML nor valid JSON.
    Syntax: Error = "syntax",
    /// A key is used twice in one object.
    DuplicateKey: Warning = "duplicate-key",
    /// The document uses YAML that JSON cannot represent.
    UnsupportedYaml: Warning = "unsupported-yaml",
    /// The nesting or the expansion of aliases exceeds a limit.
    TooDeep: Error = "too-deep",

    // Overlays.
    /// An overlay is not a valid OpenAPI Overlay 1.0.
    InvalidOverlay: Error = "invalid-overlay",
    /// The target of an overlay action is not an RFC 9535 `JSONPath`.
    InvalidTarget: Error = "invalid-target",
    /// An overlay action matches nothing in the document.
    UnmatchedTarget: Error = "unmatched-target",
    /// An overlay action cannot be applied to a value that it matches.
    InapplicableAction: Error = "inapplicable-action",
    /// An overlay action changes nothing.
    RedundantAction: Warning = "redundant-action",

    // Grammar of OpenAPI.
    /// The document is not OpenAPI 3.0, 3.1 or 3.2.
    UnsupportedVersion: Error = "unsupported-version",
    /// OpenAPI does not define the keyword here.
    UnknownKeyword: Warning = "unknown-keyword",
    /// A keyword of a later version of OpenAPI than the document declares.
    LaterKeyword: Warning = "later-keyword",
    /// A keyword that OpenAPI requires is missing.
    MissingKeyword: Warning = "missing-keyword",
    /// A value has another type than OpenAPI requires.
    WrongType: Warning = "wrong-type",
    /// A value is not one of those that OpenAPI allows.
    UnknownValue: Warning = "unknown-value",
    /// A key does not have the form that OpenAPI requires.
    InvalidKey: Warning = "invalid-key",
    /// The name of a component has characters that OpenAPI does not allow.
    ComponentName: Warning = "component-name",
    /// The document passes all checks and still cannot be read.
    InvalidDocument: Error = "invalid-document",

    // References.
    /// The target of a `$ref` does not exist.
    UnresolvedReference: Warning = "unresolved-reference",
    /// The target of a `$ref` has the wrong type, or no `$ref` is allowed here.
    MisplacedReference: Warning = "misplaced-reference",
    /// A `$ref` leads out of the folder of the document.
    ExternalReference: Warning = "external-reference",
    /// References form a cycle without an object.
    CircularReference: Warning = "circular-reference",
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    IgnoredSibling: Warning = "ignored-sibling",

    // Meaning.
    /// A chain of references is longer than the limit.
    UnsupportedReference: Warning = "unsupported-reference",
    /// A keyword cannot be expressed in Rust.
    UnsupportedKeyword: Warning = "unsupported-keyword",
    /// A keyword has no effect on clients.
    IgnoredKeyword: Note = "ignored-keyword",
    /// A keyword of OpenAPI 3.1 or 3.2 is not expressed in full.
    ApproximateKeyword: Note = "approximate-keyword",
    /// A keyword belongs to an earlier version of OpenAPI.
    ObsoleteKeyword: Note = "obsolete-keyword",
    /// A schema consists only of itself.
    InfiniteSchema: Warning = "infinite-schema",
    /// A schema requires a value of its own type, so that no finite value exists.
    InfiniteValue: Warning = "infinite-value",
    /// A schema includes itself through `allOf`.
    AllOfCycle: Warning = "all-of-cycle",
    /// Two parts of an `allOf` contradict each other.
    AllOfConflict: Warning = "all-of-conflict",
    /// A name in `required` is not a declared property.
    UndeclaredProperty: Warning = "undeclared-property",
    /// A request cannot send `null` for an optional nullable property.
    NullNotSent: Note = "null-not-sent",
    /// A default does not match its schema.
    InvalidDefault: Warning = "invalid-default",
    /// An example does not match its schema.
    InvalidExample: Warning = "invalid-example",
    /// An example is too expensive to compare with its schema.
    UncheckedExample: Note = "unchecked-example",
    /// A member of an enumeration is not allowed by its schema, or is a duplicate.
    InvalidMember: Warning = "invalid-member",
    /// A pattern rejects the schema's own example, default or enumeration member.
    MismatchedPattern: Warning = "mismatched-pattern",
    /// No value satisfies all keywords of a schema.
    Contradiction: Warning = "contradiction",
    /// A pattern is not an ECMAScript regular expression.
    InvalidPattern: Warning = "invalid-pattern",
    /// A pattern cannot be matched in bounded time, so that values are not checked with it.
    UncheckedPattern: Warning = "unchecked-pattern",
    /// An enumeration has no members.
    EmptyEnumeration: Warning = "empty-enumeration",
    /// The members of an enumeration are neither all strings nor all numbers.
    UncheckedEnumeration: Note = "unchecked-enumeration",
    /// The names for the members of an enumeration do not match its members.
    InvalidMemberNames: Warning = "invalid-member-names",
    /// Nothing in the document distinguishes the variants of a union.
    AmbiguousUnion: Warning = "ambiguous-union",
    /// A union only constrains the object beside it and is not checked.
    UncheckedUnion: Note = "unchecked-union",
    /// A discriminator value is mapped to a schema that does not exist.
    MappingTarget: Warning = "mapping-target",
    /// No discriminator value selects a variant.
    UnnamedVariant: Warning = "unnamed-variant",
    /// A variant does not declare the discriminator's property.
    VariantWithoutTag: Note = "variant-without-tag",
    /// A discriminator value selects two variants, or its variant does not allow it.
    VariantValue: Warning = "variant-value",
    /// A variant of a tagged union is not an object.
    VariantNotObject: Warning = "variant-not-object",
    /// A variant cannot represent all that its union requires.
    UnsupportedUnion: Warning = "unsupported-union",
    /// A keyword does not apply to the schema's type.
    InapplicableKeyword: Warning = "inapplicable-keyword",
    /// Two names of the document become the same name in Rust.
    NameCollision: Warning = "name-collision",
    /// Two operations have the same `operationId`.
    DuplicateOperation: Warning = "duplicate-operation",
    /// A path contains `#`.
    PathFragment: Warning = "path-fragment",
    /// A path template and its parameters do not match.
    PathParameter: Warning = "path-parameter",
    /// Two parameters have the same name and location.
    DuplicateParameter: Warning = "duplicate-parameter",
    /// A parameter cannot be serialized.
    UnsupportedParameter: Warning = "unsupported-parameter",
    /// A body or response has an unsupported media type.
    UnsupportedMediaType: Warning = "unsupported-media-type",
    /// A body could be sent in other media types too.
    OtherMediaTypes: Note = "other-media-types",
    /// The items of pages cannot be streamed, because the response type depends on the status.
    UnsupportedResponse: Note = "unsupported-response",
    /// An error response has no body with named properties.
    UntypedError: Note = "untyped-error",
    /// An operation is not in the crate.
    OperationOmitted: Warning = "operation-omitted",
    /// A server URL has no host.
    RelativeServer: Note = "relative-server",
    /// A security scheme is not supported.
    UnsupportedSecurity: Warning = "unsupported-security",

    // Extensions.
    /// An extension has an invalid value.
    InvalidExtension: Error = "invalid-extension",
    /// The document chooses an environment variable that is not the crate's own.
    UntrustedEnvironment: Warning = "untrusted-environment",
    /// An extension has no effect.
    UnusedExtension: Warning = "unused-extension",
    /// An allowed diagnostic does not occur.
    UnusedAllow: Note = "unused-allow",
    /// An extension belongs to another tool.
    ForeignExtension: Note = "foreign-extension",
}

impl Code {
    /// Returns the name, level, summary and page as plain text for a terminal.
    #[must_use]
    pub fn explanation(self) -> String {
        let page =
            Page::parse(self.page()).map_or_else(|_| self.page().to_owned(), |it| it.to_string());
        format!("{self} ({})\n\n{}\n\n{page}", self.level(), self.summary())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The error for a name that is not a diagnostic code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    name: String,
    suggestion: Option<&'static str>,
}

impl UnknownCode {
    /// Returns the error for `name`, with a suggestion from all codes and the other accepted `words`.
    pub(super) fn new(name: &str, words: &[&'static str]) -> Self {
        let names = Code::ALL.iter().map(|code| code.as_str()).chain(words.iter().copied());
        Self { name: name.to_owned(), suggestion: nearest(name, names) }
    }
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a diagnostic code: ", super::Visible(&self.name))?;
        match self.suggestion {
            Some(suggestion) => write!(formatter, "did you mean `{suggestion}`?"),
            None => formatter.write_str("`portolan explain` lists all codes"),
        }
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let mut all = Self::ALL.iter().copied();
        all.find(|code| code.as_str() == name).ok_or_else(|| UnknownCode::new(name, &[]))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn names_are_unique_kebab_case() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    }

    #[test]
    fn parses_names_and_suggests_similar_ones() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        let error = |name: &str| name.parse::<Code>().map_err(|error| error.to_string());
        let suggestion =
            "`unknown-keywrod` is not a diagnostic code: did you mean `unknown-keyword`?";
        assert_eq!(error("unknown-keywrod"), Err(suggestion.to_owned()));
        let no_suggestion = "`\\n` is not a diagnostic code: `portolan explain` lists all codes";
        assert_eq!(error("\n"), Err(no_suggestion.to_owned()));
    }

    #[test]
    fn summaries_are_one_sentence() {
        for code in Code::ALL {
            let summary = code.summary();
            assert!(summary.ends_with('.') && !summary.contains('\n'), "{code}: {summary}");
        }
    }
}
