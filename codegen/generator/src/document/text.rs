//! The text of a file, in which every key and value is found again.

use std::sync::{Arc, OnceLock};
use std::thread;

use super::Source;
use super::positions::Positions;
use crate::diagnostic::{Diagnostic, Part, Pointer, Span, Text};

/// A text with the name that diagnostics call it by. Where everything stands in it is found out when it is first asked.
#[derive(Debug)]
pub(super) struct MarkedText {
    pub(super) name: String,
    pub(super) text: Arc<Text>,
    positions: OnceLock<Positions>,
}

/// How large a text is, in bytes, of which diagnostic out where everything stands takes longer than starting a thread.
const LARGE: usize = 64 << 10;
/// As much stack as the thread has that reads the text: both follow how deep values lie in each other.
const STACK: usize = 16 << 20;

impl MarkedText {
    pub(super) fn new(source: &Source) -> Arc<Self> {
        let (name, text) = (source.name.clone(), Text::new(source.text.as_str()));
        Arc::new(Self { name, text, positions: OnceLock::new() })
    }

    /// What to point at for a part of the value at `pointer`, or of the innermost value around it that there is.
    pub(super) fn span(&self, pointer: &Pointer, part: Part) -> Option<Span> {
        let bytes = self.positions().bytes(self.text.as_str(), pointer, part)?;
        Some(self.text.span(bytes))
    }

    /// The key and the whole value at `pointer`.
    pub(super) fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        let (key, value) = self.positions().extent(self.text.as_str(), pointer)?;
        Some(Extent { key: key.map(|key| self.text.part(key)), value: self.text.part(value) })
    }

    /// Finds the places of a diagnostic that are in this text.
    pub(super) fn locate(&self, diagnostic: &mut Diagnostic) {
        for location in diagnostic.places_mut() {
            if location.span.is_none() && location.source == self.name {
                location.span = self.span(&location.pointer, location.part);
            }
        }
    }

    /// Does something with the text. Of a large one it is found out meanwhile where everything stands in it: about almost
    /// every large document there is something to say.
    pub(super) fn meanwhile<T>(&self, work: impl FnOnce() -> T) -> T {
        if self.text.as_str().len() < LARGE {
            return work();
        }
        thread::scope(|scope| {
            let find_out = || {
                self.positions();
            };
            // Where no thread can be had, it is found out when it is asked.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, find_out);
            work()
        })
    }

    fn positions(&self) -> &Positions {
        self.positions.get_or_init(|| Positions::of(self.text.as_str(), &self.name))
    }
}

/// Where a member of an object, or an item of a list, stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extent {
    /// The key as it is written, with its quotes; items of lists have none.
    pub key: Option<Span>,
    /// The value as it is written, from its quote, bracket or first key to its end, which may be many lines later.
    pub value: Span,
}
