//! Rendering: from tokens to the text of files, and from files to a folder, whole or not at all.

mod folder;
pub mod manifest;
mod print;

pub use folder::{Change, ChangeKind, Comparison, FolderError, replace};

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

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

/// Prints the files of all parts, several parts at a time.
///
/// # Errors
/// Tokens that are no Rust, which is a defect of this generator and never of the document: the file, and what
/// the parser says.
pub fn render<P: Copy + Sync>(
    api: &Api,
    parts: &[P],
    emit: impl Fn(P) -> Vec<SourceFile> + Sync,
) -> Result<Vec<RenderedFile>, PrintError> {
    let next = AtomicUsize::new(0);
    // Tokens cannot leave their thread: what emits a part prints it too.
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
        // Where no thread can be had, this one does it all.
        let mut done = if workers.is_empty() { work() } else { Vec::new() };
        for worker in workers {
            match worker.join() {
                Ok(parts) => done.extend(parts),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    // The order is that of the parts, whichever thread was faster.
    done.sort_by_key(|(number, _)| *number);
    let mut files = Vec::new();
    for (_, part) in done {
        files.extend(part?);
    }
    Ok(files)
}

/// Types lie in each other as deep as schemas may, and their parser calls itself for each: whoever called may have less.
const STACK: usize = 16 << 20;

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
