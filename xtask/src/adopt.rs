//! `cargo xtask adopt`: the facts of the publisher's operations come into the document.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use portolan::adopt::adopt;
use portolan::drift::{self, Format, Request};
use portolan::{Options, render};

use crate::drift::{accepted, sources, today};
use crate::regenerate::{DOCUMENT, workspace};
use crate::{say, upstream};

/// The flags of the command. Without any but the operations, they come into the document that is checked in.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The publisher's OpenAPI 3.0 document: a file, or an https address
    #[arg(value_name = "UPSTREAM")]
    upstream: String,
    /// An operation to adopt, by its id; can be given several times
    #[arg(long = "operation", value_name = "ID", required = true)]
    operations: Vec<String>,
    /// The document that it comes into, YAML [default: the one that is checked in]
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// The overlay that corrects both when they are compared [default: the one that is checked in; none with --base]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// Download without TLS too, from this machine alone
    #[arg(long, hide = true)]
    loopback: bool,
}

/// Runs the command. Exit codes: 0 done, 2 a document or a file is at fault.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match bring(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
    }
}

fn bring(arguments: &Arguments) -> Result<(), String> {
    let (base, overlay) = sources(arguments.base.as_deref(), arguments.overlay.as_deref())?;
    let upstream = upstream::read(&arguments.upstream, arguments.loopback)?;
    let adopted =
        adopt(&base, &upstream, &arguments.operations).map_err(|failure| failure.to_string())?;
    if adopted.text != base.text {
        let path = arguments.base.clone().unwrap_or_else(|| workspace().join(DOCUMENT));
        render::replace(&path, &adopted.text).map_err(|error| error.to_string())?;
    }
    for location in &adopted.added {
        say(format_args!("added {}: {location}", base.name));
    }
    if adopted.added.is_empty() {
        say(format_args!("{} has them already", base.name));
    }
    let base = base.with_text(adopted.text);
    let accepted = accepted(None, arguments.base.as_deref())?;
    let mut report = drift::run(&Request {
        base: &base,
        upstream: &upstream,
        overlay: overlay.as_ref(),
        operations: arguments.operations.clone(),
        all: false,
        options: Options::default(),
    })
    .map_err(|failure| failure.to_string())?;
    report.accept(&accepted, today());
    say(report.shown(Format::Text, false).trim_end());
    Ok(())
}
