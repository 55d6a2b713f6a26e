//! Waiting: asking again and again until a thing has got as far as its caller needs it.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Call;
use crate::BoxFuture;
use crate::error::{Error, ErrorBody, OneLine};
use crate::wire::Value;

/// How often it is asked, unless told otherwise.
const EVERY: Duration = Duration::from_secs(10);
/// How long it is waited, unless told otherwise.
const AT_MOST: Duration = Duration::from_secs(30 * 60);

/// How far a thing has got, as its response says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct State<'a> {
    /// The state in the service's own word, where it says one.
    pub name: Option<&'a str>,
    /// What that means for those who wait.
    pub outcome: Outcome,
    /// Why it failed, where the service says so.
    pub reason: Option<&'a str>,
}

/// What a state means for those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It goes on. Every state counts as this one that the document does not say more of.
    Pending,
    /// It has got as far as it can.
    Ready,
    /// It will not get there.
    Failed,
}

/// A response that says how far a thing has got; emitted code implements it.
pub trait Stateful {
    /// How far it has got.
    fn state(&self) -> State<'_>;
}

impl<'a> State<'a> {
    /// A state of which nothing is known.
    pub const UNKNOWN: Self = Self { name: None, outcome: Outcome::Pending, reason: None };

    /// The state of a name, where the document says which names mean what.
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

/// Waits until a thing is ready: asks again and again, every ten seconds and for half an hour at the
/// most unless told otherwise. Awaiting it begins.
#[must_use = "nothing is asked before this is awaited"]
pub struct Wait<T, B = ()> {
    call: Call,
    every: Duration,
    at_most: Duration,
    progress: Option<Progress<T>>,
    error: std::marker::PhantomData<fn() -> B>,
}

type Progress<T> = Box<dyn FnMut(&T) + Send>;

impl<T, B> Wait<T, B>
where
    T: Value + Stateful + Send + 'static,
    B: ErrorBody,
{
    /// Waits for what a call responses; the emitted crate calls it.
    pub fn new(call: Call) -> Self {
        let error = std::marker::PhantomData;
        Self { call, every: EVERY, at_most: AT_MOST, progress: None, error }
    }

    /// How long to wait before it is asked again.
    pub fn every(mut self, interval: Duration) -> Self {
        self.every = interval;
        self
    }

    /// How long to wait altogether.
    pub fn at_most(mut self, time: Duration) -> Self {
        self.at_most = time;
        self
    }

    /// A function that sees each response, the last one too: to tell people how far it has got.
    pub fn on_progress(mut self, progress: impl FnMut(&T) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    async fn run(mut self) -> Result<T, WaitError<T, B>> {
        let operation = self.call.operation.id;
        let clock = Arc::clone(&self.call.settings.transport.clock);
        let begun = clock.instant();
        loop {
            let response = self.call.clone().send::<T, B>().await.map_err(WaitError::Call)?;
            let response = response.into_body();
            if let Some(progress) = &mut self.progress {
                progress(&response);
            }
            match response.state().outcome {
                Outcome::Ready => return Ok(response),
                Outcome::Failed => return Err(WaitError::Failed { operation, response }),
                Outcome::Pending => {}
            }
            let waited = clock.instant().saturating_duration_since(begun);
            if waited.saturating_add(self.every) > self.at_most {
                return Err(WaitError::TimedOut { operation, response, waited });
            }
            clock.sleep(self.every).await;
        }
    }
}

impl<T, B> IntoFuture for Wait<T, B>
where
    T: Value + Stateful + Send + 'static,
    B: ErrorBody,
{
    type Output = Result<T, WaitError<T, B>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<T, B> fmt::Debug for Wait<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Wait")
            .field("call", &self.call)
            .field("every", &self.every)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}

/// Why a thing is not ready.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<T, B = ()>
where
    B: ErrorBody,
{
    /// It has failed, and will not get there.
    #[non_exhaustive]
    Failed {
        /// The `operationId` of the call that asked.
        operation: &'static str,
        /// What was answered last; its state says why it failed.
        response: T,
    },
    /// It is not ready yet, and it was not to be waited any longer.
    #[non_exhaustive]
    TimedOut {
        /// The `operationId` of the call that asked.
        operation: &'static str,
        /// What was answered last.
        response: T,
        /// How long it was waited.
        waited: Duration,
    },
    /// It could not be asked.
    Call(Error<B>),
}

impl<T, B: ErrorBody> WaitError<T, B> {
    /// What was answered last, unless it could not be asked.
    pub fn response(&self) -> Option<&T> {
        match self {
            Self::Failed { response, .. } | Self::TimedOut { response, .. } => Some(response),
            Self::Call(_) => None,
        }
    }
}

/// One line: the operation, the state, and the service's reason.
impl<T: Stateful, B: ErrorBody> fmt::Display for WaitError<T, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, state) = match self {
            Self::Failed { operation, response } | Self::TimedOut { operation, response, .. } => {
                (operation, response.state())
            }
            Self::Call(error) => return error.fmt(formatter),
        };
        let name = state.name.unwrap_or("not known");
        write!(formatter, "{operation}: the state is {}", OneLine(name))?;
        if let Self::TimedOut { waited, .. } = self {
            write!(formatter, " after {} seconds", waited.as_secs())?;
        }
        match state.reason {
            Some(reason) => write!(formatter, ": {}", OneLine(reason)),
            None => Ok(()),
        }
    }
}

impl<T, B> StdError for WaitError<T, B>
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

    use super::{Call, ErrorBody, Stateful, Value, WaitError};

    /// Waits until a thing is ready, for programs without async; see [`Wait`](crate::Wait).
    #[derive(Debug)]
    #[must_use = "nothing is asked before `run` is called"]
    pub struct Wait<T, B = ()>(super::Wait<T, B>);

    impl<T, B> Wait<T, B>
    where
        T: Value + Stateful + Send + 'static,
        B: ErrorBody,
    {
        /// Waits for what a call responses; the emitted crate calls it.
        pub fn new(call: Call) -> Self {
            Self(super::Wait::new(call))
        }

        /// How long to wait before it is asked again.
        pub fn every(self, interval: Duration) -> Self {
            Self(self.0.every(interval))
        }

        /// How long to wait altogether.
        pub fn at_most(self, time: Duration) -> Self {
            Self(self.0.at_most(time))
        }

        /// A function that sees each response, the last one too.
        pub fn on_progress(self, progress: impl FnMut(&T) + Send + 'static) -> Self {
            Self(self.0.on_progress(progress))
        }

        /// Waits.
        ///
        /// # Errors
        ///
        /// It failed, it took too long, or it could not be asked.
        pub fn run(self) -> Result<T, WaitError<T, B>> {
            let operation = self.0.call.operation;
            crate::blocking::wait(self.0.run()).unwrap_or_else(|problem| {
                Err(WaitError::Call(crate::blocking::refused(operation, problem)))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_document_says_nothing_of_goes_on() {
        let state = |name| State::new(name, &["AVAILABLE"], &["FAILED"], Some("")).outcome;
        assert_eq!(state(Some("AVAILABLE")), Outcome::Ready);
        assert_eq!(state(Some("FAILED")), Outcome::Failed);
        assert_eq!(state(Some("SOMETHING_NEW")), Outcome::Pending);
        assert_eq!(state(None), Outcome::Pending);
        assert_eq!(State::new(None, &[], &[], Some("")).reason, None);
    }
}
