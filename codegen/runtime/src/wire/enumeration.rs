//! Enumerations: strings of which the document names some; all others are kept as they came.

use super::{Checker, DecodeError, Reader};

/// A string of which the document names some values.
pub trait Enumeration {
    /// The values that the document names, in its order.
    const VALUES: &'static [&'static str];

    /// The value as it is written.
    fn as_str(&self) -> &str;

    /// The variant of a value.
    fn from_value(value: &str) -> Self
    where
        Self: Sized;
}

/// Reads an enumeration.
#[doc(hidden)]
pub fn read_enumeration<T: Enumeration>(reader: &mut Reader<'_>) -> Result<T, DecodeError> {
    reader.string().map(T::from_value)
}

/// Checks an enumeration: only what the document names may be sent.
#[doc(hidden)]
pub fn check_enumeration(value: &str, values: &[&str], checker: &mut Checker) {
    if !values.contains(&value) {
        checker.violate(format!("is not one of {}", values.join(", ")));
    }
}

/// Makes an [`Enumeration`] a [`Value`](super::Value) with the functions of a string, and one that `serde` reads
/// and writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($model:ty) => {
        impl $model {
            /// The values that the document names, in its order.
            pub const VALUES: &'static [&'static str] = <Self as $crate::wire::Enumeration>::VALUES;

            /// The value as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::wire::Enumeration::as_str(self)
            }
        }

        impl ::std::fmt::Display for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $model {
            type Err = ::std::convert::Infallible;

            // Not `Self::Err`: a variant may be called so.
            fn from_str(value: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok($crate::wire::Enumeration::from_value(value))
            }
        }

        impl From<&str> for $model {
            fn from(value: &str) -> Self {
                $crate::wire::Enumeration::from_value(value)
            }
        }

        impl From<String> for $model {
            fn from(value: String) -> Self {
                $crate::wire::Enumeration::from_value(&value)
            }
        }

        impl $crate::wire::Value for $model {
            fn empty() -> Self {
                $crate::wire::Enumeration::from_value("")
            }

            fn read(
                &mut self,
                reader: &mut $crate::wire::Reader<'_>,
            ) -> Result<(), $crate::wire::DecodeError> {
                *self = $crate::wire::macros::read_enumeration(reader)?;
                Ok(())
            }

            fn write(&self, writer: &mut $crate::wire::Writer) {
                writer.text(self.as_str());
            }

            fn clear(&mut self) {
                *self = $crate::wire::empty();
            }

            fn check(&self, _: &[$crate::wire::Rule], checker: &mut $crate::wire::Checker) {
                $crate::wire::macros::check_enumeration(self.as_str(), Self::VALUES, checker);
            }
        }

        impl $crate::wire::ParameterValue for $model {
            fn texts(&self, each: &mut dyn FnMut(&str)) {
                each(self.as_str());
            }

            fn check(&self, _: &[$crate::wire::Rule], checker: &mut $crate::wire::Checker) {
                $crate::wire::macros::check_enumeration(self.as_str(), Self::VALUES, checker);
            }
        }

        $crate::__serde!($model);
    };
}
