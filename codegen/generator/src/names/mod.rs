//! Identifiers of the emitted crate.
//!
//! Invariant: every identifier is derived here from a name of the document, is ASCII, and is valid Rust.
//!
//! | in the document | constructor | in the crate |
//! |---|---|---|
//! | schema `BaseNetworkPeering` | [`TypeName::new`] | `BaseNetworkPeering` |
//! | enum member `PENDING_ACCEPTANCE` | [`TypeName::new`] | `PendingAcceptance` |
//! | property `vpcId` | [`ValueName::new`] | `vpc_id` |
//! | property `type` | [`ValueName::new`] | `r#type` |
//! | property `self` | [`ValueName::new`] | `self_` |
//! | property `2fa`, member `2FA` | either | `n2fa`, `N2fa` |
//! | header `ETag` | [`ValueName::new`] | `etag` |
//! | enum member `<=` | [`TypeName::new`] | `LessThanOrEqual` |
//! | query parameter `id` beside path parameter `id` | [`Scope::claim_qualified`] | `id_query` |
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
mod symbol;

pub use command::{CommandName, CommandScope};
pub use package::Package;
pub use scope::Scope;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

/// Limit of the length of an identifier: file names contain them, and file systems allow 255 bytes.
const MAX_LENGTH: usize = 120;

/// The name of a type or enum variant, in `UpperCamelCase`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct TypeName(String);

/// The name of a field, function, parameter or module, in `snake_case`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ValueName(String);

impl TypeName {
    /// Converts any text to the name of a type.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(truncated(leading_letter(ascii(text).to_upper_camel_case(), 'N', "Empty")))
    }

    /// Appends words: `Peer` and `statusName` give `PeerStatusName`.
    #[must_use]
    pub fn joined(&self, text: &str) -> Self {
        Self(truncated(format!("{}{}", self.0, ascii(text).to_upper_camel_case())))
    }

    /// Returns the identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts to the name of a value of this type: `NetworkPeering` gives `network_peering`.
    #[must_use]
    pub fn value(&self) -> ValueName {
        ValueName::new(&self.0)
    }
}

impl ValueName {
    /// Converts any text to the name of a value.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let name = truncated(leading_letter(
            ascii(&symbol::join_etag(text)).to_snake_case(),
            'n',
            "empty",
        ));
        Self(match name.as_str() {
            // These four cannot be raw identifiers.
            "self" | "super" | "crate" | "Self" => format!("{name}_"),
            _ => name,
        })
    }

    /// Returns the identifier without the `r#` of a keyword.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name as a module and file name.
    ///
    /// Keywords, `mod` and device names of Windows get a trailing underscore.
    #[must_use]
    pub fn module(&self) -> Self {
        if is_keyword(&self.0) || self.0 == "mod" || is_device(&self.0) {
            Self(format!("{}_", self.0))
        } else {
            self.clone()
        }
    }

    /// Whether the name is a keyword and must be written as `r#name`.
    #[must_use]
    pub fn is_keyword(&self) -> bool {
        is_keyword(&self.0)
    }

    /// Converts to the name of a constant: `create_group_peer` gives `CREATE_GROUP_PEER`.
    #[must_use]
    pub fn constant(&self) -> String {
        self.0.to_shouty_snake_case()
    }
}

/// Replaces non-ASCII characters by their code points and punctuation by word breaks.
///
/// Code points prevent identifiers that mix scripts or look alike. A text of only ASCII punctuation is spelled out.
fn ascii(text: &str) -> String {
    if let Some(spelled) = symbol::spell(text) {
        return spelled;
    }
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

/// Prefixes a leading digit with a letter, and replaces an empty name.
fn leading_letter(name: String, letter: char, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{letter}{name}"),
        Some(_) => name,
    }
}

/// Cuts a name at the limit; [`Scope`] makes cut names unique.
fn truncated(mut name: String) -> String {
    // The name is ASCII, so every index is a character boundary.
    name.truncate(MAX_LENGTH);
    name
}

/// Whether Windows reserves the file name for a device, with any extension.
fn is_device(name: &str) -> bool {
    let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    let is_digit = |rest: &str| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit());
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered.is_some_and(is_digit)
}

/// Whether a word is a keyword in any edition that can be a raw identifier.
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
            ("*", "Asterisk"),
            ("<", "LessThan"),
            ("<=", "LessThanOrEqual"),
            ("!=", "NotEqual"),
            ("+", "Plus"),
            ("-", "Minus"),
            ("--", "MinusMinus"),
            (" ", "Empty"),
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
            ("ETag", "etag", false),
            ("X-ETag-Old", "x_etag_old", false),
            ("dateTag", "date_tag", false),
            ("$", "dollar", false),
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
    fn cuts_long_names() {
        assert_eq!(ValueName::new(&"long".repeat(100)).as_str().len(), MAX_LENGTH);
    }
}
