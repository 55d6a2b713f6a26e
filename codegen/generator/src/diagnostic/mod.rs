//! Diagnostics: what is wrong with a document or overlay, where, at which level, and what to do about it.
//!
//! Invariant: untrusted text in a diagnostic never reaches a terminal as a control sequence.

mod code;
mod cost;
mod levels;
mod list;
mod location;
mod nearest;
mod output;
mod page;
mod pointer;
mod source_text;
mod value;

pub use code::{Code, UnknownCode};
pub use cost::{Cost, Losses};
pub(crate) use levels::{ALLOW, DENY};
pub use levels::{CodeSet, Levels};
pub use list::Diagnostics;
pub use location::{Highlight, Location};
pub(crate) use nearest::nearest;
pub use output::{Annotations, Report};
pub use page::{Page, PageFile};
pub use pointer::Pointer;
pub use source_text::{Position, SourceText, Span};
pub(crate) use value::{describe_value, truncated};

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
    /// The level.
    pub level: Level,
    /// The code.
    pub code: Code,
    /// The location.
    pub location: Location,
    /// The message: one sentence without a full stop.
    pub message: String,
    /// Related locations with a short text, such as `first defined here`.
    pub labels: Vec<Label>,
    /// Further explanations.
    pub notes: Vec<String>,
    /// The cost, if this is a defect that is recovered from.
    pub cost: Option<Cost>,
    /// The advice on how to fix it.
    pub advice: Option<String>,
}

/// A location related to a diagnostic, with a short text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The location.
    pub location: Location,
    /// The text: a few words.
    pub text: String,
}

impl Diagnostic {
    /// Returns a diagnostic with the default level of its code.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        let (level, message) = (code.level(), message.into());
        let (labels, notes) = (Vec::new(), Vec::new());
        Self { level, code, location, message, labels, notes, cost: None, advice: None }
    }

    /// Adds a related location with a text such as `first defined here`.
    #[must_use]
    pub fn with_label(mut self, location: Location, text: impl Into<String>) -> Self {
        self.labels.push(Label { location, text: text.into() });
        self
    }

    /// Adds an explanation.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Sets the cost of the defect.
    #[must_use]
    pub fn with_cost(mut self, cost: Cost) -> Self {
        self.cost = Some(cost);
        self
    }

    /// Sets the advice on how to fix it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Returns all locations, the primary one first.
    pub(crate) fn locations_mut(&mut self) -> impl Iterator<Item = &mut Location> {
        std::iter::once(&mut self.location)
            .chain(self.labels.iter_mut().map(|label| &mut label.location))
    }
}

/// Formats the diagnostic without colours.
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&output::draw::plain(self))
    }
}

/// The level of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not a defect: states how the document is interpreted.
    Note,
    /// The crate is emitted, but a part of the document is omitted or looks wrong.
    Warning,
    /// No crate is emitted.
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

/// Whether a character is a control character, a line separator or a bidirectional mark.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests;
