//! Suggestions for misspelled names.

/// Returns the most similar candidate, if one is similar enough; the first one wins a tie.
///
/// Similar means equal except for case, or at most one edit per three characters. Swapping adjacent characters is one
/// edit.
pub(crate) fn nearest<'name>(
    name: &str,
    candidates: impl IntoIterator<Item = &'name str>,
) -> Option<&'name str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1);
    // A name of one letter is one edit away from every other.
    if !(2..=MAX_LENGTH).contains(&length) {
        return None;
    }
    let scored = candidates.into_iter().filter_map(|candidate| {
        let distance = if candidate.eq_ignore_ascii_case(name) {
            0
        } else if candidate.chars().count().abs_diff(length) > limit {
            return None;
        } else {
            edits(name, candidate)
        };
        (distance <= limit).then_some((distance, candidate))
    });
    scored.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// Limit of the length of a compared name, because the cost is quadratic.
const MAX_LENGTH: usize = 200;

/// Returns the number of insertions, removals, replacements and swaps between two names.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, source) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut left = row + 1;
        for (column, target) in to.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(source != *target);
            let mut best = replaced.min(left + 1).min(at(&last, column + 1) + 1);
            let swapped = column > 0
                && previous == Some(*target)
                && to.get(column - 1) == Some(&source)
                && row > 0;
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
            left = best;
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(source);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn counts_edits() {
        for (from, to, count) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("abc", "abc", 0),
            ("requierd", "required", 1),
            ("kitten", "sitting", 3),
            ("ab", "ba", 1),
        ] {
            assert_eq!(edits(from, to), count, "{from} {to}");
        }
    }

    #[test]
    fn suggests_only_similar_names() {
        let names = ["required", "readOnly", "type"];
        assert_eq!(nearest("requierd", names), Some("required"));
        assert_eq!(nearest("readonly", names), Some("readOnly"));
        assert_eq!(nearest("typo", names), Some("type"));
        assert_eq!(nearest("const", names), None);
        assert_eq!(nearest("", names), None);
    }
}
