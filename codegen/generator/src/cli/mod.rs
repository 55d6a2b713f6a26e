//! The command line of the generator.
//!
//! Each command is a struct of flags whose `run` calls the library, prints the result and returns the exit code.
//! `cargo xtask` builds the same structs with the defaults of its workspace.
//!
//! Invariant: no command decides anything about a document.

mod adopt;
mod drift;
mod explain;
mod generate;
mod input;
mod levels;
mod output;
mod prove;
mod upstream;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use adopt::{Adopt, AdoptOptions};
pub use drift::{Drift, DriftOptions};
pub use explain::Explain;
pub use generate::{Generate, GenerateOptions};
pub use input::Input;
pub use levels::LevelFlags;
pub use output::{DiagnosticFormat, OutputFlags};
pub use prove::{Prove, ProveOptions};

/// The names of the commands in messages that tell what to run.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// The program, before the name of a subcommand.
    pub name: &'static str,
    /// The whole command that generates the crate, if its flags have defaults.
    pub generate: Option<&'static str>,
}

const PORTOLAN: Program = Program { name: "portolan", generate: None };

/// Generates Rust crates from OpenAPI documents
#[derive(Debug, Parser)]
#[command(name = "portolan", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate a crate from an OpenAPI document, or check that it is up to date
    Generate(Generate),
    /// Compare the document with the publisher's, and report what each change breaks
    Drift(Drift),
    /// Copy the facts of operations from the publisher's document into one's own
    Adopt(Adopt),
    /// Explain a diagnostic, with a document that causes it and the corrected document
    Explain(Explain),
    /// Prove that the models of a crate lose nothing of what the document's schemas allow
    Prove(Prove),
}

/// Runs `portolan` with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Generate(generate) => generate.run(&PORTOLAN),
        Command::Drift(drift) => drift.run(),
        Command::Adopt(adopt) => adopt.run(),
        Command::Explain(explain) => explain.run(),
        Command::Prove(prove) => prove.run(&PORTOLAN),
    }
}

/// Prints a line to standard output. A closed pipe is not an error: the reader has read enough.
fn print(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Prints an error message and returns the exit code 2.
fn failure(message: &str) -> ExitCode {
    eprintln!("{}", message.trim_end());
    ExitCode::from(2)
}
