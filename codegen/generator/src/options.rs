//! Options of a build, beyond the document and its overlay.

use crate::diagnostic::Levels;

/// The options of a build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The API version to use, `YYYY-MM-DD`. Of media types with a date, the newest that is not after it is used;
    /// `None` uses the newest of all.
    pub api_version: Option<String>,
    /// Environment variables that the document may choose for credentials although their names do not begin with the
    /// crate's own prefix. The overlay may choose any.
    pub allowed_environment: Vec<String>,
    /// Whether the crate has a command line, behind its feature `cli`.
    pub command_line: bool,
    /// Levels of diagnostics. They take precedence over the levels in the document.
    pub levels: Levels,
}
