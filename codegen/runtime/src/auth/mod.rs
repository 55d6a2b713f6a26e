//! Authentication: the credentials of a client, and how the requests of a call are authenticated.
//!
//! Invariant: no secret appears in an error message or in `Debug` output.

mod authenticator;
mod basic;
mod bearer;
mod credentials;
mod digest;
mod key;
mod oauth;
mod plan;
mod service_account;
mod token;
mod token_request;

pub(crate) use authenticator::Authenticator;
pub(crate) use basic::Basic;
pub(crate) use bearer::{Bearer, BearerToken};
pub(crate) use credentials::{AuthMethod, Credentials};
pub(crate) use digest::Digest;
#[cfg(fuzzing)]
pub(crate) use digest::respond_to_any;
pub(crate) use key::ApiKey;
pub(crate) use plan::AuthPlan;
pub(crate) use service_account::{Account, ServiceAccount, resolve};
pub use token::{AccessToken, TokenStore};
