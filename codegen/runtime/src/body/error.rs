//! The error of a body that could not be read while it was sent.

use std::fmt;
use std::path::Path;

use crate::BoxError;

/// A body that could not be read while it was sent.
///
/// `Display` includes the cause, because the cause alone names neither the part nor the file.
#[derive(Debug)]
pub(crate) struct BodyError {
    /// The file, the part, or the body that could not be read.
    subject: String,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Error(BoxError),
    Message(String),
}

impl BodyError {
    pub(super) fn file(path: &Path, error: BoxError) -> Self {
        Self { subject: format!("the file {}", path.display()), cause: Cause::Error(error) }
    }

    pub(super) fn part(location: &str, error: BoxError) -> Self {
        Self { subject: format!("the part {location}"), cause: Cause::Error(error) }
    }

    pub(super) fn already_sent() -> Self {
        Self::message("the body", "it was sent already".to_owned())
    }

    pub(super) fn too_short(received: u64, length: u64) -> Self {
        Self::message(
            "the content",
            format!("it ended after {received} bytes, and {length} were announced"),
        )
    }

    pub(super) fn too_long(length: u64) -> Self {
        Self::message(
            "the content",
            format!("it has more than the {length} bytes that were announced"),
        )
    }

    fn message(subject: &str, message: String) -> Self {
        Self { subject: subject.to_owned(), cause: Cause::Message(message) }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Error(error) => write!(formatter, "{}: {error}", self.subject),
            Cause::Message(message) => write!(formatter, "{}: {message}", self.subject),
        }
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Error(error) => Some(&**error),
            Cause::Message(_) => None,
        }
    }
}
