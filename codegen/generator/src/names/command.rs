//! Names of commands and flags: as the publisher spells them, and in kebab-case.

use std::collections::HashSet;

use heck::{ToKebabCase, ToLowerCamelCase};
use serde::Serialize;

use super::ascii;

/// The name of a command or flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandName {
    /// The name that help shows, as the publisher spells it.
    pub name: String,
    /// Other names that are accepted.
    pub aliases: Vec<String>,
}

/// The commands or flags of one place, where names must differ.
///
/// As [`Scope`](super::Scope), it is asked one name at a time and never iterated.
#[derive(Debug, Default, Clone)]
pub struct CommandScope {
    taken: HashSet<String>,
}

impl CommandScope {
    /// A scope in which some names are taken.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Takes the name of a tag, an operation, a parameter or a property, with `kind` behind it where it is taken;
    /// and what else it is called, as far as nothing else is called so.
    pub fn claim(&mut self, text: &str, others: &[String], kind: &str) -> CommandName {
        let name = self.free(&spelled(text), kind);
        let mut aliases = Vec::new();
        let all = [name.as_str(), text].into_iter().chain(others.iter().map(String::as_str));
        for other in all {
            for alias in [other.to_owned(), kebab(other)] {
                if is_typed(&alias) && self.taken.insert(alias.clone()) {
                    aliases.push(alias);
                }
            }
        }
        CommandName { name, aliases }
    }

    /// Takes the name of a property inside another one: behind that one's name, with a dot between.
    pub fn claim_inside(&mut self, outer: &CommandName, text: &str, kind: &str) -> CommandName {
        let name = self.free(&format!("{}.{}", outer.name, spelled(text)), kind);
        let alias = name.split('.').map(kebab).collect::<Vec<_>>().join(".");
        let is_free = is_typed(&alias) && self.taken.insert(alias.clone());
        CommandName { name, aliases: is_free.then_some(alias).into_iter().collect() }
    }

    /// Takes a name, with `kind` behind it where it is taken.
    fn free(&mut self, spelled: &str, kind: &str) -> String {
        let mut name = spelled.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            name = match number {
                1 => format!("{spelled}-{kind}"),
                _ => format!("{spelled}-{kind}-{number}"),
            };
            number += 1;
        }
        name
    }
}

/// A name as it is spelled, if it can be typed so; in `lowerCamelCase` otherwise: `Network Peering` gives
/// `networkPeering`.
fn spelled(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let name = ascii(text).to_lower_camel_case();
    if name.is_empty() { "empty".to_owned() } else { name }
}

/// A name in kebab-case: `groupId` gives `group-id`.
fn kebab(text: &str) -> String {
    ascii(text).to_kebab_case()
}

/// Whether a shell takes a name as it is, nobody takes it for a flag, and the file of its manual can be called so.
fn is_plain(name: &str) -> bool {
    is_typed(name) && !name.contains(['/', ':'])
}

/// Whether a shell takes a name as it is, and nobody for a flag.
fn is_typed(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:".contains(&byte);
    name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && name.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_publishers_and_can_be_typed() {
        for (text, name, aliases) in [
            ("groupId", "groupId", vec!["group-id"]),
            ("Network Peering", "networkPeering", vec!["network-peering"]),
            ("AWS", "AWS", vec!["aws"]),
            ("id", "id", vec![]),
            ("X-Request-Id", "X-Request-Id", vec!["x-request-id"]),
            ("$filter", "filter", vec![]),
            ("repos/listTags", "reposListTags", vec!["repos-list-tags", "repos/listTags"]),
            ("-x", "minusX", vec!["minus-x"]),
            ("größe", "grU00f6U00dfE", vec!["gr-u00f6-u00df-e"]),
            ("", "empty", vec![]),
        ] {
            let claimed = CommandScope::default().claim(text, &[], "flag");
            assert_eq!(
                (claimed.name.as_str(), claimed.aliases),
                (name, aliases.iter().map(|&it: &&str| it.to_owned()).collect()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_taken_gets_its_kind_behind_it() {
        let mut scope = CommandScope::with(&["output"]);
        let mut claim = |text: &str, others: &[&str]| {
            let others: Vec<String> = others.iter().map(|&it| it.to_owned()).collect();
            scope.claim(text, &others, "property")
        };
        assert_eq!(claim("output", &[]).name, "output-property");
        assert_eq!(claim("output", &[]).name, "output-property-2");
        assert_eq!(
            claim("groupId", &["projectId"]).aliases,
            ["group-id", "projectId", "project-id"]
        );
        assert_eq!(claim("other", &["projectId", "a b"]).aliases, ["a-b"]);
    }

    #[test]
    fn what_is_inside_has_the_way_to_it_in_its_name() {
        let mut scope = CommandScope::with(&["diskGB.ofAll"]);
        let outer = scope.claim("autoScaling", &[], "property");
        let inner = scope.claim_inside(&outer, "diskGB", "property");
        assert_eq!(
            (inner.name.as_str(), &inner.aliases[..]),
            ("autoScaling.diskGB", &["auto-scaling.disk-gb".to_owned()][..])
        );
        let odd = scope.claim_inside(&inner, "$of all", "property");
        assert_eq!(odd.name, "autoScaling.diskGB.ofAll");
        let again = scope.claim_inside(&inner, "ofAll", "property");
        assert_eq!(again.name, "autoScaling.diskGB.ofAll-property");
        let plain = scope.claim("a", &[], "property");
        assert_eq!(scope.claim_inside(&plain, "b", "property").aliases, [] as [&str; 0]);
    }
}
