//! Calls against a real loopback server that records each request byte for byte.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

mod configuration;
mod envelopes;
mod errors;
mod model;
mod requests;
mod responses;
mod secrets;
