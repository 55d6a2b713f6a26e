//! `cargo xtask regenerate`: the document goes in, the crate comes out, or is checked against what lies there.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use portolan::api::Api;
use portolan::diagnostic::Level;
use portolan::render::ChangeKind;
use portolan::render::manifest::{self, Runtime};
use portolan::{
    Comparison, Diagnostics, GenerateError, Generated, Options, Package, Source, generate,
};

use crate::diagnostics::Shown;
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
    /// The OpenAPI 3.0 document, YAML or JSON, with --out and --package [default: the one that is checked in]
    // Whoever has a document of their own does not mean the crate that is checked in here.
    #[arg(long, value_name = "FILE", requires_all = ["out", "package"])]
    spec: Option<PathBuf>,
    /// The overlay that corrects it [default: the one that is checked in; none with --spec]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The folder of the crate [default: the one that is checked in]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The name of the crate [default: that of the one that is checked in]
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
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

/// Runs the command. Exit codes: 0 done, 1 `--check` found a difference or a manifest that lacks something, 2 the document or a file is at fault.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match regenerate(arguments) {
        Ok(code) => return code,
        Err(Fault::Document(diagnostics)) => {
            arguments.shown.print(&diagnostics);
            eprintln!("no crate was made: {}", counts(&diagnostics));
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

impl From<GenerateError> for Fault {
    fn from(failure: GenerateError) -> Self {
        match failure {
            GenerateError::Document(diagnostics) => Self::Document(diagnostics),
            failure @ GenerateError::Generator(_) => Self::Other(failure.to_string()),
        }
    }
}

fn regenerate(arguments: &Arguments) -> Result<ExitCode, Fault> {
    let start = Instant::now();
    let package = Package::new(arguments.package.as_deref().unwrap_or(PACKAGE))?;
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
    if !arguments.check {
        comparison.write(&source).map_err(text)?;
        list_changes(&comparison, &source, &arguments.shown);
    }
    let lacking = settle_manifest(arguments, &generated.api, &package, &folder)?;
    let is_equal = !arguments.check || show_differences(&comparison, arguments);
    report(&generated, &comparison, &arguments.shown, start);
    // Last, where it is seen: the crate does not compile without, or lacks operations.
    if let Some(lacking) = &lacking {
        let manifest = folder.join("Cargo.toml");
        arguments.shown.say(format_args!("warning: {}: {lacking}", manifest.display()));
    }
    let is_whole = is_equal && !(arguments.check && lacking.is_some());
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn sources(arguments: &Arguments) -> Result<(Source, Option<Source>), Fault> {
    let (document, overlay) = match (&arguments.spec, &arguments.overlay) {
        (Some(spec), overlay) => (spec.clone(), overlay.clone()),
        (None, Some(overlay)) => (workspace().join(DOCUMENT), Some(overlay.clone())),
        (None, None) => (workspace().join(DOCUMENT), Some(workspace().join(OVERLAY))),
    };
    let mut diagnostics = Diagnostics::default();
    let largest = arguments.largest_file.saturating_mul(1 << 20);
    let document = Source::read_within(document, largest, &mut diagnostics);
    let overlay = overlay.map(|overlay| Source::read_within(overlay, largest, &mut diagnostics));
    match (document, overlay) {
        (Some(document), None) => Ok((document, None)),
        (Some(document), Some(Some(overlay))) => Ok((document, Some(overlay))),
        _ => Err(Fault::Document(diagnostics)),
    }
}

/// Says what `--check` found, and what mends it; whether it found nothing.
fn show_differences(comparison: &Comparison, arguments: &Arguments) -> bool {
    if comparison.is_equal() {
        return true;
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
        ("--package", arguments.package.clone()),
        ("--api-version", arguments.api_version.clone()),
    ]
    .into_iter()
    .filter_map(|(flag, value)| Some(format!(" {flag} {}", value?)))
    .collect();
    arguments.shown.say(format_args!(
        "the crate is not what the document says; this mends it: cargo xtask regenerate{}",
        flags.concat()
    ));
    false
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

/// Makes a manifest where there is none, if anything may be written; gives what one lacks that is there.
fn settle_manifest(
    arguments: &Arguments,
    api: &Api,
    package: &Package,
    folder: &Path,
) -> Result<Option<String>, String> {
    let path = folder.join("Cargo.toml");
    match fs::read_to_string(&path) {
        Ok(manifest) => Ok(manifest::lacks(api, package, &manifest)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && arguments.check => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let runtime = runtime(arguments, folder)?;
            fs::write(&path, manifest::manifest(api, package, &runtime))
                .map_err(|error| format!("writing {}: {error}", path.display()))?;
            arguments.shown.say(format_args!("wrote {}", path.display()));
            Ok(None)
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
    let diagnostics = &generated.diagnostics;
    shown.print(diagnostics);
    let summary = generated.api.summary();
    for location in &summary.free_form {
        shown.say(format_args!("free-form: {location}"));
    }
    shown.say(format_args!(
        "{} operations, {} models in {} files ({} changed), {} unions by discriminator, {} by a property of one value and {} by what they are made of, {} free-form values, {}, {:.0} ms",
        summary.operations,
        summary.models,
        generated.files.len(),
        comparison.changes.len(),
        summary.discriminated_unions,
        summary.inferred_unions,
        summary.alternatives,
        summary.free_form.len(),
        counts(diagnostics),
        start.elapsed().as_secs_f64() * 1000.0,
    ));
}

/// `2 errors, 1 warning`; of errors nothing where there are none.
fn counts(diagnostics: &Diagnostics) -> String {
    let count = |level: Level| {
        let count = diagnostics.count(level);
        format!("{count} {level}{}", if count == 1 { "" } else { "s" })
    };
    let errors = diagnostics.has_errors().then(|| count(Level::Error));
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
