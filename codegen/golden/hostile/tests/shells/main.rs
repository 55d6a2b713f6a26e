//! A hostile document: no text of it becomes a command of a shell, a request of a typesetter, markup of a page or an
//! instruction to a terminal, and it does not choose the secrets that are sent.
//!
//! Each dangerous text of the document would create a file. The tests run real shells in an empty directory, which has
//! to stay empty.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

mod completions;
mod dry_runs;
mod environment;
mod help;
mod html;
mod sandbox;
mod terminal;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_golden-hostile");

/// The group of commands whose names and texts are attacks on shells.
const GROUP: &str = "shell-touch-t-touch-t-u2019-u202e-31m";

/// The command with a flag for each kind of parameter and property.
const SEND: &str = "send-touch-n-touch-n-u2019-u202e-31m";
