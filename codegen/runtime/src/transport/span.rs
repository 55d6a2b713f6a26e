//! Spans: one for each call and one for each request of it, in the words of OpenTelemetry's HTTP conventions.
//!
//! They hold the path as the document writes it, not as it was sent, and no header and no body.

use tracing::Span;
use tracing::field::Empty;

use crate::api::Operation;
use crate::error::Failure;
use crate::response::ReceivedResponse;

use super::Outgoing;

/// The span of a whole call.
pub(super) fn call(operation: &Operation, request: &Outgoing) -> Span {
    tracing::info_span!(
        "call",
        otel.kind = "internal",
        operation.id = operation.id,
        http.request.method = request.method.as_str(),
        url.template = template(operation),
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// The span of one request; the number counts from 1.
pub(super) fn attempt(operation: &Operation, request: &Outgoing, number: u32) -> Span {
    let url = &request.url;
    let span = tracing::debug_span!(
        "attempt",
        otel.kind = "client",
        http.request.method = request.method.as_str(),
        http.request.resend_count = Empty,
        url.template = template(operation),
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        http.response.status_code = Empty,
        error.type = Empty,
    );
    if number > 1 {
        span.record("http.request.resend_count", number - 1);
    }
    span
}

/// The path with its parameters unfilled, where the document has one.
fn template(operation: &Operation) -> Option<&'static str> {
    Some(operation.path).filter(|path| !path.is_empty())
}

/// Notes how it ended.
pub(super) fn record(span: &Span, outcome: &Result<ReceivedResponse, Failure>) {
    if span.is_disabled() {
        return;
    }
    let (status, error) = match outcome {
        Ok(response) => (Some(response.status()), None),
        Err(failure) => (failure.status(), Some(failure.class())),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
        // The convention has the status stand for the kind of error.
        if error.is_none() && (status.is_client_error() || status.is_server_error()) {
            span.record("error.type", status.as_str());
        }
    }
    if let Some(error) = error {
        span.record("error.type", error);
    }
}
