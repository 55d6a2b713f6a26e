//! What there is to say about a document, as it is printed, and the flags that say which of it counts.

use clap::Args;
use openapi_codegen::Diagnostics;
use openapi_codegen::diagnostic::{Code, Kinds, Level, Levels};

/// The flags that change the levels of findings. They count before the hints of the document.
#[derive(Debug, Args)]
pub(crate) struct Flags {
    /// Kinds of findings that are not shown, with commas between; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<Kinds>,
    /// Kinds of findings that are errors, with commas between; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<Kinds>,
}

impl Flags {
    /// The levels that the flags ask for.
    pub(crate) fn levels(&self) -> Result<Levels, String> {
        let mut levels = Levels::new();
        self.allow.iter().try_for_each(|kinds| levels.allow(*kinds))?;
        self.deny.iter().try_for_each(|kinds| levels.deny(*kinds))?;
        Ok(levels)
    }
}

/// The findings, and after them how to learn more about their kinds.
pub(crate) fn shown(findings: &Diagnostics) -> String {
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
    if codes.is_empty() {
        return String::new();
    }
    let listed = |codes: &[Code], separator: &str| {
        codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(separator)
    };
    let because = match denied.as_slice() {
        [] => String::new(),
        denied => format!("an error because it is denied: {}\n", listed(denied, ", ")),
    };
    format!("{findings}\n\n{because}more about this: cargo xtask explain {}", listed(&codes, " "))
}
