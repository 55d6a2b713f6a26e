//! Properties of a record.

use super::rule::Rule;

/// A property of an object and the rules of its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field {
    /// A required property.
    Required(&'static str, &'static [Rule]),
    /// An optional property.
    Optional(&'static str, &'static [Rule]),
}

impl Field {
    #[inline]
    pub(in crate::wire) const fn name(&self) -> &'static str {
        match self {
            Self::Required(name, _) | Self::Optional(name, _) => name,
        }
    }

    #[inline]
    pub(in crate::wire) const fn rules(&self) -> &'static [Rule] {
        match self {
            Self::Required(_, rules) | Self::Optional(_, rules) => rules,
        }
    }

    #[inline]
    pub(in crate::wire) const fn is_required(&self) -> bool {
        matches!(self, Self::Required(..))
    }
}
