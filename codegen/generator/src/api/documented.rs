//! What a document says of responses, status by status, whether callers see it in types or not.

use serde::Serialize;

use super::{StatusRange, Type};
use crate::diagnostic::Pointer;

/// What the document says of the responses of one status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentedResponse {
    /// The status.
    pub status: StatusRange,
    /// Its place in the document; where operations share it, among the components.
    pub source: Pointer,
    /// The media types, in document order.
    pub media_types: Vec<String>,
    /// The one that is read, and the type of its value; `None` where there is no body, or none that is read.
    pub read: Option<(String, Type)>,
    /// The header fields, in document order.
    pub headers: Vec<DocumentedHeader>,
}

/// What the document says of a header field of a response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentedHeader {
    /// Its name.
    pub name: String,
    /// Its place in the document; where responses share it, among the components.
    pub source: Pointer,
    /// The type of its value.
    pub value: Type,
}
