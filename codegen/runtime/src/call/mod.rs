//! Calls of operations: from typed arguments to a typed response.
//!
//! Invariant: arguments are serialised and validated when they are set; all violations are reported
//! together when the call is sent.

mod address;
mod arguments;
mod body;
mod form;
mod multipart;
mod paging;
mod poller;
mod prepare;
mod raw_request;
mod request_settings;
mod send;
mod style;

pub use arguments::Call;
#[cfg(feature = "cli")]
pub(crate) use paging::MAX_PAGES;
#[cfg(feature = "blocking")]
pub use paging::blocking::Items as BlockingItems;
pub use paging::{Items, Pages};
#[cfg(feature = "blocking")]
pub use poller::blocking::Poller as BlockingPoller;
pub use poller::{Outcome, PollError, Poller, State, Stateful};
pub use raw_request::RawRequest;
#[cfg(feature = "blocking")]
pub use raw_request::blocking::RawRequest as BlockingRawRequest;
pub use send::body;
