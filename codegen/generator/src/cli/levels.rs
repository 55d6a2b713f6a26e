//! Flags that set the levels of diagnostics.

use clap::Args;

use crate::diagnostic::{CodeSet, Levels};

/// Flags that set the levels of diagnostics. They take precedence over the extensions of the document.
#[derive(Debug, Args)]
pub struct LevelFlags {
    /// Codes of diagnostics to hide, separated by commas; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<CodeSet>,
    /// Codes of diagnostics to report as errors, separated by commas; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<CodeSet>,
}

impl LevelFlags {
    /// Returns the levels that the flags set.
    pub(super) fn levels(&self) -> Result<Levels, String> {
        let mut levels = Levels::new();
        self.allow.iter().try_for_each(|codes| levels.allow(*codes))?;
        self.deny.iter().try_for_each(|codes| levels.deny(*codes))?;
        Ok(levels)
    }
}
