//! Time: what o'clock it is, and waiting; tests bring a clock of their own and wait for nothing.

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use crate::BoxFuture;

/// Where a client has its time from.
///
/// The delays before retries pass on it, and it says when access tokens expire. The time limits of
/// requests run on the time of tokio.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time of day: for tokens and for dates in header fields.
    fn now(&self) -> SystemTime;

    /// A time that never goes back: for how long something took.
    fn instant(&self) -> Instant;

    /// Ends when so much time has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;
}

/// The time of the operating system and of tokio.
#[derive(Debug)]
pub(crate) struct System;

impl Clock for System {
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

/// A number from 0 to 1, for delays that differ from client to client.
pub(crate) fn random() -> f64 {
    fastrand::f64()
}
