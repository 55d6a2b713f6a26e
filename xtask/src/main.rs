//! The commands of this workspace: those of `portolan`, with the workspace's document, overlay and crate.

mod derive;
mod derived;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use portolan::cli::{
    Adopt, AdoptOptions, Drift, DriftOptions, Explain, Generate, GenerateOptions, Input, Program,
    Prove, ProveOptions,
};

/// Trees and tokens are many small allocations: a third of the time of a large document with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: Program = Program { name: "cargo xtask", generate: Some("cargo xtask regenerate") };
const PACKAGE: &str = "atlas-admin";

/// Commands of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate `generated/src` from `spec`, or check that it is up to date
    Regenerate(GenerateOptions),
    /// Compare the document in `spec` with the publisher's, and report what each change breaks
    Drift(DriftOptions),
    /// Copy the facts of operations from the publisher's document into the one in `spec`
    Adopt(AdoptOptions),
    /// Explain a diagnostic, with a document that causes it and the corrected document
    Explain(Explain),
    /// Prove that the models in `generated` lose nothing of what the document's schemas allow
    Prove(ProveOptions),
    /// Write the models of a document with serde's derive, as a baseline for measurements
    Derive(derive::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Regenerate(options) => Generate {
            document: document(),
            overlay: Some(overlay()),
            out: workspace().join("generated"),
            package: PACKAGE.to_owned(),
            options,
        }
        .run(&PROGRAM),
        Command::Drift(options) => Drift {
            document: Some(document()),
            overlay: Some(overlay()),
            accepted: Some(accepted()),
            options,
        }
        .run(),
        Command::Adopt(options) => Adopt {
            document: document(),
            overlay: Some(overlay()),
            accepted: Some(accepted()),
            options,
        }
        .run(),
        Command::Explain(explain) => explain.run(),
        Command::Prove(options) => Prove {
            document: document(),
            overlay: Some(overlay()),
            out: workspace().join("generated"),
            package: PACKAGE.to_owned(),
            options,
        }
        .run(&PROGRAM),
        Command::Derive(arguments) => derive::run(&arguments),
    }
}

fn document() -> Input {
    input("spec/network-peering.yaml")
}

fn overlay() -> Input {
    input("spec/overlay.yaml")
}

fn accepted() -> Input {
    input("spec/accepted-drift.yaml")
}

/// Returns a file of the workspace. Diagnostics name it by its path there, wherever the command runs.
fn input(path: &str) -> Input {
    Input::named(workspace().join(path), path)
}

/// Returns the workspace that this program was built in.
fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
