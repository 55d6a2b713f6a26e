//! Faults on a real socket: what the client does, what it says, and how often the server saw it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]
#![allow(dead_code, reason = "the small API is shared with other tests")]

mod bounds;
mod clock;
mod escape;
mod framing;
mod hostile;
mod limits;
mod matrix;
#[path = "../calls/model.rs"]
mod model;
mod stages;
mod words;
