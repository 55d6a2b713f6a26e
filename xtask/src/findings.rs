//! How commands say what there is to say about a document: to people, to programs, to GitHub's workflows.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use portolan::Diagnostics;
use portolan::diagnostic::{Annotations, Code, Level, Report};

/// The flags that say how findings are shown.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Draw every finding, where there are many of one kind
    #[arg(long)]
    verbose: bool,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: the lines with the place underlined
    Text,
    /// For programs: one list of objects on standard output, and everything else on standard error
    Json,
    /// For GitHub's workflows: annotations of the lines of a pull request
    Github,
}

impl Shown {
    /// Prints the findings. Whoever reads may have read enough, and gone: that is no fault.
    pub(crate) fn print(&self, findings: &Diagnostics) {
        let _ = match self.format {
            Format::Text if findings.is_empty() => Ok(()),
            // Where it is not a terminal that shows it, or `NO_COLOR` is set, nothing but the colours is left out.
            Format::Text if findings.has_errors() => self.text(&mut anstream::stderr(), findings),
            Format::Text => self.text(&mut anstream::stdout(), findings),
            Format::Json => json(findings),
            Format::Github => write!(io::stdout(), "{}", Annotations(findings)),
        };
    }

    fn text(&self, stream: &mut impl Write, findings: &Diagnostics) -> io::Result<()> {
        writeln!(stream, "{}", Report::new(findings).coloured(true).whole(self.verbose))?;
        writeln!(stream, "{}\n", more(findings))
    }

    /// Prints a line that is no finding, where it is in nobody's way.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        if self.format == Format::Json {
            eprintln!("{line}");
        } else {
            crate::say(line);
        }
    }
}

/// How to learn more about what was found, once for all of it.
fn more(findings: &Diagnostics) -> String {
    let mut codes: Vec<Code> = Vec::new();
    let mut denied: Vec<Code> = Vec::new();
    for finding in findings {
        let is_denied = finding.level == Level::Error && finding.code.level() != Level::Error;
        for (list, belongs) in [(&mut codes, true), (&mut denied, is_denied)] {
            if belongs && !list.contains(&finding.code) {
                list.push(finding.code);
            }
        }
    }
    let listed = |codes: &[Code], separator: &str| {
        codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(separator)
    };
    let because = match denied.as_slice() {
        [] => String::new(),
        denied => format!("an error because it is denied: {}\n", listed(denied, ", ")),
    };
    format!("{because}more about this: cargo xtask explain {}", listed(&codes, " "))
}

fn json(findings: &Diagnostics) -> io::Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, findings)?;
    writeln!(output)
}
