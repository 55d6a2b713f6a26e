//! Tests of the client and its models. Those of the command line are in `tests/cli`, which needs a feature.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod compile_fail;
mod documented_examples;
mod responses;
mod round_trips;
