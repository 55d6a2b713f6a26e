//! Enumerations: strings of which the document names some; all others are kept as they came.

use super::model::Kind;
use super::{Checker, ParameterValue, Rule, View, ViewMut};

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

/// Checks an enumeration: only what the document names may be sent.
pub(crate) fn check_enumeration(value: &str, values: &[&str], checker: &mut Checker) {
    if !values.contains(&value) {
        checker.violate(format!("is not one of {}", values.join(", ")));
    }
}

/// An enumeration, whose value can be changed.
#[doc(hidden)]
pub trait EnumerationValue {
    fn choose(&mut self, value: &str);
}

impl<E: Enumeration> EnumerationValue for E {
    fn choose(&mut self, value: &str) {
        *self = E::from_value(value);
    }
}

/// The kind of strings of which the document names some.
#[doc(hidden)]
#[derive(Debug)]
pub struct Enumerations;

impl<E: Enumeration> Kind<E> for Enumerations {
    fn empty() -> E {
        E::from_value("")
    }

    fn view(enumeration: &E) -> View<'_> {
        View::Enumeration(enumeration.as_str(), E::VALUES)
    }

    fn view_mut(enumeration: &mut E) -> ViewMut<'_> {
        ViewMut::Enumeration(enumeration)
    }
}

impl<E: Enumeration> ParameterValue for E {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(self.as_str());
    }

    fn check(&self, _: &[Rule], checker: &mut Checker) {
        check_enumeration(self.as_str(), E::VALUES, checker);
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

        $crate::__model!($model, Enumerations);
    };
}
