//! Matches `pattern` of OpenAPI schemas, an ECMAScript regular expression, in bounded time and memory.
//!
//! A pattern is parsed, translated and matched by [`regex`] in linear time. Patterns with lookaround are matched by
//! [`fancy_regex`] with a limit on backtracking.
//!
//! **Invariant:** a translation means the same as the pattern. What has no certain equivalent is [`Unsupported`].
//!
//! ```
//! use portolan_pattern::{Pattern, Unsupported};
//!
//! let pattern = Pattern::new(r"^\d{4}-\d{2}$")?;
//! assert_eq!(pattern.is_match("2026-11"), Some(true));
//! assert_eq!(pattern.is_match("\u{662}\u{660}\u{662}\u{666}-11"), Some(false));
//!
//! // Exponential time in an engine that backtracks.
//! let pattern = Pattern::new("^(a+)+$")?;
//! assert_eq!(pattern.is_match(&format!("{}!", "a".repeat(10_000))), Some(false));
//!
//! assert_eq!(Pattern::new("(a{1000}){1000}").err(), Some(Unsupported::TooLarge));
//! # Ok::<(), Unsupported>(())
//! ```

mod class;
mod parse;
mod syntax;
mod translate;

use std::fmt;

/// Maximum length of a pattern, in bytes.
const MAX_LENGTH: usize = 1 << 14;
/// Maximum size of a pattern, in states of its automaton.
const MAX_SIZE: u64 = 1 << 16;
/// Maximum size of a pattern with lookaround. It bounds the steps between two backtracks.
const MAX_LOOKAROUND_SIZE: u64 = 1 << 11;
/// Maximum steps of a match: the size of the pattern times the length of the text. So many take half a second at worst.
const MAX_STEPS: u64 = 1 << 28;
/// Maximum steps of a match between two backtracks, for a pattern with lookaround: its size times the length of the text,
/// which each level of nested lookaround can read again.
const MAX_LOOKAROUND_STEPS: u64 = 1 << 16;
/// Maximum number of backtracks of a match.
const MAX_BACKTRACKS: usize = 10_000;
/// Maximum memory of a compiled pattern, and of its cache for each thread, in bytes.
const MAX_COMPILED_BYTES: usize = 12 << 20;
const MAX_CACHE_BYTES: usize = 1 << 18;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    engine: Engine,
    size: u64,
    /// The number of nested loops that read the text.
    loops: u32,
}

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    Lookaround(Box<fancy_regex::Regex>),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// A pattern that is valid with the flag `u` is read so, as JSON Schema demands; else without it. Not every error
    /// of syntax is found.
    ///
    /// # Errors
    ///
    /// Returns an error if the pattern has no certain translation, or exceeds a limit.
    pub fn new(pattern: &str) -> Result<Self, Unsupported> {
        let Translation { regex, has_lookaround, size, loops } = translated(pattern)?;
        let engine = if has_lookaround { lookaround(&regex)? } else { linear(&regex)? };
        Ok(Self { engine, size, loops })
    }

    /// Whether a text contains a match; `None` if a limit is exceeded before that is known.
    #[must_use]
    pub fn is_match(&self, text: &str) -> Option<bool> {
        let steps = self.steps(text);
        match &self.engine {
            Engine::Linear(regex) => (steps <= MAX_STEPS).then(|| regex.is_match(text)),
            Engine::Lookaround(_) if steps > MAX_LOOKAROUND_STEPS => None,
            Engine::Lookaround(regex) => regex.is_match(text).ok(),
        }
    }

    /// Returns the size of the pattern, a measure of the work of compiling it.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns an estimate of the work of matching a text at worst, in steps of about a nanosecond.
    #[must_use]
    pub fn cost(&self, text: &str) -> u64 {
        match self.engine {
            Engine::Linear(_) => self.steps(text),
            // Between two backtracks, the text is read by an automaton.
            Engine::Lookaround(_) => {
                (self.size + MAX_BACKTRACKS as u64).saturating_mul(self.reads(text))
            }
        }
    }

    fn steps(&self, text: &str) -> u64 {
        self.size.saturating_mul(self.reads(text))
    }

    /// Returns the number of bytes that a pass over a text reads.
    fn reads(&self, text: &str) -> u64 {
        (text.len() as u64).saturating_pow(self.loops)
    }
}

/// Whether a pattern is supported, which takes linear time in its length: patterns are compiled only if they are small.
///
/// # Errors
///
/// Returns the error of [`Pattern::new`].
pub fn check(pattern: &str) -> Result<(), Unsupported> {
    let Translation { regex, has_lookaround, .. } = translated(pattern)?;
    if has_lookaround {
        lookaround(&regex)?;
    }
    Ok(())
}

fn linear(regex: &str) -> Result<Engine, Unsupported> {
    let regex = regex::RegexBuilder::new(regex)
        .size_limit(MAX_COMPILED_BYTES)
        .dfa_size_limit(MAX_CACHE_BYTES)
        .build();
    regex.map(Engine::Linear).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Unsupported::TooLarge,
        _ => Unsupported::Syntax,
    })
}

fn lookaround(regex: &str) -> Result<Engine, Unsupported> {
    let regex = fancy_regex::RegexBuilder::new(regex)
        .backtrack_limit(MAX_BACKTRACKS)
        .delegate_size_limit(MAX_COMPILED_BYTES)
        .delegate_dfa_size_limit(MAX_CACHE_BYTES)
        .build();
    regex.map(|regex| Engine::Lookaround(Box::new(regex))).map_err(|_| Unsupported::Lookaround)
}

/// A pattern in the syntax of the engine that matches it.
struct Translation {
    regex: String,
    has_lookaround: bool,
    size: u64,
    loops: u32,
}

fn translated(pattern: &str) -> Result<Translation, Unsupported> {
    if pattern.len() > MAX_LENGTH {
        return Err(Unsupported::TooLarge);
    }
    let node = parse::parse(pattern)?;
    let (size, has_lookaround) = (node.size(), node.has_lookaround());
    if size > if has_lookaround { MAX_LOOKAROUND_SIZE } else { MAX_SIZE } {
        return Err(Unsupported::TooLarge);
    }
    let regex = translate::translate(&node, has_lookaround);
    Ok(Translation { regex, has_lookaround, size, loops: node.lookaround_depth().max(1) })
}

/// The reason why a pattern cannot be matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unsupported {
    /// The pattern, or the automaton of it, exceeds a limit.
    TooLarge,
    /// The pattern nests groups deeper than a limit.
    TooDeep,
    /// The pattern refers to what a group has matched.
    BackReference,
    /// The pattern looks behind for texts of different lengths, or repeats lookaround.
    Lookaround,
    /// The pattern has syntax with another meaning or none in the engine.
    Syntax,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLarge => "it is too large after the repetitions are expanded",
            Self::TooDeep => "its groups are nested too deeply",
            Self::BackReference => "it refers back to a group",
            Self::Lookaround => {
                "it looks behind for texts of different lengths, or repeats lookaround"
            }
            Self::Syntax => "it has syntax without an equivalent of the same meaning",
        })
    }
}

impl std::error::Error for Unsupported {}
