//! Paths of JSON values, such as `results[3].vpcId`.

use std::fmt::Write as _;

/// A step of a path.
#[derive(Debug, Clone, Copy)]
pub(in crate::wire) enum Step<'s> {
    /// A property, by name.
    Property(&'s str),
    /// An item, by index.
    Item(usize),
}

impl Step<'_> {
    /// Returns a path with this step prepended.
    pub(in crate::wire) fn prepend_to(self, path: &str) -> String {
        let mut whole = String::new();
        match self {
            Self::Property(name) => push_property(name, &mut whole),
            Self::Item(index) => push_item(index, &mut whole),
        }
        if !path.is_empty() && !path.starts_with('[') {
            whole.push('.');
        }
        whole + path
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
