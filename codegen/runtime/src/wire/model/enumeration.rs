//! String enumerations. Undocumented values are kept unchanged.

use super::ModelKind;
use crate::text::listed;
use crate::wire::check::Checker;
use crate::wire::parameter::ParameterValue;
use crate::wire::schema::Rule;
use crate::wire::value::{EnumerationValue, View, ViewMut};

/// A string with documented values.
pub trait Enumeration {
    /// The documented values, in the order of the document.
    const VALUES: &'static [&'static str];

    /// Returns the value as a string.
    fn as_str(&self) -> &str;

    /// Returns the variant of a value.
    fn from_value(value: &str) -> Self
    where
        Self: Sized;
}

/// Reports an undocumented value.
pub(crate) fn check_enumeration(value: &str, values: &[&str], checker: &mut Checker) {
    if !values.contains(&value) {
        checker.violate(format!("is not one of {}", listed(values)));
    }
}

impl<E: Enumeration> EnumerationValue for E {
    fn set(&mut self, value: &str) {
        *self = E::from_value(value);
    }
}

/// The kind of string enumerations.
#[doc(hidden)]
#[derive(Debug)]
pub struct EnumerationKind;

impl<E: Enumeration> ModelKind<E> for EnumerationKind {
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

/// Implements [`Value`](crate::wire::Value), the traits of serde and the conversions from and to
/// strings for an [`Enumeration`].
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($model:ty) => {
        impl $model {
            /// The documented values, in the order of the document.
            pub const VALUES: &'static [&'static str] = <Self as $crate::wire::Enumeration>::VALUES;

            /// Returns the value as a string.
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

            // Not `Self::Err`, which would be ambiguous with a variant of that name.
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

        $crate::__model!($model, EnumerationKind);
    };
}
