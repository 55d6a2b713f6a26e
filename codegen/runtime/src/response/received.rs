//! A received response: its envelope, and the decoding of its body.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::envelope;
use super::typed::ResponseParts;
use crate::error::{Failure, FailureKind, Progress, RawResponse};
use crate::spec::{Envelope, Operation};
use crate::time::Deadline;
use crate::wire::{self, DecodeError, Notes, Value};

/// A response after its envelope was opened, if it has one.
pub(crate) struct ReceivedResponse {
    pub(super) operation: &'static Operation,
    pub(super) raw: Box<RawResponse>,
    content: Content,
    strict: bool,
    pub(super) progress: Progress,
    /// The end of the call's timeout, which decoding counts towards.
    deadline: Option<Deadline>,
    /// The body of a streamed response, not yet read.
    pub(super) stream: Option<StreamedBody>,
}

/// The unread body of a streamed response.
pub(crate) struct StreamedBody {
    pub(crate) body: reqwest::Body,
    /// The length, if the service announced it.
    pub(crate) length: Option<u64>,
    /// The timeout for each chunk.
    pub(crate) chunk_timeout: Duration,
}

/// The range of the response body inside the received bytes.
enum Content {
    /// All bytes, without an envelope.
    Bare,
    /// All bytes; the member with this name is the status that the envelope adds.
    WithStatus(&'static str),
    /// The value of the envelope's member with this name.
    Member(&'static str, Range<usize>),
}

/// The variants of the error body that an error response may be decoded as.
pub(crate) struct ErrorCandidates {
    /// The variants to try, in order.
    pub(crate) variants: Vec<usize>,
    /// Whether a body that lacks required values, or has invalid ones, is accepted.
    lenient: bool,
}

impl ReceivedResponse {
    pub(crate) fn new(
        operation: &'static Operation,
        mut raw: Box<RawResponse>,
        envelope: Option<Envelope>,
        strict: bool,
    ) -> Self {
        let mut content = Content::Bare;
        if let Some(envelope) = envelope
            && let Some(opened) = envelope::open(&raw.bytes, &envelope)
        {
            raw.status = opened.status;
            content = match opened.content {
                Some(bytes) => Content::Member(envelope.content, bytes),
                None => Content::WithStatus(envelope.status),
            };
        }
        let progress = Progress::default();
        Self { operation, raw, content, strict, progress, deadline: None, stream: None }
    }

    pub(crate) fn with_stream(self, stream: Option<StreamedBody>) -> Self {
        Self { stream, ..self }
    }

    /// Adds the progress and the timeout of the call.
    pub(crate) fn with_progress(self, progress: Progress, deadline: Deadline) -> Self {
        Self { progress, deadline: Some(deadline), ..self }
    }

    /// Returns the status, which is the one inside an envelope if there is one.
    pub(crate) fn status(&self) -> StatusCode {
        self.raw.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.raw.headers
    }

    /// Returns the bytes as received, including an envelope.
    pub(crate) fn bytes(&self) -> &Bytes {
        &self.raw.bytes
    }

    /// Returns the bytes of the body without an envelope.
    #[cfg(feature = "cli")]
    pub(crate) fn content_bytes(&self) -> Bytes {
        match &self.content {
            Content::Bare | Content::WithStatus(_) => self.raw.bytes.clone(),
            Content::Member(_, bytes) => self.raw.bytes.slice(bytes.clone()),
        }
    }

    /// Returns a text of the response for a message, without secrets of the request.
    pub(crate) fn hide(&self, text: &str) -> String {
        self.raw.redactor.hide(text).into_owned()
    }

    pub(crate) fn is_success(&self) -> bool {
        self.raw.status.is_success()
    }

    /// Decodes the body. Paths in notes are relative to the body, as the caller sees it; positions in
    /// errors are relative to the received bytes, including an envelope.
    fn decode(&self, value: &mut dyn Value) -> Result<Notes, DecodeError> {
        let received = &self.raw.bytes;
        let is_due = || self.deadline.as_ref().is_some_and(Deadline::is_over);
        match &self.content {
            Content::Bare => wire::decode_until(received, value, &is_due),
            Content::WithStatus(status) => {
                let mut notes = wire::decode_until(received, value, &is_due)?;
                notes.remove_unexpected(status);
                Ok(notes)
            }
            Content::Member(name, bytes) => {
                wire::decode_until(&received.slice(bytes.clone()), value, &is_due)
                    .map_err(|error| error.within(name, received, bytes.start))
            }
        }
    }

    /// Decodes a success into `value` and returns the other parts of the response.
    pub(crate) fn read(self, value: &mut dyn Value) -> Result<ResponseParts, Failure> {
        match self.decode_success(value) {
            Ok(notes) => self.into_parts(notes),
            Err(kind) => Err(self.into_failure(kind)),
        }
    }

    /// Decodes a success, whose body must not be empty.
    pub(super) fn decode_success(&self, value: &mut dyn Value) -> Result<Notes, FailureKind> {
        if self.raw.bytes.trim_ascii().is_empty() {
            return Err(FailureKind::EmptyBody);
        }
        self.decode(value).map_err(|error| match &self.deadline {
            Some(Deadline { timeout, .. }) if error.is_interrupted() => {
                let waiting_for = "the response to be decoded";
                FailureKind::CallTimeout { timeout: *timeout, waiting_for }
            }
            _ => FailureKind::Decode(error),
        })
    }

    /// Returns the parts of a success after its body was decoded. A strict client fails if a required
    /// value or header is missing, or a value is invalid.
    pub(super) fn into_parts(self, mut notes: Notes) -> Result<ResponseParts, Failure> {
        let required = self.operation.required_headers(self.status());
        let missing = required.iter().filter(|name| !self.headers().contains_key(**name));
        for name in missing {
            notes.add_missing(|| format!("header {name}"));
        }
        if self.strict && (notes.missing_count > 0 || notes.invalid_count > 0) {
            return Err(self.into_failure(FailureKind::Deviating(Box::new(notes))));
        }
        self.log(&notes);
        let RawResponse { status, headers, bytes, redactor: _ } = *self.raw;
        let attempts = self.progress.attempts;
        Ok(ResponseParts { status, headers, bytes, notes, attempts })
    }

    /// Returns the parts of a success without decoding its body.
    pub(crate) fn into_undecoded_parts(self) -> Result<ResponseParts, Failure> {
        self.into_parts(Notes::default())
    }

    /// Logs missing, invalid and unexpected properties by path, without their values.
    fn log(&self, notes: &Notes) {
        let operation = self.operation.id;
        let hidden = |paths: &[String]| -> Vec<String> {
            paths.iter().map(|path| self.raw.redactor.hide(path).into_owned()).collect()
        };
        if !notes.missing.is_empty() {
            tracing::warn!(
                operation,
                count = notes.missing_count,
                missing = ?hidden(&notes.missing),
                "the response lacks required values"
            );
        }
        if !notes.invalid.is_empty() {
            let paths: Vec<String> =
                notes.invalid.iter().map(|value| value.path().to_owned()).collect();
            tracing::warn!(
                operation,
                count = notes.invalid_count,
                invalid = ?hidden(&paths),
                "the response has values that do not fit their schema"
            );
        }
        if !notes.unexpected.is_empty() {
            tracing::debug!(
                operation,
                count = notes.unexpected_count,
                unexpected = ?hidden(&notes.unexpected),
                "the response has undocumented properties"
            );
        }
    }

    /// Returns the variants of the error body to try: the documented one for the status, or, for an
    /// undocumented status, each one, accepted only if it lacks nothing.
    pub(crate) fn error_candidates(&self) -> ErrorCandidates {
        if let Some(variant) = self.operation.error_variant(self.raw.status) {
            return ErrorCandidates { variants: vec![variant], lenient: true };
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
        ErrorCandidates { variants, lenient: false }
    }

    /// Decodes an error response into `value`. The error is `None` if required values are missing, or
    /// values are invalid.
    pub(crate) fn read_error(
        &self,
        value: &mut dyn Value,
        candidates: &ErrorCandidates,
    ) -> Result<(), Option<DecodeError>> {
        let notes = self.decode(value).map_err(Some)?;
        let fits = notes.missing.is_empty() && notes.invalid.is_empty();
        if candidates.lenient || fits { Ok(()) } else { Err(None) }
    }

    pub(crate) fn into_failure(self, kind: FailureKind) -> Failure {
        let Self { operation, raw, progress, .. } = self;
        Failure { operation, kind, response: Some(raw), progress }
    }
}
