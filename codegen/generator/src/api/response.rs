//! Responses: what operations give back when they worked, by status, and the errors that the document names.

use serde::Serialize;

use super::{Encoding, ModelId, TextField, Type};
use crate::names::{TypeName, ValueName};

/// What an operation responses when it worked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// What is answered with each status that the document names, in its order, `default` last; empty where it
    /// names none that is a success.
    pub statuses: Vec<ResponseStatus>,
    /// The enum that tells them apart; `None` where all of them response the same.
    pub status_enum: Option<TypeName>,
}

/// What is answered with one status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseStatus {
    /// The status.
    pub status: StatusRange,
    /// The variant that stands for it, in the enum of responses that differ.
    pub variant: TypeName,
    /// The media type that is asked for; `None` where nothing is answered.
    pub media_type: Option<String>,
    /// How the value is read from bytes.
    pub encoding: Encoding,
    /// The type of its value; `None` where nothing is answered.
    pub value: Option<Type>,
    /// `description`.
    pub description: Option<String>,
}

impl Response {
    /// The one type of all responses; `None` where they differ, or nothing is answered.
    #[must_use]
    pub fn value(&self) -> Option<&Type> {
        self.only()?.value.as_ref()
    }

    /// What is answered, where it does not depend on the status.
    #[must_use]
    pub fn only(&self) -> Option<&ResponseStatus> {
        if self.status_enum.is_some() { None } else { self.statuses.first() }
    }

    /// The types that are answered: one where all responses have the same, otherwise one for each that has a body.
    pub fn values(&self) -> impl Iterator<Item = &Type> {
        let count = if self.status_enum.is_some() { self.statuses.len() } else { 1 };
        self.statuses.iter().take(count).filter_map(|status| status.value.as_ref())
    }

    /// The media types that are asked for, each once.
    #[must_use]
    pub fn media_types(&self) -> Vec<&str> {
        let mut media_types: Vec<&str> = Vec::new();
        for media_type in self.statuses.iter().filter_map(|status| status.media_type.as_deref()) {
            if !media_types.contains(&media_type) {
                media_types.push(media_type);
            }
        }
        media_types
    }

    /// Whether any response is text or bytes, which may be more than a program wants to have in memory.
    #[must_use]
    pub fn may_be_large(&self) -> bool {
        self.statuses
            .iter()
            .any(|status| matches!(status.encoding, Encoding::Text | Encoding::Bytes))
    }

    /// Whether the document leaves statuses of success open.
    #[must_use]
    pub fn has_undocumented_successes(&self) -> bool {
        let is_whole =
            |status: StatusRange| matches!(status, StatusRange::Class(2) | StatusRange::Default);
        !self.statuses.iter().any(|response| is_whole(response.status))
    }
}

/// A header field that an operation's responses have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseHeader {
    /// The status of the responses that have it.
    pub status: StatusRange,
    /// Its name.
    pub name: String,
    /// The type of its value.
    pub value: Type,
    /// Whether the document says that it is always there.
    pub required: bool,
    /// The constant that stands for it: an index into [`Api::headers`](super::Api::headers).
    pub constant: usize,
}

/// A header field, as a constant of the crate stands for it, whatever operations have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    /// The name of the constant, in lower case.
    pub constant: ValueName,
    /// Its name on the wire.
    pub name: String,
    /// How its value is written there.
    pub form: HeaderForm,
    /// The type of its value.
    pub value: Type,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The features of the crate that bring it in; empty where it is always there.
    pub features: Vec<String>,
}

/// How the value of a header field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum HeaderForm {
    /// As text.
    Text,
    /// As a point in time, in the way of JSON or in that of HTTP.
    Time,
    /// As a number or a boolean.
    Literal,
    /// As JSON.
    Json,
    /// As several texts with commas between them.
    Texts,
    /// As several numbers or booleans with commas between them.
    Literals,
}

/// An error response that the document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorStatus {
    /// The status.
    pub status: StatusRange,
    /// Which variant of [`ErrorBody`] it holds.
    pub variant: usize,
    /// `description`.
    pub description: Option<String>,
}

/// The statuses that one entry of `responses` speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum StatusRange {
    /// This one.
    Exact(u16),
    /// The hundred that begin with this digit: `4XX`.
    Class(u16),
    /// All that have no entry of their own: `default`.
    Default,
}

/// What the documented error responses of all operations hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ErrorBody {
    /// No operation documents one.
    Undocumented,
    /// All hold the same.
    Single(ErrorVariant),
    /// One of several.
    Several(Vec<ErrorVariant>),
}

impl ErrorBody {
    /// What it can be.
    #[must_use]
    pub fn variants(&self) -> &[ErrorVariant] {
        match self {
            Self::Undocumented => &[],
            Self::Single(variant) => std::slice::from_ref(variant),
            Self::Several(variants) => variants,
        }
    }
}

/// One of the things that documented error responses hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorVariant {
    /// Its name in Rust, where there are several.
    pub name: TypeName,
    /// What it holds.
    pub model: ModelId,
    /// The field that holds the service's error code.
    pub code: Option<TextField>,
    /// The field that holds the service's message for people.
    pub message: Option<TextField>,
}

impl std::fmt::Display for StatusRange {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(code) => write!(formatter, "{code}"),
            Self::Class(digit) => write!(formatter, "{digit}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}
