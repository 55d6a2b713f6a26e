//! Reads source text: files, YAML and JSON, and the position of every value.
//!
//! Invariant: no input makes this module panic, recurse without bound or read outside the document's folder.

mod bounded;
pub(super) mod nesting;
mod positions;
pub(super) mod reader;
pub(super) mod siblings;
mod source;
mod stack_path;

pub use source::Source;
pub(super) use stack_path::StackPath;

use std::sync::{Arc, OnceLock};
use std::thread;

use self::positions::Positions;
use crate::diagnostic::{Diagnostic, Highlight, Pointer, SourceText, Span};

/// A text with its name and the positions of its values, which are computed on first use.
#[derive(Debug)]
pub(super) struct IndexedText {
    pub(super) name: String,
    pub(super) text: Arc<SourceText>,
    positions: OnceLock<Positions>,
}

/// Size in bytes from which computing positions takes longer than starting a thread.
const LARGE_TEXT: usize = 64 << 10;
/// Stack size in bytes of the thread that computes positions, which recurses as deep as values are nested.
const STACK: usize = 16 << 20;

impl IndexedText {
    pub(super) fn new(source: &Source) -> Arc<Self> {
        let (name, text) = (source.name.clone(), SourceText::new(source.text.as_str()));
        Arc::new(Self { name, text, positions: OnceLock::new() })
    }

    /// Returns the span of the value at `pointer`, or of its innermost existing ancestor.
    pub(super) fn span(&self, pointer: &Pointer, highlight: Highlight) -> Option<Span> {
        let bytes = self.positions().bytes(self.text.as_str(), pointer, highlight)?;
        Some(self.text.span(bytes))
    }

    /// Returns the spans of the key and of the whole value at `pointer`.
    pub(super) fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        let (key, value) = self.positions().extent(self.text.as_str(), pointer)?;
        Some(Extent {
            key: key.map(|key| self.text.multiline_span(key)),
            value: self.text.multiline_span(value),
        })
    }

    /// Adds spans to the locations of a diagnostic that are in this text.
    pub(super) fn locate(&self, diagnostic: &mut Diagnostic) {
        for location in diagnostic.locations_mut() {
            if location.span.is_none() && location.source == self.name {
                location.span = self.span(&location.pointer, location.highlight);
            }
        }
    }

    /// Runs `work` and computes the positions of a large text in another thread meanwhile.
    ///
    /// Almost every large document has diagnostics, so the positions are needed anyway.
    pub(super) fn index_while<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.text.as_str().len() < LARGE_TEXT {
            return work();
        }
        thread::scope(|scope| {
            let compute = || {
                self.positions();
            };
            // Without a thread the positions are computed on first use.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, compute);
            work()
        })
    }

    fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| Positions::of(self.text.as_str(), &self.name))
    }
}

/// The spans of an object member or a list item in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extent {
    /// The key with its quotes; `None` for list items.
    pub key: Option<Span>,
    /// The value, from its quote, bracket or first key to its end, which may be many lines later.
    pub value: Span,
}
