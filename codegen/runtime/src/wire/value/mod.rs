//! Values: what models hold. A value only says what it is; reading, writing and checking stand beside, once for all.

mod collection;
mod date;
mod part;
mod scalar;

pub(super) use collection::{check_entries, check_list, read_entries, read_list, write_entries};
pub(super) use scalar::approximate;

use std::fmt;

use super::enumeration::EnumerationValue;
use super::union::UnionValue;
use super::untagged::UntaggedUnionValue;
use super::{Checker, DecodeError, Reader, Record, Rule, Writer};

/// A value that models hold: a scalar, a collection, a record, an enumeration, a union, free-form JSON.
///
/// [`Reader::read`], [`Writer::write`] and [`Checker::check`] are what is done with one. They are compiled once, and of
/// each type only these few functions.
pub trait Value {
    /// The empty value of the type: no text, zero, `false`, an empty collection, a record of empty values. It
    /// stands for a required value that a response lacks.
    fn empty() -> Self
    where
        Self: Sized;

    /// What the value is, to be written or checked.
    fn view(&self) -> View<'_>;

    /// Where a value of JSON that is not `null` is read into.
    fn view_mut(&mut self) -> ViewMut<'_>;

    /// Makes the value what `null` means: nothing for an `Option`, the empty value otherwise. Says whether `null` is
    /// a value of the type.
    fn clear(&mut self) -> bool;

    /// Whether `null` is a value of the type even where the type stands in an `Option`, whose `None` is then only
    /// what is absent.
    #[must_use]
    fn keeps_null() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// What a [`Value`] is.
#[expect(missing_debug_implementations, reason = "it is a value, and not all can be shown")]
#[derive(Clone, Copy)]
pub enum View<'v> {
    /// Nothing: it is left out of its object, where that does not require it.
    Absent,
    /// `null`.
    Null,
    /// A string.
    Text(&'v str),
    /// A string, of which the document names some.
    Enumeration(&'v str, &'static [&'static str]),
    /// Any other value that holds no others, and free-form JSON.
    Scalar(&'v dyn Scalar),
    /// An array.
    List(&'v dyn List),
    /// A map.
    Entries(&'v dyn Entries),
    /// An object with known properties.
    Record(&'v dyn Record),
    /// One of several objects.
    Union(&'v dyn UnionValue),
    /// One of several values.
    UntaggedUnion(&'v dyn UntaggedUnionValue),
}

/// Where a [`Value`] is read into.
#[expect(missing_debug_implementations, reason = "it is a value, and not all can be shown")]
pub enum ViewMut<'v> {
    /// A string.
    Text(&'v mut String),
    /// A string, of which the document names some.
    Enumeration(&'v mut dyn EnumerationValue),
    /// Any other value that holds no others, and free-form JSON.
    Scalar(&'v mut dyn Scalar),
    /// An array.
    List(&'v mut dyn List),
    /// A map.
    Entries(&'v mut dyn Entries),
    /// An object with known properties.
    Record(&'v mut dyn Record),
    /// One of several objects.
    Union(&'v mut dyn UnionValue),
    /// One of several values.
    UntaggedUnion(&'v mut dyn UntaggedUnionValue),
}

/// A value that holds no others, and free-form JSON: it reads and writes itself.
pub trait Scalar: fmt::Debug {
    /// Reads the JSON value that the reader stands at, which is not `null`.
    ///
    /// # Errors
    /// Text that is no JSON, or a value of another JSON type.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Writes the value as JSON.
    fn write(&self, writer: &mut Writer);

    /// Checks the value, as it would be sent, against what the document asks of it.
    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        let _ = (rules, checker);
    }
}

/// Makes a [`Scalar`] a [`Value`]: with the empty value, and whether `null` is one of the type's.
macro_rules! holds_no_others {
    ($($kind:ty: $empty:expr, null: $null:literal;)+) => {
        $(impl $crate::wire::Value for $kind {
            fn empty() -> Self {
                $empty
            }

            fn view(&self) -> $crate::wire::View<'_> {
                $crate::wire::View::Scalar(self)
            }

            fn view_mut(&mut self) -> $crate::wire::ViewMut<'_> {
                $crate::wire::ViewMut::Scalar(self)
            }

            fn clear(&mut self) -> bool {
                *self = <Self as $crate::wire::Value>::empty();
                $null
            }
        })+
    };
}
use holds_no_others;

/// What fills a new item or entry.
pub type Fill<'f> = &'f mut dyn FnMut(&mut dyn Value) -> Result<(), DecodeError>;

/// An array of values.
pub trait List {
    /// How many items it has.
    fn count(&self) -> usize;

    /// The item of a number, counted from 0.
    fn item(&self, index: usize) -> Option<&dyn Value>;

    /// Adds an item, which is filled first.
    ///
    /// # Errors
    /// What filling it fails with; nothing is added then.
    fn add(&mut self, fill: Fill<'_>) -> Result<(), DecodeError>;
}

/// A map of values: all of an object, or the properties that the document does not name.
pub trait Entries {
    /// How many entries it has.
    fn count(&self) -> usize;

    /// Each of them, in order.
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Value));

    /// Adds an entry, which is filled first.
    ///
    /// # Errors
    /// What filling it fails with; nothing is added then.
    fn add(&mut self, name: String, fill: Fill<'_>) -> Result<(), DecodeError>;
}
