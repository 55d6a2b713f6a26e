//! Polling of an operation until its resource reaches a final state.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::arguments::Call;
use crate::BoxFuture;
use crate::error::{Error, ErrorBody};
use crate::text::OneLine;
use crate::wire::Value;

/// The default interval between polls.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// The default timeout of a poller.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// The state of a resource, from a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct State<'a> {
    /// The name of the state, if the response has one.
    pub name: Option<&'a str>,
    /// The meaning of the state for a poller.
    pub outcome: Outcome,
    /// The reason of a failure, if the response has one.
    pub reason: Option<&'a str>,
}

/// The meaning of a state for a poller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The state is not final. Unknown states are pending.
    Pending,
    /// The final state of success.
    Ready,
    /// A final state of failure.
    Failed,
}

/// A response with a state. Emitted code implements it.
pub trait Stateful {
    /// Returns the state.
    fn state(&self) -> State<'_>;
}

impl<'a> State<'a> {
    /// The state of a response without one.
    pub const UNKNOWN: Self = Self { name: None, outcome: Outcome::Pending, reason: None };

    /// Returns the state with this name, given the names of the final states.
    #[must_use]
    pub fn new(
        name: Option<&'a str>,
        ready: &[&str],
        failed: &[&str],
        reason: Option<&'a str>,
    ) -> Self {
        let outcome = match name {
            Some(name) if ready.contains(&name) => Outcome::Ready,
            Some(name) if failed.contains(&name) => Outcome::Failed,
            _ => Outcome::Pending,
        };
        Self { name, outcome, reason: reason.filter(|reason| !reason.is_empty()) }
    }
}

/// A poller that sends a call until its response has a final state.
///
/// The default poll interval is 10 seconds, and the default timeout 30 minutes. Awaiting it is the
/// same as [`until_done`](Self::until_done).
#[must_use = "a poller sends nothing until it is awaited"]
pub struct Poller<T, B = ()> {
    call: Call,
    poll_interval: Duration,
    timeout: Duration,
    on_progress: Option<OnProgress<T>>,
    error: PhantomData<fn() -> B>,
}

type OnProgress<T> = Box<dyn FnMut(&T) + Send>;

impl<T, B> Poller<T, B>
where
    T: Value + Stateful + Send + 'static,
    B: ErrorBody,
{
    /// Returns a poller for the call.
    pub fn new(call: Call) -> Self {
        let (poll_interval, timeout) = (POLL_INTERVAL, TIMEOUT);
        Self { call, poll_interval, timeout, on_progress: None, error: PhantomData }
    }

    /// Sets the interval between polls.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// Sets the timeout of the poller. It does not limit a single call, which has its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets a function that is called with each response, the last one included.
    pub fn on_progress(mut self, on_progress: impl FnMut(&T) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(on_progress));
        self
    }

    /// Polls until the state is final, and returns the last response.
    ///
    /// # Errors
    ///
    /// Returns an error if the final state is a failure, the timeout passes, or a call fails.
    pub async fn until_done(mut self) -> Result<T, PollError<T, B>> {
        let operation = self.call.operation.id;
        let clock = Arc::clone(&self.call.settings.transport.clock);
        let start = clock.instant();
        loop {
            let response = self.call.clone().send::<T, B>().await.map_err(PollError::Call)?;
            let response = response.into_body();
            if let Some(on_progress) = &mut self.on_progress {
                on_progress(&response);
            }
            match response.state().outcome {
                Outcome::Ready => return Ok(response),
                Outcome::Failed => return Err(PollError::Failed { operation, response }),
                Outcome::Pending => {}
            }
            let elapsed = clock.instant().saturating_duration_since(start);
            if elapsed.saturating_add(self.poll_interval) > self.timeout {
                return Err(PollError::TimedOut { operation, response, elapsed });
            }
            clock.sleep(self.poll_interval).await;
        }
    }
}

impl<T, B> IntoFuture for Poller<T, B>
where
    T: Value + Stateful + Send + 'static,
    B: ErrorBody,
{
    type Output = Result<T, PollError<T, B>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.until_done())
    }
}

impl<T, B> fmt::Debug for Poller<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Poller")
            .field("call", &self.call)
            .field("poll_interval", &self.poll_interval)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The error of a [`Poller`].
#[derive(Debug)]
#[non_exhaustive]
pub enum PollError<T, B = ()>
where
    B: ErrorBody,
{
    /// The resource reached a final state of failure.
    #[non_exhaustive]
    Failed {
        /// The `operationId` of the polled operation.
        operation: &'static str,
        /// The last response. Its state may have the reason.
        response: T,
    },
    /// The timeout passed before the state was final.
    #[non_exhaustive]
    TimedOut {
        /// The `operationId` of the polled operation.
        operation: &'static str,
        /// The last response.
        response: T,
        /// The time since the first poll.
        elapsed: Duration,
    },
    /// A call failed.
    Call(Error<B>),
}

impl<T, B: ErrorBody> PollError<T, B> {
    /// Returns the last response, unless a call failed.
    pub fn response(&self) -> Option<&T> {
        match self {
            Self::Failed { response, .. } | Self::TimedOut { response, .. } => Some(response),
            Self::Call(_) => None,
        }
    }
}

/// One line: the operation, the state, and the service's reason.
impl<T: Stateful, B: ErrorBody> fmt::Display for PollError<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, state) = match self {
            Self::Failed { operation, response } | Self::TimedOut { operation, response, .. } => {
                (operation, response.state())
            }
            Self::Call(error) => return error.fmt(formatter),
        };
        let name = state.name.unwrap_or("unknown");
        write!(formatter, "{operation}: the state is {}", OneLine(name))?;
        if let Self::TimedOut { elapsed, .. } = self {
            write!(formatter, " after {} seconds", elapsed.as_secs())?;
        }
        match state.reason {
            Some(reason) => write!(formatter, ": {}", OneLine(reason)),
            None => Ok(()),
        }
    }
}

impl<T, B> StdError for PollError<T, B>
where
    T: Stateful + fmt::Debug,
    B: ErrorBody,
{
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Failed { .. } | Self::TimedOut { .. } => None,
        }
    }
}

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use std::time::Duration;

    use super::{Call, Error, ErrorBody, PollError, Stateful, Value};
    use crate::executor;

    /// A blocking poller; see [`Poller`](crate::Poller).
    #[derive(Debug)]
    #[must_use = "a poller sends nothing until `until_done` is called"]
    pub struct Poller<T, B = ()>(super::Poller<T, B>);

    impl<T, B> Poller<T, B>
    where
        T: Value + Stateful + Send + 'static,
        B: ErrorBody,
    {
        /// Returns a poller for the call.
        pub fn new(call: Call) -> Self {
            Self(super::Poller::new(call))
        }

        /// Sets the interval between polls.
        pub fn poll_interval(self, interval: Duration) -> Self {
            Self(self.0.poll_interval(interval))
        }

        /// Sets the timeout of the poller. It does not limit a single call, which has its own.
        pub fn timeout(self, timeout: Duration) -> Self {
            Self(self.0.timeout(timeout))
        }

        /// Sets a function that is called with each response, the last one included.
        pub fn on_progress(self, on_progress: impl FnMut(&T) + Send + 'static) -> Self {
            Self(self.0.on_progress(on_progress))
        }

        /// Polls until the state is final, and returns the last response.
        ///
        /// # Errors
        ///
        /// Returns an error if the final state is a failure, the timeout passes, or a call fails.
        pub fn until_done(self) -> Result<T, PollError<T, B>> {
            let operation = self.0.call.operation;
            executor::block_on(self.0.until_done())
                .unwrap_or_else(|problem| Err(PollError::Call(Error::blocking(operation, problem))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_states_are_pending() {
        let outcome = |name| State::new(name, &["AVAILABLE"], &["FAILED"], Some("")).outcome;
        assert_eq!(outcome(Some("AVAILABLE")), Outcome::Ready);
        assert_eq!(outcome(Some("FAILED")), Outcome::Failed);
        assert_eq!(outcome(Some("SOMETHING_NEW")), Outcome::Pending);
        assert_eq!(outcome(None), Outcome::Pending);
        assert_eq!(State::new(None, &[], &[], Some("")).reason, None);
    }
}
