//! Input files: documents, overlays and lists of accepted changes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;

use crate::{Diagnostics, Source};

/// A file to read, and its name in diagnostics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    path: PathBuf,
    name: Option<String>,
}

impl Input {
    /// Returns an input that diagnostics call `name` instead of its path.
    #[must_use]
    pub fn named(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self { path: path.into(), name: Some(name.into()) }
    }

    /// Returns the path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the name of the file in messages.
    pub(super) fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.path.display().to_string())
    }

    /// Reads the file as text.
    pub(super) fn read_to_string(&self) -> io::Result<String> {
        fs::read_to_string(&self.path)
    }

    /// Reads a document or overlay; a file beyond `max_bytes` is an error in `diagnostics`.
    pub(super) fn read(&self, max_bytes: u64, diagnostics: &mut Diagnostics) -> Option<Source> {
        let source = Source::read_within(&self.path, max_bytes, diagnostics)?;
        Some(match &self.name {
            Some(name) => source.named(name),
            None => source,
        })
    }
}

impl From<OsString> for Input {
    fn from(path: OsString) -> Self {
        Self { path: path.into(), name: None }
    }
}

/// The flags for the files that a document refers to.
#[derive(Debug, Args)]
pub(super) struct FileFlags {
    /// A folder whose files the document may refer to, besides its own folder [repeatable]
    #[arg(long, value_name = "FOLDER")]
    include: Vec<PathBuf>,
    /// The maximum size of each file of the document in MiB
    #[arg(long, value_name = "MIB", default_value_t = Source::DEFAULT_MAX_BYTES >> 20)]
    max_file_size: u64,
}

impl FileFlags {
    /// Returns the maximum size of each file in bytes.
    pub(super) fn max_bytes(&self) -> u64 {
        self.max_file_size.saturating_mul(1 << 20)
    }

    /// Allows references from a document to the included folders.
    pub(super) fn apply(&self, document: Source) -> Source {
        self.include.iter().fold(document, Source::include)
    }
}

/// Reads a document and its overlay; `Err` holds every reason why one of them cannot be read.
pub(super) fn read_sources(
    document: &Input,
    overlay: Option<&Input>,
    files: &FileFlags,
) -> Result<(Source, Option<Source>), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let max_bytes = files.max_bytes();
    let document = document.read(max_bytes, &mut diagnostics).map(|it| files.apply(it));
    let overlay = overlay.map(|overlay| overlay.read(max_bytes, &mut diagnostics));
    match (document, overlay) {
        (Some(document), None) => Ok((document, None)),
        (Some(document), Some(Some(overlay))) => Ok((document, Some(overlay))),
        _ => Err(diagnostics),
    }
}
