//! Responses that differ by status: each is read as what the document has for its status.

use bytes::Bytes;
use http::StatusCode;

use super::ReceivedResponse;
use crate::api::StatusPattern;
use crate::error::Kind;
use crate::wire::{Notes, Value};

/// What an operation responses, where it depends on the status; emitted code implements it.
pub trait ByStatus: Sized {
    /// The successes that the document names.
    const STATUSES: &'static [StatusPattern];

    /// Reads a response. The status is given by its number in [`STATUSES`](Self::STATUSES); it is none of them
    /// where the document does not name it.
    ///
    /// # Errors
    /// The body is not what the document has for this status.
    fn read(status: Option<usize>, body: &mut ResponseBody<'_>) -> Result<Self, Unreadable>;
}

/// The body of a response, to be read as one of several types.
pub struct ResponseBody<'a> {
    response: &'a ReceivedResponse,
    notes: Notes,
}

/// Why a body cannot be read.
pub struct Unreadable(pub(crate) Box<Kind>);

impl<'a> ResponseBody<'a> {
    pub(crate) fn new(response: &'a ReceivedResponse) -> Self {
        Self { response, notes: Notes::default() }
    }

    /// What was met in reading.
    pub(crate) fn into_notes(self) -> Notes {
        self.notes
    }

    /// Reads it as JSON.
    ///
    /// # Errors
    /// There is none, or it is no JSON of this type.
    pub fn json<T: Value>(&mut self) -> Result<T, Unreadable> {
        let mut value = T::empty();
        self.notes = self.response.notes(&mut value).map_err(|kind| Unreadable(Box::new(kind)))?;
        Ok(value)
    }

    /// Takes it as text; bytes that are no UTF-8 are replaced in it.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.response.received.bytes).into_owned()
    }

    /// Takes it as it is.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.response.received.bytes.clone()
    }

    /// The status that it came with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }
}
