//! Detection of renames: a removed and an added item that are the same except for the name.

use similar::{Algorithm, capture_diff_slices, diff_ratio};

/// A removed or added item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'c> {
    pub(super) name: &'c str,
    pub(super) description: Option<&'c str>,
}

/// The minimum similarity of two names, from 0 to 1, to be one renamed item.
const MIN_SIMILARITY: f32 = 0.6;

/// Returns the pairs that are one renamed item: the two `agree`, neither agrees with another item, and their names or
/// descriptions are similar or they are the only two.
pub(super) fn pairs(
    removed: &[Candidate<'_>],
    added: &[Candidate<'_>],
    mut agree: impl FnMut(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let is_alone = removed.len() == 1 && added.len() == 1;
    let mut likely: Vec<(usize, usize)> = Vec::new();
    for (old, candidate) in removed.iter().enumerate() {
        for (new, other) in added.iter().enumerate() {
            if (is_alone || are_alike(candidate, other)) && agree(old, new) {
                likely.push((old, new));
            }
        }
    }
    let is_only = |pair: &&(usize, usize)| {
        let of_old = likely.iter().filter(|(old, _)| *old == pair.0).count();
        let of_new = likely.iter().filter(|(_, new)| *new == pair.1).count();
        of_old == 1 && of_new == 1
    };
    likely.iter().filter(is_only).copied().collect()
}

/// Removes the items at some positions from a list.
pub(super) fn remove_at<T>(list: &mut Vec<T>, positions: impl Iterator<Item = usize>) {
    let positions: Vec<usize> = positions.collect();
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !positions.contains(&(index - 1))
    });
}

fn are_alike(old: &Candidate<'_>, new: &Candidate<'_>) -> bool {
    let is_described_alike = old.description.is_some_and(|text| !text.trim().is_empty())
        && old.description == new.description;
    let (old, new) = (letters(old.name), letters(new.name));
    is_described_alike || ratio(&old, &new) >= MIN_SIMILARITY
}

/// Returns a name without case and separators.
fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ratio(old: &[char], new: &[char]) -> f32 {
    let operations = capture_diff_slices(Algorithm::Myers, old, new);
    diff_ratio(&operations, old.len(), new.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str) -> Candidate<'_> {
        Candidate { name, description: None }
    }

    #[test]
    fn similar_names_are_a_rename() {
        let removed = [candidate("vpcId"), candidate("region")];
        let added = [candidate("regionName"), candidate("vpc_id"), candidate("color")];
        assert_eq!(pairs(&removed, &added, |_, _| true), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&removed, &added, |_, _| false), []);
    }

    #[test]
    fn ambiguous_match_is_not_a_rename() {
        let removed = [candidate("region")];
        let added = [candidate("regionName"), candidate("regions")];
        assert_eq!(pairs(&removed, &added, |_, _| true), []);
    }

    #[test]
    fn single_removed_and_added_items_are_a_rename() {
        assert_eq!(pairs(&[candidate("a")], &[candidate("z")], |_, _| true), [(0, 0)]);
    }
}
