//! How calls prove who is calling, against real loopback servers that check the proof by themselves.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

mod bearer;
mod capture;
mod digest;
mod environment;
mod keys;
#[allow(dead_code, reason = "shared with the tests of calls, which use more of it")]
#[path = "../calls/model.rs"]
mod model;
mod proof;
mod secrets;
mod service;
mod service_account;
mod streams;
mod token_store;
