//! Reads files in bounded memory, and only what a file is: a pipe or a device may never end.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// How many bytes a file may have unless more are allowed: several times what the largest known documents have.
pub(super) const LARGEST: u64 = 64 << 20;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is a folder, a pipe, a device or a socket.
    NoFile,
    /// It has more bytes than are allowed.
    TooLarge,
    /// The system says no.
    Failed(io::Error),
}

/// The bytes of a file, of which there may be so many.
pub(super) fn read(path: &Path, largest: u64) -> Result<Vec<u8>, Refused> {
    // Opening a pipe would wait for someone to write to it.
    let metadata = std::fs::metadata(path).map_err(Refused::Failed)?;
    if !metadata.is_file() {
        return Err(Refused::NoFile);
    }
    if metadata.len() > largest {
        return Err(Refused::TooLarge);
    }
    let file = File::open(path).map_err(Refused::Failed)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    // Some files have no length until they are read, and some grow.
    file.take(largest.saturating_add(1)).read_to_end(&mut bytes).map_err(Refused::Failed)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > largest { Err(Refused::TooLarge) } else { Ok(bytes) }
}

/// A number of bytes for a reader.
pub(super) fn shown(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}
