//! Responses whose type depends on the status.

use bytes::Bytes;
use http::StatusCode;

use super::received::ReceivedResponse;
use super::typed::ResponseParts;
use crate::error::{Failure, FailureKind};
use crate::spec::StatusPattern;
use crate::wire::{Notes, Value};

/// The response of an operation whose type depends on the status. Emitted code implements it.
pub trait ByStatus: Sized {
    /// The documented success statuses.
    const STATUSES: &'static [StatusPattern];

    /// Decodes a response. `status` is the index of the status in [`STATUSES`](Self::STATUSES), or
    /// `None` if it is undocumented.
    ///
    /// # Errors
    ///
    /// Returns an error if the body does not have the documented type for the status.
    fn read(status: Option<usize>, body: &mut ResponseBody<'_>) -> Result<Self, Unreadable>;
}

/// The body of a response, to be decoded as the type for its status.
pub struct ResponseBody<'a> {
    response: &'a ReceivedResponse,
    notes: Notes,
}

/// The error of a body that cannot be decoded.
pub struct Unreadable(Box<FailureKind>);

impl ResponseBody<'_> {
    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is empty or not JSON of this type.
    pub fn json<T: Value>(&mut self) -> Result<T, Unreadable> {
        let mut value = T::empty();
        self.notes =
            self.response.decode_success(&mut value).map_err(|kind| Unreadable(Box::new(kind)))?;
        Ok(value)
    }

    /// Returns the body as text, with invalid UTF-8 replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.response.bytes()).into_owned()
    }

    /// Returns the body unchanged.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.response.bytes().clone()
    }

    /// Returns the status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }
}

impl ReceivedResponse {
    /// Decodes a success as the documented type for its status.
    pub(crate) fn read_by_status<T: ByStatus>(self) -> Result<(T, ResponseParts), Failure> {
        let index = StatusPattern::most_specific(T::STATUSES.iter().copied(), self.status());
        let mut body = ResponseBody { response: &self, notes: Notes::default() };
        match T::read(index, &mut body) {
            Ok(value) => {
                let notes = body.notes;
                Ok((value, self.into_parts(notes)?))
            }
            Err(Unreadable(kind)) => Err(self.into_failure(*kind)),
        }
    }
}
