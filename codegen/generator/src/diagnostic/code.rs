//! The kinds of diagnostics, each with the name that it is shown and configured by, its level, and its page.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{Level, Page, nearest};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident: $level:ident = $name:literal,)+) => {
        /// The kind of a diagnostic.
        ///
        /// Each has a page here, which `cargo xtask explain` prints too: what it means, a document that gives it,
        /// what is said of that document, and the document mended.
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
            /// Every kind of diagnostic, as they stand here.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of the kind, such as `unknown-keyword`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// How grave diagnostics of this kind are, unless something else is [asked for](super::Levels).
            #[must_use]
            pub fn level(self) -> Level {
                match self {
                    $(Self::$variant => Level::$level,)+
                }
            }

            /// What the kind is, in one sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                let lines = match self {
                    $(Self::$variant => concat!($($doc),+),)+
                };
                lines.trim()
            }

            /// The page of the kind, as Markdown.
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
    // Reading text.
    /// A file cannot be read, or is not text.
    UnreadableFile: Error = "unreadable-file",
    /// A file is larger than is allowed.
    TooLarge: Error = "too-large",
    /// The text is neither YAML nor JSON.
    Syntax: Error = "syntax",
    /// A key stands twice in one object.
    DuplicateKey: Error = "duplicate-key",
    /// YAML that no JSON says: a tag, a list or an object as a key, a number that is not finite.
    UnsupportedYaml: Error = "unsupported-yaml",
    /// Nesting or aliases go beyond every sensible document.
    TooDeep: Error = "too-deep",

    // Overlays.
    /// An overlay is not what OpenAPI Overlay 1.0 says it is.
    InvalidOverlay: Error = "invalid-overlay",
    /// The target of an overlay action is not RFC 9535 `JSONPath`.
    InvalidTarget: Error = "invalid-target",
    /// An overlay action matches nothing in the document.
    UnmatchedTarget: Error = "unmatched-target",
    /// An overlay action cannot be applied to what it matches.
    InapplicableAction: Error = "inapplicable-action",
    /// An overlay action changes nothing.
    RedundantAction: Warning = "redundant-action",

    // What OpenAPI 3.0 allows where.
    /// The document is not OpenAPI 3.0.
    UnsupportedVersion: Error = "unsupported-version",
    /// OpenAPI 3.0 knows no such keyword here.
    UnknownKeyword: Warning = "unknown-keyword",
    /// OpenAPI 3.0 requires a keyword that is not here.
    MissingKeyword: Error = "missing-keyword",
    /// A value is of another kind than OpenAPI 3.0 has here.
    WrongType: Error = "wrong-type",
    /// A value is none of those that OpenAPI 3.0 lists here.
    UnknownValue: Error = "unknown-value",
    /// A key is not of the form that OpenAPI 3.0 asks for here.
    InvalidKey: Error = "invalid-key",
    /// The name of a component has characters that OpenAPI 3.0 does not allow.
    ComponentName: Warning = "component-name",
    /// The document fits the grammar and still cannot be read.
    InvalidDocument: Error = "invalid-document",

    // References.
    /// A `$ref` points at nothing.
    UnresolvedReference: Error = "unresolved-reference",
    /// A `$ref` points at a component of another kind than belongs in its place.
    MisplacedReference: Error = "misplaced-reference",
    /// A `$ref` points outside the document and the files of its folder.
    ExternalReference: Error = "external-reference",
    /// References point at each other and never at a component.
    CircularReference: Error = "circular-reference",
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    IgnoredSibling: Warning = "ignored-sibling",

    // What a document means.
    /// A `$ref` leads to what it means by way of too many others.
    UnsupportedReference: Error = "unsupported-reference",
    /// A keyword that cannot be expressed in Rust.
    UnsupportedKeyword: Warning = "unsupported-keyword",
    /// A keyword that says something clients have no use for yet.
    IgnoredKeyword: Note = "ignored-keyword",
    /// A schema that is made of itself and has no end.
    InfiniteSchema: Warning = "infinite-schema",
    /// An object that needs another of its own kind, and so has no values.
    InfiniteValue: Warning = "infinite-value",
    /// A schema that is a part of itself by `allOf`.
    AllOfCycle: Warning = "all-of-cycle",
    /// Two parts of an `allOf` disagree.
    AllOfConflict: Warning = "all-of-conflict",
    /// A name in `required` that no property has.
    UndeclaredProperty: Warning = "undeclared-property",
    /// A property of a request of which `null` and absent are not kept apart.
    NullNotSent: Note = "null-not-sent",
    /// A default that does not fit its schema.
    InvalidDefault: Warning = "invalid-default",
    /// An example that does not fit its schema.
    InvalidExample: Warning = "invalid-example",
    /// Examples that would take too long to be compared with their schemas.
    UncheckedExample: Note = "unchecked-example",
    /// A member of an enumeration that the rest of the schema refuses, or that stands there twice.
    InvalidMember: Warning = "invalid-member",
    /// A pattern that refuses the schema's own example, default or member.
    MismatchedPattern: Warning = "mismatched-pattern",
    /// Keywords of one schema that no value can satisfy together.
    Contradiction: Warning = "contradiction",
    /// A pattern that is not an ECMAScript regular expression.
    InvalidPattern: Warning = "invalid-pattern",
    /// An enumeration without members, which allows no value at all.
    EmptyEnumeration: Warning = "empty-enumeration",
    /// An enumeration whose members are neither all strings nor all numbers.
    UncheckedEnumeration: Note = "unchecked-enumeration",
    /// Names for the members of an enumeration that are not one for each member.
    InvalidMemberNames: Warning = "invalid-member-names",
    /// UntaggedUnion that nothing in the document tells apart.
    AmbiguousUnion: Warning = "ambiguous-union",
    /// UntaggedUnion that only constrain the object they stand beside, which is not checked.
    UncheckedUnion: Note = "unchecked-union",
    /// A discriminator's value that is mapped to nothing.
    MappingTarget: Error = "mapping-target",
    /// A variant that no value of the discriminator stands for.
    UnnamedVariant: Warning = "unnamed-variant",
    /// A variant that does not have the discriminator's property.
    VariantWithoutTag: Note = "variant-without-tag",
    /// A discriminator's value that stands for two variants, or that its variant does not allow.
    VariantValue: Warning = "variant-value",
    /// A variant of a union with a discriminator that is not an object.
    VariantNotObject: Warning = "variant-not-object",
    /// A variant that cannot hold all that the union says of it.
    UnsupportedUnion: Warning = "unsupported-union",
    /// A keyword that says nothing of values of the schema's type.
    InapplicableKeyword: Warning = "inapplicable-keyword",
    /// Two names of the document that are one name in Rust.
    NameCollision: Warning = "name-collision",
    /// Two operations with one `operationId`.
    DuplicateOperation: Error = "duplicate-operation",
    /// A path's template and its parameters disagree.
    PathParameter: Error = "path-parameter",
    /// Two parameters of one name in one place.
    DuplicateParameter: Warning = "duplicate-parameter",
    /// A parameter that cannot be written.
    UnsupportedParameter: Warning = "unsupported-parameter",
    /// A body or a response of a media type that cannot be handled.
    UnsupportedMediaType: Warning = "unsupported-media-type",
    /// A body that could be sent in other forms too.
    OtherMediaTypes: Note = "other-media-types",
    /// Pages of a response that depends on the status, whose items are not given one after another.
    UnsupportedResponse: Note = "unsupported-response",
    /// An error response without a body that can be named.
    UntypedError: Note = "untyped-error",
    /// An operation that is not in the crate.
    OperationOmitted: Warning = "operation-omitted",
    /// A server without a host.
    RelativeServer: Note = "relative-server",
    /// A security scheme that clients cannot be given.
    UnsupportedSecurity: Warning = "unsupported-security",

    // Extensions.
    /// An extension whose value is not what the extension asks for.
    InvalidExtension: Error = "invalid-extension",
    /// An extension that nothing reads.
    UnusedExtension: Warning = "unused-extension",
    /// A diagnostic is allowed that the document does not give.
    UnusedAllow: Note = "unused-allow",
    /// An extension that belongs to another tool.
    ForeignExtension: Note = "foreign-extension",
}

impl Code {
    /// The page of the kind as a terminal shows it, under its name, its level and what it is in one sentence.
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

/// A name that no kind of diagnostic has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    name: String,
    meant: Option<&'static str>,
}

impl UnknownCode {
    /// `name` is none of the kinds, nor of the other `words` that could stand in its place.
    pub(super) fn new(name: &str, words: &[&'static str]) -> Self {
        let names = Code::ALL.iter().map(|code| code.as_str()).chain(words.iter().copied());
        Self { name: name.to_owned(), meant: nearest(name, names) }
    }
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no diagnostic is called `{}`: ", super::Visible(&self.name))?;
        match self.meant {
            Some(meant) => write!(formatter, "did you mean `{meant}`?"),
            None => formatter.write_str("`cargo xtask explain` lists all"),
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
    fn no_name_stands_twice() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    }

    #[test]
    fn names_are_read_and_slips_understood() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        let slip = |name: &str| name.parse::<Code>().map_err(|error| error.to_string());
        let meant = "no diagnostic is called `unknown-keywrod`: did you mean `unknown-keyword`?";
        assert_eq!(slip("unknown-keywrod"), Err(meant.to_owned()));
        let nothing = "no diagnostic is called `\\n`: `cargo xtask explain` lists all";
        assert_eq!(slip("\n"), Err(nothing.to_owned()));
    }

    #[test]
    fn what_a_kind_is_takes_one_sentence() {
        for code in Code::ALL {
            let summary = code.summary();
            assert!(summary.ends_with('.') && !summary.contains('\n'), "{code}: {summary}");
        }
    }
}
