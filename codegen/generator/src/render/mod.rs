//! Renders tokens as formatted files and writes them to a folder.
//!
//! Invariant: a folder is replaced completely or not at all.

mod folder;
pub mod manifest;
mod print;

pub use folder::{Change, ChangeKind, Comparison, FolderError, replace};

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::api::Api;
use crate::emit::SourceFile;

/// A rendered file of the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// The path below `src/`, with `/` between folders.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Renders the files of all parts in parallel.
///
/// # Errors
/// Returns an error if the tokens are not valid Rust, which is a defect of the generator.
pub fn render<P: Copy + Sync>(
    api: &Api,
    parts: &[P],
    emit: impl Fn(P) -> Vec<SourceFile> + Sync,
) -> Result<Vec<RenderedFile>, PrintError> {
    let next = AtomicUsize::new(0);
    // Tokens are not `Send`, so each thread emits and prints its parts.
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(number) else {
                return done;
            };
            let files = emit(*part).into_iter();
            done.push((number, files.map(|file| print::file(api, file)).collect()));
        }
    };
    let mut done: Vec<(usize, Result<Vec<RenderedFile>, PrintError>)> = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers: Vec<_> = (0..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        // If no thread can be started, this one does all the work.
        let mut done = if workers.is_empty() { work() } else { Vec::new() };
        for worker in workers {
            match worker.join() {
                Ok(parts) => done.extend(parts),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    // The order of files must not depend on the threads.
    done.sort_by_key(|(number, _)| *number);
    let mut files = Vec::new();
    for (_, part) in done {
        files.extend(part?);
    }
    files.push(RenderedFile { path: "rustfmt.toml".to_owned(), text: RUSTFMT.to_owned() });
    Ok(files)
}

/// The configuration that excludes the emitted files from formatting. Stable rustfmt reads no attribute of a crate for that.
const RUSTFMT: &str = "# @generated: formatted files would differ from what is emitted.\ndisable_all_formatting = true\n";

/// Stack size in bytes of a thread: the parser recurses for nested types, which are as deep as nested schemas.
const STACK: usize = 16 << 20;

/// The error if emitted tokens are not valid Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintError {
    /// The path of the file.
    pub path: String,
    /// The message of the parser.
    pub message: String,
}

impl std::fmt::Display for PrintError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "cannot print src/{}: the generator emitted invalid Rust ({}); please report this with the document",
            self.path, self.message
        )
    }
}

impl std::error::Error for PrintError {}
