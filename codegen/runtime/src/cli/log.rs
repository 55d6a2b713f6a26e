//! The log: each request on standard error, for those who ask.

use std::io::{self, Write as _};

use super::dry_run::is_hidden;
use crate::headers::Names;
use crate::send::Attempt;

/// Tells of a request that has ended; the second level tells its header fields too.
pub(super) fn attempt(attempt: &Attempt<'_>, level: u8) {
    let Attempt { operation, method, number, took, .. } = attempt;
    let outcome = match (attempt.status, attempt.error) {
        (Some(status), None) => status.as_str().to_owned(),
        (Some(status), Some(error)) => format!("{} ({error})", status.as_str()),
        (None, error) => error.unwrap_or("no answer").to_owned(),
    };
    let mut lines = vec![format!(
        "* {operation}: request {number}: {method}: {outcome} in {} ms",
        took.as_millis()
    )];
    if level > 1 {
        lines.extend(fields('>', attempt.sent));
        lines.extend(attempt.received.into_iter().flat_map(|received| fields('<', received)));
    }
    // A log that nobody reads any more is no fault.
    let _ = writeln!(io::stderr().lock(), "{}", lines.join("\n"));
}

fn fields(sign: char, Names(fields): Names<'_>) -> Vec<String> {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        if is_hidden(name, value) {
            return format!("{sign} {name}: [hidden]");
        }
        let value = String::from_utf8_lossy(value.as_bytes()).replace(char::is_control, " ");
        format!("{sign} {name}: {value}")
    };
    fields.iter().map(line).collect()
}
