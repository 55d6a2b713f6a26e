//! An HTTP server on loopback for tests: it records requests byte for byte and plays scripted responses and faults.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test without its server has failed"
)]

mod connection;
mod request;
mod response;
mod server;

pub use request::Request;
pub use response::{Response, Trigger};
pub use server::Server;
