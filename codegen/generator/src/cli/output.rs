//! Output of diagnostics: as text, as JSON, as annotations of a GitHub workflow.

use std::fmt::Display;
use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::{Program, print};
use crate::Diagnostics;
use crate::diagnostic::{Annotations, Code, Level, Report};

/// Flags for the output of diagnostics.
#[derive(Debug, Args)]
pub struct OutputFlags {
    /// The format of diagnostics
    #[arg(long, value_enum, default_value_t = DiagnosticFormat::Text)]
    format: DiagnosticFormat,
    /// Draw every diagnostic, even where many have the same code
    #[arg(long)]
    verbose: bool,
}

/// The format of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// Source lines with the location underlined
    Text,
    /// A list of objects on standard output; other output goes to standard error
    Json,
    /// Annotations of the lines of a pull request on GitHub
    Github,
}

impl OutputFlags {
    /// Prints diagnostics. A closed pipe is not an error: the reader has read enough.
    pub(super) fn diagnostics(&self, diagnostics: &Diagnostics, program: &Program) {
        let _ = match self.format {
            DiagnosticFormat::Text if diagnostics.is_empty() => Ok(()),
            // anstream drops the colours if the stream is not a terminal or `NO_COLOR` is set.
            DiagnosticFormat::Text if diagnostics.has_errors() => {
                self.text(&mut anstream::stderr(), diagnostics, program)
            }
            DiagnosticFormat::Text => self.text(&mut anstream::stdout(), diagnostics, program),
            DiagnosticFormat::Json => json(diagnostics),
            DiagnosticFormat::Github => write!(io::stdout(), "{}", Annotations(diagnostics)),
        };
    }

    fn text(
        &self,
        stream: &mut impl Write,
        diagnostics: &Diagnostics,
        program: &Program,
    ) -> io::Result<()> {
        writeln!(stream, "{}", Report::new(diagnostics).coloured(true).whole(self.verbose))?;
        writeln!(stream, "{}\n", advice(diagnostics, program))
    }

    /// Prints a line that is not a diagnostic, to standard error if standard output must be JSON.
    pub(super) fn line(&self, line: impl Display) {
        if self.format == DiagnosticFormat::Json {
            eprintln!("{line}");
        } else {
            print(line);
        }
    }
}

/// Returns which warnings are errors because they are denied, and the command that explains all codes.
fn advice(diagnostics: &Diagnostics, program: &Program) -> String {
    let mut codes: Vec<Code> = Vec::new();
    let mut denied: Vec<Code> = Vec::new();
    for diagnostic in diagnostics {
        let is_denied = diagnostic.level == Level::Error && diagnostic.code.level() != Level::Error;
        for (list, belongs) in [(&mut codes, true), (&mut denied, is_denied)] {
            if belongs && !list.contains(&diagnostic.code) {
                list.push(diagnostic.code);
            }
        }
    }
    let join = |codes: &[Code], separator: &str| {
        codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(separator)
    };
    let reason = match denied.as_slice() {
        [] => String::new(),
        denied => format!("an error because it is denied: {}\n", join(denied, ", ")),
    };
    format!("{reason}for more information: {} explain {}", program.name, join(&codes, " "))
}

fn json(diagnostics: &Diagnostics) -> io::Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, diagnostics)?;
    writeln!(output)
}
