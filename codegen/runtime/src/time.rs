//! Injectable time source and randomness.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::BoxFuture;

/// Injectable time source of a client, for tests.
///
/// It measures retry delays and the expiry of access tokens. Timeouts of requests run on tokio's
/// timer.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Returns the time of day, for token expiry and HTTP dates.
    fn now(&self) -> SystemTime;

    /// Returns a monotonic time, for durations.
    fn instant(&self) -> Instant;

    /// Completes after the duration.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;
}

/// The clock of the operating system and tokio's timer.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The end of a call's timeout.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    pub(crate) clock: Arc<dyn Clock>,
    /// The start of the call.
    pub(crate) start: Instant,
    /// The timeout of the call.
    pub(crate) timeout: Duration,
}

impl Deadline {
    /// Whether the timeout has passed.
    pub(crate) fn is_over(&self) -> bool {
        self.clock.instant().saturating_duration_since(self.start) > self.timeout
    }
}

/// Returns a random number from 0 to 1, for jitter.
pub(crate) fn random() -> f64 {
    fastrand::f64()
}
