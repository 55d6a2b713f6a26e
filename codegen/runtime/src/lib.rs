//! The runtime that crates emitted by `portolan` link against.
//!
//! An emitted crate states its document as static data: an [`Api`], an [`Operation`] per call, a
//! [`wire::Record`] per object. Everything that is the same for all APIs is in this crate, where it
//! is compiled once. It is not meant to be used without an emitted crate.
//!
//! - [`wire`]: decoding, encoding and validation of models.
//! - [`Client`], [`ClientBuilder`]: base URL, credentials, timeouts and limits.
//! - [`Call`]: a call of an operation, with authentication and retries; see [`RetryPolicy`].
//! - [`Response`], [`Error`]: the result of a call, with status, headers and body.
//!
//! Emitted crates re-export `ClientBuilder`, `Response`, `Error` and related types.

mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
mod body;
mod call;
#[cfg(feature = "cli")]
pub mod cli;
mod client;
mod error;
#[cfg(feature = "blocking")]
mod executor;
#[cfg(fuzzing)]
pub mod fuzz;
mod header;
mod percent;
mod rate_limit;
mod redaction;
mod response;
mod retry;
mod spec;
mod text;
mod time;
mod transport;
pub mod wire;

use std::future::Future;
use std::pin::Pin;

pub use auth::{AccessToken, TokenStore};
pub use body::{Body, Encoding, Part};
pub use call::{Call, Items, Outcome, Pages, PollError, Poller, RawRequest, State, Stateful, body};
pub use client::{Client, ClientBuilder, ConfigurationError};
pub use error::{AuthenticationError, Error, ErrorBody};
pub use header::Header;
pub use rate_limit::RateLimit;
pub use response::{ByStatus, ByteStream, Response, ResponseBody, Unreadable};
pub use retry::RetryPolicy;
pub use spec::{
    Api, Envelope, Environment, Operation, Parameter, SecurityKind, SecurityScheme, StatusPattern,
    Style,
};
pub use time::Clock;
pub use transport::Attempt;

pub use secrecy::SecretString;
pub use {bytes, bytes::Bytes, http, jiff, reqwest, secrecy, serde, serde_json};

/// A boxed future, as `IntoFuture` of emitted request builders returns it.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A boxed error, as functions of the caller return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
