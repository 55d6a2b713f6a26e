//! Interruption of decoding, which is synchronous and cannot be cancelled in another way.

use std::fmt;

use super::error::DecodeError;

/// The number of items and properties between two checks, so that checks take no measurable time.
const STEPS: u32 = 1024;

/// A check whether decoding is to be interrupted.
#[derive(Default)]
pub(super) struct Interrupt<'a> {
    is_due: Option<&'a dyn Fn() -> bool>,
    steps: u32,
    /// Stays set, because an error in a variant of a union is not the end: another one is tried.
    is_interrupted: bool,
}

impl<'a> Interrupt<'a> {
    /// Returns an interruption that is due once the function returns `true`.
    pub(super) fn new(is_due: &'a dyn Fn() -> bool) -> Self {
        Self { is_due: Some(is_due), ..Self::default() }
    }

    /// Counts an item or a property.
    #[inline]
    pub(super) fn step(&mut self, offset: usize) -> Result<(), DecodeError> {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(STEPS) || self.is_interrupted {
            return self.check(offset);
        }
        Ok(())
    }

    #[cold]
    fn check(&mut self, offset: usize) -> Result<(), DecodeError> {
        self.is_interrupted = self.is_interrupted || self.is_due.is_some_and(|is_due| is_due());
        if self.is_interrupted { Err(DecodeError::interrupted(offset)) } else { Ok(()) }
    }
}

impl fmt::Debug for Interrupt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Interrupt")
            .field("is_interrupted", &self.is_interrupted)
            .finish_non_exhaustive()
    }
}
