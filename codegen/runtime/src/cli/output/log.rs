//! The request log of `--verbose`, on standard error.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::stream::{is_hidden, warn};
use crate::header::HeaderNames;
use crate::redaction::Redactor;
use crate::transport::Attempt;
use crate::wire::HIDDEN;

/// A log of requests that ends with their number and total time, pauses between them included.
pub(in crate::cli) struct Log {
    command: &'static str,
    /// The number of `-v` flags.
    level: u8,
    /// The time before the first request.
    started: Cell<Instant>,
    requests: Arc<AtomicUsize>,
}

impl Log {
    pub(in crate::cli) fn new(command: &'static str, level: u8) -> Self {
        Self { command, level, started: Cell::new(Instant::now()), requests: Arc::default() }
    }

    /// Starts the measured time, directly before the first request.
    pub(in crate::cli) fn start(&self) {
        self.started.set(Instant::now());
    }

    /// Returns an observer that logs each attempt; `None` without `-v`.
    pub(in crate::cli) fn observer(&self) -> Option<impl Fn(&Attempt<'_>) + Send + Sync + use<>> {
        let (level, requests) = (self.level, Arc::clone(&self.requests));
        (level > 0).then_some(move |attempt: &Attempt<'_>| {
            requests.fetch_add(1, Ordering::Relaxed);
            log_attempt(attempt, level);
        })
    }
}

/// Logs the total. On drop, so that it also happens when the command fails or is interrupted.
impl Drop for Log {
    fn drop(&mut self) {
        let requests = self.requests.load(Ordering::Relaxed);
        if requests == 0 {
            return;
        }
        let requests =
            if requests == 1 { "1 request".to_owned() } else { format!("{requests} requests") };
        let took = self.started.get().elapsed().as_millis();
        warn(&format!("* {}: {requests} in {took} ms total", self.command));
    }
}

/// Logs a completed attempt, from the second level on with its headers.
fn log_attempt(attempt: &Attempt<'_>, level: u8) {
    let Attempt { operation, method, number, elapsed, .. } = attempt;
    let outcome = match (attempt.status, attempt.error) {
        (Some(status), None) => status.as_str().to_owned(),
        (Some(status), Some(error)) => format!("{} ({error})", status.as_str()),
        (None, error) => error.unwrap_or("no response").to_owned(),
    };
    let mut lines = vec![format!(
        "* {operation}: request {number}: {method}: {outcome} in {} ms",
        elapsed.as_millis()
    )];
    if level > 1 {
        lines.extend(header_lines('>', attempt.request_headers, attempt.redactor));
        let received = attempt.response_headers.into_iter();
        lines.extend(received.flat_map(|it| header_lines('<', it, attempt.redactor)));
    }
    warn(&lines.join("\n"));
}

/// Returns a line for each header field. A service may repeat a secret in any of them.
fn header_lines(
    sign: char,
    HeaderNames(headers): HeaderNames<'_>,
    redactor: &Redactor,
) -> Vec<String> {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let is_hidden = is_hidden(name, value) || redactor.is_repeated_by(&text);
        let shown = if is_hidden { HIDDEN.to_owned() } else { text.replace(char::is_control, " ") };
        let name = if redactor.is_repeated_by(name.as_str()) { HIDDEN } else { name.as_str() };
        format!("{sign} {name}: {shown}")
    };
    headers.iter().map(line).collect()
}
