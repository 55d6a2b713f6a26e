//! How commands say what there is to say about a document: to people, to programs, to GitHub's workflows.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use portolan::Diagnostics;
use portolan::diagnostic::{Annotations, Code, Level, Report};

/// The flags that say how diagnostics are shown.
#[derive(Debug, Args)]
pub(crate) struct Shown {
    /// How diagnostics are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Draw every diagnostic, where there are many of one kind
    #[arg(long)]
    verbose: bool,
}

/// How diagnostics are shown.
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
    /// Prints the diagnostics. Whoever reads may have read enough, and gone: that is no fault.
    pub(crate) fn print(&self, diagnostics: &Diagnostics) {
        let _ = match self.format {
            Format::Text if diagnostics.is_empty() => Ok(()),
            // Where it is not a terminal that shows it, or `NO_COLOR` is set, nothing but the colours is left out.
            Format::Text if diagnostics.has_errors() => {
                self.text(&mut anstream::stderr(), diagnostics)
            }
            Format::Text => self.text(&mut anstream::stdout(), diagnostics),
            Format::Json => json(diagnostics),
            Format::Github => write!(io::stdout(), "{}", Annotations(diagnostics)),
        };
    }

    fn text(&self, stream: &mut impl Write, diagnostics: &Diagnostics) -> io::Result<()> {
        writeln!(stream, "{}", Report::new(diagnostics).coloured(true).whole(self.verbose))?;
        writeln!(stream, "{}\n", more(diagnostics))
    }

    /// Prints a line that is no diagnostic, where it is in nobody's way.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        if self.format == Format::Json {
            eprintln!("{line}");
        } else {
            crate::say(line);
        }
    }
}

/// How to learn more about what was found, once for all of it.
fn more(diagnostics: &Diagnostics) -> String {
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
    let listed = |codes: &[Code], separator: &str| {
        codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(separator)
    };
    let because = match denied.as_slice() {
        [] => String::new(),
        denied => format!("an error because it is denied: {}\n", listed(denied, ", ")),
    };
    format!("{because}more about this: cargo xtask explain {}", listed(&codes, " "))
}

fn json(diagnostics: &Diagnostics) -> io::Result<()> {
    let mut output = io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, diagnostics)?;
    writeln!(output)
}
