//! A clock on which waiting takes no time, and that remembers how long was waited.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use portolan_runtime::{BoxFuture, Clock};

#[derive(Debug, Clone, Default)]
pub(crate) struct Patient(Arc<Mutex<Vec<Duration>>>);

impl Patient {
    pub(crate) fn delays(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Clock for Patient {
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
