//! Values: the types of Rust that stand for the types of JSON.

mod collection;
mod date;
mod part;
mod scalar;

pub(super) use scalar::approximate;
