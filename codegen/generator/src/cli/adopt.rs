//! `adopt`: copies the facts of the publisher's operations into the document.

use std::process::ExitCode;

use clap::Args;

use super::drift::{read_accepted, today};
use super::input::{FileFlags, read_sources};
use super::{Input, failure, print, upstream};
use crate::drift::{self, ReportFormat, Request};
use crate::{Options, adopt, render};

/// The arguments of `adopt`.
#[derive(Debug, Args)]
pub struct Adopt {
    /// The document to extend, YAML
    #[arg(value_name = "DOCUMENT")]
    pub document: Input,
    /// The arguments that have no default in a workspace.
    #[command(flatten)]
    pub options: AdoptOptions,
    /// The overlay that corrects both documents when they are compared
    #[arg(long, value_name = "FILE")]
    pub overlay: Option<Input>,
    /// The list of accepted changes
    #[arg(long, value_name = "FILE")]
    pub accepted: Option<Input>,
}

/// The arguments of `adopt` that have no default in a workspace.
#[derive(Debug, Args)]
pub struct AdoptOptions {
    /// The publisher's OpenAPI document: a file or an https URL
    #[arg(value_name = "UPSTREAM")]
    upstream: String,
    /// The id of an operation to adopt; can be given several times
    #[arg(long = "operation", value_name = "ID", required = true)]
    operations: Vec<String>,
    #[command(flatten)]
    files: FileFlags,
    /// Allow http URLs of this machine, for tests
    #[arg(long, hide = true)]
    loopback: bool,
}

impl Adopt {
    /// Runs the command. Exit codes: 0 success, 2 a document or file is invalid.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        self.adopt().map_or_else(|message| failure(&message), |()| ExitCode::SUCCESS)
    }

    fn adopt(&self) -> Result<(), String> {
        let (document, overlay) =
            read_sources(&self.document, self.overlay.as_ref(), &self.options.files)
                .map_err(|diagnostics| diagnostics.to_string())?;
        let accepted = read_accepted(self.accepted.as_ref())?;
        let upstream =
            upstream::read(&self.options.upstream, self.options.loopback, &self.options.files)?;
        let operations = &self.options.operations;
        let adopted = adopt::adopt(&document, &upstream, operations)
            .map_err(|failure| failure.to_string())?;
        if adopted.text != document.text {
            render::replace(self.document.path(), &adopted.text)
                .map_err(|error| error.to_string())?;
        }
        for location in &adopted.added {
            print(format_args!("added {}: {location}", document.name));
        }
        if adopted.added.is_empty() {
            print(format_args!("{} is unchanged: it has the operations already", document.name));
        }
        let document = document.with_text(adopted.text);
        let request = Request {
            overlay: overlay.as_ref(),
            operations: operations.clone(),
            options: Options::default(),
            ..Request::new(&document, &upstream)
        };
        let mut report = drift::run(&request).map_err(|failure| failure.to_string())?;
        report.accept(&accepted, today());
        print(report.render(ReportFormat::Text, false).trim_end());
        Ok(())
    }
}
