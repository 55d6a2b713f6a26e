//! Names of commands and flags, spelled as in the document, with kebab-case aliases.

use std::collections::HashSet;

use heck::{ToKebabCase, ToLowerCamelCase};
use serde::Serialize;

use super::ascii;

/// The name of a command or flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommandName {
    /// The name in help texts, spelled as in the document.
    pub name: String,
    /// Other accepted spellings.
    pub aliases: Vec<String>,
}

/// The names in use among the commands or flags of one level.
///
/// Like [`Scope`](super::Scope), it is never iterated.
#[derive(Debug, Default, Clone)]
pub struct CommandScope {
    taken: HashSet<String>,
}

impl CommandScope {
    /// Returns a scope with reserved names.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Claims the name of a tag, operation, parameter or property, with the suffix `kind` if it is taken, and those
    /// aliases that are not taken.
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

    /// Claims the name of a nested property: the name of the outer one, a dot, and its own.
    pub fn claim_inside(&mut self, outer: &CommandName, text: &str, kind: &str) -> CommandName {
        let name = self.free(&format!("{}.{}", outer.name, spelled(text)), kind);
        let alias = name.split('.').map(kebab).collect::<Vec<_>>().join(".");
        let is_free = is_typed(&alias) && self.taken.insert(alias.clone());
        CommandName { name, aliases: is_free.then_some(alias).into_iter().collect() }
    }

    /// Claims a name, with the suffix `kind` if it is taken.
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

/// Returns a name as spelled if a shell accepts it unquoted, else in `lowerCamelCase`: `Network Peering` gives
/// `networkPeering`.
fn spelled(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let name = ascii(text).to_lower_camel_case();
    if name.is_empty() { "empty".to_owned() } else { name }
}

/// Converts a name to kebab-case: `groupId` gives `group-id`.
fn kebab(text: &str) -> String {
    ascii(text).to_kebab_case()
}

/// Whether a name can be typed unquoted and used as the file name of a man page.
fn is_plain(name: &str) -> bool {
    is_typed(name) && !name.contains(['/', ':'])
}

/// Whether a shell accepts a name unquoted and does not read it as a flag.
fn is_typed(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:".contains(&byte);
    name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && name.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_spelling_that_can_be_typed() {
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
    fn suffixes_taken_names_with_their_kind() {
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
    fn prefixes_nested_names_with_their_path() {
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
