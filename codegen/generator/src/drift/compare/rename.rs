//! Renames: what is gone and what is new, and still the same but for its name.

use similar::{Algorithm, capture_diff_slices, diff_ratio};

/// Something that is gone or new, as far as its name goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'c> {
    pub(super) name: &'c str,
    pub(super) description: Option<&'c str>,
}

/// How alike two names have to be, from 0 to 1, to be taken for one that was changed.
const ALIKE: f32 = 0.6;

/// The pairs that are one thing under two names: those that `agree` in all else, where each is the only one that the
/// other can be, and where their names or their descriptions are alike or nothing else is gone and new.
pub(super) fn pairs(
    gone: &[Candidate<'_>],
    fresh: &[Candidate<'_>],
    mut agree: impl FnMut(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let is_alone = gone.len() == 1 && fresh.len() == 1;
    let mut likely: Vec<(usize, usize)> = Vec::new();
    for (one, candidate) in gone.iter().enumerate() {
        for (other, fresh) in fresh.iter().enumerate() {
            if (is_alone || are_alike(candidate, fresh)) && agree(one, other) {
                likely.push((one, other));
            }
        }
    }
    let is_only = |pair: &&(usize, usize)| {
        let ones = likely.iter().filter(|(one, _)| *one == pair.0).count();
        let others = likely.iter().filter(|(_, other)| *other == pair.1).count();
        ones == 1 && others == 1
    };
    likely.iter().filter(is_only).copied().collect()
}

/// Takes the items at some positions out of a list.
pub(super) fn take_out<T>(list: &mut Vec<T>, positions: impl Iterator<Item = usize>) {
    let positions: Vec<usize> = positions.collect();
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !positions.contains(&(index - 1))
    });
}

fn are_alike(one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
    let is_described_alike = one.description.is_some_and(|text| !text.trim().is_empty())
        && one.description == other.description;
    let (one, other) = (letters(one.name), letters(other.name));
    is_described_alike || ratio(&one, &other) >= ALIKE
}

/// A name without what spellings differ in.
fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ratio(one: &[char], other: &[char]) -> f32 {
    let operations = capture_diff_slices(Algorithm::Myers, one, other);
    diff_ratio(&operations, one.len(), other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str) -> Candidate<'_> {
        Candidate { name, description: None }
    }

    #[test]
    fn names_that_are_alike_are_one() {
        let gone = [candidate("vpcId"), candidate("region")];
        let fresh = [candidate("regionName"), candidate("vpc_id"), candidate("color")];
        assert_eq!(pairs(&gone, &fresh, |_, _| true), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&gone, &fresh, |_, _| false), []);
    }

    #[test]
    fn of_several_that_it_can_be_it_is_none() {
        let gone = [candidate("region")];
        let fresh = [candidate("regionName"), candidate("regions")];
        assert_eq!(pairs(&gone, &fresh, |_, _| true), []);
    }

    #[test]
    fn the_only_one_that_is_gone_is_the_only_one_that_is_new() {
        assert_eq!(pairs(&[candidate("a")], &[candidate("z")], |_, _| true), [(0, 0)]);
    }
}
