//! Models: what the document names is a value by what kind of model it is, with one impl for all of them.
//!
//! A compiler looks through every function of an emitted crate, however small. So a model has only those that nothing
//! else can have: which properties it holds, what its variants are. That it is a [`Value`] follows from its [`Kind`],
//! and what it is as a `Value` stands here once.

use super::{Value, View, ViewMut};

/// A type that the document names. The macros [`record!`](super::record!), [`enumeration!`](super::enumeration!),
/// [`number_enumeration!`](super::number_enumeration!), [`union!`](super::union!) and
/// [`alternatives!`](super::alternatives!) make one of what has the trait of the same name.
pub trait Model: Sized {
    /// What kind of model it is.
    type Kind: Kind<Self>;
}

/// What a kind of model is as a [`Value`], for each model that is of this kind.
#[doc(hidden)]
pub trait Kind<M> {
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

/// A model of its own size would hold itself without end: in a box it is the same model. Nothing else is ever boxed, and
/// were any [`Value`] in a box one, a box that another crate calls a model would be one twice.
impl<M: Model> Model for Box<M> {
    type Kind = Boxed;
}

/// The kind of models in boxes.
#[doc(hidden)]
#[derive(Debug)]
pub struct Boxed;

impl<M: Model> Kind<Box<M>> for Boxed {
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

/// Makes a type a model of a kind, and one that `serde` reads and writes.
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
