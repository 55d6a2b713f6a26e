//! A response that came whole: what it means, and its body read into the caller's type.

mod by_status;
mod envelope;
mod header;
mod stream;
mod typed;

use std::ops::Range;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

pub use by_status::{ByStatus, ResponseBody, Unreadable};
pub use header::Header;
pub use stream::ByteStream;
pub(crate) use stream::Rest;
#[cfg(feature = "blocking")]
pub use stream::blocking::ByteReader;
pub use typed::Response;

use crate::api::{Envelope, Operation, StatusPattern};
use crate::error::{Failure, Kind, Progress, Received};
use crate::wire::{self, DecodeError, Notes, Value};
use typed::Parts;

/// A response with its envelope opened, if it has one.
pub(crate) struct ReceivedResponse {
    operation: &'static Operation,
    received: Box<Received>,
    body: BodyLocation,
    strict: bool,
    progress: Progress,
    /// The body, where it is still to come.
    rest: Option<Rest>,
}

/// Where in what was received the body proper stands.
enum BodyLocation {
    /// It is all of it.
    Bare,
    /// All of it, but for the status that makes it its own envelope; its name.
    WithStatus(&'static str),
    /// The member of an envelope: its name, and its bytes.
    Member(&'static str, Range<usize>),
}

/// How an error response may be read as a documented error body.
pub(crate) struct Candidates {
    /// The variants to try, in order.
    pub(crate) variants: Vec<usize>,
    /// Whether a body that lacks required values is one nevertheless.
    lenient: bool,
}

impl ReceivedResponse {
    pub(crate) fn new(
        operation: &'static Operation,
        mut received: Box<Received>,
        envelope: Option<Envelope>,
        strict: bool,
    ) -> Self {
        let mut body = BodyLocation::Bare;
        if let Some(envelope) = envelope
            && let Some(opened) = envelope::open(&received.bytes, &envelope)
        {
            received.status = opened.status;
            body = match opened.content {
                Some(bytes) => BodyLocation::Member(envelope.content, bytes),
                None => BodyLocation::WithStatus(envelope.status),
            };
        }
        Self { operation, received, body, strict, progress: Progress::default(), rest: None }
    }

    /// The same response, whose body is still to come.
    pub(crate) fn with_rest(self, rest: Option<Rest>) -> Self {
        Self { rest, ..self }
    }

    /// The same response, after so many attempts.
    pub(crate) fn after(self, progress: Progress) -> Self {
        Self { progress, ..self }
    }

    /// The status that counts.
    pub(crate) fn status(&self) -> StatusCode {
        self.received.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.received.headers
    }

    /// Status and body as they are.
    pub(crate) fn seen(&self) -> (StatusCode, &Bytes) {
        (self.received.status, &self.received.bytes)
    }

    /// The bytes of the body proper, without an envelope.
    #[cfg(feature = "cli")]
    pub(crate) fn proper(&self) -> Bytes {
        match &self.body {
            BodyLocation::Bare | BodyLocation::WithStatus(_) => self.received.bytes.clone(),
            BodyLocation::Member(_, bytes) => self.received.bytes.slice(bytes.clone()),
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.received.status.is_success()
    }

    /// Reads the body proper. Notes say where in it, as the caller sees it; an error says where in
    /// all that was received, as one looks for it there.
    fn decode(&self, value: &mut dyn Value) -> Result<Notes, DecodeError> {
        let received = &self.received.bytes;
        match &self.body {
            BodyLocation::Bare => wire::decode_into(received, value),
            BodyLocation::WithStatus(status) => {
                let mut notes = wire::decode_into(received, value)?;
                notes.unexpected.retain(|path| path != status);
                Ok(notes)
            }
            BodyLocation::Member(name, bytes) => {
                wire::decode_into(&received.slice(bytes.clone()), value)
                    .map_err(|error| error.within(name, received, bytes.start))
            }
        }
    }

    /// Reads a successful response into the value and gives what else the response has.
    pub(crate) fn read(self, value: &mut dyn Value) -> Result<Parts, Failure> {
        match self.notes(value) {
            Ok(notes) => self.noted(notes),
            Err(kind) => Err(self.into_failure(kind)),
        }
    }

    /// Reads a successful response as what the document has for its status.
    pub(crate) fn read_by_status<T: ByStatus>(self) -> Result<(T, Parts), Failure> {
        let number = StatusPattern::most_exact(T::STATUSES.iter().copied(), self.status());
        let mut body = ResponseBody::new(&self);
        match T::read(number, &mut body) {
            Ok(value) => {
                let notes = body.into_notes();
                Ok((value, self.noted(notes)?))
            }
            Err(Unreadable(kind)) => Err(self.into_failure(*kind)),
        }
    }

    /// Reads a successful response into the value; what was met, or why it cannot be.
    fn notes(&self, value: &mut dyn Value) -> Result<Notes, Kind> {
        if self.received.bytes.trim_ascii().is_empty() {
            return Err(Kind::Empty);
        }
        self.decode(value).map_err(Kind::Unreadable)
    }

    /// A successful response whose body has been read, or is of no use to anybody.
    fn noted(self, mut notes: Notes) -> Result<Parts, Failure> {
        let required = self.operation.headers_required(self.status());
        let missing = required.iter().filter(|name| !self.headers().contains_key(**name));
        notes.missing.extend(missing.map(|name| format!("header {name}")));
        if self.strict && !notes.missing.is_empty() {
            return Err(self.into_failure(Kind::Incomplete(notes.missing)));
        }
        self.log(&notes);
        let Received { status, headers, bytes } = *self.received;
        let Notes { missing, unexpected, .. } = notes;
        let attempts = self.progress.attempts;
        Ok(Parts { status, headers, bytes, missing, unexpected, attempts })
    }

    /// A successful response whose body nobody asked for.
    pub(crate) fn unread(self) -> Result<Parts, Failure> {
        self.noted(Notes::default())
    }

    /// Paths only: the values are the caller's.
    fn log(&self, notes: &Notes) {
        let operation = self.operation.id;
        if !notes.missing.is_empty() {
            tracing::warn!(operation, missing = ?notes.missing, "the response lacks required values");
        }
        if !notes.unexpected.is_empty() {
            tracing::debug!(
                operation,
                unexpected = ?notes.unexpected,
                "the response has properties that the document does not know"
            );
        }
    }

    /// The error bodies that a response without success may hold: the documented one for its
    /// status; for a status that the document does not know any of them that fits without a gap.
    pub(crate) fn candidates(&self) -> Candidates {
        if let Some(variant) = self.operation.error_variant(self.received.status) {
            return Candidates { variants: vec![variant], lenient: true };
        }
        let mut variants = Vec::new();
        for &(_, variant) in self.operation.errors {
            if !variants.contains(&variant) {
                variants.push(variant);
            }
        }
        if variants.is_empty() {
            variants.push(0);
        }
        Candidates { variants, lenient: false }
    }

    /// Reads a response without success into an error body; why it is not one, if it is not.
    pub(crate) fn read_error(
        &self,
        value: &mut dyn Value,
        candidates: &Candidates,
    ) -> Result<(), Option<DecodeError>> {
        let notes = self.decode(value).map_err(Some)?;
        if candidates.lenient || notes.missing.is_empty() { Ok(()) } else { Err(None) }
    }

    pub(crate) fn into_failure(self, kind: Kind) -> Failure {
        let Self { operation, received, progress, .. } = self;
        Failure { operation, kind, response: Some(received), progress }
    }
}
