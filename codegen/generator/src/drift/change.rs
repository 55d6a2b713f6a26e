//! Changes: what differs between two documents, where, and what it does.

use std::fmt;

use serde::{Serialize, Serializer};

use super::rules::Code;
use crate::diagnostic::{Location, Pointer, Position, Span};

/// What travels: what a caller sends, what a service responses, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// What is sent.
    Request,
    /// What is answered.
    Response,
    /// Both.
    Both,
}

impl Direction {
    /// Whether what is said of one direction is said of the other.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self == other || self == Self::Both || other == Self::Both
    }

    /// The direction of what happens in one and in the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Both }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        })
    }
}

/// Whether a program that was built from the old document works against the service of the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// It does.
    Works,
    /// It may not.
    Breaks,
}

impl fmt::Display for Wire {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Works => "works",
            Self::Breaks => "breaks",
        })
    }
}

/// The version, by [semver](https://semver.org), that a crate needs which is made from the new document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rust {
    /// Callers' code compiles as before.
    Patch,
    /// Callers' code compiles, and there is more to call or a warning.
    Minor,
    /// Callers' code may not compile any more.
    Major,
}

impl fmt::Display for Rust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// How much a change matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Programs work and compile as before.
    Notice,
    /// Programs work and compile, and there is something new for them.
    Compatible,
    /// Programs fail on the wire, or do not compile any more.
    Breaking,
}

impl Level {
    /// All levels, worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Compatible, Self::Notice];

    /// The level that the two verdicts on a change make.
    #[must_use]
    pub fn of(wire: Wire, rust: Rust) -> Self {
        match (wire, rust) {
            (Wire::Breaks, _) | (_, Rust::Major) => Self::Breaking,
            (Wire::Works, Rust::Minor) => Self::Compatible,
            (Wire::Works, Rust::Patch) => Self::Notice,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Notice => "notice",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        })
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of the change.
    pub code: Code,
    /// What travels that changes.
    pub direction: Direction,
    /// Whether programs that were built from the old document still work.
    pub wire: Wire,
    /// What version a crate needs that is made anew.
    pub rust: Rust,
    /// What changes, as people call it: `Peer.vpcId`, `query parameter pretty`.
    pub subject: String,
    /// What has happened, as a sentence without a full stop.
    pub message: String,
    /// How it was: the place in the old document and what stands there.
    pub old: End,
    /// How it is: the place in the new document and what stands there.
    pub new: End,
    /// The operations that it reaches, as the old document calls them where it has them; none where it reaches all.
    pub operations: Vec<String>,
}

/// One end of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// The place; where the thing itself is not there, of what it would stand in.
    #[serde(serialize_with = "placed")]
    pub location: Location,
    /// What stands there, in a few words; nothing where the thing is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

impl Change {
    /// How much it matters.
    #[must_use]
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.rust)
    }
}

/// Something that stays what it is and is called differently in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renamed {
    /// What kind of thing it is.
    pub kind: RenamedKind,
    /// What it was called.
    pub old: String,
    /// What it is called.
    pub new: String,
    /// Its place in the old document.
    #[serde(serialize_with = "placed")]
    pub old_location: Location,
    /// Its place in the new document.
    #[serde(serialize_with = "placed")]
    pub new_location: Location,
}

/// What is called differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RenamedKind {
    /// A type.
    Type,
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
}

impl fmt::Display for RenamedKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Type => "type",
            Self::Field => "field",
            Self::Variant => "variant",
        })
    }
}

/// Text for people that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Rewritten {
    /// What it speaks of.
    pub subject: String,
    /// The keyword: `description`, `title`, ...
    pub keyword: &'static str,
    /// The place of what it speaks of in the old document.
    #[serde(serialize_with = "placed")]
    pub old_location: Location,
    /// What it said.
    pub old: Option<String>,
    /// The place of what it speaks of in the new document.
    #[serde(serialize_with = "placed")]
    pub new_location: Location,
    /// What it says.
    pub new: Option<String>,
}

/// An action of the overlay that does nothing to the new document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obsolete {
    /// The place of the action's target or update in the overlay.
    #[serde(serialize_with = "placed")]
    pub location: Location,
    /// Why it does nothing.
    pub message: String,
}

/// A place for programs: `source`, `pointer`, and `position` where it is known.
#[derive(Serialize)]
pub(super) struct Placed<'p> {
    source: &'p str,
    pointer: &'p Pointer,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

impl<'p> From<&'p Location> for Placed<'p> {
    fn from(location: &'p Location) -> Self {
        let Location { source, pointer, highlight: _, span } = location;
        Self { source, pointer, position: span.as_ref().map(Span::start) }
    }
}

fn placed<S: Serializer>(location: &Location, serializer: S) -> Result<S::Ok, S::Error> {
    Placed::from(location).serialize(serializer)
}

/// A level as it is given on a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLevel;

impl std::str::FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Self, UnknownLevel> {
        Self::ALL.into_iter().find(|level| level.to_string() == name).ok_or(UnknownLevel)
    }
}

impl fmt::Display for UnknownLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the levels are `breaking`, `compatible` and `notice`")
    }
}

impl std::error::Error for UnknownLevel {}

/// What people wrote in a document, without what could steer a terminal or break a line.
pub(super) fn in_a_line(text: &str) -> String {
    text.chars()
        .map(|character| if crate::diagnostic::is_invisible(character) { ' ' } else { character })
        .collect()
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;

        let mut object = serializer.serialize_struct("Change", 10)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("level", &self.level())?;
        object.serialize_field("direction", &self.direction)?;
        object.serialize_field("wire", &self.wire)?;
        object.serialize_field("rust", &self.rust)?;
        object.serialize_field("subject", &self.subject)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("operations", &self.operations)?;
        object.serialize_field("old", &self.old)?;
        object.serialize_field("new", &self.new)?;
        object.end()
    }
}
