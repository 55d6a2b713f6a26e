//! The log of requests on standard error, and their total time, on request.

use std::cell::Cell;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::dry_run::is_hidden;
use crate::header::HeaderNames;
use crate::transport::Attempt;

/// What a command logs; when it ends, the time that its requests took together with what was waited between them.
pub(super) struct Log {
    command: &'static str,
    /// How often `-v` was given.
    level: u8,
    /// When the first request was about to be sent.
    begun: Cell<Instant>,
    requests: Arc<AtomicUsize>,
}

impl Log {
    pub(super) fn new(command: &'static str, level: u8) -> Self {
        Self { command, level, begun: Cell::new(Instant::now()), requests: Arc::default() }
    }

    /// Says that a request is about to be sent: what was read and made before does not count.
    pub(super) fn begin(&self) {
        self.begun.set(Instant::now());
    }

    /// What is told of each request; nothing where nobody asks.
    pub(super) fn observer(&self) -> Option<impl Fn(&Attempt<'_>) + Send + Sync + use<>> {
        let (level, requests) = (self.level, Arc::clone(&self.requests));
        (level > 0).then_some(move |attempt: &Attempt<'_>| {
            requests.fetch_add(1, Ordering::Relaxed);
            self::attempt(attempt, level);
        })
    }
}

/// However a command ends, interrupted too.
impl Drop for Log {
    fn drop(&mut self) {
        let requests = self.requests.load(Ordering::Relaxed);
        if requests == 0 {
            return;
        }
        let requests =
            if requests == 1 { "1 request".to_owned() } else { format!("{requests} requests") };
        let elapsed = self.begun.get().elapsed().as_millis();
        let _ = writeln!(
            io::stderr().lock(),
            "* {}: {requests} in {elapsed} ms altogether",
            self.command
        );
    }
}

/// Tells of a request that has ended; the second level tells its header fields too.
fn attempt(attempt: &Attempt<'_>, level: u8) {
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
        lines.extend(fields('>', attempt.request_headers));
        lines.extend(
            attempt.response_headers.into_iter().flat_map(|received| fields('<', received)),
        );
    }
    // A log that nobody reads any more is no fault.
    let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
}

fn fields(sign: char, HeaderNames(fields): HeaderNames<'_>) -> Vec<String> {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        if is_hidden(name, value) {
            return format!("{sign} {name}: [hidden]");
        }
        let value = String::from_utf8_lossy(value.as_bytes()).replace(char::is_control, " ");
        format!("{sign} {name}: {value}")
    };
    fields.iter().map(line).collect()
}
