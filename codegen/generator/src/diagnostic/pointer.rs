//! JSON pointers (RFC 6901).

use std::borrow::{Borrow, Cow};
use std::fmt::{self, Write};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::is_invisible;

/// A JSON pointer to a value in a document, displayed as a URI fragment: `#/paths/~1groups/post`.
///
/// Only `%`, white space and control characters are percent-encoded, so that braces and all scripts stay readable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    /// The plain form: each token after a `/`, with `~` and `/` escaped.
    text: Arc<str>,
}

impl Pointer {
    /// Returns the pointer to the root.
    #[must_use]
    pub fn root() -> Self {
        Self { text: Arc::from("") }
    }

    /// Returns the pointer to the member `key` of this object.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut text = String::with_capacity(self.text.len() + key.len() + 1);
        text.push_str(&self.text);
        text.push('/');
        for character in key.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self { text: text.into() }
    }

    /// Returns the pointer to the item at `index`, starting at 0, of this array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self { text: format!("{}/{index}", self.text).into() }
    }

    /// Parses the fragment form (`#/a~1b/c%20d`) or the plain form (`/a~1b/c d`).
    ///
    /// Returns `None` without a leading `/`, with an invalid `~` escape, or if percent escapes are not UTF-8.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = match text.strip_prefix('#') {
            Some(fragment) => percent_decoded(fragment)?,
            None => Cow::Borrowed(text),
        };
        let well_formed = plain.is_empty() || plain.starts_with('/');
        let escapes = plain.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        (well_formed && escapes).then(|| Self { text: plain.into() })
    }

    /// Whether this points to the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the pointer to the parent; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.text.rsplit_once('/')?;
        Some(Self { text: parent.into() })
    }

    /// Replaces the prefix `from` by `to`; returns `None` if the pointer does not have the prefix.
    pub(crate) fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let rest = self.text.strip_prefix(&*from.text)?;
        let is_inside = rest.is_empty() || rest.starts_with('/');
        is_inside.then(|| Self { text: format!("{}{rest}", to.text).into() })
    }

    /// Whether this points to a value inside the one at `outer`.
    pub(crate) fn is_inside(&self, outer: &Self) -> bool {
        self.text.strip_prefix(&*outer.text).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Appends a plain pointer, which starts with `/` or is empty.
    pub(crate) fn appended(&self, rest: &str) -> Self {
        if rest.is_empty() {
            self.clone()
        } else {
            Self { text: format!("{}{rest}", self.text).into() }
        }
    }

    /// Iterates over the unescaped keys and indices from the root.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.text.split('/').skip(1).map(unescaped)
    }

    /// Returns the last key or index; `None` for the root.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.text.rsplit_once('/').map(|(_, token)| unescaped(token))
    }

    /// Returns the plain form, as `serde_json::Value::pointer` accepts it: `/paths/~1groups/post`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the value inside `root`, if it exists.
    #[must_use]
    pub fn resolve<'value>(
        &self,
        root: &'value serde_json::Value,
    ) -> Option<&'value serde_json::Value> {
        root.pointer(&self.text)
    }
}

fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Decodes percent escapes. A `%` without two hexadecimal digits is kept, as in browsers.
fn percent_decoded(fragment: &str) -> Option<Cow<'_, str>> {
    if !fragment.contains('%') {
        return Some(Cow::Borrowed(fragment));
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut pieces = fragment.split('%');
    bytes.extend_from_slice(pieces.next()?.as_bytes());
    for piece in pieces {
        let digits = piece.get(..2).filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            bytes.extend_from_slice(piece.as_bytes().get(2..)?);
        } else {
            bytes.push(b'%');
            bytes.extend_from_slice(piece.as_bytes());
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// The plain form, which has the same hash, equality and order.
impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_char('#')?;
        for character in self.text.chars() {
            if character == '%' || character.is_whitespace() || is_invisible(character) {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    write!(formatter, "%{byte:02X}")?;
                }
            } else {
                formatter.write_char(character)?;
            }
        }
        Ok(())
    }
}

/// Formats like `Display`, to keep debug output of diagnostics short.
impl fmt::Debug for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn display_escapes_characters() {
        let pointer = Pointer::root().child("paths").child("/a~b/{id}").child("x y%").index(3);
        assert_eq!(pointer.to_string(), "#/paths/~1a~0b~1{id}/x%20y%25/3");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{id}/x y%/3");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{id}", "x y%", "3"]);
        assert_eq!(Pointer::root().to_string(), "#");
        assert_eq!(Pointer::root().child("").to_string(), "#/");
    }

    #[test]
    fn parses_what_it_displays() {
        for key in ["", "~1", "a/b", "%41", "\u{2028}", "ключ", "100%", "%zz", "~", "\u{0}"] {
            let pointer = Pointer::root().child("x").child(key);
            assert_eq!(Pointer::parse(&pointer.to_string()), Some(pointer.clone()), "{key:?}");
            assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer.clone()), "{key:?}");
            assert_eq!(pointer.last().as_deref(), Some(key));
            assert_eq!(pointer.parent(), Some(Pointer::root().child("x")));
        }
    }

    #[test]
    fn rejects_invalid_pointers() {
        for text in ["a", "#a", "#/~2", "/~", "#/%ff", "other.yaml#/a"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
        assert_eq!(Pointer::parse("#"), Some(Pointer::root()));
        assert_eq!(Pointer::parse("#/%7Bid%7D"), Some(Pointer::root().child("{id}")));
    }

    #[test]
    fn resolves_values() {
        let root = serde_json::json!({"a/b": [{"c": 1}]});
        let pointer = Pointer::root().child("a/b").index(0).child("c");
        assert_eq!(pointer.resolve(&root), Some(&serde_json::json!(1)));
        assert_eq!(pointer.child("d").resolve(&root), None);
    }
}
