//! Clocks without real delays.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use portolan_runtime::{BoxFuture, Clock};

/// A clock whose sleeps return at once and are recorded.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecordingClock(Arc<Mutex<Vec<Duration>>>);

impl RecordingClock {
    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Clock for RecordingClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.0.lock().unwrap().push(duration);
        Box::pin(async {})
    }
}

/// A clock that only moves by [`advance`](Self::advance), and whose sleeps return at once.
#[derive(Debug, Clone)]
pub(crate) struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000))))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }

    fn instant(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// A clock that moves by 5 seconds whenever it is read.
#[derive(Debug)]
pub(crate) struct TickingClock(Mutex<Instant>);

impl TickingClock {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl Clock for TickingClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        let mut instant = self.0.lock().unwrap();
        *instant += Duration::from_secs(5);
        *instant
    }

    fn sleep(&self, _: Duration) -> BoxFuture<()> {
        Box::pin(async {})
    }
}
