//! `cargo xtask derive`: writes the models of a document with serde's derive, as a baseline for measurements.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use portolan::{Diagnostics, Options, Package, Source, generate};

use crate::derived::derived;

/// The arguments of `derive`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The OpenAPI document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// The folder of the crate
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The name of the crate
    #[arg(long, value_name = "NAME")]
    package: String,
}

/// Runs the command. Exit codes: 0 success, 2 the document or a file is invalid.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match derive(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn derive(arguments: &Arguments) -> Result<(), String> {
    let package = Package::new(&arguments.package)?;
    let mut diagnostics = Diagnostics::default();
    let source =
        Source::read(&arguments.spec, &mut diagnostics).ok_or_else(|| diagnostics.to_string())?;
    let generated = generate(&source, None, &package, &Options::default())
        .map_err(|failure| failure.to_string())?;
    let folder = arguments.out.join("src");
    fs::create_dir_all(&folder)
        .map_err(|error| format!("creating {}: {error}", folder.display()))?;
    let manifest = format!(
        "[package]\nname = \"{}\"\nedition = \"2024\"\n\n[dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n[workspace]\n",
        package.name()
    );
    for (path, text) in [
        (arguments.out.join("Cargo.toml"), manifest),
        (folder.join("lib.rs"), derived(&generated.api)),
    ] {
        fs::write(&path, text).map_err(|error| format!("writing {}: {error}", path.display()))?;
    }
    Ok(())
}
