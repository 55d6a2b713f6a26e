//! Paths of JSON values, such as `results[3].vpcId`.
//!
//! Invariant: a path of a response has at most `MAX_PATH_BYTES`, whatever the keys in it.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The maximum length of a property in a path of a response, in characters.
const MAX_PROPERTY_CHARS: usize = 100;

/// The maximum length of a path of a response, in bytes, without the mark of a shortened path.
const MAX_PATH_BYTES: usize = 1024;

/// The mark of a shortened property or path.
const SHORTENED: char = '…';

/// A step of a path.
#[derive(Debug, Clone, Copy)]
pub(in crate::wire) enum Step<'s> {
    /// A property, by name.
    Property(&'s str),
    /// An item, by index.
    Item(usize),
}

impl Step<'_> {
    /// Returns a path with this step prepended. Long properties and paths are shortened, because
    /// their length is up to the service.
    pub(in crate::wire) fn prepend_to(self, path: &str) -> String {
        let mut whole = String::new();
        match self {
            Self::Property(name) => push_property(&shortened(name), &mut whole),
            Self::Item(index) => push_item(index, &mut whole),
        }
        if !path.is_empty() && !path.starts_with('[') {
            whole.push('.');
        }
        whole.push_str(path);
        if whole.len() > MAX_PATH_BYTES + SHORTENED.len_utf8() {
            let end = (0..=MAX_PATH_BYTES).rev().find(|end| whole.is_char_boundary(*end));
            whole.truncate(end.unwrap_or_default());
            whole.push(SHORTENED);
        }
        whole
    }
}

/// Returns the start of a long property with a mark, or else the whole property.
fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_PROPERTY_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}{SHORTENED}", name.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(name),
    }
}

/// Appends a property to a path: `.name`, or `["na.me"]` if the name is ambiguous.
pub(in crate::wire) fn push_property(name: &str, path: &mut String) {
    let is_plain = !name.is_empty()
        && name.chars().all(|character| {
            matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '$' | '@')
                || character.is_alphanumeric()
        });
    if !is_plain {
        // Writing to a string does not fail.
        let _ = write!(path, "[{name:?}]");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Appends an item to a path.
pub(in crate::wire) fn push_item(index: usize, path: &mut String) {
    let _ = write!(path, "[{index}]");
}
