//! One type for everything there is to say about a document: what, where, how grave, what to do.

mod code;
mod draw;
mod github;
mod json;
mod levels;
mod list;
mod location;
mod nearest;
mod page;
mod pointer;
mod report;
mod text;

pub use code::{Code, UnknownCode};
pub use github::Annotations;
pub(crate) use levels::{ALLOW, DENY};
pub use levels::{Kinds, Levels};
pub use list::Diagnostics;
pub use location::{Location, Part};
pub(crate) use nearest::nearest;
pub use page::{Page, PageFile};
pub use pointer::Pointer;
pub use report::Report;
pub use text::{Position, Span, Text};

use std::fmt;

use serde::Serialize;

/// One diagnostic about a document or an overlay.
///
/// Shown, it reads like a diagnostic of the Rust compiler:
///
/// ```text
/// error[unresolved-reference]: there is no `#/components/schemas/Peers` in the document
///   --> spec/peering.yaml:17:21
///    |
/// 17 |               $ref: '#/components/schemas/Peers'
///    |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
///    |
///    = at: #/paths/~1peers/get/responses/200/content/application~1json/schema/$ref
///    = help: did you mean `#/components/schemas/Peer`?
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave the diagnostic is.
    pub level: Level,
    /// What kind of diagnostic it is.
    pub code: Code,
    /// Where it was found.
    pub location: Location,
    /// What was found, and what was expected there: one sentence without a full stop.
    pub message: String,
    /// Other places that have to do with it, and what: `first defined here`. One about the place of the diagnostic
    /// itself is written beside that.
    pub labels: Vec<Label>,
    /// Why it matters, and whatever else helps to understand it.
    pub notes: Vec<String>,
    /// What to do about it.
    pub advice: Option<String>,
}

/// A place that has to do with a diagnostic, and what it has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What: a few words.
    pub text: String,
}

impl Diagnostic {
    /// A diagnostic of the level that its kind has.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        let (level, message) = (code.level(), message.into());
        let (labels, notes) = (Vec::new(), Vec::new());
        Self { level, code, location, message, labels, notes, advice: None }
    }

    /// The same diagnostic with another place that has to do with it, and what: `first defined here`.
    #[must_use]
    pub fn with_label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// The same diagnostic with why it matters, or whatever else helps to understand it.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same diagnostic with what to do about it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// All places that the diagnostic names, its own first.
    pub(crate) fn places_mut(&mut self) -> impl Iterator<Item = &mut Location> {
        std::iter::once(&mut self.location)
            .chain(self.labels.iter_mut().map(|label| &mut label.location))
    }
}

/// The diagnostic without colours.
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&draw::plain(self))
    }
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No defect: how something was understood.
    Note,
    /// The crate is emitted, though something in the document is left out of it or looks mistaken.
    Warning,
    /// No crate can be emitted.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Text from a document on its way to a terminal: what could move the cursor, colour the screen or
/// reorder the line is shown as an escape.
struct Visible<'text>(&'text str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if is_invisible(character) {
                write!(formatter, "{}", character.escape_default())?;
            } else {
                fmt::Write::write_char(formatter, character)?;
            }
        }
        Ok(())
    }
}

/// Control characters, line separators, and marks that change the direction of writing.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests;
