//! Tracing spans of calls and attempts, by OpenTelemetry's HTTP conventions.
//!
//! Invariant: spans contain the path template, and neither the path sent, header values nor bodies.

use tracing::Span;
use tracing::field::Empty;

use super::outgoing::OutgoingRequest;
use crate::error::Failure;
use crate::response::ReceivedResponse;
use crate::spec::Operation;

/// Returns the span of a call.
pub(super) fn call(operation: &Operation, request: &OutgoingRequest) -> Span {
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

/// Returns the span of an attempt. `number` starts at 1.
pub(super) fn attempt(operation: &Operation, request: &OutgoingRequest, number: u32) -> Span {
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

/// Returns the path template; `None` for a request outside the document.
fn template(operation: &Operation) -> Option<&'static str> {
    Some(operation.path).filter(|path| !path.is_empty())
}

/// Records the status and the error of a call or an attempt.
pub(super) fn record(span: &Span, result: &Result<ReceivedResponse, Failure>) {
    if span.is_disabled() {
        return;
    }
    let (status, error) = match result {
        Ok(response) => (Some(response.status()), None),
        Err(failure) => (failure.status(), Some(failure.class())),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
        // By convention, the status is the error type.
        if error.is_none() && (status.is_client_error() || status.is_server_error()) {
            span.record("error.type", status.as_str());
        }
    }
    if let Some(error) = error {
        span.record("error.type", error);
    }
}
