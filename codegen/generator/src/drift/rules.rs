//! The rules: every kind of change, and what it does to a program that was built from the old document.
//!
//! This is the one place where a change is judged. Each code has a line for each direction in which it can happen: does
//! a program built from the old document still work against the service of the new one, and does a caller's code still
//! compile against a crate that is made anew? What the runtime tolerates by design (members, variants and properties
//! that responses have more, and required ones that they lack) works.

use std::fmt::{self, Write as _};

use serde::{Serialize, Serializer};

use super::change::{Direction, Rust, Wire};
use Rust::{Major, Minor, Patch};
use Wire::{Breaks, Works};

/// What a change does in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The direction that this speaks of.
    pub direction: Direction,
    /// Whether a program that was built from the old document still works.
    pub wire: Wire,
    /// What version a crate that is made anew needs.
    pub rust: Rust,
    /// Why.
    pub why: &'static str,
}

/// What there is to know about a kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The kind.
    pub code: Code,
    /// What has happened, as a sentence without a full stop.
    pub what: &'static str,
    /// What it does, in each direction in which it can happen.
    pub verdicts: &'static [Verdict],
}

macro_rules! rules {
    ($($variant:ident = $name:literal, $what:literal $([$direction:ident $wire:ident $rust:ident $why:literal])+)+) => {
        /// The kind of a change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $what] $variant,)+
        }

        impl Code {
            /// The name of the kind, such as `property-removed`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What there is to know about the kind.
            #[must_use]
            pub fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$variant => {
                        const RULE: Rule = Rule {
                            code: Code::$variant,
                            what: $what,
                            verdicts: &[$(Verdict {
                                direction: Direction::$direction,
                                wire: $wire,
                                rust: $rust,
                                why: $why,
                            }),+],
                        };
                        &RULE
                    })+
                }
            }

            /// Every kind of change, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

// The code, what has happened, and for each direction: on the wire, in Rust, why.
rules! {
    // Operations.
    OperationAdded = "operation-added", "There is a new operation"
        [Both Works Minor "nobody calls it yet"]
    OperationRemoved = "operation-removed", "An operation is gone"
        [Both Breaks Major "calls of it fail, and the crate loses its function"]
    OperationRenamed = "operation-renamed", "An operation has another `operationId`"
        [Both Works Major "requests do not hold its name, but the function is called after it"]
    OperationMoved = "operation-moved", "An operation has another path or method"
        [Both Breaks Patch "calls go to where it was; the function stays what it is"]
    OperationOmitted = "operation-omitted", "An operation cannot be expressed any more"
        [Both Works Major "the service still has it, but a crate that is made anew does not"]
    OperationExpressed = "operation-expressed", "An operation can be expressed that could not before"
        [Both Works Minor "the crate gets its function"]
    OperationDeprecated = "operation-deprecated", "An operation is deprecated"
        [Both Works Minor "calls work and warn when they are compiled"]
    OperationUndeprecated = "operation-undeprecated", "An operation is not deprecated any more"
        [Both Works Patch "a warning goes away"]
    OperationRetagged = "operation-retagged", "An operation stands under another tag"
        [Both Works Major "it comes with another feature of the crate"]

    // Parameters.
    ParameterAdded = "parameter-added", "There is a new parameter that may be left out"
        [Request Works Minor "requests without it are as good as before"]
    RequiredParameterAdded = "required-parameter-added", "There is a new parameter that must be given"
        [Request Breaks Major "requests without it are refused, and the function takes one value more"]
    ParameterRemoved = "parameter-removed", "A parameter is gone"
        [Request Breaks Major "a service may refuse what it does not know, and the crate loses its setter or argument"]
    ParameterRenamed = "parameter-renamed", "A parameter has another name"
        [Request Breaks Major "the service does not see the old name, and the setter is called after it"]
    PathParameterRenamed = "path-parameter-renamed", "A parameter of the path has another name"
        [Request Works Patch "the address does not hold its name, and a function's arguments are given by position"]
    ParameterMoved = "parameter-moved", "A parameter stands in another place of the request"
        [Request Breaks Patch "it is written where the service does not look; the setter stays what it is"]
    ParameterRequired = "parameter-required", "A parameter must be given that could be left out"
        [Request Breaks Major "requests without it are refused, and its setter becomes an argument"]
    ParameterOptional = "parameter-optional", "A parameter may be left out that had to be given"
        [Request Works Major "requests with it are as good as before, but its argument becomes a setter"]
    ParameterRestyled = "parameter-restyled", "A parameter is written in another style"
        [Request Breaks Patch "the service reads the old style as something else"]
    ParameterDeprecated = "parameter-deprecated", "A parameter is deprecated"
        [Request Works Minor "it works and warns when it is compiled"]
    ParameterUndeprecated = "parameter-undeprecated", "A parameter is not deprecated any more"
        [Request Works Patch "a warning goes away"]

    // What is sent.
    BodyAdded = "body-added", "A request may have a body that had none"
        [Request Works Minor "requests without one are as good as before"]
    RequiredBodyAdded = "required-body-added", "A request must have a body that had none"
        [Request Breaks Major "requests without one are refused, and the function takes one value more"]
    BodyRemoved = "body-removed", "A request has no body any more"
        [Request Breaks Major "a service may refuse one, and the function takes one value less"]
    BodyRequired = "body-required", "The body of a request must be given that could be left out"
        [Request Breaks Major "requests without one are refused, and its setter becomes an argument"]
    BodyOptional = "body-optional", "The body of a request may be left out that had to be given"
        [Request Works Major "requests with one are as good as before, but its argument becomes a setter"]

    PropertyRestyled = "property-restyled", "A property of a form, or of a body of parts, is sent in another way"
        [Request Breaks Patch "the service reads the old way as something else"]

    // What is answered.
    StatusAdded = "status-added", "There is a new status of success"
        [Response Works Patch "every status of success is read"]
    StatusRemoved = "status-removed", "A status of success is gone"
        [Response Works Patch "what does not come harms nobody"]
    ErrorAdded = "error-added", "There is a new error response"
        [Response Works Minor "every status that is no success is an error, documented or not"]
    ErrorRemoved = "error-removed", "An error response is gone"
        [Response Works Patch "what does not come harms nobody"]
    ResponsesDiffer = "responses-differ", "What is answered depends on the status"
        [Response Works Major "what came before still does, but the function gives an enum"]
    ResponsesAgree = "responses-agree", "What is answered does not depend on the status any more"
        [Response Works Major "what comes is one of what came before, but the function gives no enum"]
    ResponseBodyAdded = "response-body-added", "A response has a body that had none"
        [Response Works Major "what is not asked for is not read, but the function gives something else"]
    ResponseBodyRemoved = "response-body-removed", "A response has no body any more"
        [Response Breaks Major "there is nothing to read, and the function gives something else"]
    HeaderAdded = "header-added", "A response has a new header"
        [Response Works Minor "headers that nobody asks for harm nobody"]
    HeaderRemoved = "header-removed", "A response does not have a header any more"
        [Response Works Major "a header may always be absent, but who reads it by its name does not find it"]
    HeaderChanged = "header-changed", "A header of a response holds something else"
        [Response Breaks Major "its value is read as what it was"]

    // The form of bodies.
    MediaTypeAdded = "media-type-added", "A body comes in one more media type"
        [Request Works Patch "the one that is sent is still taken"]
        [Response Works Patch "the one that is asked for is still served"]
    MediaTypeRemoved = "media-type-removed", "A body does not come in a media type any more"
        [Request Breaks Patch "the one that is sent may be refused"]
        [Response Breaks Patch "the one that is asked for may not be served"]
    MediaTypeSuperseded = "media-type-superseded", "A body comes in a newer media type beside the one in use"
        [Request Works Patch "the one that is sent is still taken; a crate that is made anew sends the newer one"]
        [Response Works Patch "the one that is asked for is still served; a crate that is made anew asks for the newer one"]
    UnusedMediaTypeRemoved = "unused-media-type-removed", "A body does not come in a media type any more that is not in use"
        [Request Works Patch "nothing is sent in it"]
        [Response Works Patch "nobody asks for it"]

    // Properties.
    PropertyAdded = "property-added", "An object has a new property that may be left out"
        [Request Works Minor "requests are made from what is required alone"]
        [Response Works Minor "properties that a program does not know are kept, and structs are `#[non_exhaustive]`"]
    RequiredPropertyAdded = "required-property-added", "An object has a new property that must be there"
        [Request Breaks Major "requests without it are refused, and making one takes one value more"]
        [Response Works Minor "properties that a program does not know are kept, and structs are `#[non_exhaustive]`"]
    PropertyRemoved = "property-removed", "An object does not have a property any more that could be left out"
        [Request Breaks Major "a service may refuse what it does not know, and the struct loses its field"]
        [Response Works Major "it could be absent before, but the struct loses its field"]
    RequiredPropertyRemoved = "required-property-removed", "An object does not have a property any more that had to be there"
        [Request Breaks Major "a service may refuse what it does not know, and the struct loses its field"]
        [Response Breaks Major "a program gets an empty value where it counts on one, and the struct loses its field"]
    PropertyRenamed = "property-renamed", "A property has another name"
        [Request Breaks Major "the service does not see the old name, and the field is called after it"]
        [Response Breaks Major "what comes under the new name is not found, and the field is called after it"]
    PropertyRequired = "property-required", "A property must be there that could be left out"
        [Request Breaks Major "requests without it are refused, and making one takes one value more"]
        [Response Works Major "it is always found, but its field is no `Option` any more"]
    PropertyOptional = "property-optional", "A property may be left out that had to be there"
        [Request Works Major "requests with it are as good as before, but making one takes one value less"]
        [Response Works Major "where it is absent a program gets an empty value and is told so, but its field becomes an `Option`"]
    PropertyNullable = "property-nullable", "A property can be `null`"
        [Request Works Major "requests without `null` are as good as before, but its field is of another type"]
        [Response Works Major "for `null` a program gets an empty value and is told so, but its field is of another type"]
    PropertyNotNullable = "property-not-nullable", "A property cannot be `null` any more"
        [Request Breaks Major "requests with `null` are refused, and its field is of another type"]
        [Response Works Major "a value is always found, but its field is of another type"]
    NullAllowed = "null-allowed", "A property that may be left out can be `null` instead"
        [Request Works Patch "requests without `null` are as good as before"]
        [Response Works Patch "`null` is read as absent"]
    NullForbidden = "null-forbidden", "A property that may be left out cannot be `null` instead any more"
        [Request Works Patch "its field could not be `null`"]
        [Response Works Patch "`null` was read as absent"]
    PropertyDeprecated = "property-deprecated", "A property is deprecated"
        [Request Works Minor "it works and warns when it is compiled"]
        [Response Works Minor "it works and warns when it is compiled"]
    PropertyUndeprecated = "property-undeprecated", "A property is not deprecated any more"
        [Request Works Patch "a warning goes away"]
        [Response Works Patch "a warning goes away"]
    RestAdded = "rest-added", "An object can have properties that the document does not name"
        [Request Works Minor "requests without them are as good as before"]
        [Response Works Minor "properties that a program does not know are kept"]
    RestRemoved = "rest-removed", "An object cannot have properties any more that the document does not name"
        [Request Breaks Major "requests with them are refused, and the struct loses the map of them"]
        [Response Works Major "what does not come harms nobody, but the struct loses the map of them"]

    // Types.
    TypeChanged = "type-changed", "A value is of another type"
        [Request Breaks Major "the service expects something else"]
        [Response Breaks Major "a value of another kind of JSON loses the response"]
    TypeWidened = "type-widened", "A value can be what it could not be before, and what it could be"
        [Request Works Major "what was sent is still taken, but the field is of another type"]
        [Response Breaks Major "what the old type does not hold loses the response"]
    TypeNarrowed = "type-narrowed", "A value can be less than before"
        [Request Breaks Major "the service refuses what the new type does not hold"]
        [Response Works Major "the old type holds what comes, but the field is of another type"]
    EnumerationClosed = "enumeration-closed", "A value is one of a few that could be any"
        [Request Breaks Major "the service refuses the others"]
        [Response Works Major "the old type holds what comes, but the field is of another type"]
    EnumerationOpened = "enumeration-opened", "A value can be any that was one of a few"
        [Request Works Major "what was sent is still taken, but the field is of another type"]
        [Response Works Major "members that a program does not know are kept as `Unknown`, but the field is of another type"]
    SchemaDeprecated = "schema-deprecated", "A schema is deprecated"
        [Request Works Minor "it works and warns when it is compiled"]
        [Response Works Minor "it works and warns when it is compiled"]
    SchemaUndeprecated = "schema-undeprecated", "A schema is not deprecated any more"
        [Request Works Patch "a warning goes away"]
        [Response Works Patch "a warning goes away"]

    // One of several.
    MemberAdded = "member-added", "An enumeration has a new member"
        [Request Works Minor "what was sent is still taken"]
        [Response Works Minor "members that a program does not know are kept as `Unknown`, and enums are `#[non_exhaustive]`"]
    MemberRemoved = "member-removed", "An enumeration does not have a member any more"
        [Request Breaks Major "the service refuses it, and the enum loses its variant"]
        [Response Works Major "what does not come harms nobody, but the enum loses its variant"]
    VariantAdded = "variant-added", "A union has a new variant"
        [Request Works Minor "what was sent is still taken"]
        [Response Works Minor "variants that a program does not know are kept as `Unknown`, and enums are `#[non_exhaustive]`"]
    VariantRemoved = "variant-removed", "A union does not have a variant any more"
        [Request Breaks Major "the service refuses it, and the enum loses it"]
        [Response Works Major "what does not come harms nobody, but the enum loses it"]
    VariantRenamed = "variant-renamed", "Another value of the discriminator stands for a variant"
        [Request Breaks Major "the service does not know the old value, and the variant is called after it"]
        [Response Breaks Major "what comes under the new value is `Unknown`, and the variant is called after it"]
    DiscriminatorRenamed = "discriminator-renamed", "Another property tells the variants of a union apart"
        [Request Breaks Major "the service does not find the old one"]
        [Response Breaks Major "without the old one a program has to guess the variant"]
    DiscriminatorAdded = "discriminator-added", "A property tells alternatives apart that nothing told apart"
        [Request Breaks Major "requests need not have the property, and the enum is another"]
        [Response Works Major "a program tells them apart by what they are made of, but the enum is another"]
    DiscriminatorRemoved = "discriminator-removed", "No property tells alternatives apart any more"
        [Request Works Major "what was sent is still taken, but the enum is another"]
        [Response Breaks Major "without the property a program has to guess the variant, and the enum is another"]

    // What is asked of values.
    ConstraintTightened = "constraint-tightened", "The document asks more of a value"
        [Request Breaks Patch "the service refuses what it took before"]
        [Response Works Patch "responses are never checked"]
    ConstraintLoosened = "constraint-loosened", "The document asks less of a value"
        [Request Works Patch "what was sent is still taken"]
        [Response Works Patch "responses are never checked"]
    ConstraintChanged = "constraint-changed", "The document asks something else of a value"
        [Request Breaks Patch "the service may refuse what it took before"]
        [Response Works Patch "responses are never checked"]
    FormatChanged = "format-changed", "A string is of another format, which nothing checks"
        [Request Works Patch "it is a string as before"]
        [Response Works Patch "it is a string as before"]
    DefaultChanged = "default-changed", "What is left out stands for another value"
        [Request Breaks Patch "requests without it ask for something else"]
        [Response Works Patch "what is absent is told as absent"]
    DefaultAdded = "default-added", "The document says what a value is that is left out"
        [Request Works Patch "it says nothing of requests that have the value, and was silent on others"]
        [Response Works Patch "what is absent is told as absent"]
    DefaultRemoved = "default-removed", "The document does not say any more what a value is that is left out"
        [Request Works Patch "it says nothing of requests that have the value, and is silent on others"]
        [Response Works Patch "what is absent is told as absent"]

    // Who is calling, and where.
    SecurityAdded = "security-added", "There is one more way to say who is calling"
        [Request Works Minor "the ways there were still do"]
    SecurityRemoved = "security-removed", "A way to say who is calling is gone"
        [Request Breaks Major "who calls in this way is refused, and the client may not offer it any more"]
    ServerAdded = "server-added", "The API is served in one more place"
        [Both Works Patch "the places there were still are"]
    ServerRemoved = "server-removed", "The API is not served in a place any more"
        [Both Breaks Patch "who calls there gets no response"]
}

impl Code {
    /// The kind of a name such as `property-removed`; `None` where there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// What a change of this kind does in a direction: where it goes both ways, the worse of the two.
    #[must_use]
    pub fn verdicts(self, direction: Direction) -> (Wire, Rust) {
        let verdicts = self.rule().verdicts.iter();
        let meant = verdicts.filter(|verdict| verdict.direction.meets(direction));
        meant.fold((Works, Patch), |(wire, rust), verdict| {
            (wire.max(verdict.wire), rust.max(verdict.rust))
        })
    }
}

/// The table of all rules, as CommonMark.
#[must_use]
pub fn table() -> String {
    let mut table = String::from(
        "| code | what has happened | direction | on the wire | in Rust | why |\n|---|---|---|---|---|---|\n",
    );
    for code in Code::ALL {
        for verdict in code.rule().verdicts {
            // Writing to a string does not fail.
            let _ = writeln!(
                table,
                "| `{code}` | {} | {} | {} | {} | {} |",
                code.rule().what,
                verdict.direction,
                verdict.wire,
                verdict.rust,
                verdict.why
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
    fn every_code_has_one_name_and_a_verdict_for_each_direction_once() {
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
    fn a_change_both_ways_does_the_worse_of_the_two() {
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Response), (Works, Major));
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Request), (Breaks, Major));
        assert_eq!(Code::MemberRemoved.verdicts(Direction::Both), (Breaks, Major));
    }
}
