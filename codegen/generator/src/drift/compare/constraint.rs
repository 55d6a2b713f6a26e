//! Constraints and defaults.

use super::{At, Comparison, Node};
use crate::api::Rule;
use crate::drift::rules::Code;
use crate::drift::words;

/// The path to the constrained values, and the keyword.
type Subject = (String, &'static str);

impl Comparison<'_> {
    pub(super) fn defaults(
        &self,
        old: Option<&String>,
        new: Option<&String>,
        at: &At,
        out: &mut Node,
    ) {
        if old == new {
            return;
        }
        let (code, message) = match (old, new) {
            (None, _) => (Code::DefaultAdded, "a default was added"),
            (Some(_), None) => (Code::DefaultRemoved, "the default was removed"),
            (Some(_), Some(_)) => (Code::DefaultChanged, "the default changed"),
        };
        out.changes.push(self.change(code, at, message, old.cloned(), new.cloned()));
    }

    pub(super) fn constraints(&self, old: &[Rule], new: &[Rule], at: &At, out: &mut Node) {
        let (old, new) = (sorted(old), sorted(new));
        for (subject, rule) in &old {
            let Some((_, new_rule)) = new.iter().find(|(other, _)| other == subject) else {
                let message = format!("`{}` was removed", subject.1);
                let at = at.part(&subject.0);
                let value = Some(words::rule(rule));
                out.changes.push(self.change(Code::ConstraintLoosened, &at, message, value, None));
                continue;
            };
            let (code, how) = match strictness(rule, new_rule) {
                Strictness::Same => continue,
                Strictness::Tighter => (Code::ConstraintTightened, "is stricter"),
                Strictness::Looser => (Code::ConstraintLoosened, "is less strict"),
                Strictness::Other => (Code::ConstraintChanged, "is different"),
            };
            let message = format!("`{}` {how}", subject.1);
            let ends = (Some(words::rule(rule)), Some(words::rule(new_rule)));
            out.changes.push(self.change(code, &at.part(&subject.0), message, ends.0, ends.1));
        }
        for (subject, rule) in &new {
            if !old.iter().any(|(other, _)| other == subject) {
                let message = format!("`{}` was added", subject.1);
                let at = at.part(&subject.0);
                let value = Some(words::rule(rule));
                out.changes.push(self.change(Code::ConstraintTightened, &at, message, None, value));
            }
        }
    }
}

/// Whether two lists of rules are equivalent.
pub(super) fn same_rules(old: &[Rule], new: &[Rule]) -> bool {
    let (old, new) = (sorted(old), sorted(new));
    old.len() == new.len()
        && old.iter().zip(&new).all(|((old_subject, old), (new_subject, new))| {
            old_subject == new_subject && strictness(old, new) == Strictness::Same
        })
}

/// Returns the rules by subject. The last of several with one subject wins; rules without effect are skipped.
fn sorted(rules: &[Rule]) -> Vec<(Subject, Rule)> {
    let mut found: Vec<(Subject, Rule)> = Vec::new();
    collect(rules, "", &mut found);
    found.sort_by(|(left, _), (right, _)| left.cmp(right));
    found.reverse();
    found.dedup_by(|(left, _), (right, _)| left == right);
    found.reverse();
    found.retain(|(_, rule)| {
        !matches!(rule, Rule::MinLength(0) | Rule::MinItems(0) | Rule::MinProperties(0))
    });
    found
}

fn collect(rules: &[Rule], inside: &str, found: &mut Vec<(Subject, Rule)>) {
    for rule in rules {
        let keyword = match rule {
            Rule::Items(rules) => {
                collect(rules, &format!("{inside}[]"), found);
                continue;
            }
            Rule::Entries(rules) => {
                collect(rules, &format!("{inside}{{}}"), found);
                continue;
            }
            Rule::Pattern(_) => "pattern",
            Rule::Format(_) => "format",
            Rule::MinLength(_) => "minLength",
            Rule::MaxLength(_) => "maxLength",
            Rule::Minimum(_) | Rule::ExclusiveMinimum(_) => "minimum",
            Rule::Maximum(_) | Rule::ExclusiveMaximum(_) => "maximum",
            Rule::MultipleOf(_) => "multipleOf",
            Rule::MinItems(_) => "minItems",
            Rule::MaxItems(_) => "maxItems",
            Rule::UniqueItems => "uniqueItems",
            Rule::MinProperties(_) => "minProperties",
            Rule::MaxProperties(_) => "maxProperties",
        };
        found.push(((inside.to_owned(), keyword), rule.clone()));
    }
}

/// The strictness of a rule compared with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strictness {
    Same,
    Tighter,
    Looser,
    Other,
}

/// Compares the strictness of two rules with one keyword.
fn strictness(old: &Rule, new: &Rule) -> Strictness {
    use Rule::{
        ExclusiveMaximum, ExclusiveMinimum, MaxItems, MaxLength, MaxProperties, Maximum, MinItems,
        MinLength, MinProperties, Minimum, MultipleOf, Pattern,
    };

    match (old, new) {
        (Pattern(old), Pattern(new)) if plain_pattern(old) == plain_pattern(new) => {
            Strictness::Same
        }
        (MinLength(old), MinLength(new))
        | (MinItems(old), MinItems(new))
        | (MinProperties(old), MinProperties(new))
        | (MaxLength(new), MaxLength(old))
        | (MaxItems(new), MaxItems(old))
        | (MaxProperties(new), MaxProperties(old)) => by(new.partial_cmp(old)),
        (
            Minimum(old_bound) | ExclusiveMinimum(old_bound),
            Minimum(bound) | ExclusiveMinimum(bound),
        ) => bounds((*old_bound, old), (*bound, new), false),
        (
            Maximum(old_bound) | ExclusiveMaximum(old_bound),
            Maximum(bound) | ExclusiveMaximum(bound),
        ) => bounds((*old_bound, old), (*bound, new), true),
        (MultipleOf(old), MultipleOf(new)) => factors(*old, *new),
        (old, new) if old == new => Strictness::Same,
        _ => Strictness::Other,
    }
}

/// Compares limits of which the greater is stricter.
fn by(order: Option<std::cmp::Ordering>) -> Strictness {
    match order {
        Some(std::cmp::Ordering::Equal) => Strictness::Same,
        Some(std::cmp::Ordering::Greater) => Strictness::Tighter,
        Some(std::cmp::Ordering::Less) => Strictness::Looser,
        None => Strictness::Other,
    }
}

/// Compares bounds; of two equal ones the exclusive one is stricter.
fn bounds(old: (f64, &Rule), new: (f64, &Rule), is_upper: bool) -> Strictness {
    let excluded = |rule| matches!(rule, &Rule::ExclusiveMinimum(_) | &Rule::ExclusiveMaximum(_));
    let order = if is_upper { old.0.partial_cmp(&new.0) } else { new.0.partial_cmp(&old.0) };
    let order = order.map(|order| order.then(excluded(new.1).cmp(&excluded(old.1))));
    by(order)
}

#[allow(clippy::float_cmp, reason = "a factor divides another without a remainder or does not")]
fn factors(old: f64, new: f64) -> Strictness {
    if old == new {
        Strictness::Same
    } else if new % old == 0.0 {
        Strictness::Tighter
    } else if old % new == 0.0 {
        Strictness::Looser
    } else {
        Strictness::Other
    }
}

/// Removes backslashes before characters that need none.
fn plain_pattern(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some(escaped) if MEANS_ITSELF.contains(escaped) => plain.push(escaped),
            Some(escaped) => plain.extend([character, escaped]),
            None => plain.push(character),
        }
    }
    plain
}

/// The characters that mean themselves without a backslash, inside and outside a character class.
const MEANS_ITSELF: &str = ":;,=@#%&!<>'\"`~_/ ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_compared_by_the_values_they_allow() {
        for (old, new, expected) in [
            (Rule::MaxLength(3), Rule::MaxLength(2), Strictness::Tighter),
            (Rule::MinLength(3), Rule::MinLength(2), Strictness::Looser),
            (Rule::MinLength(3), Rule::MinLength(3), Strictness::Same),
            (Rule::Minimum(3.0), Rule::ExclusiveMinimum(3.0), Strictness::Tighter),
            (Rule::ExclusiveMinimum(3.0), Rule::Minimum(4.0), Strictness::Tighter),
            (Rule::ExclusiveMaximum(3.0), Rule::Maximum(3.0), Strictness::Looser),
            (Rule::Maximum(3.0), Rule::Maximum(2.0), Strictness::Tighter),
            (Rule::MultipleOf(2.0), Rule::MultipleOf(4.0), Strictness::Tighter),
            (Rule::MultipleOf(2.0), Rule::MultipleOf(3.0), Strictness::Other),
            (Rule::Pattern("a".into()), Rule::Pattern("b".into()), Strictness::Other),
            (Rule::Pattern(r"a\:".into()), Rule::Pattern("a:".into()), Strictness::Same),
            (Rule::Pattern(r"a\.".into()), Rule::Pattern("a.".into()), Strictness::Other),
            (Rule::Pattern(r"\\:".into()), Rule::Pattern(r"\:".into()), Strictness::Other),
        ] {
            assert_eq!(strictness(&old, &new), expected, "{old:?} {new:?}");
        }
    }

    #[test]
    fn repeated_rules_are_compared_once() {
        let rules = [Rule::MaxLength(3), Rule::MaxLength(2), Rule::MinLength(0)];
        assert_eq!(sorted(&rules), [((String::new(), "maxLength"), Rule::MaxLength(2))]);
    }
}
