//! Untagged unions: one of several values, discriminated by JSON kind, constant property or
//! required properties.

use super::ModelKind;
use super::tagged_union::Start;
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Reader, Writer};
use crate::wire::schema::choose_variant;
use crate::wire::value::{UntaggedUnion, UntaggedUnionValue, View, ViewMut};

/// Reads the matching variant, or keeps the value unchanged if none matches.
pub(in crate::wire) fn read_untagged_union(
    union: &mut dyn UntaggedUnionValue,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let start = Start::of(reader)?;
    let index = choose_variant(reader.json_from(start.offset()), union.shapes());
    if let Some(index) = index {
        union.choose(index);
        if !may_have_tags(union.get_mut().view()) {
            reader.discard_tags();
        }
        let is_read = reader.read(union.get_mut()).is_ok();
        // A value of another JSON kind may mean that none of the variants is right. The unknown
        // variant can keep all of it.
        if is_read && !start.has_wrong_kinds_since(reader) {
            return Ok(());
        }
        start.rewind(reader);
    }
    reader.discard_tags();
    union.choose(usize::MAX);
    reader.read(union.get_mut())
}

/// Writes the variant.
pub(in crate::wire) fn write_untagged_union(union: &dyn UntaggedUnionValue, writer: &mut Writer) {
    let (_, value) = union.get();
    if !may_have_tags(value.view()) {
        // Free-form objects and maps keep the discriminators of enclosing unions as properties.
        drop(writer.take_tags());
    }
    writer.write(value);
}

/// Whether a value reads and writes the discriminators of enclosing unions.
fn may_have_tags(value: View<'_>) -> bool {
    matches!(value, View::Record(_) | View::TaggedUnion(_) | View::UntaggedUnion(_))
}

/// Checks the variant, or reports an undocumented one.
pub(in crate::wire) fn check_untagged_union(union: &dyn UntaggedUnionValue, checker: &mut Checker) {
    let (index, value) = union.get();
    match union.shapes().get(index) {
        Some(shape) => checker.check(value, shape.request_rules()),
        None => checker.violate("is not a documented variant"),
    }
}

impl<U: UntaggedUnion> UntaggedUnionValue for U {
    fn choose(&mut self, index: usize) {
        *self = U::select(index);
    }
}

/// The kind of untagged unions.
#[doc(hidden)]
#[derive(Debug)]
pub struct UntaggedUnionKind;

impl<U: UntaggedUnion> ModelKind<U> for UntaggedUnionKind {
    fn empty() -> U {
        U::select(usize::MAX)
    }

    fn view(union: &U) -> View<'_> {
        View::UntaggedUnion(union)
    }

    fn view_mut(union: &mut U) -> ViewMut<'_> {
        ViewMut::UntaggedUnion(union)
    }
}

/// Implements [`Value`](crate::wire::Value) and the traits of serde for an [`UntaggedUnion`].
#[doc(hidden)]
#[macro_export]
macro_rules! __untagged_union {
    ($model:ty) => {
        $crate::__model!($model, UntaggedUnionKind);
    };
}
