//! What every crate emitted by `portolan` links against: models on the wire, calls over HTTP.
//!
//! Nobody writes against this crate by hand: an emitted crate states what its document says (an
//! [`Api`], an [`Operation`] per call, a [`wire::Record`] per object) and everything that is the
//! same for all of them is done here, once, and compiled once.
//!
//! - [`wire`]: how models are read from JSON, written to it, and checked before they are sent.
//! - [`Client`], [`ClientBuilder`]: where requests go, with which credentials and time limits.
//! - [`Call`]: one request on its way, from its parameters to the typed response. It is sent with
//!   proof of who is calling, and again where that helps and does no harm: see [`RetryPolicy`].
//! - [`Response`], [`Error`]: what came back, each with status, headers and the whole body.
//!
//! Users of an emitted crate meet `ClientBuilder`, `Response`, `Error` and what goes with them
//! under that crate's own names.

mod api;
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
#[cfg(feature = "cli")]
pub mod cli;
mod client;
mod clock;
mod error;
#[cfg(fuzzing)]
pub mod fuzz;
mod headers;
mod part;
mod rate_limit;
mod response;
mod retry;
mod send;
mod settings;
pub mod wire;

use std::future::Future;
use std::pin::Pin;

pub use api::{
    Api, Envelope, Environment, Operation, Parameter, SecurityKind, SecurityScheme, StatusPattern,
    Style,
};
pub use auth::{AccessToken, TokenStore};
pub use call::{Call, Items, Outcome, Pages, Request, State, Stateful, Wait, WaitError, body};
pub use client::{Client, ClientBuilder, ConfigurationError};
pub use clock::Clock;
pub use error::{AuthenticationError, Error, ErrorBody};
pub use part::{Encoding, Part};
pub use rate_limit::RateLimit;
pub use response::{ByStatus, ByteStream, Header, Response, ResponseBody, Unreadable};
pub use retry::RetryPolicy;
pub use send::{Attempt, Body};

pub use secrecy::SecretString;
pub use {bytes, bytes::Bytes, http, jiff, reqwest, secrecy, serde, serde_json};

/// A future on the heap, as `IntoFuture` of an emitted request builder has to name one.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// An [`AuthenticationError`] that all those have who waited for the same token.
pub type SharedAuthenticationError = std::sync::Arc<AuthenticationError>;

/// An error of the caller's own functions.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
