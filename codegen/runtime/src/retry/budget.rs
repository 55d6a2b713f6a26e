//! The token bucket for retries that a client shares with its clones, so that retries do not
//! multiply an outage.

use std::sync::atomic::{AtomicU32, Ordering};

/// The tokens that a retry takes.
const COST: u32 = 5;
/// The tokens that a successful call returns.
const GAIN: u32 = 1;

/// A token bucket, initially full.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    capacity: u32,
    tokens: AtomicU32,
}

impl RetryBudget {
    pub(crate) fn new(capacity: u32) -> Self {
        Self { capacity, tokens: AtomicU32::new(capacity) }
    }

    /// Takes the tokens for a retry. Returns whether there were enough.
    pub(crate) fn take(&self) -> bool {
        let spent = |tokens: u32| tokens.checked_sub(COST);
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).is_ok()
    }

    /// Returns the tokens of a successful call.
    pub(crate) fn refill(&self) {
        // The bucket is usually full, and a load is cheaper than an update.
        if self.tokens.load(Ordering::Relaxed) < self.capacity {
            let refilled = |tokens: u32| Some(tokens.saturating_add(GAIN).min(self.capacity));
            let _ = self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, refilled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successful_calls_refill_the_bucket() {
        let budget = RetryBudget::new(12);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..3 {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn the_bucket_does_not_exceed_its_capacity() {
        let budget = RetryBudget::new(5);
        for _ in 0..100 {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
        assert!(!RetryBudget::new(0).take());
    }
}
