//! `prove`: decodes and encodes instances of a document's schemas, and decodes its examples of responses, with the models
//! of its crate.

mod examples;
mod models;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use portolan_roundtrip::{self as roundtrip, ExampleReport, Report};

use self::examples::Examples;
use self::models::{Rules, models};
use super::input::{FileFlags, read_sources};
use super::{Input, Program, failure, print};
use crate::document;
use crate::{Comparison, Diagnostics, Options, Package};

/// The name of the example that is written into the crate while the command runs.
const EXAMPLE: &str = "portolan-roundtrip";

/// The arguments of `prove`.
#[derive(Debug, Args)]
pub struct Prove {
    /// The OpenAPI document, YAML or JSON
    #[arg(value_name = "DOCUMENT")]
    pub document: Input,
    /// The OpenAPI Overlay that corrects the document
    #[arg(long, value_name = "FILE")]
    pub overlay: Option<Input>,
    /// The folder of the crate that `generate` wrote
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// The name of the crate
    #[arg(long, value_name = "NAME")]
    pub package: String,
    /// The arguments that have no default in a workspace.
    #[command(flatten)]
    pub options: ProveOptions,
}

/// The arguments of `prove` that have no default in a workspace.
#[derive(Debug, Args)]
pub struct ProveOptions {
    /// The seed of the random instances
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    files: FileFlags,
}

impl Prove {
    /// Runs the command. Exit codes: 0 nothing is lost, 1 an instance is, 2 a document is invalid or the crate does not
    /// build. An example that is not decoded is listed, and does not change the exit code.
    #[must_use]
    pub fn run(&self, program: &Program) -> ExitCode {
        match self.prove(program) {
            Ok((report, examples)) => {
                print(format!("{report}{examples}").trim_end());
                ExitCode::from(u8::from(!report.is_lossless()))
            }
            Err(message) => failure(&message),
        }
    }

    fn prove(&self, program: &Program) -> Result<(Report, ExampleReport), String> {
        let package = Package::new(&self.package)?;
        let (document, overlay) =
            read_sources(&self.document, self.overlay.as_ref(), &self.options.files)
                .map_err(|diagnostics| diagnostics.to_string())?;
        // The options of `generate`.
        let options = Options { command_line: true, ..Options::default() };
        let generated = crate::generate(&document, overlay.as_ref(), &package, &options)
            .map_err(|failure| failure.to_string())?;
        let comparison = Comparison::of(&self.out.join("src"), &generated.files)
            .map_err(|error| error.to_string())?;
        if !comparison.is_equal() {
            let command = program
                .generate
                .map_or_else(|| format!("{} generate", program.name), str::to_owned);
            return Err(format!(
                "{} is out of date; update it with `{command}`",
                self.out.display()
            ));
        }
        let mut diagnostics = Diagnostics::default();
        let document = document::load(&document, overlay.as_ref(), &mut diagnostics)
            .ok_or_else(|| diagnostics.to_string())?;
        let models = models(&generated.api);
        let examples = Examples::of(&document, &generated.api, models.len());
        let document = roundtrip::Document { root: &document.root, discriminators: &Rules };
        let instances = roundtrip::instances(document, &models, self.options.seed);
        let lines: Vec<String> = instances
            .iter()
            .map(|it| (it.model, &it.json))
            .chain(examples.all.iter().map(|it| (it.target, &it.json)))
            .map(|(target, json)| format!("{target} {json}\n"))
            .collect();
        let program = roundtrip::program(&models, &examples.bodies, &package.crate_name());
        let output = run_example(&self.out, &program, &lines.concat())?;
        let report = Report::new(&models, &instances, output.lines());
        let lines = output.lines().skip(instances.len());
        Ok((report, ExampleReport::new(&examples.all, lines)))
    }
}

/// Runs a program as an example of a crate and returns its output. The files of the example are removed afterwards.
fn run_example(folder: &Path, program: &str, instances: &str) -> Result<String, String> {
    let examples = folder.join("examples");
    let is_new = !examples.exists();
    fs::create_dir_all(&examples)
        .map_err(|error| format!("creating {}: {error}", examples.display()))?;
    let files = [
        (examples.join(EXAMPLE).with_extension("rs"), program),
        (examples.join(EXAMPLE).with_extension("txt"), instances),
    ];
    let result = files
        .iter()
        .try_for_each(|(path, text)| {
            fs::write(path, text).map_err(|error| format!("writing {}: {error}", path.display()))
        })
        .and_then(|()| run_cargo(folder, &examples.join(EXAMPLE).with_extension("txt")));
    // A file that stays is harmless: the next run overwrites it.
    for (path, _) in &files {
        let _ = fs::remove_file(path);
    }
    if is_new {
        let _ = fs::remove_dir(&examples);
    }
    result
}

fn run_cargo(folder: &Path, instances: &Path) -> Result<String, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--example", EXAMPLE, "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--")
        .arg(instances)
        .output()
        .map_err(|error| format!("running cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "running the example that decodes the instances: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
