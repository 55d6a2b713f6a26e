//! Changes between two documents: code, location and effect.

use std::fmt;

use serde::{Serialize, Serializer};

use super::effect::{Direction, Level, Rust, Wire};
use super::rules::Code;
use crate::diagnostic::{Location, Pointer, Position, Span};

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The code.
    pub code: Code,
    /// The direction of the changed value.
    pub direction: Direction,
    /// The effect on programs built from the old document.
    pub wire: Wire,
    /// The version that a regenerated crate needs.
    pub rust: Rust,
    /// The changed item in short: `Peer.vpcId`, `query parameter pretty`.
    pub subject: String,
    /// The change, as a sentence without a full stop.
    pub message: String,
    /// The location and value in the old document.
    pub old: End,
    /// The location and value in the new document.
    pub new: End,
    /// The ids of the affected operations, in the old document if it has them; empty if the whole API is affected.
    pub operations: Vec<String>,
}

/// The old or the new end of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// The location of the value, or of its parent if there is no value.
    #[serde(serialize_with = "serialize_location")]
    pub location: Location,
    /// The value in a few words; `None` if there is none.
    #[serde(rename = "shown", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Change {
    /// Returns the severity of the change.
    #[must_use]
    pub fn level(&self) -> Level {
        Level::of(self.wire, self.rust)
    }
}

/// An unchanged item with a new name in Rust.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renamed {
    /// The kind of item.
    pub kind: RenamedKind,
    /// The old name.
    pub old: String,
    /// The new name.
    pub new: String,
    /// The location in the old document.
    #[serde(serialize_with = "serialize_location")]
    pub old_location: Location,
    /// The location in the new document.
    #[serde(serialize_with = "serialize_location")]
    pub new_location: Location,
}

/// The kind of a renamed item.
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

/// A changed description, title or example.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Rewritten {
    /// The described item.
    pub subject: String,
    /// The keyword: `description`, `title`, ...
    pub keyword: &'static str,
    /// The location of the item in the old document.
    #[serde(serialize_with = "serialize_location")]
    pub old_location: Location,
    /// The old text.
    pub old: Option<String>,
    /// The location of the item in the new document.
    #[serde(serialize_with = "serialize_location")]
    pub new_location: Location,
    /// The new text.
    pub new: Option<String>,
}

/// An action of the overlay that does nothing to the new document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obsolete {
    /// The location of the action's target or update in the overlay.
    #[serde(serialize_with = "serialize_location")]
    pub location: Location,
    /// The reason why it does nothing.
    pub message: String,
}

/// The JSON form of a location: `source`, `pointer`, and `position` if it is known.
#[derive(Serialize)]
pub(super) struct JsonLocation<'p> {
    source: &'p str,
    pointer: &'p Pointer,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

impl<'p> From<&'p Location> for JsonLocation<'p> {
    fn from(location: &'p Location) -> Self {
        let Location { source, pointer, highlight: _, span } = location;
        Self { source, pointer, position: span.as_ref().map(Span::start) }
    }
}

fn serialize_location<S: Serializer>(
    location: &Location,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    JsonLocation::from(location).serialize(serializer)
}

/// Replaces characters that could control a terminal or break a line.
pub(super) fn single_line(text: &str) -> String {
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
