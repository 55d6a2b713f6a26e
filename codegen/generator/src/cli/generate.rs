//! `generate`: writes a crate, or compares it with the existing files.

use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::input::{FileFlags, read_sources};
use super::{Input, LevelFlags, OutputFlags, Program, failure};
use crate::api::Api;
use crate::diagnostic::Level;
use crate::render::manifest::{self, Runtime};
use crate::render::{self, ChangeKind};
use crate::{Comparison, Diagnostics, GenerateError, Generated, Options, Package};

/// The arguments of `generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON
    #[arg(value_name = "DOCUMENT")]
    pub document: Input,
    /// The OpenAPI Overlay that corrects the document
    #[arg(long, value_name = "FILE")]
    pub overlay: Option<Input>,
    /// The folder of the crate
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// The name of the crate
    #[arg(long, value_name = "NAME")]
    pub package: String,
    /// The arguments that have no default in a workspace.
    #[command(flatten)]
    pub options: GenerateOptions,
}

/// The arguments of `generate` that have no default in a workspace.
#[derive(Debug, Args)]
pub struct GenerateOptions {
    /// Write nothing; show differences, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// The dependency on the runtime in a new Cargo.toml: a path, or a version such as 0.1 [default: the path inside a
    /// checkout of portolan, the version of this program elsewhere]
    #[arg(long, value_name = "PATH|VERSION")]
    runtime: Option<String>,
    /// The newest API version to use, if the document has media types by date
    #[arg(long, value_name = "YYYY-MM-DD")]
    api_version: Option<String>,
    /// An environment variable that the document may choose for credentials although its name does not begin with the
    /// name of the crate [repeatable]
    #[arg(long, value_name = "NAME")]
    allow_environment: Vec<String>,
    #[command(flatten)]
    files: FileFlags,
    #[command(flatten)]
    levels: LevelFlags,
    #[command(flatten)]
    output: OutputFlags,
}

/// The reason why no crate was generated.
enum Error {
    /// The document or the overlay is invalid.
    Document(Diagnostics),
    /// Anything else, as a message.
    Other(String),
}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<GenerateError> for Error {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Document(diagnostics) => Self::Document(diagnostics),
            error @ GenerateError::Generator(_) => Self::Other(error.to_string()),
        }
    }
}

impl Generate {
    /// Runs the command. Exit codes: 0 success, 1 `--check` found a difference or an incomplete manifest, 2 a document or
    /// file is invalid.
    #[must_use]
    pub fn run(&self, program: &Program) -> ExitCode {
        match self.generate(program) {
            Ok(is_current) => ExitCode::from(u8::from(!is_current)),
            Err(Error::Document(diagnostics)) => {
                self.options.output.diagnostics(&diagnostics, program);
                failure(&format!("no crate was generated: {}", counts(&diagnostics)))
            }
            Err(Error::Other(message)) => failure(&message),
        }
    }

    /// Returns whether the crate is up to date, which it always is unless `--check` is set.
    fn generate(&self, program: &Program) -> Result<bool, Error> {
        let start = Instant::now();
        let Self { options: GenerateOptions { check, output, .. }, .. } = self;
        let package = Package::new(&self.package)?;
        let files = &self.options.files;
        let (document, overlay) =
            read_sources(&self.document, self.overlay.as_ref(), files).map_err(Error::Document)?;
        let options = Options {
            api_version: self.options.api_version.clone(),
            allowed_environment: self.options.allow_environment.clone(),
            levels: self.options.levels.levels()?,
            command_line: true,
        };
        let generated = crate::generate(&document, overlay.as_ref(), &package, &options)?;
        let folder = self.out.join("src");
        let comparison = Comparison::of(&folder, &generated.files).map_err(text)?;
        if !check {
            comparison.write(&folder).map_err(text)?;
            self.list_changes(&comparison, &folder);
        }
        let missing = self.update_manifest(&generated.api, &package)?;
        if *check && !comparison.is_equal() {
            self.list_differences(&comparison, program);
        }
        self.report(&generated, &comparison, program, start);
        // The last line, because without it the crate does not compile or lacks operations.
        if let Some(missing) = &missing {
            let manifest = self.out.join("Cargo.toml");
            output.line(format_args!("warning: {}: {missing}", manifest.display()));
        }
        Ok(!check || comparison.is_equal() && missing.is_none())
    }

    fn list_changes(&self, comparison: &Comparison, folder: &Path) {
        for change in &comparison.changes {
            let action = match change.kind {
                ChangeKind::Missing => "wrote",
                ChangeKind::Different => "changed",
                ChangeKind::Superfluous => "removed",
            };
            let path = folder.join(&change.path);
            self.options.output.line(format_args!("{action} {}", path.display()));
        }
    }

    fn list_differences(&self, comparison: &Comparison, program: &Program) {
        let output = &self.options.output;
        for change in &comparison.changes {
            let problem = match change.kind {
                ChangeKind::Missing => "is missing",
                ChangeKind::Different => "differs",
                ChangeKind::Superfluous => "is not generated",
            };
            output.line(format_args!("src/{} {problem}:\n{}", change.path, change.diff()));
        }
        let command = program.generate.map_or_else(|| self.command(program), str::to_owned);
        output.line(format_args!("the crate is out of date; to update it: {command}"));
    }

    /// Returns the command that generates the crate.
    fn command(&self, program: &Program) -> String {
        let mut command = format!("{} generate {}", program.name, self.document.path().display());
        for (flag, value) in [
            ("--overlay", self.overlay.as_ref().map(|file| file.path().display().to_string())),
            ("--out", Some(self.out.display().to_string())),
            ("--package", Some(self.package.clone())),
            ("--api-version", self.options.api_version.clone()),
        ] {
            if let Some(value) = value {
                command.extend([" ", flag, " ", &value]);
            }
        }
        for name in &self.options.allow_environment {
            command.extend([" --allow-environment ", name]);
        }
        command
    }

    /// Writes a manifest if there is none and `--check` is not set. Returns what an existing one lacks.
    fn update_manifest(&self, api: &Api, package: &Package) -> Result<Option<String>, String> {
        let path = self.out.join("Cargo.toml");
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                let manifest = fs::read_to_string(&path)
                    .map_err(|error| format!("reading {}: {error}", path.display()))?;
                Ok(manifest::missing_entries(api, package, &manifest))
            }
            Ok(_) => Err(format!(
                "reading {}: it is a link or a special file, which the generator does not follow; replace it by a file",
                path.display()
            )),
            Err(error) if error.kind() == ErrorKind::NotFound && self.options.check => Ok(None),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let manifest = manifest::manifest(api, package, &self.runtime()?);
                render::create(&path, &manifest).map_err(text)?;
                self.options.output.line(format_args!("wrote {}", path.display()));
                Ok(None)
            }
            Err(error) => Err(format!("reading {}: {error}", path.display())),
        }
    }

    /// Returns the dependency on the runtime of a new manifest.
    fn runtime(&self) -> Result<Runtime, String> {
        match &self.options.runtime {
            Some(version) if version.starts_with(|first: char| first.is_ascii_digit()) => {
                Ok(Runtime::Version(version.clone()))
            }
            Some(path) => Ok(Runtime::Path(PathBuf::from(path))),
            None => {
                let folder = self
                    .out
                    .canonicalize()
                    .map_err(|error| format!("resolving {}: {error}", self.out.display()))?;
                Ok(match checked_out_runtime(&folder) {
                    Some(runtime) => Runtime::Path(manifest::relative(&folder, &runtime)),
                    // Generator and runtime are released together, with one version.
                    None => Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
                })
            }
        }
    }

    /// Prints diagnostics, free-form values, and a summary line.
    fn report(
        &self,
        generated: &Generated,
        comparison: &Comparison,
        program: &Program,
        start: Instant,
    ) {
        let output = &self.options.output;
        let diagnostics = &generated.diagnostics;
        output.diagnostics(diagnostics, program);
        let summary = generated.api.summary();
        for location in &summary.free_form {
            output.line(format_args!("free-form: {location}"));
        }
        let losses = diagnostics.losses();
        if !losses.is_empty() {
            output.line(format_args!("{losses}"));
        }
        output.line(format_args!(
            "{} operations, {} models in {} files ({} changed), {} tagged unions, {} unions by constant property, {} untagged unions, {} free-form values, {}, {:.0} ms",
            summary.operations,
            summary.models,
            generated.files.len(),
            comparison.changes.len(),
            summary.discriminated_unions,
            summary.inferred_unions,
            summary.untagged_unions,
            summary.free_form.len(),
            counts(diagnostics),
            start.elapsed().as_secs_f64() * 1000.0,
        ));
    }
}

/// Returns the runtime of the checkout of portolan that a folder is in.
fn checked_out_runtime(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|ancestor| ancestor.join("codegen/runtime")).find(|runtime| {
        fs::read_to_string(runtime.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.contains("name = \"portolan-runtime\""))
    })
}

/// Returns the numbers of diagnostics, for example `1 error, 2 warnings, 0 notes`; errors only if there are any.
fn counts(diagnostics: &Diagnostics) -> String {
    let count = |level: Level| {
        let count = diagnostics.count(level);
        format!("{count} {level}{}", if count == 1 { "" } else { "s" })
    };
    let errors = diagnostics.has_errors().then(|| count(Level::Error));
    let counts = errors.into_iter().chain([count(Level::Warning), count(Level::Note)]);
    counts.collect::<Vec<_>>().join(", ")
}

fn text(error: impl Display) -> String {
    error.to_string()
}
