//! Passes over a whole document or over all models.

pub(crate) mod polling;
pub(crate) mod recursion;
pub(crate) mod requests;
pub(crate) mod unions;
pub(crate) mod unread;
pub(crate) mod usage;
pub(crate) mod views;
