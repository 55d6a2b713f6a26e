//! Level settings: codes that are allowed and not reported, and codes that are denied and reported as errors.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::code::UnknownCode;
use super::{Code, Diagnostic, Level, Location};

/// The extension that lists allowed codes.
pub(crate) const ALLOW: &str = "x-rust-allow";
/// The extension that lists denied codes.
pub(crate) const DENY: &str = "x-rust-deny";

/// One code, or all codes of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeSet {
    /// One code.
    One(Code),
    /// All codes whose default level is a warning: `warnings`.
    Warnings,
    /// All codes whose default level is a note: `notes`.
    Notes,
}

impl CodeSet {
    /// Returns the default level of the codes.
    fn level(self) -> Level {
        match self {
            Self::One(code) => code.level(),
            Self::Warnings => Level::Warning,
            Self::Notes => Level::Note,
        }
    }
}

const WARNINGS: &str = "warnings";
const NOTES: &str = "notes";

impl FromStr for CodeSet {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        match name {
            WARNINGS => Ok(Self::Warnings),
            NOTES => Ok(Self::Notes),
            _ => name
                .parse()
                .map(Self::One)
                .map_err(|_: UnknownCode| UnknownCode::new(name, &[WARNINGS, NOTES])),
        }
    }
}

impl fmt::Display for CodeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(code) => code.fmt(formatter),
            Self::Warnings => formatter.write_str(WARNINGS),
            Self::Notes => formatter.write_str(NOTES),
        }
    }
}

/// The level settings of the command line or of a document.
///
/// A setting for one code takes precedence over a setting for a level. Among settings of the same scope the command line
/// takes precedence over the document: `--deny warnings` denies the warnings that the document does not allow by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    settings: BTreeMap<CodeSet, Setting>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    action: Action,
    /// The location of the setting in a document.
    location: Option<Location>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Allow,
    Deny,
}

impl Levels {
    /// Returns empty settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides diagnostics with these codes.
    ///
    /// # Errors
    /// Returns an error if the codes are errors by default or are denied already.
    pub fn allow(&mut self, codes: CodeSet) -> Result<(), String> {
        self.allow_at(codes, None)
    }

    /// Hides diagnostics like [`allow`](Self::allow), set at a location in a document.
    pub(crate) fn allow_at(
        &mut self,
        codes: CodeSet,
        location: Option<Location>,
    ) -> Result<(), String> {
        if codes.level() == Level::Error {
            return Err(format!("`{codes}` is an error, and errors cannot be allowed"));
        }
        self.set(codes, Action::Allow, location)
    }

    /// Reports diagnostics with these codes as errors.
    ///
    /// # Errors
    /// Returns an error if the codes are allowed already.
    pub fn deny(&mut self, codes: CodeSet) -> Result<(), String> {
        self.set(codes, Action::Deny, None)
    }

    fn set(
        &mut self,
        codes: CodeSet,
        action: Action,
        location: Option<Location>,
    ) -> Result<(), String> {
        match self.settings.insert(codes, Setting { action, location }) {
            Some(earlier) if earlier.action != action => {
                Err(format!("`{codes}` is both allowed and denied"))
            }
            _ => Ok(()),
        }
    }

    fn action(&self, codes: CodeSet) -> Option<Action> {
        self.settings.get(&codes).map(|setting| setting.action)
    }

    /// Returns the codes that a document allows by name but that do not occur, with the locations of the settings.
    pub(crate) fn unused_allows<'a>(
        &self,
        diagnostics: &(impl Iterator<Item = &'a Diagnostic> + Clone),
    ) -> Vec<(Code, Location)> {
        let allowed = self.settings.iter().filter_map(|(codes, setting)| match (codes, setting) {
            (CodeSet::One(code), Setting { action: Action::Allow, location: Some(location) }) => {
                Some((*code, location))
            }
            _ => None,
        });
        let is_unused = |code: Code| diagnostics.clone().all(|diagnostic| diagnostic.code != code);
        allowed
            .filter(|(code, _)| is_unused(*code))
            .map(|(code, location)| (code, location.clone()))
            .collect()
    }

    /// Returns the level of a code by these settings, then by `fallback`; `None` if it is allowed.
    pub(super) fn level(&self, fallback: &Self, code: Code) -> Option<Level> {
        let all = match code.level() {
            Level::Error => return Some(Level::Error),
            Level::Warning => CodeSet::Warnings,
            Level::Note => CodeSet::Notes,
        };
        let steps = [CodeSet::One(code), all].into_iter();
        let mut actions = steps.flat_map(|codes| [self.action(codes), fallback.action(codes)]);
        match actions.find_map(|action| action) {
            Some(Action::Allow) => None,
            Some(Action::Deny) => Some(Level::Error),
            None => Some(code.level()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Code, CodeSet, Level, Levels};

    fn levels(allowed: &[&str], denied: &[&str]) -> Levels {
        let mut levels = Levels::new();
        for name in allowed {
            levels.allow(name.parse().unwrap()).unwrap();
        }
        for name in denied {
            levels.deny(name.parse().unwrap()).unwrap();
        }
        levels
    }

    /// Returns the levels of `unknown-keyword`, by default a warning, and `relative-server`, by default a note.
    fn effective_levels(command_line: &Levels, document: &Levels) -> [Option<Level>; 2] {
        [Code::UnknownKeyword, Code::RelativeServer].map(|code| command_line.level(document, code))
    }

    const WARNING: Option<Level> = Some(Level::Warning);
    const NOTE: Option<Level> = Some(Level::Note);
    const ERROR: Option<Level> = Some(Level::Error);

    #[test]
    fn codes_precede_levels_and_command_line_precedes_document() {
        let none = Levels::new();
        for (line, document, expected) in [
            (none.clone(), none.clone(), [WARNING, NOTE]),
            (levels(&["warnings"], &[]), none.clone(), [None, NOTE]),
            (levels(&["notes"], &["warnings"]), none.clone(), [ERROR, None]),
            (levels(&[], &["notes"]), none.clone(), [WARNING, ERROR]),
            (levels(&["unknown-keyword"], &["warnings"]), none.clone(), [None, NOTE]),
            (none.clone(), levels(&["unknown-keyword"], &[]), [None, NOTE]),
            (levels(&[], &["unknown-keyword"]), levels(&["unknown-keyword"], &[]), [ERROR, NOTE]),
            (levels(&[], &["warnings"]), levels(&["unknown-keyword"], &[]), [None, NOTE]),
            (levels(&[], &["warnings"]), levels(&["warnings"], &[]), [ERROR, NOTE]),
        ] {
            assert_eq!(effective_levels(&line, &document), expected, "{line:?} {document:?}");
        }
    }

    #[test]
    fn rejects_allowed_errors_and_contradictions() {
        let mut levels = levels(&["unknown-keyword"], &["syntax"]);
        assert_eq!(
            levels.allow(CodeSet::One(Code::TooDeep)).unwrap_err(),
            "`too-deep` is an error, and errors cannot be allowed"
        );
        assert_eq!(
            levels.deny(CodeSet::One(Code::UnknownKeyword)).unwrap_err(),
            "`unknown-keyword` is both allowed and denied"
        );
        assert_eq!(
            "warning".parse::<CodeSet>().unwrap_err().to_string(),
            "`warning` is not a diagnostic code: did you mean `warnings`?"
        );
    }
}
