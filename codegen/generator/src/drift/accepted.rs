//! Accepted changes: known differences, each with a reason and a last day.
//!
//! ```yaml
//! accepted:
//! - code: server-removed
//!   location: '#/servers'
//!   value: https://lamps.example.org
//!   reason: Our own server, which the publisher does not list.
//!   until: 2027-06-30
//! ```

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::change::Change;
use super::rules::Code;

/// A list of accepted changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The entries in the order of the file.
    #[serde(rename = "accepted")]
    pub entries: Vec<Entry>,
}

/// A pattern of accepted changes. `*` matches any text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The code of the changes.
    pub code: String,
    /// The subject of the changes (`Peer.vpcId`) or their location in either document (`#/servers`).
    pub location: String,
    /// The value in either document. Defaults to any value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// An operation that the changes affect. Defaults to any operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The reason for accepting them.
    pub reason: String,
    /// The last day on which they are accepted.
    pub until: Date,
}

impl Accepted {
    /// Parses a list.
    ///
    /// # Errors
    /// Returns the first error in the text and its position.
    pub fn parse(text: &str) -> Result<Self, String> {
        let accepted: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        for entry in &accepted.entries {
            if Code::named(&entry.code).is_none() {
                let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
                let nearest = crate::diagnostic::nearest(&entry.code, known);
                let advice = nearest.map(|name| format!("; did you mean `{name}`?"));
                return Err(format!("unknown code `{}`{}", entry.code, advice.unwrap_or_default()));
            }
            if entry.reason.trim().is_empty() {
                return Err(format!("`{entry}` has no reason"));
            }
        }
        Ok(accepted)
    }
}

impl Entry {
    /// Whether the entry accepts a change.
    #[must_use]
    pub fn matches(&self, change: &Change) -> bool {
        let ends = [&change.old, &change.new];
        let pointers = ends.map(|end| end.location.pointer.to_string());
        let is_there = fits(&self.location, &change.subject)
            || pointers.iter().any(|it| fits(&self.location, it));
        let has_value = self.value.as_ref().is_none_or(|value| {
            ends.iter().any(|end| end.value.as_ref().is_some_and(|it| fits(value, it)))
        });
        let reaches = self
            .operation
            .as_ref()
            .is_none_or(|operation| change.operations.iter().any(|it| fits(operation, it)));
        self.code == change.code.as_str() && is_there && has_value && reaches
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} at {}", self.code, self.location)
    }
}

/// Whether a text matches a pattern, in which `*` matches any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        if let Some(between) = last.replace(piece) {
            match rest.find(between) {
                Some(at) => rest = rest.get(at + between.len()..).unwrap_or_default(),
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_matches_any_text() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*b*c", "a--b--c", true),
            ("a*b*c", "acb", false),
            ("ab*bc", "abc", false),
            ("**", "x", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn parse_errors_name_the_problem() {
        let list = |code: &str, until: &str, reason: &str| {
            format!(
                "accepted: [{{code: {code}, location: '*', reason: '{reason}', until: {until}}}]"
            )
        };
        assert!(Accepted::parse(&list("server-removed", "2027-01-31", "Ours")).is_ok());
        for (text, expected) in [
            (list("server-removd", "2027-01-31", "Ours"), "did you mean `server-removed`?"),
            (list("server-removed", "2027-02-31", "Ours"), "2027-02"),
            (list("server-removed", "2027-01-31", " "), "has no reason"),
            ("accepted: [{code: server-removed}]".to_owned(), "missing field"),
            ("accept: []".to_owned(), "unknown field `accept`"),
        ] {
            let error = Accepted::parse(&text).err().unwrap_or_default();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
