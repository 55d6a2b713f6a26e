//! A server on loopback for tests: it records what reached it, byte for byte, and responses whatever it is told.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set itself up has failed"
)]

mod connection;
mod request;
mod response;
mod server;

pub use request::Request;
pub use response::{Moment, Response};
pub use server::Server;
