//! Effects of changes: direction, wire, Rust, and the level that follows from them.

use std::fmt;

use serde::Serialize;

/// The direction in which a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the client to the service.
    Request,
    /// From the service to the client.
    Response,
    /// Both directions.
    Both,
}

impl Direction {
    /// Whether two directions have one in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self == other || self == Self::Both || other == Self::Both
    }

    /// Returns the direction that contains both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
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

/// The effect of a change on programs built from the old document that call the service of the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// They work.
    Works,
    /// They may fail.
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

/// The [semver](https://semver.org) version that a crate regenerated from the new document needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rust {
    /// Code that uses the crate compiles as before.
    Patch,
    /// Code that uses the crate compiles, with additions or warnings.
    Minor,
    /// Code that uses the crate may no longer compile.
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

/// The severity of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Programs work and compile as before.
    Notice,
    /// Programs work and compile, with additions or warnings.
    Compatible,
    /// Programs fail on the wire or no longer compile.
    Breaking,
}

impl Level {
    /// All levels, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Compatible, Self::Notice];

    /// Returns the level of a change with two verdicts.
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

/// The error for an unknown name of a level.
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
