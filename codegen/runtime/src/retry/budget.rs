//! The token bucket: what a client and all its clones may spend on retries, so that an outage is not multiplied.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry takes.
const COST: u32 = 5;
/// What a call that succeeds gives back.
const GAIN: u32 = 1;

/// A bucket of tokens, full at first.
#[derive(Debug)]
pub(crate) struct Budget {
    full: u32,
    tokens: AtomicU32,
}

impl Budget {
    pub(crate) fn new(full: u32) -> Self {
        Self { full, tokens: AtomicU32::new(full) }
    }

    /// Takes what a retry costs; false where there is not enough left.
    pub(crate) fn take(&self) -> bool {
        let spent = |tokens: u32| tokens.checked_sub(COST);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }

    /// A call has succeeded.
    pub(crate) fn refill(&self) {
        // Most of the time the bucket is full, and reading is cheaper than writing.
        if self.tokens.load(Ordering::Relaxed) < self.full {
            let refilled = |tokens: u32| Some(tokens.saturating_add(GAIN).min(self.full));
            let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refilled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_end_when_the_bucket_is_empty_and_come_back_with_success() {
        let budget = Budget::new(12);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..3 {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn a_bucket_never_overflows() {
        let budget = Budget::new(5);
        for _ in 0..100 {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
        assert!(!Budget::new(0).take());
    }
}
