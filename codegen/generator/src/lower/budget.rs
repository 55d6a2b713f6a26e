//! Budget: limits on the depth and the number of schemas that are inspected.
//!
//! A document of forty schemas, each of which refers to the next twice, describes 10^12 of them. Everything that follows
//! schemas asks here first.

use std::cell::Cell;

use super::Lowering;
use crate::diagnostic::{Code, Pointer};

/// The maximum depth of schemas, beyond any real document.
const MAX_DEPTH: usize = 10_000;
/// The maximum depth of inline schemas without a model in between: that of values in a document.
const MAX_INLINE_DEPTH: usize = 128;
/// The maximum number of schema lookups: sixty times those of a document with a thousand models.
const MAX_STEPS: usize = 2_000_000;

/// The stack that must be left for a schema, and the stack that is added otherwise.
const RED_ZONE: usize = 256 << 10;
const MORE_STACK: usize = 8 << 20;

/// The budget used so far.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    depth: usize,
    steps: Cell<usize>,
    /// The first schema beyond the maximum depth.
    too_deep: Option<Pointer>,
}

impl Budget {
    /// Counts a lookup of a schema; `None` once the budget is exhausted.
    pub(crate) fn step(&self) -> Option<()> {
        let steps = self.steps.get();
        self.steps.set(steps.saturating_add(1));
        (steps < MAX_STEPS).then_some(())
    }

    /// Whether the budget is exhausted, which is reported at the end.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.steps.get() >= MAX_STEPS
    }
}

impl Lowering<'_> {
    /// Runs work on a schema one level deeper, with enough stack; `None` beyond the maximum depth.
    pub(crate) fn deeper<T>(
        &mut self,
        pointer: &Pointer,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        if self.budget.depth >= MAX_DEPTH || self.expanding.len() > MAX_INLINE_DEPTH {
            self.budget.too_deep.get_or_insert_with(|| pointer.clone());
            return None;
        }
        self.budget.depth += 1;
        let done = stacker::maybe_grow(RED_ZONE, MORE_STACK, || work(self));
        self.budget.depth -= 1;
        Some(done)
    }

    /// Reports the limits that were exceeded.
    pub(crate) fn report_budget(&mut self) {
        if let Some(pointer) = self.budget.too_deep.take() {
            self.report(
                Code::TooDeep,
                &pointer,
                "the schemas that lead to this one are nested too deeply",
                "reduce the depth of the nesting",
            );
        }
        if self.budget.is_exhausted() {
            self.report(
                Code::TooDeep,
                &Pointer::root().child("components").child("schemas"),
                "schemas include each other in more ways than can be followed",
                "use fewer references between them in `allOf`, `oneOf` and `anyOf`",
            );
        }
    }
}
