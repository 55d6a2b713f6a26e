//! Levels that are asked for: kinds of diagnostics that are not shown, and kinds that are errors.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::code::UnknownCode;
use super::{Code, Diagnostics, Level, Location};

/// The extension that lists what is not shown.
pub(crate) const ALLOW: &str = "x-rust-allow";
/// The extension that lists what is an error.
pub(crate) const DENY: &str = "x-rust-deny";

/// One kind of diagnostic, or all of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinds {
    /// One kind, called by its name.
    One(Code),
    /// Every kind that is a warning unless something else is asked for: `warnings`.
    Warnings,
    /// Every kind that is a note unless something else is asked for: `notes`.
    Notes,
}

impl Kinds {
    /// The level that the kinds have unless something else is asked for.
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

impl FromStr for Kinds {
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

impl fmt::Display for Kinds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(code) => code.fmt(formatter),
            Self::Warnings => formatter.write_str(WARNINGS),
            Self::Notes => formatter.write_str(NOTES),
        }
    }
}

/// What is asked for, by the command line or by a document.
///
/// What is asked of a kind by its name counts before what is asked of all kinds of a level. On each of the two steps
/// the command line counts before the document: `--deny warnings` denies the warnings that the document does not
/// allow by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    asked: BTreeMap<Kinds, Asked>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    what: What,
    /// Where a document asks for it.
    location: Option<Location>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Allow,
    Deny,
}

impl Levels {
    /// Nothing is asked for.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Diagnostics of these kinds are not shown.
    ///
    /// # Errors
    /// Errors are always shown; and the same kinds cannot be denied too.
    pub fn allow(&mut self, kinds: Kinds) -> Result<(), String> {
        self.allow_at(kinds, None)
    }

    /// The same, asked for at a place in a document.
    pub(crate) fn allow_at(
        &mut self,
        kinds: Kinds,
        location: Option<Location>,
    ) -> Result<(), String> {
        if kinds.level() == Level::Error {
            return Err(format!("`{kinds}` is an error, and errors cannot be allowed"));
        }
        self.ask(kinds, What::Allow, location)
    }

    /// Diagnostics of these kinds are errors.
    ///
    /// # Errors
    /// The same kinds cannot be allowed too.
    pub fn deny(&mut self, kinds: Kinds) -> Result<(), String> {
        self.ask(kinds, What::Deny, None)
    }

    fn ask(&mut self, kinds: Kinds, what: What, location: Option<Location>) -> Result<(), String> {
        match self.asked.insert(kinds, Asked { what, location }) {
            Some(earlier) if earlier.what != what => {
                Err(format!("`{kinds}` is both allowed and denied"))
            }
            _ => Ok(()),
        }
    }

    fn of(&self, kinds: Kinds) -> Option<What> {
        self.asked.get(&kinds).map(|asked| asked.what)
    }

    /// The kinds that a document allows by name and does not give, each with the place where it is allowed.
    pub(crate) fn idle(&self, found: &Diagnostics) -> Vec<(Code, Location)> {
        let allowed = self.asked.iter().filter_map(|(kinds, asked)| match (kinds, asked) {
            (Kinds::One(code), Asked { what: What::Allow, location: Some(location) }) => {
                Some((*code, location))
            }
            _ => None,
        });
        let is_idle = |code: Code| found.iter().all(|diagnostic| diagnostic.code != code);
        allowed
            .filter(|(code, _)| is_idle(*code))
            .map(|(code, location)| (code, location.clone()))
            .collect()
    }

    /// The level of a kind where `self` is asked for first, and `then` where it says nothing; `None` where the kind
    /// is allowed.
    fn level(&self, then: &Self, code: Code) -> Option<Level> {
        let all = match code.level() {
            Level::Error => return Some(Level::Error),
            Level::Warning => Kinds::Warnings,
            Level::Note => Kinds::Notes,
        };
        let steps = [Kinds::One(code), all].into_iter();
        let mut asked = steps.flat_map(|kinds| [self.of(kinds), then.of(kinds)]);
        match asked.find_map(|what| what) {
            Some(What::Allow) => None,
            Some(What::Deny) => Some(Level::Error),
            None => Some(code.level()),
        }
    }
}

impl Diagnostics {
    /// Gives each diagnostic the level that is asked for, and drops those that are allowed: first by `levels`, then by
    /// what the document asks for.
    pub fn settle(&mut self, levels: &Levels) {
        let own = std::mem::take(&mut self.levels);
        self.list.retain_mut(|diagnostic| match levels.level(&own, diagnostic.code) {
            Some(level) => {
                diagnostic.level = level;
                true
            }
            None => false,
        });
        self.levels = own;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Code, Diagnostics, Kinds, Level, Levels, Location};
    use crate::diagnostic::Pointer;

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

    /// What becomes of an unknown keyword, a warning, and of a relative server, a note.
    fn settled(line: &Levels, document: &Levels) -> [Option<Level>; 2] {
        [Code::UnknownKeyword, Code::RelativeServer].map(|code| line.level(document, code))
    }

    const WARNING: Option<Level> = Some(Level::Warning);
    const NOTE: Option<Level> = Some(Level::Note);
    const ERROR: Option<Level> = Some(Level::Error);

    #[test]
    fn the_line_counts_first_and_names_before_all() {
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
            assert_eq!(settled(&line, &document), expected, "{line:?} {document:?}");
        }
    }

    #[test]
    fn errors_stay_and_contradictions_are_told() {
        let mut levels = levels(&["unknown-keyword"], &["syntax"]);
        assert_eq!(
            levels.allow(Kinds::One(Code::WrongType)).unwrap_err(),
            "`wrong-type` is an error, and errors cannot be allowed"
        );
        assert_eq!(
            levels.deny(Kinds::One(Code::UnknownKeyword)).unwrap_err(),
            "`unknown-keyword` is both allowed and denied"
        );
        assert_eq!(
            "warning".parse::<Kinds>().unwrap_err().to_string(),
            "no diagnostic is called `warning`: did you mean `warnings`?"
        );
    }

    #[test]
    fn diagnostics_get_their_levels() {
        let location = || Location::new("a.yaml", Pointer::root());
        let mut found = Diagnostics::new();
        found.add(Code::UnknownKeyword, location(), "a");
        found.add(Code::RelativeServer, location(), "b");
        found.add(Code::Syntax, location(), "c");
        found.levels.allow_at(Kinds::One(Code::UnknownKeyword), Some(location())).unwrap();
        found.levels.allow_at(Kinds::One(Code::IgnoredSibling), Some(location())).unwrap();
        assert_eq!(found.levels.idle(&found), [(Code::IgnoredSibling, location())]);
        found.settle(&levels(&[], &["notes"]));
        let shown: Vec<_> =
            found.iter().map(|diagnostic| (diagnostic.level, diagnostic.code)).collect();
        assert_eq!(shown, [(Level::Error, Code::RelativeServer), (Level::Error, Code::Syntax)]);
    }
}
