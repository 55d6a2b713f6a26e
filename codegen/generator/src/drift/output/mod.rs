//! Formats of a report.
//!
//! Invariant: the text of a document is untrusted. It cannot control a terminal, become markup, or add a line to a
//! format in which lines have a meaning.

mod github;
mod group;
mod html;
mod json;
mod markdown;
mod text;

use std::fmt;
use std::str::FromStr;

use super::report::Report;

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Text for a terminal.
    Text,
    /// JSON: see [`Report::json`].
    Json,
    /// Markdown for a pull request or an issue.
    Markdown,
    /// Annotations of a GitHub workflow.
    Github,
    /// An HTML page.
    Html,
}

impl ReportFormat {
    /// All formats.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Text, "text"),
        (Self::Json, "json"),
        (Self::Markdown, "markdown"),
        (Self::Github, "github"),
        (Self::Html, "html"),
    ];
}

/// The error for an unknown name of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownReportFormat;

impl FromStr for ReportFormat {
    type Err = UnknownReportFormat;

    fn from_str(name: &str) -> Result<Self, UnknownReportFormat> {
        let found = Self::ALL.into_iter().find(|(_, known)| *known == name);
        found.map(|(format, _)| format).ok_or(UnknownReportFormat)
    }
}

impl fmt::Display for UnknownReportFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the formats are `text`, `json`, `markdown`, `github` and `html`")
    }
}

impl std::error::Error for UnknownReportFormat {}

impl Report {
    /// Returns the report in a format, with a line feed at the end. With `documentation`, changed descriptions are shown
    /// and not only counted.
    #[must_use]
    pub fn render(&self, format: ReportFormat, documentation: bool) -> String {
        match format {
            ReportFormat::Text => text::text(self, documentation),
            ReportFormat::Json => {
                let mut text = self.json(documentation).to_string();
                text.push('\n');
                text
            }
            ReportFormat::Markdown => markdown::markdown(self, documentation),
            ReportFormat::Github => github::github(self, documentation),
            ReportFormat::Html => html::html(self, documentation),
        }
    }
}
