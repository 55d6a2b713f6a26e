//! Rendering: from tokens to the text of files, and from files to a folder, whole or not at all.

mod folder;
pub mod manifest;
mod print;

pub use folder::{Change, ChangeKind, Comparison, FolderError};

use crate::api::Api;
use crate::emit::SourceFile;

/// A file of the crate, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Its path below `src/`, with `/` between folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Prints files.
///
/// # Errors
/// Tokens that are no Rust, which is a defect of this generator and never of the document: the file, and what
/// the parser says.
pub fn render(api: &Api, files: &[SourceFile]) -> Result<Vec<RenderedFile>, PrintError> {
    files.iter().map(|file| print::file(api, file)).collect()
}

/// Emission made something that is no Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintError {
    /// The file that could not be printed.
    pub path: String,
    /// What the parser says.
    pub message: String,
}

impl std::fmt::Display for PrintError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "printing src/{}: the generator made something that is no Rust ({}): please report it with the document",
            self.path, self.message
        )
    }
}

impl std::error::Error for PrintError {}
