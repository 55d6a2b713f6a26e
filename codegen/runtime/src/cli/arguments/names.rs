//! Names of commands, flags and arguments that do not come from the document.

use crate::cli::description::Flag;

/// The flags of every operation, or of some.
pub(in crate::cli) mod flag {
    pub(in crate::cli) const ALL: &str = "all";
    pub(in crate::cli) const ALLOW_PLAIN_HTTP: &str = "allow-plain-http";
    pub(in crate::cli) const BASE_URL: &str = "base-url";
    pub(in crate::cli) const DRY_RUN: &str = "dry-run";
    pub(in crate::cli) const FILE: &str = "file";
    pub(in crate::cli) const MAX_PAGES: &str = "max-pages";
    pub(in crate::cli) const NO_VALIDATE: &str = "no-validate";
    pub(in crate::cli) const NULL: &str = "null";
    pub(in crate::cli) const OUTPUT: &str = "output";
    pub(in crate::cli) const OUTPUT_FILE: &str = "output-file";
    pub(in crate::cli) const TIMEOUT: &str = "timeout";
    pub(in crate::cli) const VERBOSE: &str = "verbose";
    pub(in crate::cli) const WATCH: &str = "watch";
    pub(in crate::cli) const WATCH_INTERVAL: &str = "watch-interval";
    pub(in crate::cli) const WATCH_TIMEOUT: &str = "watch-timeout";
}

/// The commands of every program.
pub(in crate::cli) mod command {
    pub(in crate::cli) const API: &str = "api";
    pub(in crate::cli) const AUTH: &str = "auth";
    pub(in crate::cli) const CHECK: &str = "check";
    pub(in crate::cli) const COMPLETIONS: &str = "completions";
    pub(in crate::cli) const MAN: &str = "man";
}

/// The arguments of the commands for shells.
pub(in crate::cli) mod argument {
    /// The shell whose completion script is printed.
    pub(in crate::cli) const SHELL: &str = "shell";
    /// The directory that man pages are written to.
    pub(in crate::cli) const FOLDER: &str = "output-folder";
}

/// Returns clap's id for a parameter. The prefix avoids collisions with [`flag`].
pub(in crate::cli) fn parameter_id(flag: &Flag) -> String {
    format!("parameter {}", flag.name)
}

/// Returns clap's id for a property of the body.
pub(in crate::cli) fn property_id(flag: &Flag) -> String {
    format!("property {}", flag.name)
}
