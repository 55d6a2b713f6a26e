//! Documented responses by status, including facts that the emitted types do not show.

use serde::Serialize;

use super::{StatusRange, Type};
use crate::diagnostic::Pointer;

/// A documented response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentedResponse {
    /// The status.
    pub status: StatusRange,
    /// Its location in the document; among the components if it is shared.
    pub source: Pointer,
    /// The media types, in document order.
    pub media_types: Vec<String>,
    /// The media type that is decoded, and the type of its value; `None` without a body, or if no body is decoded.
    pub read: Option<(String, Type)>,
    /// The header fields, in document order.
    pub headers: Vec<DocumentedHeader>,
}

/// A header field of a documented response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentedHeader {
    /// Its name.
    pub name: String,
    /// Its location in the document; among the components if it is shared.
    pub source: Pointer,
    /// The type of its value.
    pub value: Type,
}
