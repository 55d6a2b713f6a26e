//! `cargo xtask explain`: the pages of the kinds of diagnostics.

use clap::Args;
use portolan::diagnostic::Code;

use crate::say;

/// The arguments of the command.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The names of the kinds, as they stand in brackets before each diagnostic; without any, all are listed
    #[arg(value_name = "CODE")]
    codes: Vec<Code>,
}

/// Prints the page of each kind, or the list of all.
pub(crate) fn run(arguments: &Arguments) {
    if arguments.codes.is_empty() {
        let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
        for code in Code::ALL {
            let (name, level) = (code.as_str(), code.level().to_string());
            say(format_args!("{name:width$}  {level:7}  {}", code.summary()));
        }
    }
    for (index, code) in arguments.codes.iter().enumerate() {
        if index > 0 {
            say("");
        }
        say(code.explanation().trim_end());
    }
}
