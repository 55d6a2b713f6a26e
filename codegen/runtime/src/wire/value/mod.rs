//! Values that models consist of: scalars, dates, collections, and the traits of models.

mod collection;
mod date;
mod part;
mod scalar;
mod traits;

pub(super) use collection::{
    check_entries, check_list, read_entries, read_list, unless_omitted, write_entries, write_list,
};
pub(super) use scalar::approximate;
pub use traits::{
    Entries, Fill, List, Record, Scalar, TaggedUnion, UntaggedUnion, Value, View, ViewMut,
};
pub(super) use traits::{EnumerationValue, TaggedUnionValue, UntaggedUnionValue};
