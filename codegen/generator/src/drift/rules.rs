//! The rules: the verdicts on every code.
//!
//! Invariant: changes are judged here only. Each code has a verdict for each direction in which it occurs: whether a
//! program built from the old document works with the service of the new one, and whether code that uses the crate
//! compiles with a regenerated crate. Additions that the runtime tolerates by design (unknown members, variants and
//! properties, missing required properties) work.

use std::fmt::{self, Write as _};

use serde::{Serialize, Serializer};

use super::effect::{Direction, Rust, Wire};
use Rust::{Major, Minor, Patch};
use Wire::{Breaks, Works};

/// The effect of a change in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The direction.
    pub direction: Direction,
    /// The effect on programs built from the old document.
    pub wire: Wire,
    /// The version that a regenerated crate needs.
    pub rust: Rust,
    /// The reason.
    pub reason: &'static str,
}

/// The rule of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The code.
    pub code: Code,
    /// The change, as a sentence without a full stop.
    pub summary: &'static str,
    /// The effect in each direction in which the change occurs.
    pub verdicts: &'static [Verdict],
}

macro_rules! rules {
    ($($variant:ident = $name:literal, $summary:literal $([$direction:ident $wire:ident $rust:ident $reason:literal])+)+) => {
        /// The code of a change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)+
        }

        impl Code {
            /// Returns the name of the code, such as `property-removed`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the rule of the code.
            #[must_use]
            pub fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$variant => {
                        const RULE: Rule = Rule {
                            code: Code::$variant,
                            summary: $summary,
                            verdicts: &[$(Verdict {
                                direction: Direction::$direction,
                                wire: $wire,
                                rust: $rust,
                                reason: $reason,
                            }),+],
                        };
                        &RULE
                    })+
                }
            }

            /// All codes in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

// The code, the change, and for each direction: the effect on the wire, the version, the reason.
rules! {
    // Bodies of webhooks.
    ModelAdded = "model-added", "The body of a webhook was added"
        [Response Works Minor "the crate gains a type"]
    ModelRemoved = "model-removed", "The body of a webhook was removed"
        [Response Works Major "the service does not send it, and the crate loses the type"]

    // Operations.
    OperationAdded = "operation-added", "An operation was added"
        [Both Works Minor "no program calls it yet"]
    OperationRemoved = "operation-removed", "An operation was removed"
        [Both Breaks Major "calls fail, and the crate loses the function"]
    OperationRenamed = "operation-renamed", "The `operationId` of an operation changed"
        [Both Works Major "requests do not contain the id, but the function is named after it"]
    OperationMoved = "operation-moved", "The path or method of an operation changed"
        [Both Breaks Patch "calls go to the old path; the function keeps its name"]
    OperationOmitted = "operation-omitted", "An operation is now omitted from the crate"
        [Both Works Major "the service still has it, but a regenerated crate does not"]
    OperationIncluded = "operation-included", "An operation is no longer omitted from the crate"
        [Both Works Minor "the crate gains the function"]
    OperationDeprecated = "operation-deprecated", "An operation was deprecated"
        [Both Works Minor "calls work, and the compiler warns"]
    OperationUndeprecated = "operation-undeprecated", "An operation is no longer deprecated"
        [Both Works Patch "the compiler no longer warns"]
    OperationRetagged = "operation-retagged", "The tag of an operation changed"
        [Both Works Major "another feature of the crate enables it"]

    // Parameters.
    ParameterAdded = "parameter-added", "An optional parameter was added"
        [Request Works Minor "requests without it stay valid"]
    RequiredParameterAdded = "required-parameter-added", "A required parameter was added"
        [Request Breaks Major "requests without it are rejected, and the function gains an argument"]
    ParameterRemoved = "parameter-removed", "A parameter was removed"
        [Request Breaks Major "a service may reject unknown parameters, and the crate loses the setter or argument"]
    ParameterRenamed = "parameter-renamed", "The name of a parameter changed"
        [Request Breaks Major "the service ignores the old name, and the setter is named after the new one"]
    PathParameterRenamed = "path-parameter-renamed", "The name of a path parameter changed"
        [Request Works Patch "the URL does not contain the name, and arguments are positional"]
    ParameterMoved = "parameter-moved", "The location of a parameter changed"
        [Request Breaks Patch "the service does not read the old location; the setter keeps its name"]
    ParameterRequired = "parameter-required", "An optional parameter became required"
        [Request Breaks Major "requests without it are rejected, and the setter becomes an argument"]
    ParameterOptional = "parameter-optional", "A required parameter became optional"
        [Request Works Major "requests with it stay valid, but the argument becomes a setter"]
    ParameterRestyled = "parameter-restyled", "The style of a parameter changed"
        [Request Breaks Patch "the service misreads the old style"]
    ParameterDeprecated = "parameter-deprecated", "A parameter was deprecated"
        [Request Works Minor "it works, and the compiler warns"]
    ParameterUndeprecated = "parameter-undeprecated", "A parameter is no longer deprecated"
        [Request Works Patch "the compiler no longer warns"]

    // Request bodies.
    BodyAdded = "body-added", "A request gained an optional body"
        [Request Works Minor "requests without it stay valid"]
    RequiredBodyAdded = "required-body-added", "A request gained a required body"
        [Request Breaks Major "requests without it are rejected, and the function gains an argument"]
    BodyRemoved = "body-removed", "A request lost its body"
        [Request Breaks Major "a service may reject a body, and the function loses an argument"]
    BodyRequired = "body-required", "The optional body of a request became required"
        [Request Breaks Major "requests without it are rejected, and the setter becomes an argument"]
    BodyOptional = "body-optional", "The required body of a request became optional"
        [Request Works Major "requests with it stay valid, but the argument becomes a setter"]

    PropertyRestyled = "property-restyled", "The encoding of a property of a form or multipart body changed"
        [Request Breaks Patch "the service misreads the old encoding"]

    // Responses.
    StatusAdded = "status-added", "A success status was added"
        [Response Works Patch "every success status is decoded"]
    StatusRemoved = "status-removed", "A success status was removed"
        [Response Works Patch "programs do not depend on a status"]
    ErrorAdded = "error-added", "An error response was added"
        [Response Works Minor "every other status is an error, documented or not"]
    ErrorRemoved = "error-removed", "An error response was removed"
        [Response Works Patch "programs do not depend on a status"]
    ResponsesDiffer = "responses-differ", "The type of the response now depends on the status"
        [Response Works Major "the old type is still returned, but the function returns an enum"]
    ResponsesAgree = "responses-agree", "The type of the response no longer depends on the status"
        [Response Works Major "the type is one of the old ones, but the function no longer returns an enum"]
    ResponseBodyAdded = "response-body-added", "A response gained a body"
        [Response Works Major "an unexpected body is ignored, but the function returns another type"]
    ResponseBodyRemoved = "response-body-removed", "A response lost its body"
        [Response Breaks Major "there is nothing to decode, and the function returns another type"]
    HeaderAdded = "header-added", "A response gained a header"
        [Response Works Minor "unknown headers are ignored"]
    HeaderRemoved = "header-removed", "A response lost a header"
        [Response Works Major "a header may always be absent, but the crate loses its constant"]
    HeaderChanged = "header-changed", "The type of a response header changed"
        [Response Breaks Major "its value is parsed as the old type"]

    // Media types.
    MediaTypeAdded = "media-type-added", "A body gained a media type"
        [Request Works Patch "the media type in use is still accepted"]
        [Response Works Patch "the media type in use is still served"]
    MediaTypeRemoved = "media-type-removed", "A body lost the media type in use"
        [Request Breaks Patch "a service may reject it"]
        [Response Breaks Patch "a service may not serve it"]
    MediaTypeSuperseded = "media-type-superseded", "A body gained a newer media type beside the one in use"
        [Request Works Patch "the media type in use is still accepted; a regenerated crate sends the newer one"]
        [Response Works Patch "the media type in use is still served; a regenerated crate requests the newer one"]
    UnusedMediaTypeRemoved = "unused-media-type-removed", "A body lost a media type that is not in use"
        [Request Works Patch "nothing is sent in it"]
        [Response Works Patch "nothing requests it"]

    // Properties.
    PropertyAdded = "property-added", "An object gained an optional property"
        [Request Works Minor "constructors take required properties only"]
        [Response Works Minor "unknown properties are kept, and structs are `#[non_exhaustive]`"]
    RequiredPropertyAdded = "required-property-added", "An object gained a required property"
        [Request Breaks Major "requests without it are rejected, and the constructor gains an argument"]
        [Response Works Minor "unknown properties are kept, and structs are `#[non_exhaustive]`"]
    PropertyRemoved = "property-removed", "An object lost an optional property"
        [Request Breaks Major "a service may reject unknown properties, and the struct loses the field"]
        [Response Works Major "the property could be absent before, but the struct loses the field"]
    RequiredPropertyRemoved = "required-property-removed", "An object lost a required property"
        [Request Breaks Major "a service may reject unknown properties, and the struct loses the field"]
        [Response Breaks Major "a program that relies on it gets an empty value, and the struct loses the field"]
    PropertyRenamed = "property-renamed", "The name of a property changed"
        [Request Breaks Major "the service ignores the old name, and the field is named after the new one"]
        [Response Breaks Major "the value under the new name is not found, and the field is named after it"]
    PropertyRequired = "property-required", "An optional property became required"
        [Request Breaks Major "requests without it are rejected, and the constructor gains an argument"]
        [Response Works Major "the value is always present, but the field is no longer an `Option`"]
    PropertyOptional = "property-optional", "A required property became optional"
        [Request Works Major "requests with it stay valid, but the constructor loses an argument"]
        [Response Works Major "an absent value is empty and listed as missing, but the field becomes an `Option`"]
    PropertyNullable = "property-nullable", "A property became nullable"
        [Request Works Major "requests without `null` stay valid, but the type of the field changes"]
        [Response Works Major "`null` is an empty value and listed as missing, but the type of the field changes"]
    PropertyNotNullable = "property-not-nullable", "A property is no longer nullable"
        [Request Breaks Major "requests with `null` are rejected, and the type of the field changes"]
        [Response Works Major "the value is always present, but the type of the field changes"]
    NullAllowed = "null-allowed", "An optional property became nullable"
        [Request Works Patch "requests without `null` stay valid"]
        [Response Works Patch "`null` is decoded as absent"]
    NullForbidden = "null-forbidden", "An optional property is no longer nullable"
        [Request Works Patch "the field could not be `null`"]
        [Response Works Patch "`null` was decoded as absent"]
    PropertyDeprecated = "property-deprecated", "A property was deprecated"
        [Request Works Minor "it works, and the compiler warns"]
        [Response Works Minor "it works, and the compiler warns"]
    PropertyUndeprecated = "property-undeprecated", "A property is no longer deprecated"
        [Request Works Patch "the compiler no longer warns"]
        [Response Works Patch "the compiler no longer warns"]
    AdditionalPropertiesAdded = "additional-properties-added", "An object gained additional properties"
        [Request Works Minor "requests without them stay valid"]
        [Response Works Minor "unknown properties are kept"]
    AdditionalPropertiesRemoved = "additional-properties-removed", "An object lost additional properties"
        [Request Breaks Major "requests with them are rejected, and the struct loses the map"]
        [Response Works Major "absent values are valid, but the struct loses the map"]

    // Types.
    TypeChanged = "type-changed", "The type of a value changed"
        [Request Breaks Major "the service expects another type"]
        [Response Breaks Major "a value of another JSON kind fails to decode"]
    TypeWidened = "type-widened", "The type of a value gained values"
        [Request Works Major "old values are still accepted, but the type of the field changes"]
        [Response Breaks Major "values outside the old type fail to decode"]
    TypeNarrowed = "type-narrowed", "The type of a value lost values"
        [Request Breaks Major "the service rejects values outside the new type"]
        [Response Works Major "the old type contains all values, but the type of the field changes"]
    EnumerationClosed = "enumeration-closed", "A free value became an enumeration"
        [Request Breaks Major "the service rejects other values"]
        [Response Works Major "the old type contains all values, but the type of the field changes"]
    EnumerationOpened = "enumeration-opened", "An enumeration became a free value"
        [Request Works Major "old values are still accepted, but the type of the field changes"]
        [Response Works Major "unknown members are kept as `Unknown`, but the type of the field changes"]
    SchemaDeprecated = "schema-deprecated", "A schema was deprecated"
        [Request Works Minor "it works, and the compiler warns"]
        [Response Works Minor "it works, and the compiler warns"]
    SchemaUndeprecated = "schema-undeprecated", "A schema is no longer deprecated"
        [Request Works Patch "the compiler no longer warns"]
        [Response Works Patch "the compiler no longer warns"]

    // Enumerations and unions.
    MemberAdded = "member-added", "An enumeration gained a member"
        [Request Works Minor "old members are still accepted"]
        [Response Works Minor "unknown members are kept as `Unknown`, and enums are `#[non_exhaustive]`"]
    MemberRemoved = "member-removed", "An enumeration lost a member"
        [Request Breaks Major "the service rejects it, and the enum loses the variant"]
        [Response Works Major "other members are decoded as before, but the enum loses the variant"]
    VariantAdded = "variant-added", "A union gained a variant"
        [Request Works Minor "old variants are still accepted"]
        [Response Works Minor "unknown variants are kept as `Unknown`, and enums are `#[non_exhaustive]`"]
    VariantRemoved = "variant-removed", "A union lost a variant"
        [Request Breaks Major "the service rejects it, and the enum loses it"]
        [Response Works Major "other variants are decoded as before, but the enum loses it"]
    VariantRenamed = "variant-renamed", "The discriminator value of a variant changed"
        [Request Breaks Major "the service does not know the old value, and the variant is named after the new one"]
        [Response Breaks Major "the new value is decoded as `Unknown`, and the variant is named after it"]
    DiscriminatorRenamed = "discriminator-renamed", "The discriminator property of a union changed"
        [Request Breaks Major "the service does not find the old property"]
        [Response Breaks Major "without the old property a program has to guess the variant"]
    DiscriminatorAdded = "discriminator-added", "An untagged union gained a discriminator"
        [Request Breaks Major "requests may lack the property, and the enum changes"]
        [Response Works Major "a program still decodes by structure, but the enum changes"]
    DiscriminatorRemoved = "discriminator-removed", "A tagged union lost its discriminator"
        [Request Works Major "old values are still accepted, but the enum changes"]
        [Response Breaks Major "without the property a program has to guess the variant, and the enum changes"]

    // Constraints and defaults.
    ConstraintTightened = "constraint-tightened", "A constraint became stricter"
        [Request Breaks Patch "the service rejects values that it accepted before"]
        [Response Works Patch "responses are never checked"]
    ConstraintLoosened = "constraint-loosened", "A constraint became less strict"
        [Request Works Patch "old values are still accepted"]
        [Response Works Patch "responses are never checked"]
    ConstraintChanged = "constraint-changed", "A constraint changed"
        [Request Breaks Patch "the service may reject values that it accepted before"]
        [Response Works Patch "responses are never checked"]
    FormatChanged = "format-changed", "The format of a string changed, which is not checked"
        [Request Works Patch "the value is still a string"]
        [Response Works Patch "the value is still a string"]
    DefaultChanged = "default-changed", "A default changed"
        [Request Breaks Patch "requests without the value have another meaning"]
        [Response Works Patch "absent values stay absent"]
    DefaultAdded = "default-added", "A default was added"
        [Request Works Patch "requests with the value are not affected, and others had no documented meaning"]
        [Response Works Patch "absent values stay absent"]
    DefaultRemoved = "default-removed", "A default was removed"
        [Request Works Patch "requests with the value are not affected, and others lose their documented meaning"]
        [Response Works Patch "absent values stay absent"]

    // Security and servers.
    SecurityAdded = "security-added", "An authentication scheme was added"
        [Request Works Minor "the other schemes still work"]
    SecurityRemoved = "security-removed", "An authentication scheme was removed"
        [Request Breaks Major "requests with it are rejected, and the client may no longer offer it"]
    ServerAdded = "server-added", "A server was added"
        [Both Works Patch "the other servers still work"]
    ServerRemoved = "server-removed", "A server was removed"
        [Both Breaks Patch "requests to it fail"]
}

impl Code {
    /// Returns the code with a name such as `property-removed`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Returns the effect of a change in a direction; in both directions, the worse of the two.
    #[must_use]
    pub fn verdicts(self, direction: Direction) -> (Wire, Rust) {
        let verdicts = self.rule().verdicts.iter();
        let applicable = verdicts.filter(|verdict| verdict.direction.overlaps(direction));
        applicable.fold((Works, Patch), |(wire, rust), verdict| {
            (wire.max(verdict.wire), rust.max(verdict.rust))
        })
    }
}

/// Returns the table of all rules as CommonMark.
#[must_use]
pub fn table() -> String {
    let mut table = String::from(
        "| code | change | direction | on the wire | in Rust | reason |\n|---|---|---|---|---|---|\n",
    );
    for code in Code::ALL {
        for verdict in code.rule().verdicts {
            // Writing to a string cannot fail.
            let _ = writeln!(
                table,
                "| `{code}` | {} | {} | {} | {} | {} |",
                code.rule().summary,
                verdict.direction,
                verdict.wire,
                verdict.rust,
                verdict.reason
            );
        }
    }
    table
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

    use super::*;

    #[test]
    fn codes_have_unique_names_and_one_verdict_per_direction() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::named(code.as_str()), Some(*code));
            let verdicts = code.rule().verdicts;
            let directions: BTreeSet<_> = verdicts.iter().map(|it| it.direction).collect();
            assert_eq!(directions.len(), verdicts.len(), "{code}");
            assert!(verdicts.len() == 1 || !directions.contains(&Direction::Both), "{code}");
        }
    }

    #[test]
    fn change_in_both_directions_has_the_worse_verdict() {
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Response), (Works, Major));
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Request), (Breaks, Major));
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Both), (Breaks, Major));
    }
}
