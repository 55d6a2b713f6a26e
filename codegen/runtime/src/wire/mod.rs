//! Encoding of models: decoding from JSON, encoding to JSON, and validation before sending.
//!
//! Emitted models do not derive serde, because derived code dominates the compile time of a large
//! crate. A model implements a small trait instead: [`Record`], [`Enumeration`],
//! [`NumberEnumeration`], [`TaggedUnion`] or [`UntaggedUnion`]. Everything else is compiled once,
//! here, over `dyn` [`Value`]. The macros [`record!`], [`enumeration!`], [`number_enumeration!`],
//! [`tagged_union!`] and [`untagged_union!`] implement `Value` and the traits of serde for a model.
//!
//! Decoding is lenient: unknown, absent and `null` properties and values that do not fit their schema
//! are collected in [`Notes`]. Only invalid JSON, and an outermost value of another JSON kind, are a
//! [`DecodeError`].
//!
//! Invariant: imports point down in this order: `bridge`, `codec`, `dispatch`, `recovery`, `debug`,
//! `model`, `parameter`, `value`, `check`, `json`, `schema`. The recursion from a model into its fields
//! goes through the methods that `dispatch` adds to [`Reader`], [`Writer`] and [`Checker`].

mod bridge;
mod check;
mod codec;
mod debug;
mod dispatch;
mod json;
mod model;
mod parameter;
mod recovery;
mod schema;
mod value;

pub use bridge::{deserialize, serialize};
pub use check::{Checker, Location, Violation};
#[cfg(feature = "cli")]
pub(crate) use codec::encode_with;
pub use codec::{Decoded, check, decode, decode_exact, decode_into, empty, encode};
pub(crate) use codec::{Encoded, decode_exact_into, decode_until, encode_listing, members};
pub use json::{DecodeError, InvalidValue, Notes, Reader, Writer};
pub(crate) use json::{HIDDEN, MemberValue, Secrets};
#[cfg(feature = "cli")]
pub(crate) use model::check_enumeration;
pub use model::{Enumeration, Model, NumberEnumeration, tag};
pub use parameter::ParameterValue;
pub use schema::{Discriminator, Field, Format, Rule, TagValue, Variant, VariantShape};
pub use value::{
    Entries, Fill, List, Record, Scalar, TaggedUnion, UntaggedUnion, Value, View, ViewMut,
};

#[doc(inline)]
pub use crate::{
    __enumeration as enumeration, __number_enumeration as number_enumeration, __record as record,
    __tagged_union as tagged_union, __untagged_union as untagged_union,
};

#[doc(hidden)]
pub mod macros {
    //! Items that the macros of this module expand to, under paths that an emitted crate cannot shadow.
    pub use super::debug::debug;
    pub use super::model::{
        EnumerationKind, NumberEnumerationKind, RecordKind, TaggedUnionKind, UntaggedUnionKind,
        check_number,
    };
}
