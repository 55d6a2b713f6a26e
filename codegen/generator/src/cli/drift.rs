//! `drift`: compares the document with the publisher's.

use std::process::ExitCode;

use clap::Args;

use super::input::{FileFlags, read_sources};
use super::{Input, failure, print, upstream};
use crate::Options;
use crate::drift::{self, Accepted, Level, Report, ReportFormat, Request};

/// The arguments of `drift`.
#[derive(Debug, Args)]
pub struct Drift {
    /// The document to compare, YAML or JSON
    #[arg(value_name = "DOCUMENT", required_unless_present = "rules")]
    pub document: Option<Input>,
    /// The arguments that have no default in a workspace.
    #[command(flatten)]
    pub options: DriftOptions,
    /// The overlay that corrects both documents
    #[arg(long, value_name = "FILE")]
    pub overlay: Option<Input>,
    /// The list of accepted changes
    #[arg(long, value_name = "FILE")]
    pub accepted: Option<Input>,
}

/// The arguments of `drift` that have no default in a workspace.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent flag")]
pub struct DriftOptions {
    /// The publisher's OpenAPI document: a file or an https URL
    #[arg(value_name = "UPSTREAM", required_unless_present = "rules")]
    upstream: Option<String>,
    /// The id of an operation to compare, instead of all that the document has; can be given several times
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
    /// Compare all operations of the publisher, not only those that the document has
    #[arg(long)]
    all: bool,
    /// The newest API version to use, if the document has media types by date
    #[arg(long, value_name = "YYYY-MM-DD")]
    api_version: Option<String>,
    /// Exit with 1 if a change has this level or a worse one: breaking, compatible, notice
    #[arg(long, value_name = "LEVEL", default_value = "breaking")]
    fail_on: Level,
    /// The format of the report: text, json, markdown, github, html
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    /// Show changed descriptions, which are only counted otherwise
    #[arg(long)]
    documentation: bool,
    #[command(flatten)]
    files: FileFlags,
    /// Print the rules that classify changes, and compare nothing
    #[arg(long)]
    rules: bool,
    /// Allow http URLs of this machine, for tests
    #[arg(long, hide = true)]
    loopback: bool,
}

impl Drift {
    /// Runs the command. Exit codes: 0 no change of the level of `--fail-on` or worse, 1 such a change, 2 a document or
    /// file is invalid.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        let (Some(document), Some(upstream), false) =
            (&self.document, &self.options.upstream, self.options.rules)
        else {
            print(drift::rules::table().trim_end());
            return ExitCode::SUCCESS;
        };
        let Self { options, .. } = self;
        match self.compare(document, upstream) {
            Ok(report) => {
                print(report.render(options.format, options.documentation).trim_end());
                ExitCode::from(u8::from(report.worst() >= Some(options.fail_on)))
            }
            Err(message) => failure(&message),
        }
    }

    fn compare(&self, document: &Input, upstream: &str) -> Result<Report, String> {
        let options = &self.options;
        let (document, overlay) =
            read_sources(document, self.overlay.as_ref(), &self.options.files)
                .map_err(|diagnostics| diagnostics.to_string())?;
        let accepted = read_accepted(self.accepted.as_ref())?;
        let upstream = upstream::read(upstream, options.loopback, &options.files)?;
        let mut report = drift::run(&Request {
            base: &document,
            upstream: &upstream,
            overlay: overlay.as_ref(),
            operations: options.operations.clone(),
            all: options.all,
            options: Options { api_version: options.api_version.clone(), ..Options::default() },
        })
        .map_err(|failure| failure.to_string())?;
        report.accept(&accepted, today());
        Ok(report)
    }
}

/// Reads a list of accepted changes; without a file it is empty.
pub(super) fn read_accepted(list: Option<&Input>) -> Result<Accepted, String> {
    let Some(list) = list else {
        return Ok(Accepted::default());
    };
    let failed = |error: &dyn std::fmt::Display| format!("reading {}: {error}", list.name());
    let text = list.read_to_string().map_err(|error| failed(&error))?;
    Accepted::parse(&text).map_err(|error| failed(&error))
}

/// Returns the current date in UTC.
pub(super) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}
