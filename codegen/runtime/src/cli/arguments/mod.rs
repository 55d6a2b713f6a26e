//! Arguments: the tree of commands and flags for clap, and the arguments that were given.

mod flags;
mod format;
mod invocation;
mod names;
mod tree;
mod value;

pub(super) use flags::value_name;
pub(super) use format::OutputFormat;
pub(super) use invocation::{Invocation, values};
pub(super) use names::{argument, command, flag, parameter_id, property_id};
pub(super) use tree::program_tree;
pub(super) use value::{Argument, to_json};
