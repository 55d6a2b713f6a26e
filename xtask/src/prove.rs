//! `cargo xtask prove`: whether the models of a document lose nothing of what its schemas allow.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;
use portolan::{Comparison, Diagnostics, Options, Package, Source, document, generate};
use portolan_roundtrip::{Report, instances, program};

use crate::say;

/// The flags of the command.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The OpenAPI 3.0 document, YAML or JSON
    #[arg(long, value_name = "FILE")]
    spec: PathBuf,
    /// The overlay that corrects it
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The folder of the crate that `regenerate` made of the document
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The name of the crate
    #[arg(long, value_name = "NAME")]
    package: String,
    /// What chance makes of the instances at random
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
}

/// Runs the command. Exit codes: 0 nothing is lost, 1 something is, 2 it could not be found out.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match prove(arguments) {
        Ok(report) => {
            say(report.to_string().trim_end());
            ExitCode::from(u8::from(!report.is_whole()))
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn prove(arguments: &Arguments) -> Result<Report, String> {
    let package = Package::new(&arguments.package)?;
    let mut diagnostics = Diagnostics::default();
    let source = Source::read(&arguments.spec, &mut diagnostics);
    let overlay = arguments.overlay.as_ref().map(|overlay| Source::read(overlay, &mut diagnostics));
    let (Some(source), overlay, true) =
        (source, overlay.clone().flatten(), overlay.is_none_or(|overlay| overlay.is_some()))
    else {
        return Err(diagnostics.to_string());
    };
    // As `regenerate` makes it.
    let options = Options { command_line: true, ..Options::default() };
    let generated = generate(&source, overlay.as_ref(), &package, &options)
        .map_err(|failure| failure.to_string())?;
    let Some(document) = document::load(&source, overlay.as_ref(), &mut diagnostics) else {
        return Err(diagnostics.to_string());
    };
    let comparison = Comparison::of(&arguments.out.join("src"), &generated.files)
        .map_err(|error| error.to_string())?;
    if !comparison.is_equal() {
        return Err(format!(
            "{} is not what the document says: make it anew with `cargo xtask regenerate`",
            arguments.out.display()
        ));
    }
    let instances = instances(&document, &generated.api, arguments.seed);
    let lines: Vec<String> =
        instances.iter().map(|it| format!("{} {}\n", it.model.0, it.json)).collect();
    let examples = arguments.out.join("examples");
    let file = examples.join("instances.txt");
    let write = |path: &PathBuf, text: String| {
        fs::write(path, text).map_err(|error| format!("writing {}: {error}", path.display()))
    };
    fs::create_dir_all(&examples)
        .map_err(|error| format!("making {}: {error}", examples.display()))?;
    write(&file, lines.concat())?;
    write(&examples.join("prove.rs"), program(&generated.api, &package))?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--example", "prove", "--manifest-path"])
        .arg(arguments.out.join("Cargo.toml"))
        .arg("--")
        .arg(&file)
        .output()
        .map_err(|error| format!("running cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "running the program that reads the instances: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(Report::new(&generated.api, &instances, &String::from_utf8_lossy(&output.stdout)))
}
