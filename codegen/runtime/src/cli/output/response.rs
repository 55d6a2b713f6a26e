//! Responses, written to standard output or to a file in the selected format.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use serde_json_path::JsonPath;

use super::stream::{ignore_broken_pipe, warn};
use super::table::{MAX_COLUMNS, format_table};
use super::visible::VisibleStream;
use crate::cli::arguments::{Invocation, OutputFormat, flag};
use crate::cli::failure::Failure;

/// The destination and the format of a response. Opened before a request is sent, so that an
/// unwritable file prevents the request.
pub(in crate::cli) struct Output {
    format: OutputFormat,
    target: Target,
    /// The property that holds the items of a list.
    items: Option<&'static str>,
}

enum Target {
    /// A terminal as standard output, which responses must not steer.
    Terminal(VisibleStream),
    /// Standard output that is not a terminal.
    Standard,
    /// A file that is written under a temporary name and renamed when it is complete.
    File { path: PathBuf, temporary: PathBuf, file: File },
    /// A device or a named pipe, which cannot be replaced.
    Device { path: PathBuf, file: File },
}

impl Output {
    /// Opens the destination of a command's response.
    pub(in crate::cli) fn open(invocation: Invocation<'_>) -> Result<Self, Failure> {
        let format = invocation.matches.get_one::<OutputFormat>(flag::OUTPUT).cloned();
        let target = match invocation.text(flag::OUTPUT_FILE) {
            Some(path) => Target::file(Path::new(path)).map_err(|error| {
                Failure::local(format!("writing {path}: {error}; nothing was sent"))
            })?,
            None if io::stdout().is_terminal() => Target::Terminal(VisibleStream::default()),
            None => Target::Standard,
        };
        let items = invocation.command.pages.as_ref().map(|paging| paging.items);
        Ok(Self { format: format.unwrap_or(OutputFormat::Json), target, items })
    }

    /// Returns the format of JSON.
    pub(super) fn format(&self) -> &OutputFormat {
        &self.format
    }

    /// Whether the response is written to a terminal.
    pub(in crate::cli) fn is_terminal(&self) -> bool {
        matches!(self.target, Target::Terminal(_))
    }

    /// Writes a response: JSON in the selected format, anything else unchanged.
    pub(in crate::cli) fn response(mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return self.finish();
        }
        if let Ok(json) = serde_json::from_slice(bytes) {
            return self.json(&json);
        }
        self.write(bytes)?;
        self.finish()
    }

    /// Writes JSON in the selected format.
    pub(in crate::cli) fn json(mut self, json: &Json) -> Result<(), Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::local(format!("formatting the response: {error}"))
        };
        let text = match &self.format {
            OutputFormat::Json if self.is_terminal() => {
                let text = serde_json::to_string_pretty(json).map_err(|error| failed(&error))?;
                format!("{text}\n")
            }
            OutputFormat::Json => format!("{json}\n"),
            OutputFormat::Yaml => serde_yaml::to_string(json).map_err(|error| failed(&error))?,
            OutputFormat::Table => {
                let table = format_table(json, self.items);
                if table.omits_columns {
                    warn(&format!(
                        "the table has the first {MAX_COLUMNS} columns only; --output json has all"
                    ));
                }
                table.text
            }
            OutputFormat::JsonPath(path) => matches(path, json),
        };
        self.write(text.as_bytes())?;
        self.finish()
    }

    /// Writes a part of a response, visible on a terminal. Returns `false` if the reader is gone.
    pub(in crate::cli) fn write(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        match &mut self.target {
            Target::Terminal(visible) => write_standard(visible.next(bytes).as_bytes()),
            Target::Standard => write_standard(bytes),
            Target::File { path, file, .. } | Target::Device { path, file } => {
                file.write_all(bytes).map(|()| true).map_err(|error| write_failure(path, &error))
            }
        }
    }

    /// Completes the response.
    pub(in crate::cli) fn finish(self) -> Result<(), Failure> {
        match self.target.finish() {
            Ok(()) => Ok(()),
            Err((Some(path), error)) => Err(write_failure(&path, &error)),
            Err((None, error)) => {
                Err(Failure::local(format!("writing to standard output: {error}")))
            }
        }
    }
}

/// Writes to standard output. Returns `false` if the reader is gone.
fn write_standard(bytes: &[u8]) -> Result<bool, Failure> {
    match io::stdout().lock().write_all(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::local(format!("writing to standard output: {error}"))),
    }
}

fn write_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::local(format!("writing {}: {error}", path.display()))
        .with("  the request was executed; its response is lost")
}

/// Returns the matches of a JSONPath, one per line.
fn matches(path: &JsonPath, json: &Json) -> String {
    let lines = path.query(json).all().into_iter().map(|value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{text}\n")
    });
    lines.collect()
}

impl Target {
    fn file(path: &Path) -> io::Result<Self> {
        let is_special = fs::metadata(path).is_ok_and(|it| !it.is_file());
        if is_special {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self::Device { path: path.to_owned(), file });
        }
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{:016x}", fastrand::u64(..)));
        let temporary = path.with_file_name(hidden);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // A response may contain secrets: a new file is the user's alone.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&temporary)?;
        if let Ok(replaced) = fs::metadata(path) {
            file.set_permissions(replaced.permissions())?;
        }
        Ok(Self::File { path: path.to_owned(), temporary, file })
    }

    fn finish(mut self) -> Result<(), (Option<PathBuf>, io::Error)> {
        match &mut self {
            Self::Terminal(visible) => {
                let result = io::stdout().lock().write_all(visible.end().as_bytes());
                ignore_broken_pipe(result).map_err(|error| (None, error))
            }
            Self::Standard => {
                ignore_broken_pipe(io::stdout().lock().flush()).map_err(|error| (None, error))
            }
            Self::Device { path, file } => {
                file.flush().map_err(|error| (Some(path.clone()), error))
            }
            Self::File { path, temporary, file } => file
                .sync_all()
                .and_then(|()| fs::rename(&*temporary, &*path))
                .map_err(|error| (Some(path.clone()), error)),
        }
    }
}

/// Removes an incomplete file.
impl Drop for Target {
    fn drop(&mut self) {
        if let Self::File { temporary, .. } = self {
            // Fails after the rename, when there is nothing to remove.
            let _ = fs::remove_file(temporary);
        }
    }
}
