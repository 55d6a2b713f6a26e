//! The flags that say which diagnostics are not shown, and which are errors.

use clap::Args;
use portolan::diagnostic::{Kinds, Levels};

/// The flags that change the levels of diagnostics. They count before the extensions of the document.
#[derive(Debug, Args)]
pub(crate) struct Flags {
    /// Kinds of diagnostics that are not shown, with commas between; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<Kinds>,
    /// Kinds of diagnostics that are errors, with commas between; `warnings` and `notes` are all of a level
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    deny: Vec<Kinds>,
}

impl Flags {
    /// The levels that the flags ask for.
    pub(crate) fn asked(&self) -> Result<Levels, String> {
        let mut levels = Levels::new();
        self.allow.iter().try_for_each(|kinds| levels.allow(*kinds))?;
        self.deny.iter().try_for_each(|kinds| levels.deny(*kinds))?;
        Ok(levels)
    }
}
