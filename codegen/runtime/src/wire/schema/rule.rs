//! Constraints on values, checked before a request is sent.

use std::collections::{HashMap, HashSet};
use std::sync::{OnceLock, PoisonError, RwLock};

use portolan_pattern::Pattern;

use super::format::Format;

/// A constraint on a value. Requests are checked before they are sent, responses never.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// `pattern`: an ECMAScript regular expression, not anchored.
    ///
    /// It is matched in bounded time. If it is not supported, or the value is too long for it, the value is not checked.
    Pattern(&'static str),
    /// `format`, if it is one of [`Format`].
    Format(Format),
    /// `minLength`, in characters.
    MinLength(usize),
    /// `maxLength`, in characters.
    MaxLength(usize),
    /// `minimum`.
    Minimum(f64),
    /// `minimum` with `exclusiveMinimum`.
    ExclusiveMinimum(f64),
    /// `maximum`.
    Maximum(f64),
    /// `maximum` with `exclusiveMaximum`.
    ExclusiveMaximum(f64),
    /// `multipleOf`.
    MultipleOf(f64),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
    /// The rules of each item of an array.
    Items(&'static [Rule]),
    /// The rules of each value of a map.
    Entries(&'static [Rule]),
}

impl Rule {
    /// Whether the value, or a nested value, is a secret.
    pub(crate) fn hides(&self) -> bool {
        match self {
            Self::Format(format) => *format == Format::Password,
            Self::Items(rules) | Self::Entries(rules) => rules.iter().any(Self::hides),
            _ => false,
        }
    }

    /// Returns the problem of a string. The string is not included, since it may be a secret.
    pub(in crate::wire) fn text_problem(self, text: &str) -> Option<String> {
        match self {
            Self::Pattern(pattern) => (!matches(pattern, text))
                .then(|| format!("does not match the pattern `{}`", excerpt(pattern))),
            Self::Format(format) => {
                (!format.matches(text)).then(|| format!("is not {}", format.description()))
            }
            Self::MinLength(minimum) => {
                let length = text.chars().count();
                (length < minimum).then(|| {
                    format!(
                        "is {} long, at least {minimum} {} needed",
                        counted(length, "character", "characters"),
                        are(minimum)
                    )
                })
            }
            Self::MaxLength(maximum) => {
                let length = text.chars().count();
                (length > maximum).then(|| {
                    format!(
                        "is {} long, at most {maximum} {} allowed",
                        counted(length, "character", "characters"),
                        are(maximum)
                    )
                })
            }
            _ => None,
        }
    }

    /// Returns the problem of a number.
    pub(in crate::wire) fn number_problem(self, number: f64) -> Option<String> {
        match self {
            Self::Minimum(bound) => {
                (number < bound).then(|| format!("is {number}, at least {bound} is needed"))
            }
            Self::ExclusiveMinimum(bound) => {
                (number <= bound).then(|| format!("is {number}, more than {bound} is needed"))
            }
            Self::Maximum(bound) => {
                (number > bound).then(|| format!("is {number}, at most {bound} is allowed"))
            }
            Self::ExclusiveMaximum(bound) => {
                (number >= bound).then(|| format!("is {number}, less than {bound} is allowed"))
            }
            Self::MultipleOf(factor) => (!is_multiple(number, factor))
                .then(|| format!("is {number}, not a multiple of {factor}")),
            _ => None,
        }
    }

    /// Returns the problem of the number of items of an array.
    pub(in crate::wire) fn item_count_problem(self, count: usize) -> Option<String> {
        match self {
            Self::MinItems(minimum) => (count < minimum).then(|| {
                format!(
                    "has {}, at least {minimum} {} needed",
                    counted(count, "item", "items"),
                    are(minimum)
                )
            }),
            Self::MaxItems(maximum) => (count > maximum).then(|| {
                format!(
                    "has {}, at most {maximum} {} allowed",
                    counted(count, "item", "items"),
                    are(maximum)
                )
            }),
            _ => None,
        }
    }

    /// Returns the problem of the number of entries of a map.
    pub(in crate::wire) fn entry_count_problem(self, count: usize) -> Option<String> {
        match self {
            Self::MinProperties(minimum) => (count < minimum).then(|| {
                format!(
                    "has {}, at least {minimum} {} needed",
                    counted(count, "entry", "entries"),
                    are(minimum)
                )
            }),
            Self::MaxProperties(maximum) => (count > maximum).then(|| {
                format!(
                    "has {}, at most {maximum} {} allowed",
                    counted(count, "entry", "entries"),
                    are(maximum)
                )
            }),
            _ => None,
        }
    }
}

/// Returns the rules of the items of an array.
pub(in crate::wire) fn item_rules(rules: &[Rule]) -> &'static [Rule] {
    let nested = rules.iter().find_map(|rule| match rule {
        Rule::Items(rules) => Some(*rules),
        _ => None,
    });
    nested.unwrap_or_default()
}

/// Returns the rules of the values of a map.
pub(in crate::wire) fn entry_rules(rules: &[Rule]) -> &'static [Rule] {
    let nested = rules.iter().find_map(|rule| match rule {
        Rule::Entries(rules) => Some(*rules),
        _ => None,
    });
    nested.unwrap_or_default()
}

/// Returns the index of the first item that equals an earlier one.
pub(in crate::wire) fn first_duplicate(items: impl Iterator<Item = Vec<u8>>) -> Option<usize> {
    let mut seen = HashSet::new();
    items.enumerate().find_map(|(index, item)| (!seen.insert(item)).then_some(index))
}

/// Whether a number is a multiple of another, within the precision of binary fractions.
fn is_multiple(number: f64, factor: f64) -> bool {
    let quotient = number / factor;
    (quotient - quotient.round()).abs() <= quotient.abs().max(1.0) * 1e-9
}

/// Returns a count with its noun: `1 item`, `2 items`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Returns the verb of a count.
fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Returns a pattern for an error message, truncated if it is long.
fn excerpt(pattern: &str) -> String {
    const MAX_CHARS: usize = 120;
    match pattern.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}...", pattern.get(..end).unwrap_or(pattern)),
        None => pattern.to_owned(),
    }
}

/// Whether a text contains a match of a pattern. A pattern that is not supported, which the generator has reported,
/// matches every text.
fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).and_then(|pattern| pattern.is_match(text)).unwrap_or(true)
}

/// Returns the compiled pattern from a cache; `None` if it is not supported.
fn compiled(pattern: &'static str) -> Option<&'static Pattern> {
    // Patterns are constants of the emitted crate, so the address identifies one and is cheaper to
    // hash than the text. They live as long as the process, so leaking them is bounded.
    type Compiled = HashMap<(usize, usize), Option<&'static Pattern>>;
    static COMPILED: OnceLock<RwLock<Compiled>> = OnceLock::new();
    let address = (pattern.as_ptr().addr(), pattern.len());
    let all = COMPILED.get_or_init(RwLock::default);
    if let Some(known) = all.read().unwrap_or_else(PoisonError::into_inner).get(&address) {
        return *known;
    }
    let mut all = all.write().unwrap_or_else(PoisonError::into_inner);
    *all.entry(address).or_insert_with(|| {
        let pattern = Pattern::new(pattern).ok()?;
        Some(Box::leak(Box::new(pattern)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_strings() {
        for (rule, good, bad) in [
            (Rule::Pattern("^vpc-[0-9a-f]{17}$"), "vpc-0123456789abcdef0", "vpc-1"),
            (Rule::Pattern("(?!x)[a-c]"), "xxb", "xxx"),
            (
                Rule::Format(Format::Uuid),
                "123e4567-e89b-12d3-a456-426614174000",
                "123e4567e89b12d3a456426614174000",
            ),
            (Rule::Format(Format::Ipv4), "10.0.0.1", "10.0.0.256"),
            (Rule::Format(Format::Ipv6), "fe80::1", "fe80:::1"),
            (Rule::Format(Format::Uri), "https://a.example/b", "/b"),
            (Rule::MinLength(2), "éé", "é"),
            (Rule::MaxLength(2), "éé", "ééé"),
        ] {
            assert_eq!(rule.text_problem(good), None, "{rule:?}");
            let problem = rule.text_problem(bad);
            assert!(problem.is_some_and(|problem| !problem.contains(bad)), "{rule:?}");
        }
    }

    #[test]
    fn truncates_long_patterns() {
        assert_eq!(excerpt("^é$"), "^é$");
        assert_eq!(excerpt(&"é".repeat(121)), format!("{}...", "é".repeat(120)));
    }

    #[test]
    fn unsupported_patterns_match_every_string() {
        for pattern in ["(", r"^(a)\1$", "(a{1000}){1000}"] {
            assert_eq!(Rule::Pattern(pattern).text_problem("x"), None, "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_bounded_time() {
        let text = format!("{}!", "a".repeat(28));
        assert!(Rule::Pattern("^(a+)+$").text_problem(&text).is_some());
        assert!(Rule::Pattern("^(a+)+$").text_problem(&text.repeat(1000)).is_some());
        // The number of backtracks is limited: the value is not checked.
        assert_eq!(Rule::Pattern("^(?:(?!b)a+)+$").text_problem(&text), None);
    }

    #[test]
    fn checks_numbers() {
        for (rule, good, bad) in [
            (Rule::Minimum(1.0), 1.0, 0.5),
            (Rule::ExclusiveMinimum(1.0), 1.5, 1.0),
            (Rule::Maximum(3.0), 3.0, 3.5),
            (Rule::ExclusiveMaximum(3.0), 2.5, 3.0),
            (Rule::MultipleOf(0.1), 0.3, 0.35),
            (Rule::MultipleOf(5.0), -10.0, 12.0),
        ] {
            assert_eq!(rule.number_problem(good), None, "{rule:?}");
            assert!(rule.number_problem(bad).is_some(), "{rule:?}");
        }
    }
}
