//! Patterns: ECMAScript regular expressions, matched in bounded time.
//!
//! Requests are checked with `regress`, which supports all of ECMAScript and backtracks without limit, so that a hostile
//! pattern would not terminate. Examples are matched with `fancy-regex`, which has a limit, after translating the
//! pattern. A pattern that cannot be translated is not matched.

use std::collections::HashMap;

use fancy_regex::{Regex, RegexBuilder};

/// Compiles a pattern as the runtime does: with Unicode rules if it is valid under them, else without.
pub(crate) fn compiled(pattern: &str) -> Result<regress::Regex, regress::Error> {
    regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern))
}

/// Compiled patterns.
#[derive(Debug, Default)]
pub(super) struct Patterns<'d> {
    compiled: HashMap<&'d str, Option<Regex>>,
}

/// The maximum length of texts and patterns.
const MAX_LENGTH: usize = 4096;
/// The maximum number of backtracks, and the maximum size of a compiled pattern in bytes.
const MAX_BACKTRACKS: usize = 50_000;
const MAX_COMPILED_BYTES: usize = 256 << 10;

/// The cost of compiling a pattern, in steps of the validation.
pub(super) const COST: usize = 20_000;

impl<'d> Patterns<'d> {
    /// Whether a pattern has not been compiled yet.
    pub(super) fn is_new(&self, pattern: &str) -> bool {
        !self.compiled.contains_key(pattern)
    }

    /// Whether a text matches; `None` if it cannot be determined.
    pub(super) fn matches(&mut self, pattern: &'d str, text: &str) -> Option<bool> {
        if pattern.len() > MAX_LENGTH || text.len() > MAX_LENGTH {
            return None;
        }
        let regex = self.compiled.entry(pattern).or_insert_with(|| {
            compiled(pattern).ok()?;
            RegexBuilder::new(&translated(pattern)?)
                .backtrack_limit(MAX_BACKTRACKS)
                .delegate_size_limit(MAX_COMPILED_BYTES)
                .delegate_dfa_size_limit(MAX_COMPILED_BYTES)
                .build()
                .ok()
        });
        regex.as_ref()?.is_match(text).ok()
    }
}

/// Translates a pattern for `fancy-regex`; `None` if it contains syntax without an equivalent.
fn translated(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    // Whether the last token cannot be the start of a range.
    let mut ends_range = false;
    while let Some(character) = rest.next() {
        let mut ends_next = false;
        match character {
            '\\' => {
                let escaped = rest.next()?;
                out.push_str(&escape(escaped, in_class)?);
                ends_next = "dDwWsS".contains(escaped);
            }
            '[' if !in_class => {
                in_class = true;
                out.push('[');
                if rest.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
                if rest.peek() == Some(&']') {
                    return None;
                }
                ends_next = true;
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '-' if in_class => {
                let before_class = {
                    let mut ahead = rest.clone();
                    ahead.next() == Some('\\')
                        && ahead.next().is_some_and(|it| "dDwWsS".contains(it))
                };
                if ends_range || before_class || rest.peek() == Some(&']') {
                    out.push('\\');
                }
                out.push('-');
            }
            '[' | '&' | '~' if in_class => out.extend(['\\', character]),
            '{' if !in_class && !is_quantifier(rest.clone()) => out.push_str("\\{"),
            other => out.push(other),
        }
        ends_range = ends_next;
    }
    Some(out)
}

fn escape(escaped: char, in_class: bool) -> Option<String> {
    let class = |inside: &str, is_negated: bool| match (in_class, is_negated) {
        (true, false) => inside.to_owned(),
        (_, true) => format!("[^{inside}]"),
        (false, false) => format!("[{inside}]"),
    };
    Some(match escaped {
        'd' | 'D' => class("0-9", escaped == 'D'),
        'w' | 'W' => class("0-9A-Za-z_", escaped == 'W'),
        // Other letters have no or another meaning.
        's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' | 'u' | 'x' | 'p' | 'P' => format!("\\{escaped}"),
        '0' => "\\x00".to_owned(),
        '1'..='9' | 'k' | 'b' | 'B' if !in_class => format!("\\{escaped}"),
        '/' | '<' | '>' => escaped.to_string(),
        other if other.is_ascii_punctuation() && other != '_' => format!("\\{other}"),
        other if other.is_alphanumeric() => return None,
        other => other.to_string(),
    })
}

/// Whether the text after a brace is a quantifier.
fn is_quantifier(rest: impl Iterator<Item = char>) -> bool {
    let inside: String = rest.take_while(|character| *character != '}').take(24).collect();
    let (least, most) = inside.split_once(',').unwrap_or((&inside, "0"));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

#[cfg(test)]
mod tests {
    use super::{Patterns, compiled};

    /// Both engines agree on patterns of real documents.
    #[test]
    fn agrees_with_the_engine_of_the_runtime() -> Result<(), regress::Error> {
        let texts = [
            "",
            "a",
            "A",
            "0",
            "-",
            "_",
            ".",
            "abc",
            "10.0.0.0",
            "10.0.0.0/24",
            "1:2:3:4:5:6:7:8",
            "vpc-0123456789abcdef0",
            "a-b",
            "a_b.c",
            "x{y}",
            "[x]",
            "&&",
            "a/b",
            "é",
            "aa",
            "<a>",
            "a b",
            "\u{663}",
            "32b6e34b3d91647abb20e7b8",
        ];
        let patterns = [
            r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}|([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$",
            r"^([a-f0-9]{24})$",
            r"^vpc-[0-9a-f]{17}$",
            r"^([-\w._()])+$",
            r"^[\w-.]+$",
            r"^[\w\-]+\/[^/]$",
            r"[a-z]([-a-z0-9]{0,62}[a-z0-9]{0,1})?",
            r"^[[&&]+$",
            r"^x{y}$",
            r"^(a)\1$",
            r"^\d+$",
            r"\bb",
            r"^\<a\>$",
            r"^\u0061$",
            r"^[^\W_]+$",
            r"^\S+$",
            r"^(?=.*[a-z]).{3,}$",
        ];
        let mut bounded = Patterns::default();
        for pattern in patterns {
            let regex = compiled(pattern)?;
            for text in texts {
                assert_eq!(
                    bounded.matches(pattern, text),
                    Some(regex.find(text).is_some()),
                    "{pattern} {text}"
                );
            }
        }
        Ok(())
    }

    #[test]
    fn hostile_patterns_are_abandoned() {
        let mut patterns = Patterns::default();
        let text = format!("{}!", "a".repeat(60));
        for pattern in
            ["^(a+)+$", "^(?=(a+)+$)(a|aa)+$", "^(a|a)*(?!b)\\1$", "((a{1,1000}){1,1000}){1,1000}b"]
        {
            assert_ne!(patterns.matches(pattern, &text), Some(true), "{pattern}");
        }
        assert_eq!(patterns.matches("(", &text), None);
        let long = "a".repeat(5000);
        assert_eq!(patterns.matches("a", &long), None);
    }
}
