//! Rules: what a document asks of a value that is sent, and how one value is held against it.

use std::collections::{HashMap, HashSet};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{OnceLock, PoisonError, RwLock};

use regress::Regex;

/// One thing that a document asks of a value. Checked before a request is sent, never on responses.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// `pattern`: an ECMAScript regular expression that is found in the text.
    Pattern(&'static str),
    /// `format`, where it is one that can be checked.
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
    /// What is asked of each item of an array.
    Items(&'static [Rule]),
    /// What is asked of each value of a map.
    Entries(&'static [Rule]),
}

/// A string format that can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `uuid` (RFC 4122): 32 hexadecimal digits in five groups.
    Uuid,
    /// `ipv4`: an address in four decimal parts.
    Ipv4,
    /// `ipv6` (RFC 4291): an address.
    Ipv6,
    /// `uri` (RFC 3986): an absolute URI.
    Uri,
    /// `password`: nothing is asked of the text, but that it is not shown.
    Password,
}

/// What stands in the place of a secret.
pub(crate) const HIDDEN: &str = "[hidden]";

impl Rule {
    /// Whether the value, or what it holds, is a secret.
    pub(crate) fn hides(&self) -> bool {
        match self {
            Self::Format(format) => *format == Format::Password,
            Self::Items(rules) | Self::Entries(rules) => rules.iter().any(Self::hides),
            _ => false,
        }
    }

    /// What is wrong with a text; the text itself is not repeated, since it may be a secret.
    pub(super) fn broken_by_text(self, text: &str) -> Option<String> {
        match self {
            Self::Pattern(pattern) => (!matches(pattern, text))
                .then(|| format!("does not match the pattern `{}`", shown(pattern))),
            Self::Format(format) => {
                (!format.fits(text)).then(|| format!("is not {}", format.name()))
            }
            Self::MinLength(least) => {
                let length = text.chars().count();
                (length < least).then(|| {
                    format!(
                        "is {} long, at least {least} are needed",
                        counted(length, "character", "characters")
                    )
                })
            }
            Self::MaxLength(most) => {
                let length = text.chars().count();
                (length > most).then(|| {
                    format!(
                        "is {} long, at most {most} are allowed",
                        counted(length, "character", "characters")
                    )
                })
            }
            _ => None,
        }
    }

    /// What is wrong with a number.
    pub(super) fn broken_by_number(self, number: f64) -> Option<String> {
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

    /// What is wrong with the number of items of an array.
    pub(super) fn broken_by_items(self, count: usize) -> Option<String> {
        match self {
            Self::MinItems(least) => (count < least).then(|| {
                format!("has {}, at least {least} are needed", counted(count, "item", "items"))
            }),
            Self::MaxItems(most) => (count > most).then(|| {
                format!("has {}, at most {most} are allowed", counted(count, "item", "items"))
            }),
            _ => None,
        }
    }

    /// What is wrong with the number of entries of a map.
    pub(super) fn broken_by_entries(self, count: usize) -> Option<String> {
        match self {
            Self::MinProperties(least) => (count < least).then(|| {
                format!("has {}, at least {least} are needed", counted(count, "entry", "entries"))
            }),
            Self::MaxProperties(most) => (count > most).then(|| {
                format!("has {}, at most {most} are allowed", counted(count, "entry", "entries"))
            }),
            _ => None,
        }
    }
}

/// The place of the first item that stands in an array for the second time.
pub(super) fn first_repeated(items: impl Iterator<Item = Vec<u8>>) -> Option<usize> {
    let mut seen = HashSet::new();
    items.enumerate().find_map(|(index, item)| (!seen.insert(item)).then_some(index))
}

/// Whether a number is a multiple of another, as far as decimal fractions can be told apart in binary.
fn is_multiple(number: f64, factor: f64) -> bool {
    let quotient = number / factor;
    (quotient - quotient.round()).abs() <= quotient.abs().max(1.0) * 1e-9
}

/// `1 item`, `2 items`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// A pattern as it stands in a sentence: some are longer than anybody reads, and stand in the docs.
fn shown(pattern: &str) -> String {
    const AT_MOST: usize = 120;
    match pattern.char_indices().nth(AT_MOST) {
        Some((end, _)) => format!("{}...", pattern.get(..end).unwrap_or(pattern)),
        None => pattern.to_owned(),
    }
}

/// Whether a pattern is found in a text. Patterns are compiled once; one that is no ECMAScript, which the
/// generator has reported, is found everywhere.
fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.find(text).is_some())
}

fn compiled(pattern: &'static str) -> Option<&'static Regex> {
    // Patterns are constants of the emitted crate: where one lies is told faster than what it says, and as there is
    // no end to a constant, what is made of it has none either.
    type Compiled = HashMap<(usize, usize), Option<&'static Regex>>;
    static COMPILED: OnceLock<RwLock<Compiled>> = OnceLock::new();
    let location = (pattern.as_ptr().addr(), pattern.len());
    let all = COMPILED.get_or_init(RwLock::default);
    if let Some(known) = all.read().unwrap_or_else(PoisonError::into_inner).get(&location) {
        return *known;
    }
    let mut all = all.write().unwrap_or_else(PoisonError::into_inner);
    *all.entry(location).or_insert_with(|| {
        let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern)).ok()?;
        Some(Box::leak(Box::new(regex)))
    })
}

impl Format {
    fn fits(self, text: &str) -> bool {
        match self {
            Self::Uuid => is_uuid(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => url::Url::parse(text).is_ok(),
            Self::Password => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Uuid => "a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uri => "an absolute URI",
            Self::Password => "a secret",
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let fits = |group: Option<&str>, length: usize| {
        group.is_some_and(|group| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    [8, 4, 4, 4, 12].into_iter().all(|length| fits(groups.next(), length))
        && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_held_against_rules() {
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
            assert_eq!(rule.broken_by_text(good), None, "{rule:?}");
            let broken = rule.broken_by_text(bad);
            assert!(broken.is_some_and(|problem| !problem.contains(bad)), "{rule:?}");
        }
    }

    #[test]
    fn a_long_pattern_is_cut_where_it_is_shown() {
        assert_eq!(shown("^é$"), "^é$");
        assert_eq!(shown(&"é".repeat(121)), format!("{}...", "é".repeat(120)));
    }

    #[test]
    fn a_pattern_that_is_none_is_found_everywhere() {
        assert_eq!(Rule::Pattern("(").broken_by_text("x"), None);
    }

    #[test]
    fn numbers_are_held_against_rules() {
        for (rule, good, bad) in [
            (Rule::Minimum(1.0), 1.0, 0.5),
            (Rule::ExclusiveMinimum(1.0), 1.5, 1.0),
            (Rule::Maximum(3.0), 3.0, 3.5),
            (Rule::ExclusiveMaximum(3.0), 2.5, 3.0),
            (Rule::MultipleOf(0.1), 0.3, 0.35),
            (Rule::MultipleOf(5.0), -10.0, 12.0),
        ] {
            assert_eq!(rule.broken_by_number(good), None, "{rule:?}");
            assert!(rule.broken_by_number(bad).is_some(), "{rule:?}");
        }
    }
}
