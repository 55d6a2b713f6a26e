//! Scopes, in which names are unique.

use std::collections::{HashMap, HashSet};

use super::{TypeName, ValueName};

/// Types of the prelude or imports that emitted code uses without a path; a schema of that name gets the suffix `Model`.
const PRELUDE: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Drop",
    "Duration",
    "Eq",
    "Err",
    "Error",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Method",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// The names in use in one scope: a module, a struct, an enum, or the methods of a type.
///
/// The set is never iterated, so that hash order cannot reach the output.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
    /// The highest number of each name that was taken, so that many equal names take linear time.
    numbers: HashMap<String, usize>,
}

impl Scope {
    /// Returns an empty scope.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a scope with reserved names.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        let taken = names.iter().map(|&name| name.to_owned()).collect();
        Self { taken, numbers: HashMap::new() }
    }

    /// Claims a name for a type, which must not shadow the prelude.
    pub fn claim_type(&mut self, wanted: &TypeName) -> TypeName {
        if PRELUDE.contains(&wanted.as_str()) {
            return TypeName(self.claim(&format!("{}Model", wanted.as_str()), ""));
        }
        TypeName(self.claim(wanted.as_str(), ""))
    }

    /// Claims a name for an enum variant.
    pub fn claim_variant(&mut self, wanted: &TypeName) -> TypeName {
        let wanted = match wanted.as_str() {
            "Self" => "SelfValue",
            other => other,
        };
        TypeName(self.claim(wanted, ""))
    }

    /// Claims a name for a field, function or module.
    pub fn claim_value(&mut self, wanted: &ValueName) -> ValueName {
        ValueName(self.claim(wanted.as_str(), "_"))
    }

    /// Claims a name for a parameter, qualified by its location if the name is taken: `id`, `id_query`.
    ///
    /// A qualified name that is taken too gets a number.
    pub fn claim_qualified(&mut self, wanted: &ValueName, qualifier: &str) -> ValueName {
        if self.taken.contains(wanted.as_str()) {
            let separator = if wanted.as_str().ends_with('_') { "" } else { "_" };
            return ValueName(
                self.claim(&format!("{}{separator}{qualifier}", wanted.as_str()), "_"),
            );
        }
        self.claim_value(wanted)
    }

    /// Claims a name for a feature of the crate.
    pub fn claim_feature(&mut self, wanted: &str) -> String {
        self.claim(wanted, "-")
    }

    /// Claims a name, with a number if it is taken: `Peer`, `Peer2`, `Peer3`.
    fn claim(&mut self, wanted: &str, separator: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        // A name that ends in `_` needs no separator.
        let separator = if wanted.ends_with('_') { "" } else { separator };
        let stem = format!("{wanted}{separator}");
        let number = self.numbers.entry(stem.clone()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{stem}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_taken_names() {
        let mut scope = Scope::with(&["Unknown"]);
        let claimed: Vec<_> = ["Peer", "Peer", "Unknown", "Peer"]
            .map(|name| scope.claim_type(&TypeName::new(name)).as_str().to_owned())
            .into();
        assert_eq!(claimed, ["Peer", "Peer2", "Unknown2", "Peer3"]);
    }

    /// Trying all numbers from the first for each name would take billions of steps.
    #[test]
    fn numbers_many_equal_names() {
        let mut scope = Scope::with(&["Peer3"]);
        let claimed: Vec<_> = (0..100_000).map(|_| scope.claim("Peer", "")).collect();
        let ends = [&claimed[0], &claimed[1], &claimed[2], &claimed[99_999]];
        assert_eq!(ends, ["Peer", "Peer2", "Peer4", "Peer100001"]);
        let distinct: HashSet<_> = claimed.iter().collect();
        assert_eq!(distinct.len(), 100_000);
    }

    #[test]
    fn does_not_shadow_the_prelude() {
        let mut scope = Scope::new();
        assert_eq!(scope.claim_type(&TypeName::new("option")).as_str(), "OptionModel");
        assert_eq!(scope.claim_variant(&TypeName::new("none")).as_str(), "None");
        assert_eq!(scope.claim_variant(&TypeName::new("self")).as_str(), "SelfValue");
    }

    #[test]
    fn qualifies_taken_names_of_parameters() {
        let mut scope = Scope::with(&["send"]);
        let mut claim = |name, qualifier| {
            scope.claim_qualified(&ValueName::new(name), qualifier).as_str().to_owned()
        };
        assert_eq!(claim("id", "path"), "id");
        assert_eq!(claim("id", "query"), "id_query");
        assert_eq!(claim("id", "header"), "id_header");
        assert_eq!(claim("Id", "header"), "id_header_2");
        assert_eq!(claim("send", "query"), "send_query");
        assert_eq!(claim("self", "query"), "self_");
        assert_eq!(claim("self", "header"), "self_header");
    }

    #[test]
    fn numbers_values_with_an_underscore() {
        let mut scope = Scope::with(&["send"]);
        assert_eq!(scope.claim_value(&ValueName::new("send")).as_str(), "send_2");
        for expected in ["self_", "self_2"] {
            assert_eq!(scope.claim_value(&ValueName::new("self")).as_str(), expected);
        }
    }
}
