//! Static description of an API: the data that an emitted crate states about its document.
//!
//! Invariant: plain `const` data, without behaviour beyond lookup.

mod api;
mod operation;
mod parameter;
mod security;

pub use api::{Api, Environment};
pub use operation::{Operation, StatusPattern};
pub(crate) use parameter::ParameterLocation;
pub use parameter::{Envelope, Parameter, Style};
pub use security::{SecurityKind, SecurityScheme};
