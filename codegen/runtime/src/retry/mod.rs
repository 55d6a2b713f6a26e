//! Retry decisions: whether and when a request is sent again.
//!
//! Invariant: [`next_delay`] is the only function that allows a retry. The HTTP client's own
//! retries are switched off. Nothing in this module sleeps or sends.

mod after;
mod budget;
mod decision;
mod policy;

#[cfg(fuzzing)]
pub(crate) use after::parse;
pub(crate) use after::retry_after;
pub(crate) use budget::RetryBudget;
pub(crate) use decision::{AttemptOutcome, RetryState, is_unprocessed, next_delay};
pub use policy::RetryPolicy;
