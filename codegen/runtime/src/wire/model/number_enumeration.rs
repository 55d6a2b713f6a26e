//! Number enumerations. Undocumented values are kept unchanged.

use std::fmt::{self, Display};

use super::ModelKind;
use crate::text::listed;
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Reader, Writer};
use crate::wire::schema::Rule;
use crate::wire::value::{Scalar, Value, View, ViewMut};

/// A number with documented values.
pub trait NumberEnumeration: Copy + fmt::Debug {
    /// The type of the values.
    type Number: Value + Display + Copy + PartialEq + 'static;

    /// The documented values, in the order of the document.
    const VALUES: &'static [Self::Number];

    /// Returns the value as a number.
    fn value(self) -> Self::Number;

    /// Returns the variant of a value.
    fn from_value(value: Self::Number) -> Self;
}

/// Reports an undocumented value.
#[doc(hidden)]
pub fn check_number<T: NumberEnumeration>(value: T, checker: &mut Checker) {
    if !T::VALUES.contains(&value.value()) {
        checker.violate(format!("is not one of {}", listed(T::VALUES)));
    }
}

impl<E: NumberEnumeration> Scalar for E {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let mut number = <E::Number as Value>::empty();
        reader.read(&mut number)?;
        *self = E::from_value(number);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.write(&self.value());
    }

    fn check(&self, _: &[Rule], checker: &mut Checker) {
        check_number(*self, checker);
    }
}

/// The kind of number enumerations.
#[doc(hidden)]
#[derive(Debug)]
pub struct NumberEnumerationKind;

impl<E: NumberEnumeration> ModelKind<E> for NumberEnumerationKind {
    fn empty() -> E {
        E::from_value(<E::Number as Value>::empty())
    }

    fn view(enumeration: &E) -> View<'_> {
        View::Scalar(enumeration)
    }

    fn view_mut(enumeration: &mut E) -> ViewMut<'_> {
        ViewMut::Scalar(enumeration)
    }
}

/// Implements [`Value`], the traits of serde and the conversions from and to numbers for a
/// [`NumberEnumeration`].
#[doc(hidden)]
#[macro_export]
macro_rules! __number_enumeration {
    ($model:ty, $number:ty) => {
        impl $model {
            /// The documented values, in the order of the document.
            pub const VALUES: &'static [$number] =
                <Self as $crate::wire::NumberEnumeration>::VALUES;

            /// Returns the value as a number.
            #[must_use]
            pub fn value(self) -> $number {
                $crate::wire::NumberEnumeration::value(self)
            }
        }

        impl ::std::fmt::Display for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), formatter)
            }
        }

        impl ::std::str::FromStr for $model {
            type Err = <$number as ::std::str::FromStr>::Err;

            // Not `Self::Err`, which would be ambiguous with a variant of that name.
            fn from_str(value: &str) -> Result<Self, <$number as ::std::str::FromStr>::Err> {
                value.parse::<$number>().map(Self::from)
            }
        }

        impl From<$number> for $model {
            fn from(value: $number) -> Self {
                $crate::wire::NumberEnumeration::from_value(value)
            }
        }

        impl From<$model> for $number {
            fn from(value: $model) -> Self {
                value.value()
            }
        }

        impl $crate::wire::ParameterValue for $model {
            fn texts(&self, each: &mut dyn FnMut(&str)) {
                $crate::wire::ParameterValue::texts(&self.value(), each);
            }

            fn check(&self, _: &[$crate::wire::Rule], checker: &mut $crate::wire::Checker) {
                $crate::wire::macros::check_number(*self, checker);
            }
        }

        $crate::__model!($model, NumberEnumerationKind);
    };
}
