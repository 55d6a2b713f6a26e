//! `cargo xtask regenerate`: the document goes in, the crate comes out, or is checked against what lies there.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use openapi_codegen::api::Api;
use openapi_codegen::diagnostic::Level;
use openapi_codegen::render::ChangeKind;
use openapi_codegen::render::manifest::{self, Runtime};
use openapi_codegen::{
    Comparison, Diagnostics, Failure, Generated, Options, Package, Source, generate,
};

use crate::findings::Shown;
use crate::levels;

/// The document that is checked in, and what corrects it.
pub(crate) const DOCUMENT: &str = "spec/network-peering.yaml";
pub(crate) const OVERLAY: &str = "spec/overlay.yaml";
/// The crate that is checked in.
const CRATE: &str = "generated";
const PACKAGE: &str = "atlas-admin";

/// The flags of the command. Without any, the crate that is checked in is made anew.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The OpenAPI 3.0 document, YAML or JSON [default: the one that is checked in]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// The overlay that corrects it [default: the one that is checked in; none with --spec]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The folder of the crate [default: the one that is checked in]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The name of the crate
    #[arg(long, value_name = "NAME", default_value = PACKAGE)]
    package: String,
    /// How a new manifest names the runtime: a path, or a version such as 0.1 [default: the relative path]
    #[arg(long, value_name = "PATH|VERSION")]
    runtime: Option<String>,
    /// The newest version of the API to use, where the document has several by date
    #[arg(long, value_name = "YYYY-MM-DD")]
    api_version: Option<String>,
    /// How many MiB a file of the document may have
    #[arg(long, value_name = "MIB", default_value_t = Source::LARGEST >> 20)]
    largest_file: u64,
    /// Write nothing; show what differs, and exit with 1 if anything does
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    levels: levels::Flags,
    #[command(flatten)]
    shown: Shown,
}

/// Runs the command. Exit codes: 0 done, 1 `--check` found a difference, 2 the document or a file is at fault.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match regenerate(arguments) {
        Ok(code) => return code,
        Err(Fault::Document(findings)) => {
            arguments.shown.print(&findings);
            eprintln!("no crate was made: {}", counts(&findings));
        }
        Err(Fault::Other(message)) => eprintln!("{message}"),
    }
    ExitCode::from(2)
}

/// Why no crate was made.
enum Fault {
    /// The document or the overlay is at fault.
    Document(Diagnostics),
    /// Something else is.
    Other(String),
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Document(findings) => Self::Document(findings),
            failure @ Failure::Generator(_) => Self::Other(failure.to_string()),
        }
    }
}

fn regenerate(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let start = Instant::now();
    let package = Package::new(&arguments.package)?;
    let (document, overlay) = sources(arguments)?;
    let options = Options {
        api_version: arguments.api_version.clone(),
        levels: arguments.levels.asked()?,
        command_line: true,
    };
    let generated = generate(&document, overlay.as_ref(), &package, &options)?;
    let folder = match &arguments.out {
        Some(out) => out.clone(),
        None => workspace().join(CRATE),
    };
    let source = folder.join("src");
    let comparison = Comparison::of(&source, &generated.files).map_err(text)?;
    let code = if arguments.check {
        show_differences(&comparison, arguments)
    } else {
        comparison.write(&source).map_err(text)?;
        settle_manifest(arguments, &generated.api, &package, &folder)?;
        list_changes(&comparison, &source, &arguments.shown);
        ExitCode::SUCCESS
    };
    report(&generated, &comparison, &arguments.shown, start);
    Ok(code)
}

fn sources(arguments: &Arguments) -> Result<(Source, Option<Source>), Fault> {
    let (document, overlay) = match (&arguments.spec, &arguments.overlay) {
        (Some(spec), overlay) => (spec.clone(), overlay.clone()),
        (None, Some(overlay)) => (workspace().join(DOCUMENT), Some(overlay.clone())),
        (None, None) => (workspace().join(DOCUMENT), Some(workspace().join(OVERLAY))),
    };
    let mut findings = Diagnostics::default();
    let largest = arguments.largest_file.saturating_mul(1 << 20);
    let document = Source::read_within(document, largest, &mut findings);
    let overlay = overlay.map(|overlay| Source::read_within(overlay, largest, &mut findings));
    match (document, overlay) {
        (Some(document), None) => Ok((document, None)),
        (Some(document), Some(Some(overlay))) => Ok((document, Some(overlay))),
        _ => Err(Fault::Document(findings)),
    }
}

/// Says what `--check` found, and what mends it.
fn show_differences(comparison: &Comparison, arguments: &Arguments) -> ExitCode {
    if comparison.is_equal() {
        return ExitCode::SUCCESS;
    }
    for change in &comparison.changes {
        let problem = match change.kind {
            ChangeKind::Missing => "is missing",
            ChangeKind::Different => "differs",
            ChangeKind::Superfluous => "should not be there",
        };
        arguments.shown.say(format_args!("src/{} {problem}:\n{}", change.path, change.diff()));
    }
    let flags: Vec<String> = [
        ("--spec", arguments.spec.as_ref().map(|path| path.display().to_string())),
        ("--overlay", arguments.overlay.as_ref().map(|path| path.display().to_string())),
        ("--out", arguments.out.as_ref().map(|path| path.display().to_string())),
        ("--package", arguments.out.as_ref().map(|_| arguments.package.clone())),
        ("--api-version", arguments.api_version.clone()),
    ]
    .into_iter()
    .filter_map(|(flag, value)| Some(format!(" {flag} {}", value?)))
    .collect();
    arguments.shown.say(format_args!(
        "the crate is not what the document says; this mends it: cargo xtask regenerate{}",
        flags.concat()
    ));
    ExitCode::from(1)
}

fn list_changes(comparison: &Comparison, folder: &Path, shown: &Shown) {
    for change in &comparison.changes {
        let action = match change.kind {
            ChangeKind::Missing => "wrote",
            ChangeKind::Different => "changed",
            ChangeKind::Superfluous => "removed",
        };
        shown.say(format_args!("{action} {}", folder.join(&change.path).display()));
    }
}

/// Makes a manifest where there is none; says what one lacks that is there.
fn settle_manifest(
    arguments: &Arguments,
    api: &Api,
    package: &Package,
    folder: &Path,
) -> Result<(), String> {
    let path = folder.join("Cargo.toml");
    match fs::read_to_string(&path) {
        Ok(manifest) => {
            if let Some(lacking) = manifest::lacks(api, package, &manifest) {
                arguments.shown.say(format_args!("{}: {lacking}", path.display()));
            }
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let runtime = runtime(arguments, folder)?;
            fs::write(&path, manifest::manifest(api, package, &runtime))
                .map_err(|error| format!("writing {}: {error}", path.display()))?;
            arguments.shown.say(format_args!("wrote {}", path.display()));
            Ok(())
        }
        Err(error) => Err(format!("reading {}: {error}", path.display())),
    }
}

fn runtime(arguments: &Arguments, folder: &Path) -> Result<Runtime, String> {
    match &arguments.runtime {
        Some(version) if version.starts_with(|first: char| first.is_ascii_digit()) => {
            Ok(Runtime::Version(version.clone()))
        }
        Some(path) => Ok(Runtime::Path(PathBuf::from(path))),
        None => {
            let canonical = |path: &Path| {
                path.canonicalize().map_err(|error| format!("finding {}: {error}", path.display()))
            };
            let runtime = canonical(&workspace().join("codegen/runtime"))?;
            Ok(Runtime::Path(manifest::relative(&canonical(folder)?, &runtime)))
        }
    }
}

/// What was made, what was left free-form, what there is to say about the document, and how long it took.
fn report(generated: &Generated, comparison: &Comparison, shown: &Shown, start: Instant) {
    let findings = &generated.diagnostics;
    shown.print(findings);
    let summary = generated.api.summary();
    for place in &summary.free_form {
        shown.say(format_args!("free-form: {place}"));
    }
    shown.say(format_args!(
        "{} operations, {} models in {} files ({} changed), {} unions by discriminator, {} by a property of one value and {} by what they are made of, {} free-form values, {}, {:.0} ms",
        summary.operations,
        summary.models,
        generated.files.len(),
        comparison.changes.len(),
        summary.discriminated_unions,
        summary.implied_unions,
        summary.alternatives,
        summary.free_form.len(),
        counts(findings),
        start.elapsed().as_secs_f64() * 1000.0,
    ));
}

/// `2 errors, 1 warning`; of errors nothing where there are none.
fn counts(findings: &Diagnostics) -> String {
    let count = |level: Level| {
        let count = findings.count(level);
        format!("{count} {level}{}", if count == 1 { "" } else { "s" })
    };
    let errors = findings.has_errors().then(|| count(Level::Error));
    let counts = errors.into_iter().chain([count(Level::Warning), count(Level::Note)]);
    counts.collect::<Vec<_>>().join(", ")
}

/// The workspace that this program was built in.
pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn text(error: impl Display) -> String {
    error.to_string()
}
