//! Input: from the arguments of an operation to a call that can be sent.

mod body;
mod call;
mod file;
mod nesting;
mod part;
mod properties;
mod usage;
mod violation;

pub(super) use call::build_call;
pub(super) use usage::usage_problem;
pub(super) use violation::call_failure;
