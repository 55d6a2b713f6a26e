//! The kinds of findings, each under the name that it is shown and configured by.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The kind of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every kind of finding, as they stand here.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of the kind, such as `unknown-keyword`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

codes! {
    // Reading text.
    /// A file cannot be read, or is not text.
    Unreadable = "unreadable",
    /// The text is neither YAML nor JSON.
    Syntax = "syntax",
    /// A key stands twice in one object.
    DuplicateKey = "duplicate-key",
    /// YAML that no JSON says: a tag, a list or an object as a key, a number that is not finite.
    BeyondJson = "beyond-json",
    /// Nesting or aliases go beyond every sensible document.
    TooDeep = "too-deep",

    // Overlays.
    /// An overlay is not what OpenAPI Overlay 1.0 says it is.
    InvalidOverlay = "invalid-overlay",
    /// The target of an overlay action is not RFC 9535 `JSONPath`.
    InvalidTarget = "invalid-target",
    /// An overlay action matches nothing in the document.
    UnmatchedTarget = "unmatched-target",
    /// An overlay action cannot be applied to what it matches.
    InapplicableAction = "inapplicable-action",
    /// An overlay action changes nothing.
    IdleAction = "idle-action",

    // What OpenAPI 3.0 allows where.
    /// The document is not OpenAPI 3.0.
    UnsupportedVersion = "unsupported-version",
    /// OpenAPI 3.0 knows no such keyword here.
    UnknownKeyword = "unknown-keyword",
    /// OpenAPI 3.0 requires a keyword that is not here.
    MissingKeyword = "missing-keyword",
    /// A value is of another kind than OpenAPI 3.0 has here.
    WrongKind = "wrong-kind",
    /// A value is none of those that OpenAPI 3.0 lists here.
    UnknownValue = "unknown-value",
    /// A key is not of the form that OpenAPI 3.0 asks for here.
    InvalidKey = "invalid-key",
    /// The document fits the grammar and still cannot be read.
    UnreadableDocument = "unreadable-document",

    // References.
    /// A `$ref` points at nothing.
    UnresolvedReference = "unresolved-reference",
    /// A `$ref` points at a component of another kind than belongs in its place.
    MisplacedReference = "misplaced-reference",
    /// A `$ref` points outside the document and the files of its folder.
    ExternalReference = "external-reference",
    /// References point at each other and never at a component.
    CircularReference = "circular-reference",
    /// Keywords beside a `$ref`, which OpenAPI 3.0 ignores.
    IgnoredSibling = "ignored-sibling",

    // What a document means.
    /// A `$ref` points at a place that schemas, parameters, responses or bodies cannot be taken from.
    UnsupportedReference = "unsupported-reference",
    /// A keyword that cannot be expressed in Rust.
    UnsupportedKeyword = "unsupported-keyword",
    /// A `type` that OpenAPI 3.0 does not have.
    UnknownType = "unknown-type",
    /// A schema that is made of itself and has no end.
    EndlessSchema = "endless-schema",
    /// A schema that is a part of itself by `allOf`.
    AllOfCycle = "all-of-cycle",
    /// Two parts of an `allOf` disagree.
    AllOfConflict = "all-of-conflict",
    /// A name in `required` that no property has.
    UndeclaredProperty = "undeclared-property",
    /// A property of a request of which `null` and absent are not kept apart.
    NullNotSent = "null-not-sent",
    /// A default that is not of the type of the values.
    InvalidDefault = "invalid-default",
    /// A pattern that is not an ECMAScript regular expression.
    InvalidPattern = "invalid-pattern",
    /// An enumeration whose members are neither strings nor numbers, or none at all.
    UncheckedEnumeration = "unchecked-enumeration",
    /// Alternatives that nothing in the document tells apart.
    UndecidedUnion = "undecided-union",
    /// Alternatives that only constrain the object they stand beside, which is not checked.
    UncheckedAlternatives = "unchecked-alternatives",
    /// A discriminator's value that is mapped to nothing.
    MappingTarget = "mapping-target",
    /// A variant that no value of the discriminator stands for.
    UnnamedVariant = "unnamed-variant",
    /// A variant that does not have the discriminator's property.
    VariantWithoutTag = "variant-without-tag",
    /// A variant that is not an object, or cannot hold all that the union says of it.
    UnsupportedUnion = "unsupported-union",
    /// Two operations with one `operationId`.
    DuplicateOperation = "duplicate-operation",
    /// A path's template and its parameters disagree.
    PathParameter = "path-parameter",
    /// A parameter that cannot be written.
    UnsupportedParameter = "unsupported-parameter",
    /// A body or an answer of a media type that cannot be handled.
    UnsupportedMediaType = "unsupported-media-type",
    /// A body that could be sent in other forms too.
    OtherMediaTypes = "other-media-types",
    /// An answer that cannot be expressed.
    UnsupportedAnswer = "unsupported-answer",
    /// An error answer without a body that can be named.
    UntypedError = "untyped-error",
    /// An operation that is not in the crate.
    OperationLeftOut = "operation-left-out",
    /// A server without a host.
    RelativeServer = "relative-server",
    /// A security scheme that clients cannot be given.
    UnsupportedSecurity = "unsupported-security",
    /// A hint whose value is not what the hint asks for.
    InvalidHint = "invalid-hint",
    /// A hint that nothing reads.
    UnreadHint = "unread-hint",
    /// An extension that belongs to another tool.
    ForeignExtension = "foreign-extension",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
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
}
