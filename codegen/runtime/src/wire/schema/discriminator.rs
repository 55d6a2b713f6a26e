//! Discriminators of tagged unions.

/// The discriminator property of a tagged union and its variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discriminator {
    property: &'static str,
    variants: &'static [Variant],
}

impl Discriminator {
    /// Returns the discriminator of a union.
    #[must_use]
    pub const fn new(property: &'static str, variants: &'static [Variant]) -> Self {
        Self { property, variants }
    }

    /// Returns the name of the discriminator property.
    pub(in crate::wire) fn property(&self) -> &'static str {
        self.property
    }

    /// Returns the variants, in the order of their indices.
    pub(in crate::wire) fn variants(&self) -> &'static [Variant] {
        self.variants
    }

    /// Returns the index of the variant with a discriminator value.
    pub(in crate::wire) fn index_of(&self, tag: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.tag == tag)
    }

    /// Returns the index of the only variant that has a property.
    pub(in crate::wire) fn owner(&self, property: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.own.contains(&property))
    }
}

/// A variant of a tagged union.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    tag: &'static str,
    own: &'static [&'static str],
}

impl Variant {
    /// Returns a variant with its discriminator value and the properties that no other variant has.
    #[must_use]
    pub const fn new(tag: &'static str, own: &'static [&'static str]) -> Self {
        Self { tag, own }
    }

    /// Returns the discriminator value.
    pub(in crate::wire) fn tag(&self) -> &'static str {
        self.tag
    }

    /// Returns the properties that no other variant has.
    pub(in crate::wire) fn own(&self) -> &'static [&'static str] {
        self.own
    }
}
