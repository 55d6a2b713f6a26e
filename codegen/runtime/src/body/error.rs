//! What could not be read while it was sent: which part, which file, and why.

use std::fmt;
use std::path::Path;

use crate::BoxError;

/// Why a body could not be read while it was sent.
///
/// It is told in one line, with what lies behind it: that alone would say neither which part nor which file.
#[derive(Debug)]
pub(crate) struct Unread {
    /// What could not be read.
    what: String,
    why: Why,
}

#[derive(Debug)]
enum Why {
    Failed(BoxError),
    Said(String),
}

impl Unread {
    pub(super) fn file(path: &Path, error: BoxError) -> Self {
        Self { what: format!("the file {}", path.display()), why: Why::Failed(error) }
    }

    pub(super) fn part(location: &str, error: BoxError) -> Self {
        Self { what: format!("the part {location}"), why: Why::Failed(error) }
    }

    pub(super) fn gone() -> Self {
        Self { what: "the body".to_owned(), why: Why::Said("it was sent already".to_owned()) }
    }

    pub(super) fn short(came: u64, length: u64) -> Self {
        let why = format!("it ended after {came} bytes, and {length} were announced");
        Self { what: "the content".to_owned(), why: Why::Said(why) }
    }

    pub(super) fn long(length: u64) -> Self {
        let why = format!("it has more than the {length} bytes that were announced");
        Self { what: "the content".to_owned(), why: Why::Said(why) }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Failed(error) => write!(formatter, "{}: {error}", self.what),
            Why::Said(why) => write!(formatter, "{}: {why}", self.what),
        }
    }
}

impl std::error::Error for Unread {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.why {
            Why::Failed(error) => Some(&**error),
            Why::Said(_) => None,
        }
    }
}
