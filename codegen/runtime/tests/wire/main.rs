//! Models on the wire: what is read, what is written, what is refused, and that nothing else happens.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

mod checks;
mod enumerations;
mod laws;
mod malformed;
mod model;
mod records;
mod types;
mod unions;
