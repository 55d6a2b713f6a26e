//! Responses: successes by status, and documented errors.

use serde::Serialize;

use super::{Encoding, ModelId, TextField, Type};
use crate::names::{TypeName, ValueName};

/// The successful responses of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// The responses in document order, `default` last; empty if the document names no success.
    pub statuses: Vec<ResponseStatus>,
    /// The enum with a variant for each response; `None` if all have the same type.
    pub status_enum: Option<TypeName>,
}

/// A successful response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseStatus {
    /// The status.
    pub status: StatusRange,
    /// Its variant in the enum of responses.
    pub variant: TypeName,
    /// The media type to accept; `None` without a body.
    pub media_type: Option<String>,
    /// The encoding of the body.
    pub encoding: Encoding,
    /// The type of its value; `None` without a body.
    pub value: Option<Type>,
    /// `description`.
    pub description: Option<String>,
}

impl Response {
    /// Returns the type of all responses; `None` if they differ or have no body.
    #[must_use]
    pub fn value(&self) -> Option<&Type> {
        self.only()?.value.as_ref()
    }

    /// Returns the response that represents all, if they have the same type.
    #[must_use]
    pub fn only(&self) -> Option<&ResponseStatus> {
        if self.status_enum.is_some() { None } else { self.statuses.first() }
    }

    /// Returns the types of the bodies: one if all are the same, otherwise one for each response with a body.
    pub fn values(&self) -> impl Iterator<Item = &Type> {
        let count = if self.status_enum.is_some() { self.statuses.len() } else { 1 };
        self.statuses.iter().take(count).filter_map(|status| status.value.as_ref())
    }

    /// Returns the distinct media types to accept.
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

    /// Whether any response is text or bytes, which may be too large to buffer.
    #[must_use]
    pub fn may_be_large(&self) -> bool {
        self.statuses
            .iter()
            .any(|status| matches!(status.encoding, Encoding::Text | Encoding::Bytes))
    }

    /// Whether a success with an undocumented status is possible.
    #[must_use]
    pub fn has_undocumented_successes(&self) -> bool {
        let is_whole =
            |status: StatusRange| matches!(status, StatusRange::Class(2) | StatusRange::Default);
        !self.statuses.iter().any(|response| is_whole(response.status))
    }
}

/// A header field of an operation's responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseHeader {
    /// The status of the responses with it.
    pub status: StatusRange,
    /// Its name.
    pub name: String,
    /// The type of its value.
    pub value: Type,
    /// Whether the document says that it is always present.
    pub required: bool,
    /// Its constant, as an index into [`Api::headers`](super::Api::headers).
    pub constant: usize,
}

/// A header field as a constant of the crate, shared by operations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Header {
    /// The name of the constant, in lower case.
    pub constant: ValueName,
    /// Its name on the wire.
    pub name: String,
    /// The serialization of its value.
    pub form: HeaderForm,
    /// The type of its value.
    pub value: Type,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The Cargo features that enable it; empty if it is always compiled.
    pub features: Vec<String>,
}

/// The serialization of a header field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum HeaderForm {
    /// As text.
    Text,
    /// As a timestamp of RFC 3339 or an HTTP date.
    Time,
    /// As a number or a boolean.
    Literal,
    /// As JSON.
    Json,
    /// As a comma-separated list of texts.
    Texts,
    /// As a comma-separated list of numbers or booleans.
    Literals,
}

/// A documented error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorStatus {
    /// The status.
    pub status: StatusRange,
    /// Its variant of [`ErrorBody`].
    pub variant: usize,
    /// `description`.
    pub description: Option<String>,
}

/// The statuses of an entry of `responses`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum StatusRange {
    /// One status.
    Exact(u16),
    /// A class of statuses by first digit: `4XX`.
    Class(u16),
    /// All statuses without an entry: `default`.
    Default,
}

/// The bodies of all documented error responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ErrorBody {
    /// No operation documents an error with a body.
    Undocumented,
    /// All errors have the same body.
    Single(ErrorVariant),
    /// Errors have one of several bodies.
    Several(Vec<ErrorVariant>),
}

impl ErrorBody {
    /// Returns the possible bodies.
    #[must_use]
    pub fn variants(&self) -> &[ErrorVariant] {
        match self {
            Self::Undocumented => &[],
            Self::Single(variant) => std::slice::from_ref(variant),
            Self::Several(variants) => variants,
        }
    }
}

/// A body of documented error responses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorVariant {
    /// Its name in Rust, if there are several.
    pub name: TypeName,
    /// Its model.
    pub model: ModelId,
    /// The field with the service's error code.
    pub code: Option<TextField>,
    /// The field with the service's message.
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
