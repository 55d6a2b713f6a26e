//! Models: the named schemas of a document, each implemented as a [`Value`] by its kind.
//!
//! The compiler spends time on every function of an emitted crate, however small. A model
//! therefore implements only what is specific to it, such as its fields or variants. The
//! implementation of [`Value`] is shared by all models of a [`ModelKind`].

mod enumeration;
mod held_tag;
mod number_enumeration;
mod record;
mod tagged_union;
mod untagged_union;

pub(crate) use enumeration::check_enumeration;
pub use enumeration::{Enumeration, EnumerationKind};
pub use held_tag::tag;
pub use number_enumeration::{NumberEnumeration, NumberEnumerationKind, check_number};
pub use record::RecordKind;
pub(super) use record::{check_record, read_record, write_record};
pub use tagged_union::TaggedUnionKind;
pub(super) use tagged_union::{check_tagged_union, read_tagged_union, write_tagged_union};
pub use untagged_union::UntaggedUnionKind;
pub(super) use untagged_union::{check_untagged_union, read_untagged_union, write_untagged_union};

use super::value::{Value, View, ViewMut};

/// A named schema. Implemented by the macros [`record!`](super::record!),
/// [`enumeration!`](super::enumeration!), [`number_enumeration!`](super::number_enumeration!),
/// [`tagged_union!`](super::tagged_union!) and [`untagged_union!`](super::untagged_union!).
pub trait Model: Sized {
    /// The kind of the model.
    type Kind: ModelKind<Self>;
}

/// A kind of model: the implementation of [`Value`] for every model of the kind.
#[doc(hidden)]
pub trait ModelKind<M> {
    fn empty() -> M;
    fn view(model: &M) -> View<'_>;
    fn view_mut(model: &mut M) -> ViewMut<'_>;
}

impl<M: Model> Value for M {
    fn empty() -> Self {
        M::Kind::empty()
    }

    #[inline]
    fn view(&self) -> View<'_> {
        M::Kind::view(self)
    }

    #[inline]
    fn view_mut(&mut self) -> ViewMut<'_> {
        M::Kind::view_mut(self)
    }

    fn clear(&mut self) -> bool {
        *self = M::Kind::empty();
        false
    }
}

/// Recursive models are boxed. Only models are: an implementation of [`Value`] for every boxed
/// `Value` would overlap with the one for models.
impl<M: Model> Model for Box<M> {
    type Kind = BoxedKind;
}

/// The kind of boxed models.
#[doc(hidden)]
#[derive(Debug)]
pub struct BoxedKind;

impl<M: Model> ModelKind<Box<M>> for BoxedKind {
    fn empty() -> Box<M> {
        Box::new(M::Kind::empty())
    }

    fn view(model: &Box<M>) -> View<'_> {
        M::Kind::view(model)
    }

    fn view_mut(model: &mut Box<M>) -> ViewMut<'_> {
        M::Kind::view_mut(model)
    }
}

/// Implements [`Model`] with a kind, and the traits of serde.
#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    ($model:ty, $kind:ident) => {
        impl $crate::wire::Model for $model {
            type Kind = $crate::wire::macros::$kind;
        }

        $crate::__serde!($model);
    };
}
