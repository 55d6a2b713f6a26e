//! The traits of values. A value exposes its structure as a [`View`]; reading, writing and checking
//! are implemented once for all values.

use std::fmt;

use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Reader, Writer};
use crate::wire::schema::{Discriminator, Field, Rule, VariantShape};

/// A value of a model: a scalar, a collection, a record, an enumeration, a union, or a free-form value.
///
/// [`Reader::read`], [`Writer::write`] and [`Checker::check`] are compiled once for all types. Only
/// the functions of this trait are compiled for each type.
pub trait Value {
    /// Returns the empty value: an empty string, zero, `false`, an empty collection, or a record of
    /// empty values. It replaces a required value that is missing in a response.
    fn empty() -> Self
    where
        Self: Sized;

    /// Returns the structure of the value, for writing and checking.
    fn view(&self) -> View<'_>;

    /// Returns the structure of the value, for reading JSON other than `null` into it.
    fn view_mut(&mut self) -> ViewMut<'_>;

    /// Sets the value to `None` or to the empty value. Returns whether `null` is a value of the type.
    fn clear(&mut self) -> bool;

    /// Sets the value to absent, or to the empty value. Returns whether it is absent.
    fn omit(&mut self) -> bool {
        self.clear();
        false
    }

    /// Whether `null` remains a value of the type inside an `Option`, whose `None` then only means
    /// an absent value.
    #[must_use]
    fn keeps_null() -> bool
    where
        Self: Sized,
    {
        false
    }
}

/// The structure of a [`Value`].
#[expect(missing_debug_implementations, reason = "not every value implements `Debug`")]
#[derive(Clone, Copy)]
pub enum View<'v> {
    /// An absent value, omitted from its object unless the property is required.
    Absent,
    /// `null`.
    Null,
    /// A string.
    Text(&'v str),
    /// A string enumeration and its documented values.
    Enumeration(&'v str, &'static [&'static str]),
    /// Another scalar, or a free-form value.
    Scalar(&'v dyn Scalar),
    /// An array.
    List(&'v dyn List),
    /// A map.
    Entries(&'v dyn Entries),
    /// An object with known properties.
    Record(&'v dyn Record),
    /// A tagged union.
    TaggedUnion(&'v dyn TaggedUnionValue),
    /// An untagged union.
    UntaggedUnion(&'v dyn UntaggedUnionValue),
}

/// The mutable structure of a [`Value`].
#[expect(missing_debug_implementations, reason = "not every value implements `Debug`")]
pub enum ViewMut<'v> {
    /// A string.
    Text(&'v mut String),
    /// A string enumeration.
    Enumeration(&'v mut dyn EnumerationValue),
    /// Another scalar, or a free-form value.
    Scalar(&'v mut dyn Scalar),
    /// An array.
    List(&'v mut dyn List),
    /// A map.
    Entries(&'v mut dyn Entries),
    /// An object with known properties.
    Record(&'v mut dyn Record),
    /// A tagged union.
    TaggedUnion(&'v mut dyn TaggedUnionValue),
    /// An untagged union.
    UntaggedUnion(&'v mut dyn UntaggedUnionValue),
}

/// A scalar or a free-form value, which reads and writes itself.
pub trait Scalar: fmt::Debug {
    /// Reads the next JSON value, which is not `null`.
    ///
    /// # Errors
    /// Returns an error for invalid JSON and for a value of another JSON type.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError>;

    /// Writes the value as JSON.
    fn write(&self, writer: &mut Writer);

    /// Checks the value against the rules of its property.
    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        let _ = (rules, checker);
    }
}

/// Implements [`Value`] for a [`Scalar`], given the empty value and whether `null` is a value.
macro_rules! scalar_value {
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
pub(super) use scalar_value;

/// A callback that fills a new item or entry.
pub type Fill<'f> = &'f mut dyn FnMut(&mut dyn Value) -> Result<(), DecodeError>;

/// An array.
pub trait List {
    /// Returns the number of items.
    fn count(&self) -> usize;

    /// Returns an item by index.
    fn item(&self, index: usize) -> Option<&dyn Value>;

    /// Appends an item that a callback has filled.
    ///
    /// # Errors
    /// Returns the error of the callback; nothing is added then.
    fn add(&mut self, fill: Fill<'_>) -> Result<(), DecodeError>;
}

/// A map: a whole object, or the additional properties of a record.
pub trait Entries {
    /// Returns the number of entries.
    fn count(&self) -> usize;

    /// Passes each entry to a callback, in order.
    fn each(&self, visit: &mut dyn FnMut(&str, &dyn Value));

    /// Adds an entry that a callback has filled.
    ///
    /// # Errors
    /// Returns the error of the callback; nothing is added then.
    fn add(&mut self, name: String, fill: Fill<'_>) -> Result<(), DecodeError>;
}

/// An object with known properties, addressed by the indices of [`fields`](Self::fields).
pub trait Record: fmt::Debug {
    /// Returns the record with empty values.
    fn blank() -> Self
    where
        Self: Sized;

    /// Returns the properties.
    fn fields(&self) -> &'static [Field];

    /// Returns a field's value.
    fn get(&self, index: usize) -> Option<&dyn Value> {
        let _ = index;
        None
    }

    /// Returns a field's value for reading into it.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        let _ = index;
        None
    }

    /// Returns the additional properties, if the record keeps them.
    fn additional_properties(&self) -> Option<&dyn Entries> {
        None
    }

    /// Returns the additional properties for reading into them, if the record keeps them.
    fn additional_properties_mut(&mut self) -> Option<&mut dyn Entries> {
        None
    }
}

/// One of several objects, selected by a discriminator.
pub trait TaggedUnion: fmt::Debug {
    /// Returns the discriminator property and the variants.
    fn discriminator(&self) -> &'static Discriminator;

    /// Returns the empty value of a variant, or of the unknown variant if the index is out of range.
    fn select(index: usize) -> Self
    where
        Self: Sized;

    /// Returns the variant's index and value. The unknown variant has the index after the last.
    fn get(&self) -> (usize, &dyn Value);

    /// Returns the variant's value for reading into it.
    fn get_mut(&mut self) -> &mut dyn Value;
}

/// One of several values, selected by their shapes.
pub trait UntaggedUnion: fmt::Debug {
    /// Returns the shapes of the variants.
    fn shapes(&self) -> &'static [VariantShape];

    /// Returns the empty value of a variant, or of the unknown variant if the index is out of range.
    fn select(index: usize) -> Self
    where
        Self: Sized;

    /// Returns the variant's index and value. The unknown variant has the index after the last.
    fn get(&self) -> (usize, &dyn Value);

    /// Returns the variant's value for reading into it.
    fn get_mut(&mut self) -> &mut dyn Value;
}

/// The object-safe setter of an enumeration.
#[doc(hidden)]
pub trait EnumerationValue {
    fn set(&mut self, value: &str);
}

/// The object-safe selection of a tagged union's variant.
#[doc(hidden)]
pub trait TaggedUnionValue: TaggedUnion {
    fn choose(&mut self, index: usize);
}

/// The object-safe selection of an untagged union's variant.
#[doc(hidden)]
pub trait UntaggedUnionValue: UntaggedUnion {
    fn choose(&mut self, index: usize);
}
