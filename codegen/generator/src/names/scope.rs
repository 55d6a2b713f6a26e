//! Scopes: where names must differ, and what happens where they would not.

use std::collections::HashSet;

use super::{TypeName, ValueName};

/// Types that emitted code names without a path, of the prelude or imported; a schema of that name gets `Model` behind it.
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

/// The names that are taken in one place: a module, a struct, an enum, the methods of a type.
///
/// It is asked one name at a time and never iterated, so that the order of a hash set cannot reach the output.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which nothing is taken.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A scope in which emitted code already uses some names.
    #[must_use]
    pub fn with(names: &[&str]) -> Self {
        Self { taken: names.iter().map(|&name| name.to_owned()).collect() }
    }

    /// Takes a name for a type of a module: not one of Rust's own, and no other's.
    pub fn claim_type(&mut self, wanted: &TypeName) -> TypeName {
        if PRELUDE.contains(&wanted.as_str()) {
            return TypeName(self.claim(&format!("{}Model", wanted.as_str()), ""));
        }
        TypeName(self.claim(wanted.as_str(), ""))
    }

    /// Takes a name for a variant of an enum, where only the other variants matter.
    pub fn claim_variant(&mut self, wanted: &TypeName) -> TypeName {
        let wanted = match wanted.as_str() {
            "Self" => "SelfValue",
            other => other,
        };
        TypeName(self.claim(wanted, ""))
    }

    /// Takes a name for a field, function, parameter or module.
    pub fn claim_value(&mut self, wanted: &ValueName) -> ValueName {
        ValueName(self.claim(wanted.as_str(), "_"))
    }

    /// Takes a name for a feature of the crate.
    pub fn claim_feature(&mut self, wanted: &str) -> String {
        self.claim(wanted, "-")
    }

    /// Takes a name, with a number behind it where it is taken: `Peer`, `Peer2`, `Peer3`.
    fn claim(&mut self, wanted: &str, separator: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            // A name that ends in `_` has its separator.
            let separator = if wanted.ends_with('_') { "" } else { separator };
            name = format!("{wanted}{separator}{number}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_taken_get_a_number() {
        let mut scope = Scope::with(&["Unknown"]);
        let claimed: Vec<_> = ["Peer", "Peer", "Unknown", "Peer"]
            .map(|name| scope.claim_type(&TypeName::new(name)).as_str().to_owned())
            .into();
        assert_eq!(claimed, ["Peer", "Peer2", "Unknown2", "Peer3"]);
    }

    #[test]
    fn names_of_the_prelude_are_left_to_rust() {
        let mut scope = Scope::new();
        assert_eq!(scope.claim_type(&TypeName::new("option")).as_str(), "OptionModel");
        assert_eq!(scope.claim_variant(&TypeName::new("none")).as_str(), "None");
        assert_eq!(scope.claim_variant(&TypeName::new("self")).as_str(), "SelfValue");
    }

    #[test]
    fn values_are_numbered_with_an_underscore() {
        let mut scope = Scope::with(&["send"]);
        assert_eq!(scope.claim_value(&ValueName::new("send")).as_str(), "send_2");
        for expected in ["self_", "self_2"] {
            assert_eq!(scope.claim_value(&ValueName::new("self")).as_str(), expected);
        }
    }
}
