//! `cargo xtask drift`: what has changed between the document and the publisher's, and whom it breaks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use portolan::drift::{self, Accepted, Format, Level, Report, Request};
use portolan::{Diagnostics, Options, Source};

use crate::regenerate::{DOCUMENT, OVERLAY, workspace};
use crate::{say, upstream};

/// The changes that are accepted, of the document that is checked in.
const ACCEPTED: &str = "spec/accepted-drift.yaml";

/// The flags of the command. Without any, the document that is checked in is compared.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "these are flags")]
pub(crate) struct Arguments {
    /// The publisher's OpenAPI 3.0 document: a file, or an https address
    #[arg(value_name = "UPSTREAM", required_unless_present = "rules")]
    upstream: Option<String>,
    /// The document to compare it with, YAML or JSON [default: the one that is checked in]
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// The overlay that corrects both [default: the one that is checked in; none with --base]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// Compare this operation alone; can be given several times
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
    /// Compare all operations that the publisher has, and not only those that the document has
    #[arg(long)]
    all: bool,
    /// The list of accepted changes [default: the one that is checked in; none with --base]
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// The newest version of the API to use, where a document has several by date
    #[arg(long, value_name = "YYYY-MM-DD")]
    api_version: Option<String>,
    /// Exit with 1 if there is a change of this level or a worse one: breaking, compatible, notice
    #[arg(long, value_name = "LEVEL", default_value = "breaking")]
    fail_on: Level,
    /// The form of the report: text, json, markdown, github, html
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Show texts for people that differ, which are only counted otherwise
    #[arg(long)]
    documentation: bool,
    /// Show the rules by which changes are judged, and compare nothing
    #[arg(long)]
    rules: bool,
    /// Download without TLS too, from this machine alone
    #[arg(long, hide = true)]
    loopback: bool,
}

/// Runs the command. Exit codes: 0 no change of the level of `--fail-on` or worse, 1 there is one, 2 the documents
/// could not be compared.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let Some(upstream) = arguments.upstream.as_ref().filter(|_| !arguments.rules) else {
        say(drift::rules::table().trim_end());
        return ExitCode::SUCCESS;
    };
    match compare(upstream, arguments) {
        Ok(report) => {
            say(report.shown(arguments.format, arguments.documentation).trim_end());
            ExitCode::from(u8::from(report.worst() >= Some(arguments.fail_on)))
        }
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
    }
}

fn compare(upstream: &str, arguments: &Arguments) -> Result<Report, String> {
    let (base, overlay) = sources(arguments.base.as_deref(), arguments.overlay.as_deref())?;
    let accepted = accepted(arguments.accepted.as_deref(), arguments.base.as_deref())?;
    let upstream = upstream::read(upstream, arguments.loopback)?;
    let mut report = drift::run(&Request {
        base: &base,
        upstream: &upstream,
        overlay: overlay.as_ref(),
        operations: arguments.operations.clone(),
        all: arguments.all,
        options: Options { api_version: arguments.api_version.clone(), ..Options::default() },
    })
    .map_err(|failure| failure.to_string())?;
    report.accept(&accepted, today());
    Ok(report)
}

/// The document and its overlay: those that are given, or those that are checked in.
pub(crate) fn sources(
    base: Option<&Path>,
    overlay: Option<&Path>,
) -> Result<(Source, Option<Source>), String> {
    let mut diagnostics = Diagnostics::default();
    // What is checked in goes by its path in the workspace, wherever the command is run.
    let mut checked_in = |path: &str| {
        Source::read(workspace().join(path), &mut diagnostics).map(|source| source.named(path))
    };
    let own = if base.is_none() { checked_in(DOCUMENT) } else { None };
    let own_overlay = if base.is_none() && overlay.is_none() { checked_in(OVERLAY) } else { None };
    let base = base.map_or(own, |path| Source::read(path, &mut diagnostics));
    let overlay = overlay.map_or(own_overlay, |path| Source::read(path, &mut diagnostics));
    match base {
        Some(base) if !diagnostics.has_errors() => Ok((base, overlay)),
        _ => Err(diagnostics.to_string()),
    }
}

/// The list of accepted changes: the one that is given, or the one that is checked in.
pub(crate) fn accepted(list: Option<&Path>, base: Option<&Path>) -> Result<Accepted, String> {
    let own = workspace().join(ACCEPTED);
    let (path, name) = match (list, base) {
        (Some(path), _) => (path.to_owned(), path.display().to_string()),
        (None, None) if own.exists() => (own, ACCEPTED.to_owned()),
        (None, _) => return Ok(Accepted::default()),
    };
    let text = fs::read_to_string(path).map_err(|error| format!("reading {name}: {error}"))?;
    Accepted::parse(&text).map_err(|error| format!("reading {name}: {error}"))
}

pub(crate) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}
