//! A successful response as the caller gets it: the body, and everything around it.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::Header;
use crate::headers::Names;
use crate::rate_limit::RateLimit;
use crate::wire::Value;

/// A successful response: the decoded body with its status, headers and bytes.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) body: T,
    pub(crate) parts: Parts,
}

/// What a response has besides its decoded body.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) missing: Vec<String>,
    pub(crate) unexpected: Vec<String>,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// The decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The decoded body, by value.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The status; of a response in an envelope the one inside, which is the one that counts.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// The header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The value of a header field that the document describes. Nothing where the response lacks it, or holds
    /// something else than the document says: its text then stands in [`headers`](Self::headers).
    pub fn header<V: Value>(&self, header: Header<V>) -> Option<V> {
        header.read(&self.parts.headers)
    }

    /// What the service says about further requests.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(&self.parts.headers)
    }

    /// JSON paths of required values that were absent, `null` or unreadable, such as
    /// `results[3].vpcId`: they hold the empty value of their type. Of header fields that are
    /// required and absent the names: `header Location`.
    pub fn missing(&self) -> &[String] {
        &self.parts.missing
    }

    /// JSON paths of properties that the document does not know.
    pub fn unexpected(&self) -> &[String] {
        &self.parts.unexpected
    }

    /// How many requests it took; more than one where it was sent again, or the service asked who
    /// is calling.
    pub fn attempts(&self) -> u32 {
        self.parts.attempts
    }

    /// The whole body as it was received, the envelope included.
    pub fn bytes(&self) -> &Bytes {
        &self.parts.bytes
    }
}

/// Shows the body as its own `Debug` does; of header fields the names, of the bytes their number.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.parts.status)
            .field("headers", &Names(&self.parts.headers))
            .field("body", &self.body)
            .field("missing", &self.parts.missing)
            .field("unexpected", &self.parts.unexpected)
            .field("bytes", &self.parts.bytes.len())
            .field("attempts", &self.parts.attempts)
            .finish()
    }
}
