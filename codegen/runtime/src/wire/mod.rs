//! The wire: how models are read from JSON, written to it, and checked before they are sent.
//!
//! Emitted models do not derive serde, whose generic code is most of what a big crate costs to compile. A model
//! is a [`Record`] that says which [`Field`]s it has and gives them by number, an [`Enumeration`] or [`NumberEnumeration`], or a
//! [`Union`]; everything else is done here, once, through `dyn` [`Value`]s. The macros [`record!`], [`enumeration!`],
//! [`number_enumeration!`] and [`union!`] make a model a `Value`, and one that `serde` knows.
//!
//! Responses are read with patience: what is unknown, absent or `null` does not lose the rest. [`Notes`] say what
//! was met; only text that is no JSON, or a value of the wrong JSON type, is a [`DecodeError`].

mod bridge;
mod check;
mod debug;
mod enumeration;
mod error;
mod model;
mod notes;
mod number;
mod parameter;
mod reader;
mod record;
mod rule;
mod tag;
mod union;
mod untagged;
mod value;
mod writer;

pub use bridge::{deserialize, serialize};
pub use check::{Checker, Location, Violation};
pub use enumeration::Enumeration;
#[cfg(feature = "cli")]
pub(crate) use enumeration::check_enumeration;
pub use error::DecodeError;
pub use model::Model;
pub use notes::Notes;
pub use number::NumberEnumeration;
pub use parameter::ParameterValue;
pub use reader::Reader;
pub use record::{Field, Record};
pub(crate) use rule::HIDDEN;
pub use rule::{Format, Rule};
pub use union::{Shape, Union, Variant};
pub use untagged::{Outline, UntaggedUnion};
pub use value::{Entries, Fill, List, Scalar, Value, View, ViewMut};
pub use writer::Writer;
pub(crate) use writer::{Secrets, Written};

#[doc(inline)]
pub use crate::{
    __alternatives as alternatives, __enumeration as enumeration,
    __number_enumeration as number_enumeration, __record as record, __union as union,
};

#[doc(hidden)]
pub mod macros {
    //! What the macros of this room expand to, under names that no emitted crate can hide.
    pub use super::debug::debug;
    pub use super::enumeration::Enumerations;
    pub use super::number::{Numbers, check_number};
    pub use super::record::Records;
    pub use super::union::Unions;
    pub use super::untagged::Several;
}

/// A value that was read, and what was met on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// What was missing or unexpected.
    pub notes: Notes,
}

/// The empty value of a type.
#[must_use]
pub fn empty<T: Value>() -> T {
    T::empty()
}

/// Reads a value from JSON.
///
/// # Errors
/// Text that is no JSON, that goes on after the value, or that holds a value of the wrong JSON type.
pub fn decode<T: Value>(json: &[u8]) -> Result<Decoded<T>, DecodeError> {
    let mut value = T::empty();
    let notes = decode_into(json, &mut value)?;
    Ok(Decoded { value, notes })
}

/// Reads a value from JSON into one that is there.
///
/// # Errors
/// As [`decode`]; the value may then hold a part of what was read.
pub fn decode_into(json: &[u8], value: &mut dyn Value) -> Result<Notes, DecodeError> {
    let mut reader = Reader::new(json);
    reader.read_or_clear(value)?;
    reader.finish()
}

/// Writes a value as JSON.
#[must_use]
pub fn encode(value: &dyn Value) -> Vec<u8> {
    written(value, Secrets::Written)
}

/// Writes a value as JSON, with secrets as they are or hidden.
pub(crate) fn written(value: &dyn Value, secrets: Secrets) -> Vec<u8> {
    let mut writer = Writer::with(secrets);
    writer.write(value);
    writer.into_json()
}

/// The members of an object, each by itself; nothing where the value is no object.
pub(crate) fn members(value: &dyn Value, secrets: Secrets) -> Option<Vec<(String, Written)>> {
    let mut writer = Writer::apart(secrets);
    writer.write(value);
    writer.into_members()
}

/// Checks a value, as it would be sent, against what the document asks of it.
#[must_use]
pub fn check(value: &dyn Value) -> Vec<Violation> {
    let mut checker = Checker::new(Location::Body, "");
    checker.check(value, &[]);
    checker.into_violations()
}
