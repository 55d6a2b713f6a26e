//! Names: every identifier of an emitted crate is made here, from names of the document.
//!
//! | in the document | made with | in the crate |
//! |---|---|---|
//! | schema `BaseNetworkPeering` | [`TypeName::new`] | `BaseNetworkPeering` |
//! | enum member `PENDING_ACCEPTANCE` | [`TypeName::new`] | `PendingAcceptance` |
//! | property `vpcId` | [`ValueName::new`] | `vpc_id` |
//! | property `type` | [`ValueName::new`] | `r#type` |
//! | property `self` | [`ValueName::new`] | `self_` |
//! | property `2fa`, member `2FA` | either | `n2fa`, `N2fa` |
//! | schema `Option` | [`Scope::claim_type`] | `OptionModel` |
//! | second schema that becomes `Peer` | [`Scope::claim_type`] | `Peer2` |
//! | tag `Network Peering` | [`ValueName::new`], [`ValueName::module`] | `network_peering` |
//! | operation `createGroupPeer` | [`ValueName::new`], [`TypeName::new`] | `create_group_peer`, `CreateGroupPeer` |
//! | operation `createGroupPeer` | [`ValueName::constant`] | `CREATE_GROUP_PEER` |
//! | parameter `groupId` | [`CommandScope::claim`] | `--groupId`, `--group-id` |
//! | tag `Network Peering` | [`CommandScope::claim`] | `networkPeering`, `network-peering` |

mod command;
mod package;
mod scope;

pub use command::{CommandName, CommandScope};
pub use package::Package;
pub use scope::Scope;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

/// Longest identifier that is made: file names are made from them, and file systems stop at 255 bytes.
const LONGEST: usize = 120;

/// The name of a type or of an enum variant, in `UpperCamelCase`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct TypeName(String);

/// The name of a field, function, parameter or module, in `snake_case`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ValueName(String);

impl TypeName {
    /// Makes a type's name from any text of a document.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(shortened(leading_letter(ascii(text).to_upper_camel_case(), 'N', "Empty")))
    }

    /// This name with more words behind it: `Peer` and `statusName` give `PeerStatusName`.
    #[must_use]
    pub fn joined(&self, text: &str) -> Self {
        Self(shortened(format!("{}{}", self.0, ascii(text).to_upper_camel_case())))
    }

    /// The identifier as it stands in Rust.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of a value of this type: `NetworkPeering` gives `network_peering`.
    #[must_use]
    pub fn value(&self) -> ValueName {
        ValueName::new(&self.0)
    }
}

impl ValueName {
    /// Makes a value's name from any text of a document.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let name = shortened(leading_letter(ascii(text).to_snake_case(), 'n', "empty"));
        Self(match name.as_str() {
            // These four cannot be raw identifiers.
            "self" | "super" | "crate" | "Self" => format!("{name}_"),
            _ => name,
        })
    }

    /// The identifier without the `r#` that a keyword needs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a module's and its file's: a keyword gets an underscore, so that the file has a plain name,
    /// and so do names that would be taken for the folder's own file, or by Windows for a device.
    #[must_use]
    pub fn module(&self) -> Self {
        if is_keyword(&self.0) || self.0 == "mod" || is_device(&self.0) {
            Self(format!("{}_", self.0))
        } else {
            self.clone()
        }
    }

    /// Whether Rust takes the name for a keyword, so that it must be written `r#name`.
    #[must_use]
    pub fn is_keyword(&self) -> bool {
        is_keyword(&self.0)
    }

    /// The name of a constant: `create_group_peer` gives `CREATE_GROUP_PEER`.
    #[must_use]
    pub fn constant(&self) -> String {
        self.0.to_shouty_snake_case()
    }
}

/// Writes every character that is not ASCII as its code point, so that no emitted identifier mixes scripts or
/// looks like another, and every one that is neither letter nor digit as a word break.
fn ascii(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' | 'a'..='z' | 'A'..='Z' => result.push(character),
            '+' => result.push_str(" plus "),
            '-' if result.trim().is_empty() && text.len() > 1 => result.push_str("minus "),
            _ if character.is_ascii() || character.is_whitespace() => result.push(' '),
            _ => {
                use std::fmt::Write;
                // Writing to a string does not fail.
                let _ = write!(result, " u{:04x} ", u32::from(character));
            }
        }
    }
    result
}

/// Puts a letter before a leading digit, and a word where nothing is left.
fn leading_letter(name: String, letter: char, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{letter}{name}"),
        Some(_) => name,
    }
}

/// Cuts what is longer than file systems take; [`Scope`] keeps two cut names apart.
fn shortened(mut name: String) -> String {
    // Identifiers are ASCII here, so that every index is a character's border.
    name.truncate(LONGEST);
    name
}

/// Whether Windows takes a file's name for a device, whatever its extension is.
fn is_device(name: &str) -> bool {
    let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    let is_digit = |rest: &str| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit());
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered.is_some_and(is_digit)
}

/// Whether a word is a keyword of Rust, of any edition, and can be a raw identifier.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_upper_camel_case() {
        for (text, name) in [
            ("BaseNetworkPeering", "BaseNetworkPeering"),
            ("PENDING_ACCEPTANCE", "PendingAcceptance"),
            ("GCPNetworkPeering", "GcpNetworkPeering"),
            ("2d", "N2d"),
            ("", "Empty"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("*", "Empty"),
            ("größe", "GrU00f6U00dfE"),
            ("a.b/c", "ABC"),
            ("r#\"x\"#", "RX"),
        ] {
            assert_eq!(TypeName::new(text).as_str(), name, "{text:?}");
        }
    }

    #[test]
    fn values_are_snake_case_and_keywords_are_known() {
        for (text, name, keyword) in [
            ("vpcId", "vpc_id", false),
            ("type", "type", true),
            ("self", "self_", false),
            ("Self", "self_", false),
            ("2fa", "n2fa", false),
            ("", "empty", false),
            ("x\u{202e}y", "x_u202e_y", false),
        ] {
            let made = ValueName::new(text);
            assert_eq!((made.as_str(), made.is_keyword()), (name, keyword), "{text:?}");
        }
        for (name, module) in [
            ("type", "type_"),
            ("mod", "mod_"),
            ("aux", "aux_"),
            ("COM1", "com1_"),
            ("com10", "com10"),
            ("common", "common"),
        ] {
            assert_eq!(ValueName::new(name).module().as_str(), module);
        }
        assert_eq!(ValueName::new("createPeer").constant(), "CREATE_PEER");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(ValueName::new(&"long".repeat(100)).as_str().len(), LONGEST);
    }
}
