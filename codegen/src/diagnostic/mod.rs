//! One type for everything there is to say about a document: what, where, how grave, what to do.

mod code;
mod list;
mod nearest;
mod place;
mod pointer;

pub use code::Code;
pub use list::Diagnostics;
pub(crate) use nearest::nearest;
pub use place::{Place, Position};
pub use pointer::Pointer;

use std::fmt;

use serde::Serialize;

/// One finding about a document or an overlay.
///
/// Shown, it reads like a finding of the Rust compiler:
///
/// ```text
/// error[unresolved-reference]: there is no `#/components/schemas/Peers`
///   --> spec/peering.yaml: #/paths/~1peers/get/responses/200
///   = help: did you mean `#/components/schemas/Peer`?
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How grave the finding is.
    pub level: Level,
    /// What kind of finding it is.
    pub code: Code,
    /// Where it was found.
    pub place: Place,
    /// What was found, and what was expected there: one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Diagnostic {
    /// A finding that keeps the document from becoming a crate.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Error, code, place, message.into())
    }

    /// A finding that the crate can be emitted in spite of, though not as its author meant.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, code, place, message.into())
    }

    /// A finding that is no defect: how something was understood.
    pub fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Note, code, place, message.into())
    }

    /// The same finding with what to do about it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    fn new(level: Level, code: Code, place: Place, message: String) -> Self {
        Self { level, code, place, message, advice: None }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}[{}]: {}", self.level, self.code, Visible(&self.message))?;
        write!(formatter, "  --> {}", self.place)?;
        if let Some(advice) = &self.advice {
            write!(formatter, "\n  = help: {}", Visible(advice))?;
        }
        Ok(())
    }
}

/// How grave a finding is.
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
mod tests {
    use super::{Code, Diagnostic, Place, Pointer, Position};

    #[test]
    fn reads_like_a_compiler() {
        let place = Place::new("spec/x.yaml", Pointer::root().child("paths").child("/groups"));
        let finding = Diagnostic::error(Code::UnknownKeyword, place, "unknown keyword `requird`")
            .with_advice("did you mean `required`?");
        assert_eq!(
            finding.to_string(),
            "error[unknown-keyword]: unknown keyword `requird`\n  \
             --> spec/x.yaml: #/paths/~1groups\n  \
             = help: did you mean `required`?"
        );
    }

    #[test]
    fn shows_a_position_beside_the_name() {
        let place = Place::new("x.yaml", Pointer::root()).at(Position { line: 3, column: 7 });
        let finding = Diagnostic::warning(Code::Syntax, place, "tab");
        assert_eq!(finding.to_string(), "warning[syntax]: tab\n  --> x.yaml:3:7");
    }

    #[test]
    fn text_of_the_document_cannot_steer_the_terminal() {
        let place = Place::new("x\u{1b}.yaml", Pointer::root().child("\u{202e}\n"));
        let finding = Diagnostic::note(Code::Syntax, place, "\u{1b}[31m");
        assert_eq!(
            finding.to_string(),
            "note[syntax]: \\u{1b}[31m\n  --> x\\u{1b}.yaml: #/%E2%80%AE%0A"
        );
    }
}
