//! Command line of an emitted crate, behind the feature `cli`.
//!
//! The emitted crate describes its commands as a static [`Program`]; [`run`] implements them.
//! Responses go to standard output, everything else to standard error.
//!
//! Invariant: imports point down in this order: `run`, `auth_check`, `shell`, `execute`, `watch`,
//! `token_file`, `output`, `input`, `arguments`, `environment`, `private_file`, `failure`,
//! `description`.

mod arguments;
mod auth_check;
mod description;
mod environment;
mod execute;
mod failure;
#[cfg(any(fuzzing, test))]
pub mod fuzz;
mod input;
mod output;
mod private_file;
mod run;
mod shell;
mod token_file;
mod watch;

pub use description::{
    ArgumentSource, BodyEncoding, BodyInput, Command, CommandBody, DecodeBody, DecodeState, Flag,
    Group, Paging, Poll, Program, ValueKind, Variant, Watch, decode_body, decode_state,
};
pub use run::run;

pub use crate::wire::TagValue;
