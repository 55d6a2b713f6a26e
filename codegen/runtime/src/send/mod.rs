//! Sending: a request goes out, with proof of who is calling, again where that helps, until there is an answer.

mod exchange;
mod limits;
mod observer;
mod redirect;
mod span;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{StatusCode, header};
use tracing::Instrument;

pub(crate) use limits::Limits;
pub use observer::Attempt;
pub(crate) use observer::Observer;

use crate::answer::Answer;
use crate::api::{Envelope, Operation};
use crate::auth::{self, AuthenticationError, Authorization, Method};
use crate::client::{Client, Settings};
use crate::clock;
use crate::failure::{Failure, Kind, Received};
use crate::retry::{self, Reason, RetryPolicy, Tried};

/// How often one attempt asks for another proof of who is calling: for the first challenge, and
/// for one that is stale already when it is answered.
const PROOFS: u32 = 2;

/// A request that is ready to be sent.
pub(crate) struct Sending {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    /// Without proof of who is calling.
    pub(crate) request: reqwest::Request,
    pub(crate) options: Options,
    /// How to prove who is calling.
    pub(crate) method: Option<Method>,
    /// How the answer is wrapped, where the request asks for it.
    pub(crate) envelope: Option<Envelope>,
}

/// What a caller may settle for a single request.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How long the whole call may take.
    pub(crate) timeout: Duration,
    /// How long each attempt may take.
    pub(crate) attempt_timeout: Duration,
    /// When to try again, where it is not as the client has it.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether carrying out the request twice is the same as once.
    pub(crate) idempotent: bool,
}

impl Options {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            timeout: settings.timeout,
            attempt_timeout: settings.attempt_timeout,
            retry: None,
            idempotent: false,
        }
    }
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Progress {
    /// How many requests went out, or tried to.
    pub(crate) attempts: u32,
    /// Whether one of them may have been carried out.
    pub(crate) executed: bool,
}

impl Sending {
    pub(crate) async fn run(self) -> Result<Answer, Failure> {
        let span = span::call(self.operation, &self.request);
        let outcome = self.tried().instrument(span.clone()).await;
        span::record(&span, &outcome);
        outcome
    }

    /// Tries until there is an answer that stands.
    async fn tried(self) -> Result<Answer, Failure> {
        let settings = Arc::clone(&self.client.settings);
        let policy = self.options.retry.as_ref().unwrap_or(&settings.retry);
        let start = settings.clock.instant();
        let mut progress = Progress::default();
        let mut attempts = 0;
        loop {
            let outcome = self.attempt(start, &mut progress).await;
            attempts += 1;
            let (reason, retry_after) = self.judge(&outcome);
            let tried = Tried {
                attempts,
                elapsed: self.elapsed(start),
                limit: self.options.timeout,
                reason,
                retry_after,
                idempotent: self.options.idempotent,
                random: clock::random(),
            };
            let Some(delay) = policy.delay(&tried).filter(|_| settings.budget.take()) else {
                return match outcome {
                    Ok(answer) => {
                        if answer.is_success() {
                            settings.budget.refill();
                        }
                        Ok(answer.after(progress))
                    }
                    Err(failure) => Err(Failure { progress, ..failure }),
                };
            };
            tracing::debug!(attempts, ?reason, ?delay, "the request will be sent again");
            drop(outcome);
            settings.clock.sleep(delay).await;
        }
    }

    /// Why an attempt failed, and how long the service asks to wait.
    fn judge(&self, outcome: &Result<Answer, Failure>) -> (Reason, Option<Duration>) {
        match outcome {
            Ok(answer) => {
                let now = self.client.settings.clock.now();
                (Reason::of(answer.status()), retry::retry_after(answer.headers(), now))
            }
            Err(Failure { kind: Kind::Transport(transport), .. }) => {
                (if transport.error.is_connect() { Reason::NotSent } else { Reason::Broken }, None)
            }
            Err(_) => (Reason::Final, None),
        }
    }

    /// One attempt: the request, and those that follow redirects where the client does.
    async fn attempt(&self, start: Instant, progress: &mut Progress) -> Result<Answer, Failure> {
        let mut redirected: Option<reqwest::Request> = None;
        let mut redirects = self.client.settings.redirects;
        loop {
            let request = redirected.as_ref().unwrap_or(&self.request);
            let answer = self.proven(request, start, progress).await?;
            if redirects > 0
                && let Some(next) = redirect::next(request, answer.status(), answer.headers())
            {
                redirects -= 1;
                redirected = Some(next);
                continue;
            }
            return Ok(answer);
        }
    }

    /// Sends a request with proof of who is calling, and another one where the service asks again.
    async fn proven(
        &self,
        request: &reqwest::Request,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        // Nobody but the service gets a proof.
        let is_service = request.url().origin() == self.request.url().origin();
        let method = self.method.filter(|_| is_service);
        let mut authorization = match method {
            Some(method) => {
                let proof = auth::authorize(&self.client, method, request);
                self.within(start, proof).await?
            }
            None => Authorization::NONE,
        };
        for _ in 0..PROOFS {
            let answer = self.exchange(request, &authorization, start, progress).await?;
            if answer.status() != StatusCode::UNAUTHORIZED {
                return Ok(answer);
            }
            let proof =
                auth::authorize_again(&self.client, authorization, answer.headers(), request);
            match self.within(start, proof).await {
                Ok(Some(another)) => authorization = another,
                Ok(None) => return Ok(answer),
                // What the service said stays at hand.
                Err(failure) => return Err(failure.with(answer)),
            }
        }
        self.exchange(request, &authorization, start, progress).await
    }

    /// Waits for a proof, no longer than the call may take.
    async fn within<T>(
        &self,
        start: Instant,
        proof: impl Future<Output = Result<T, Arc<AuthenticationError>>>,
    ) -> Result<T, Failure> {
        match tokio::time::timeout(self.left(start), proof).await {
            Ok(proof) => proof.map_err(|error| self.failure(Kind::Authentication(error))),
            Err(_) => Err(self.failure(Kind::OutOfTime {
                limit: self.options.timeout,
                waiting_for: "an access token",
            })),
        }
    }

    /// One request over HTTP and its answer.
    async fn exchange(
        &self,
        request: &reqwest::Request,
        authorization: &Authorization,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        let settings = &*self.client.settings;
        let left = self.left(start);
        // Bodies are bytes in memory: there is none that cannot be sent again.
        let (Some(mut request), false) = (request.try_clone(), left.is_zero()) else {
            let limit = self.options.timeout;
            return Err(self.failure(Kind::OutOfTime { limit, waiting_for: "another attempt" }));
        };
        if let Some(value) = &authorization.header {
            request.headers_mut().insert(header::AUTHORIZATION, value.clone());
        }
        let limit = self.options.attempt_timeout.min(left);
        *request.timeout_mut() = Some(limit);
        // The limit that callers know, not what was left of it.
        let told = if limit < left { limit } else { self.options.timeout };
        let begun = settings.clock.instant();
        let number = progress.attempts.saturating_add(1);
        progress.attempts = number;
        let span = span::attempt(self.operation, &request, number);
        let method = request.method().clone();
        let received = exchange::exchange(&settings.http, request, &settings.limits, told);
        let received = received.instrument(span.clone()).await;
        let answer = match received {
            Ok(received) => Ok(self.answer(received)),
            Err((kind, received)) => {
                Err(Failure { answer: received.map(Box::new), ..self.failure(kind) })
            }
        };
        let outcome = &answer;
        span::record(&span, outcome);
        if let Some(observer) = &settings.observer {
            observer.see(&Attempt {
                operation: self.operation.id,
                method: &method,
                number,
                status: outcome.as_ref().map_or_else(Failure::status, |it| Some(it.status())),
                error: outcome.as_ref().err().map(Failure::class),
                took: settings.clock.instant().saturating_duration_since(begun),
            });
        }
        progress.executed |= match outcome {
            Ok(answer) => answer.status().is_success() || answer.status().is_server_error(),
            Err(Failure { kind: Kind::Transport(transport), .. }) => !transport.error.is_connect(),
            Err(_) => true,
        };
        answer
    }

    fn answer(&self, received: Received) -> Answer {
        let strict = self.client.settings.strict_answers;
        Answer::new(self.operation, Box::new(received), self.envelope, strict)
    }

    fn failure(&self, kind: Kind) -> Failure {
        Failure::new(self.operation, kind)
    }

    fn elapsed(&self, start: Instant) -> Duration {
        self.client.settings.clock.instant().saturating_duration_since(start)
    }

    fn left(&self, start: Instant) -> Duration {
        self.options.timeout.saturating_sub(self.elapsed(start))
    }
}
