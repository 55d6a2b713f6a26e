//! The commands of this workspace. They parse flags, call `portolan` and print; no logic lives here.

mod adopt;
mod derive;
mod diagnostics;
mod drift;
mod explain;
mod levels;
mod prove;
mod regenerate;
mod upstream;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Trees and tokens are many small allocations, a third of the time that a large document takes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Commands of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a crate of an OpenAPI document, or check that it is up to date
    Regenerate(regenerate::Arguments),
    /// Say what has changed between the document and the publisher's, and whom it breaks
    Drift(drift::Arguments),
    /// Bring the facts of operations from the publisher's document into one's own
    Adopt(adopt::Arguments),
    /// Explain what a diagnostic means, with a document that gives it and the same document mended
    Explain(explain::Arguments),
    /// Prove that the models of a crate lose nothing of what the document's schemas allow
    Prove(prove::Arguments),
    /// Make the models with serde's derive, to measure those of a crate against
    Derive(derive::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Regenerate(arguments) => regenerate::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Adopt(arguments) => adopt::run(&arguments),
        Command::Explain(arguments) => {
            explain::run(&arguments);
            ExitCode::SUCCESS
        }
        Command::Prove(arguments) => prove::run(&arguments),
        Command::Derive(arguments) => derive::run(&arguments),
    }
}

/// Prints a line. Whoever reads may have read enough, and gone: that is no fault.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}
