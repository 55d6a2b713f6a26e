//! An answer that came whole: what it means, and its body read into the caller's type.

use std::ops::Range;

use bytes::Bytes;

use crate::api::{Envelope, Operation};
use crate::envelope;
use crate::failure::{Failure, Kind, Received};
use crate::response::Parts;
use crate::wire::{self, Notes, Value};

/// An answer with its envelope opened, if it has one.
pub(crate) struct Answer {
    operation: &'static Operation,
    received: Box<Received>,
    /// Where the body proper stands in the received bytes.
    content: Range<usize>,
    /// The member that an envelope adds to an object that is its own envelope.
    envelope_status: Option<&'static str>,
    strict: bool,
}

/// How an error answer may be read as a documented error body.
pub(crate) struct Candidates {
    /// The variants to try, in order.
    pub(crate) variants: Vec<usize>,
    /// Whether a body that lacks required values is one nevertheless.
    lenient: bool,
}

impl Answer {
    pub(crate) fn new(
        operation: &'static Operation,
        mut received: Box<Received>,
        envelope: Option<Envelope>,
        strict: bool,
    ) -> Self {
        let mut content = 0..received.bytes.len();
        let mut envelope_status = None;
        if let Some(envelope) = envelope
            && let Some(opened) = envelope::open(&received.bytes, &envelope)
        {
            received.status = opened.status;
            match opened.content {
                Some(range) => content = range,
                None => envelope_status = Some(envelope.status),
            }
        }
        Self { operation, received, content, envelope_status, strict }
    }

    pub(crate) fn is_success(&self) -> bool {
        self.received.status.is_success()
    }

    fn body(&self) -> Bytes {
        self.received.bytes.slice(self.content.clone())
    }

    /// Reads a successful answer into the value and gives what else the answer has.
    pub(crate) fn read(self, value: &mut dyn Value) -> Result<Parts, Failure> {
        let body = self.body();
        if body.trim_ascii().is_empty() {
            return Err(self.failure(Kind::Empty));
        }
        let mut notes = match wire::decode_into(&body, value) {
            Ok(notes) => notes,
            Err(error) => return Err(self.failure(Kind::Unreadable(error))),
        };
        if let Some(status) = self.envelope_status {
            notes.unexpected.retain(|path| path != status);
        }
        if self.strict && !notes.missing.is_empty() {
            return Err(self.failure(Kind::Incomplete(notes.missing)));
        }
        self.log(&notes);
        Ok(self.parts(notes))
    }

    /// A successful answer whose body nobody asked for.
    pub(crate) fn unread(self) -> Parts {
        self.parts(Notes::default())
    }

    fn parts(self, notes: Notes) -> Parts {
        let Received { status, headers, bytes } = *self.received;
        let Notes { missing, unexpected, .. } = notes;
        Parts { status, headers, bytes, missing, unexpected }
    }

    /// Paths only: the values are the caller's.
    fn log(&self, notes: &Notes) {
        let operation = self.operation.id;
        if !notes.missing.is_empty() {
            tracing::warn!(operation, missing = ?notes.missing, "the answer lacks required values");
        }
        if !notes.unexpected.is_empty() {
            tracing::debug!(
                operation,
                unexpected = ?notes.unexpected,
                "the answer has properties that the document does not know"
            );
        }
    }

    /// The error bodies that an answer without success may hold: the documented one for its
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

    /// Reads an answer without success into an error body; why it is not one, if it is not.
    pub(crate) fn read_error(
        &self,
        value: &mut dyn Value,
        candidates: &Candidates,
    ) -> Result<(), Option<wire::DecodeError>> {
        let notes = wire::decode_into(&self.body(), value).map_err(Some)?;
        if candidates.lenient || notes.missing.is_empty() { Ok(()) } else { Err(None) }
    }

    pub(crate) fn failure(self, kind: Kind) -> Failure {
        Failure { operation: self.operation, kind, answer: Some(self.received) }
    }
}
