//! Tests of the runtime through its public API.
//!
//! They are one binary, so that the modules share fixtures and the runtime is linked once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

mod api;
mod authentication;
mod calls;
mod clock;
mod faults;
mod wire;
