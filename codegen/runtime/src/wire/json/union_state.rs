//! Discriminator state shared by a union reader and the record of its variant.

use smallvec::SmallVec;

use crate::wire::schema::{Discriminator, Variant};

/// A discriminator that the next record may contain.
#[derive(Debug, Clone, Copy)]
pub(in crate::wire) struct Tag {
    pub(in crate::wire) discriminator: &'static Discriminator,
    /// The expected variant, if it was guessed before the discriminator was read.
    pub(in crate::wire) expected: Option<&'static Variant>,
}

/// The discriminators of nested unions, almost always one.
pub(in crate::wire) type Tags = SmallVec<[Tag; 1]>;

/// The evidence about a guessed variant, collected while the object is read.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::wire) struct VariantGuess {
    /// Whether the first discriminator value selects only the expected variant; `None` until it is
    /// read, and if it selects others besides.
    pub(super) tag_matches: Option<bool>,
    /// Whether the object has a property that only another variant has.
    pub(super) has_foreign_property: bool,
}

impl VariantGuess {
    /// Whether the guess was right. The discriminator decides if there is one.
    pub(in crate::wire) fn is_confirmed(self) -> bool {
        self.tag_matches.unwrap_or(!self.has_foreign_property)
    }
}

/// The state of the unions that enclose the current value.
#[derive(Debug, Default)]
pub(super) struct UnionState {
    /// The unions that the next record is a variant of. Their discriminators may be missing from
    /// its fields.
    pub(super) tags: Tags,
    /// The guess by which an enclosing object is read.
    pub(super) guess: Option<VariantGuess>,
}
