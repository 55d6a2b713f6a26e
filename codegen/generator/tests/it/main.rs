//! Integration tests of the generator: one binary, so that fixtures are shared and everything links once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed expectation fails the test")]

#[cfg(feature = "cli")]
mod book;
mod checked_in;
#[cfg(feature = "cli")]
mod cli;
mod codes;
mod determinism;
mod diagnostics;
mod drift;
mod environment;
mod golden;
mod injection;
mod layout;
mod limits;
mod markdown;
mod mutations;
mod recovery;
mod versions;
