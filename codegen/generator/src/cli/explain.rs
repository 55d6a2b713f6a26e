//! `explain`: the pages of the diagnostic codes.

use std::process::ExitCode;

use clap::Args;

use super::print;
use crate::diagnostic::Code;

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Codes, as in the brackets before each diagnostic; without any, all codes are listed
    #[arg(value_name = "CODE")]
    codes: Vec<Code>,
}

impl Explain {
    /// Prints the page of each code, or the list of all codes.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        if self.codes.is_empty() {
            let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
            for code in Code::ALL {
                let (name, level) = (code.as_str(), code.level().to_string());
                print(format_args!("{name:width$}  {level:7}  {}", code.summary()));
            }
        }
        for (index, code) in self.codes.iter().enumerate() {
            if index > 0 {
                print("");
            }
            print(code.explanation().trim_end());
        }
        ExitCode::SUCCESS
    }
}
