//! Enumerations of numbers: the document names some; all others are kept as they came.

use std::fmt::Display;

use super::{Checker, DecodeError, Reader, Value};

/// A number of which the document names some values.
pub trait NumberEnumeration: Copy {
    /// The type of the values.
    type Number: Value + Display + Copy + PartialEq + 'static;

    /// The values that the document names, in its order.
    const VALUES: &'static [Self::Number];

    /// The value as it is written.
    fn value(self) -> Self::Number;

    /// The variant of a value.
    fn from_value(value: Self::Number) -> Self;
}

/// Reads an enumeration of numbers.
#[doc(hidden)]
pub fn read_number<T: NumberEnumeration>(reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    let mut number = <T::Number as Value>::empty();
    number.read(reader)?;
    Ok(T::from_value(number))
}

/// Checks an enumeration of numbers: only what the document names may be sent.
#[doc(hidden)]
pub fn check_number<T: NumberEnumeration>(value: T, checker: &mut Checker) {
    if !T::VALUES.contains(&value.value()) {
        let values: Vec<String> = T::VALUES.iter().map(ToString::to_string).collect();
        checker.violate(format!("is not one of {}", values.join(", ")));
    }
}

/// Makes a [`NumberEnumeration`] a [`Value`] with the functions of a number, and one that `serde` reads and writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __number_enumeration {
    ($model:ty, $number:ty) => {
        impl $model {
            /// The values that the document names, in its order.
            pub const VALUES: &'static [$number] =
                <Self as $crate::wire::NumberEnumeration>::VALUES;

            /// The value as it is written.
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

            // Not `Self::Err`: a variant may be called so.
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

        impl $crate::wire::Value for $model {
            fn empty() -> Self {
                Self::from(<$number as $crate::wire::Value>::empty())
            }

            fn read(
                &mut self,
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<(), $crate::wire::DecodeError> {
                *self = $crate::wire::macros::read_number(reader)?;
                Ok(())
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                $crate::wire::Value::write(&self.value(), writer);
            }

            fn clear(&mut self) {
                *self = $crate::wire::empty();
            }

            fn check(&self, _: &[$crate::wire::Rule], checker: &mut $crate::wire::Checker) {
                $crate::wire::macros::check_number(*self, checker);
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

        $crate::__serde!($model);
    };
}
