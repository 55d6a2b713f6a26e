//! Output: a report for people and for programs.
//!
//! Whatever a document says is untrusted: nothing of it can steer a terminal, become markup, or break a line where a
//! line has a meaning.

mod github;
mod group;
mod html;
mod json;
mod markdown;
mod text;

use std::fmt;
use std::str::FromStr;

use super::report::Report;

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs: see [`Report::json`].
    Json,
    /// For a pull request or an issue.
    Markdown,
    /// Annotations of a workflow on GitHub.
    Github,
    /// One page that a person reads in a browser.
    Html,
}

impl Format {
    /// All forms.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Text, "text"),
        (Self::Json, "json"),
        (Self::Markdown, "markdown"),
        (Self::Github, "github"),
        (Self::Html, "html"),
    ];
}

/// A name that is not that of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.into_iter().find(|(_, known)| *known == name);
        found.map(|(format, _)| format).ok_or(UnknownFormat)
    }
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the forms are `text`, `json`, `markdown`, `github` and `html`")
    }
}

impl std::error::Error for UnknownFormat {}

impl Report {
    /// The report in one of its forms, with a line feed at its end. `documentation` shows what is said to people and
    /// differs, which is only counted otherwise.
    #[must_use]
    pub fn shown(&self, format: Format, documentation: bool) -> String {
        match format {
            Format::Text => text::text(self, documentation),
            Format::Json => {
                let mut text = self.json(documentation).to_string();
                text.push('\n');
                text
            }
            Format::Markdown => markdown::markdown(self, documentation),
            Format::Github => github::github(self, documentation),
            Format::Html => html::html(self, documentation),
        }
    }
}
