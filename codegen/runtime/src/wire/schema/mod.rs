//! Static descriptions of models, as the emitted crate states them.
//!
//! Invariant: independent of how values are read and written.

mod discriminator;
mod field;
mod format;
mod rule;
mod variant_shape;

pub(super) use discriminator::FoundTag;
pub use discriminator::{Discriminator, TagValue, Variant};
pub use field::Field;
pub use format::Format;
pub use rule::Rule;
pub(super) use rule::{entry_rules, first_duplicate, item_rules};
pub use variant_shape::VariantShape;
pub(super) use variant_shape::choose_variant;
