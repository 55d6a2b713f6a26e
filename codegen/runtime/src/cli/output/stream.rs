//! Standard output and standard error, whose readers may be gone.

use std::io::{self, Write as _};

use http::{HeaderName, HeaderValue};

use crate::cli::failure::Failure;
use crate::header::is_secret;

/// Writes a text to standard output.
pub(in crate::cli) fn print(text: &str) -> Result<(), Failure> {
    let result = io::stdout().lock().write_all(text.as_bytes());
    ignore_broken_pipe(result)
        .map_err(|error| Failure::local(format!("writing to standard output: {error}")))
}

/// Writes a line to standard error. A closed standard error is not a failure.
pub(in crate::cli) fn warn(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Ignores a broken pipe: the reader has read enough.
pub(super) fn ignore_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether the value of a header is hidden from output.
pub(super) fn is_hidden(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || is_secret(name) || *name == http::header::SET_COOKIE
}
