//! Budget: how deep schemas lead into each other, and how often they are looked at. Both have an end.
//!
//! A document of forty schemas, each of which is twice the next, describes a million million of them. Whatever follows
//! schemas asks here first.

use std::cell::Cell;

use super::Lowering;
use crate::diagnostic::{Code, Pointer};

/// How deep schemas may lead into each other: further than any document that is meant to be read.
const DEEPEST: usize = 10_000;
/// How deep schemas may lie in each other without a model between them: as deep as values in a document.
const DEEPEST_IN_PLACE: usize = 128;
/// How often schemas may be looked up: sixty times what a document of a thousand models takes.
const MOST_STEPS: usize = 2_000_000;

/// How much stack must be left for one schema, and how much is added where it is not.
const RED_ZONE: usize = 256 << 10;
const MORE_STACK: usize = 8 << 20;

/// What has been done so far.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    depth: usize,
    steps: Cell<usize>,
    /// The schema that lay too deep.
    too_deep: Option<Pointer>,
}

impl Budget {
    /// Counts one more look at a schema; `None` where there have been too many.
    pub(crate) fn step(&self) -> Option<()> {
        let steps = self.steps.get();
        self.steps.set(steps.saturating_add(1));
        (steps < MOST_STEPS).then_some(())
    }

    /// Whether there have been too many looks, which is told at the end.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps.get() >= MOST_STEPS
    }
}

impl Lowering<'_> {
    /// Goes into a schema, with as much stack as that takes; `None` where it lies too deep.
    pub(crate) fn deeper<T>(
        &mut self,
        pointer: &Pointer,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.budget.depth >= DEEPEST || self.expanding.len() > DEEPEST_IN_PLACE {
            self.budget.too_deep.get_or_insert_with(|| pointer.clone());
            return None;
        }
        self.budget.depth += 1;
        let done = stacker::maybe_grow(RED_ZONE, MORE_STACK, || work(self));
        self.budget.depth -= 1;
        Some(done)
    }

    /// Says where there was no end to it.
    pub(crate) fn report_budget(&mut self) {
        if let Some(pointer) = self.budget.too_deep.take() {
            self.report(
                Code::TooDeep,
                &pointer,
                "schemas lead from one to the next without end, or nearly, before this one",
                "let fewer of them hold each other",
            );
        }
        if self.budget.is_exhausted() {
            self.report(
                Code::TooDeep,
                &Pointer::root().child("components").child("schemas"),
                "schemas are parts of each other in more ways than can be followed",
                "let fewer of them refer to each other by `allOf`, `oneOf` and `anyOf`",
            );
        }
    }
}
