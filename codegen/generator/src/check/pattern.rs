//! Patterns: ECMAScript regular expressions, matched as the runtime does, in bounded time.

use std::collections::HashMap;

use portolan_pattern::{Pattern, Unsupported};

/// The reason why values are sent without a check of a pattern.
#[derive(Debug)]
pub(crate) enum PatternProblem {
    /// It is not an ECMAScript regular expression.
    Invalid(regress::Error),
    /// It cannot be matched in bounded time.
    Unsupported(Unsupported),
}

/// Returns the problem of a pattern, if there is one. A pattern is read with the flag `u` if it is valid so, else without.
pub(crate) fn problem(pattern: &str) -> Option<PatternProblem> {
    let unsupported = portolan_pattern::check(pattern).err();
    // Large patterns are not validated, which takes more than linear time.
    if !matches!(unsupported, Some(Unsupported::TooLarge | Unsupported::TooDeep)) {
        let regex =
            regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
        if let Err(error) = regex {
            return Some(PatternProblem::Invalid(error));
        }
    }
    unsupported.map(PatternProblem::Unsupported)
}

/// Compiled patterns.
#[derive(Debug, Default)]
pub(super) struct Patterns<'d> {
    compiled: HashMap<&'d str, Option<Pattern>>,
}

/// The steps of a match that count as one step of the validation.
const STEPS_OF_MATCH: u64 = 128;

impl<'d> Patterns<'d> {
    /// Compiles a pattern. Returns the cost in steps of the validation.
    pub(super) fn compile(&mut self, pattern: &'d str) -> usize {
        if self.compiled.contains_key(pattern) {
            return 0;
        }
        let compiled = Pattern::new(pattern).ok();
        let cost = compiled.as_ref().map_or(0, Pattern::size);
        self.compiled.insert(pattern, compiled);
        usize::try_from(cost).unwrap_or(usize::MAX)
    }

    /// Returns the cost of a match in steps of the validation.
    pub(super) fn cost(&self, pattern: &str, text: &str) -> usize {
        let cost = self.get(pattern).map_or(0, |pattern| pattern.cost(text) / STEPS_OF_MATCH);
        usize::try_from(cost).unwrap_or(usize::MAX)
    }

    /// Whether a text matches; `None` if it cannot be determined.
    pub(super) fn matches(&self, pattern: &str, text: &str) -> Option<bool> {
        self.get(pattern)?.is_match(text)
    }

    fn get(&self, pattern: &str) -> Option<&Pattern> {
        self.compiled.get(pattern)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_patterns_are_not_validated() {
        let many_names = (0..5000).map(|number| format!("(?<n{number}>a)")).collect::<Vec<_>>();
        let many_names = many_names.join("|");
        for (pattern, reason) in [
            (&*"(".repeat(1 << 20), Unsupported::TooLarge),
            (&"(".repeat(1000), Unsupported::TooDeep),
            (&"(?=".repeat(1000), Unsupported::TooDeep),
            (&"[a-z]".repeat(1 << 20), Unsupported::TooLarge),
            (&many_names, Unsupported::TooLarge),
            ("(a{1000}){1000}", Unsupported::TooLarge),
        ] {
            let found = problem(pattern);
            assert!(
                matches!(&found, Some(PatternProblem::Unsupported(it)) if *it == reason),
                "{pattern:.40} {found:?}"
            );
        }
        assert!(matches!(problem("(?i)a"), Some(PatternProblem::Invalid(_))));
        assert!(problem("^(a+)+$").is_none());
    }

    #[test]
    fn hostile_patterns_are_abandoned() {
        let mut patterns = Patterns::default();
        let text = format!("{}!", "a".repeat(60));
        for pattern in
            ["^(a+)+$", "^(?=(a+)+$)(a|aa)+$", "^(a|a)*(?!b)\\1$", "((a{1,1000}){1,1000}){1,1000}b"]
        {
            patterns.compile(pattern);
            assert_ne!(patterns.matches(pattern, &text), Some(true), "{pattern}");
        }
        // A value is not checked if the match is too expensive.
        patterns.compile("(?!b)(a|aa)+$");
        assert!(patterns.cost("(?!b)(a|aa)+$", &"a".repeat(10_000)) > 500_000);
    }
}
