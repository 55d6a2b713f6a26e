//! Standard output and standard error, whose readers may be gone.

use std::io::{self, IsTerminal as _, Write as _};

use http::{HeaderName, HeaderValue};

use super::visible::visible;
use crate::cli::failure::Failure;
use crate::header::is_secret;

/// Writes a text to standard output. On a terminal, every character of it is visible.
pub(in crate::cli) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    let result = if output.is_terminal() {
        output.write_all(visible(text).as_bytes())
    } else {
        output.write_all(text.as_bytes())
    };
    ignore_broken_pipe(result)
        .map_err(|error| Failure::local(format!("writing to standard output: {error}")))
}

/// Writes help or an error of usage, with every character visible. The exit code reports the result
/// even if the output is closed.
pub(in crate::cli) fn print_help(error: &clap::Error) {
    let text = visible(&error.render().to_string());
    let _ = if error.use_stderr() {
        io::stderr().lock().write_all(text.as_bytes())
    } else {
        io::stdout().lock().write_all(text.as_bytes())
    };
}

/// Writes a line to standard error, with every character visible. A closed standard error is not a
/// failure.
pub(in crate::cli) fn warn(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(line));
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
