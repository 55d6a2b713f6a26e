//! A server on loopback for tests: it records what reached it, byte for byte, and answers whatever it is told.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set itself up has failed"
)]

mod answer;
mod connection;
mod request;
mod server;

pub use answer::{Answer, Moment};
pub use request::Request;
pub use server::Server;
