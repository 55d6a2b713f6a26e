//! Character classes.

/// Characters and properties of characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) is_negated: bool,
    /// Ranges, the ends included, in any order.
    pub(crate) ranges: Vec<(char, char)>,
    /// Names of Unicode properties, each with whether it is negated.
    pub(crate) properties: Vec<(bool, String)>,
}

pub(crate) const DIGITS: &[(char, char)] = &[('0', '9')];

/// `\w` without the flag `i`: ASCII only.
pub(crate) const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// `\s`: `WhiteSpace` and `LineTerminator` of ECMAScript.
pub(crate) const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

/// `LineTerminator`, which `.` does not match.
const LINE_TERMINATORS: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

impl Class {
    /// Returns the class of `.`.
    pub(crate) fn dot() -> Self {
        Self { is_negated: true, ranges: LINE_TERMINATORS.to_vec(), ..Self::default() }
    }

    /// Returns the class of `\d`, `\w` or `\s`, or of their opposites `\D`, `\W`, `\S`.
    pub(crate) fn escape(letter: char) -> Option<Self> {
        let ranges = match letter.to_ascii_lowercase() {
            'd' => DIGITS,
            'w' => WORD,
            's' => SPACE,
            _ => return None,
        };
        let is_negated = letter.is_ascii_uppercase();
        Some(Self { is_negated, ranges: ranges.to_vec(), ..Self::default() })
    }

    /// Adds the characters of a class without properties.
    pub(crate) fn add(&mut self, other: &Self) {
        if other.is_negated {
            self.ranges.extend(other.complement());
        } else {
            self.ranges.extend(&other.ranges);
        }
    }

    /// Returns the characters outside the ranges.
    fn complement(&self) -> Vec<(char, char)> {
        let mut sorted = self.ranges.clone();
        sorted.sort_unstable();
        let mut outside = Vec::with_capacity(sorted.len() + 1);
        let mut next = Some('\0');
        for (first, last) in sorted {
            if let Some(start) = next.filter(|start| *start < first) {
                // `RangeInclusive<char>` steps over the surrogates.
                outside.extend((start..first).next_back().map(|end| (start, end)));
            }
            next = next.filter(|next| *next > last).or_else(|| (last..=char::MAX).nth(1));
            if next.is_none() {
                return outside;
            }
        }
        outside.extend(next.map(|start| (start, char::MAX)));
        outside
    }

    /// Returns an estimate of the states of the automaton, which reads UTF-8.
    pub(crate) fn size(&self) -> u64 {
        /// The states of a range outside of ASCII.
        const RANGE: u64 = 5;
        /// The states of a property, of which the largest have some 700 ranges.
        const PROPERTY: u64 = 400;
        let range = |&(_, last): &(char, char)| if last.is_ascii() { 1 } else { RANGE };
        let ranges: u64 = self.ranges.iter().map(range).sum();
        let properties = PROPERTY * self.properties.len() as u64;
        1 + ranges + properties + if self.is_negated { RANGE } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complements_cover_all_other_characters() {
        for ranges in [
            DIGITS,
            WORD,
            SPACE,
            LINE_TERMINATORS,
            &[],
            &[('\0', char::MAX)],
            &[('b', 'z'), ('a', 'c'), ('d', 'd')],
            &[('\0', '\u{d7ff}')],
            &[('\u{e000}', char::MAX)],
        ] {
            let class = Class { ranges: ranges.to_vec(), ..Class::default() };
            let outside = class.complement();
            let contains = |ranges: &[(char, char)], it| {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&it))
            };
            for it in '\0'..='\u{1ffff}' {
                assert_ne!(contains(ranges, it), contains(&outside, it), "{ranges:?} {it:?}");
            }
        }
    }
}
