//! The public response type.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::header::{Header, HeaderNames};
use crate::rate_limit::RateLimit;
use crate::wire::{InvalidValue, Notes, Value};

/// A successful response: the decoded body with status, headers and bytes.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) body: T,
    pub(crate) parts: ResponseParts,
}

/// The parts of a response other than its decoded body.
#[derive(Clone)]
pub(crate) struct ResponseParts {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) notes: Notes,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// Returns the decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Converts the response into its decoded body.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the status. For a response in an envelope, this is the status inside.
    pub fn status(&self) -> StatusCode {
        self.parts.status
    }

    /// Returns the header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Returns the value of a documented header. `None` if it is absent or does not have the
    /// documented type; [`headers`](Self::headers) has its text.
    pub fn header<V: Value>(&self, header: Header<V>) -> Option<V> {
        header.read(&self.parts.headers)
    }

    /// Returns the rate limit headers.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(&self.parts.headers)
    }

    /// Returns the required values that were absent, `null` or invalid, as JSON paths such as
    /// `results[3].vpcId`. They have the empty value of their type; a `null` item of an array is
    /// omitted. Missing required headers are listed as `header Location`.
    ///
    /// The first 256 are listed. A long property and a long path are shortened and end with `…`.
    pub fn missing(&self) -> &[String] {
        &self.parts.notes.missing
    }

    /// Returns the number of values that [`missing`](Self::missing) would list without its limit.
    pub fn missing_count(&self) -> usize {
        self.parts.notes.missing_count
    }

    /// Returns the values that do not fit their schema: a string where the document says array, a
    /// date-time without an offset, an integer out of range. Each has its path and its JSON as
    /// received.
    ///
    /// An optional one is `None`, and a required one is listed in [`missing`](Self::missing) too. An
    /// item of an array is omitted. A value with one obvious reading is used: `"5"` for an integer,
    /// `5` for a string, `"true"` for a boolean.
    ///
    /// The first 256 are listed.
    ///
    /// ```
    /// # fn show(response: portolan_runtime::Response<()>) {
    /// for value in response.invalid() {
    ///     println!("{}: {}: {}", value.path(), value.problem(), value.json());
    /// }
    /// # }
    /// ```
    pub fn invalid(&self) -> &[InvalidValue] {
        &self.parts.notes.invalid
    }

    /// Returns the number of values that [`invalid`](Self::invalid) would list without its limit.
    pub fn invalid_count(&self) -> usize {
        self.parts.notes.invalid_count
    }

    /// Returns the JSON paths of undocumented properties, limited as those of
    /// [`missing`](Self::missing).
    pub fn unexpected(&self) -> &[String] {
        &self.parts.notes.unexpected
    }

    /// Returns the number of undocumented properties, including those that are not listed.
    pub fn unexpected_count(&self) -> usize {
        self.parts.notes.unexpected_count
    }

    /// Returns the number of requests sent. It is more than one after a retry, a redirect or an
    /// authentication challenge.
    pub fn attempts(&self) -> u32 {
        self.parts.attempts
    }

    /// Returns the body as received, including an envelope.
    pub fn bytes(&self) -> &Bytes {
        &self.parts.bytes
    }
}

/// Shows the body, the names of header fields, and the number of bytes.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.parts.status)
            .field("headers", &HeaderNames(&self.parts.headers))
            .field("body", &self.body)
            .field("missing", &self.parts.notes.missing)
            .field("invalid", &self.parts.notes.invalid)
            .field("unexpected", &self.parts.notes.unexpected)
            .field("bytes", &self.parts.bytes.len())
            .field("attempts", &self.parts.attempts)
            .finish()
    }
}
