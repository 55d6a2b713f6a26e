//! Reads regular files of limited size; pipes and devices are rejected because they may never end.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::diagnostic::Code;

/// Default size limit of a file in bytes, several times the size of the largest known documents.
pub(super) const DEFAULT_MAX_BYTES: u64 = 64 << 20;

/// The reason why a file was not read.
#[derive(Debug)]
pub(super) enum ReadError {
    /// A folder, a pipe, a device or a socket.
    NotAFile,
    /// A file that exceeds the size limit.
    TooLarge,
    /// An error of the operating system.
    Io(io::Error),
}

/// Reads a file of at most `max_bytes`.
pub(super) fn read(path: &Path, max_bytes: u64) -> Result<Vec<u8>, ReadError> {
    // Opening a pipe would block until a writer opens it.
    let metadata = std::fs::metadata(path).map_err(ReadError::Io)?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile);
    }
    if metadata.len() > max_bytes {
        return Err(ReadError::TooLarge);
    }
    let file = File::open(path).map_err(ReadError::Io)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    // The length may be wrong: special files report zero, and files grow.
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > max_bytes { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

/// Formats a number of bytes for people.
fn format_size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}

/// Returns the code, message and advice of a diagnostic about a file, called `name`, that was not read.
pub(super) fn describe_read_error(
    error: &ReadError,
    name: &str,
    max_bytes: u64,
) -> (Code, String, &'static str) {
    match error {
        ReadError::NotAFile => (
            Code::UnreadableFile,
            format!("{name} is a folder, a pipe or a device, not a regular file"),
            "pass the path of a file; save the output of a pipe to a file first",
        ),
        ReadError::TooLarge => (
            Code::TooLarge,
            format!("{name} exceeds the limit of {}", format_size(max_bytes)),
            "check that it is the right file; `--max-file-size` raises the limit",
        ),
        ReadError::Io(error) => (
            Code::UnreadableFile,
            format!("{name} cannot be read: {error}"),
            "check that the path names a readable file",
        ),
    }
}
