//! Transport: sends a prepared request until there is a final response.
//!
//! Nesting, from the outside: call (retries) · attempt (redirects) · authenticated request
//! (challenges) · exchange (one HTTP round trip). Timeouts, limits, traces and the observer are
//! applied to each exchange.
//!
//! Invariant: credentials are sent only to the origin of the client's base URL.

mod authenticate;
mod exchange;
mod limits;
mod observer;
mod outgoing;
mod prepared;
mod redirect;
mod shared;
mod span;

pub(crate) use authenticate::Authenticate;
pub(crate) use limits::ResponseLimits;
pub use observer::Attempt;
pub(crate) use observer::Observer;
pub(crate) use outgoing::OutgoingRequest;
pub(crate) use prepared::PreparedCall;
pub(crate) use shared::{CallOptions, Transport};
