//! Sending: a request goes out, with proof of who is calling, again where that helps, until there is an answer.

mod exchange;
mod limits;
mod observer;
mod outgoing;
mod payload;
mod proof;
mod redirect;
mod span;
mod transport;

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use http::{HeaderValue, StatusCode};
use tracing::Instrument;

pub(crate) use limits::Limits;
pub use observer::Attempt;
pub(crate) use observer::Observer;
pub(crate) use outgoing::Outgoing;
#[cfg(feature = "cli")]
pub(crate) use payload::Outline;
pub use payload::Payload;
pub(crate) use payload::{Piece, Unread};
pub(crate) use proof::{Anonymous, Prover};
pub(crate) use transport::{Options, Transport};

use crate::answer::{Answer, Rest};
use crate::api::{Envelope, Operation};
use crate::auth::Key;
use crate::clock;
use crate::error::{AuthenticationError, Failure, Kind, Progress, Received};
use crate::headers::Names;
use crate::retry::{self, Reason, Tried};
use crate::wire::{Location, Violation};

/// How often one attempt asks for another proof of who is calling: for the first challenge, and
/// for one that is stale already when it is answered.
const PROOFS: u32 = 2;

/// A request that is ready to be sent.
pub(crate) struct Sending {
    pub(crate) transport: Arc<Transport>,
    pub(crate) operation: &'static Operation,
    /// Without proof of who is calling.
    pub(crate) request: Outgoing,
    /// The keys that go with it to the service, and to nobody else.
    pub(crate) keys: Vec<Arc<Key>>,
    pub(crate) options: Options,
    /// How the answer is wrapped, where the request asks for it.
    pub(crate) envelope: Option<Envelope>,
    /// Whether an answer that lacks required values is an error.
    pub(crate) strict: bool,
    /// Whether the body of a success is left to be read as it comes.
    pub(crate) streamed: bool,
}

impl Sending {
    pub(crate) async fn run(&self, prover: impl Prover) -> Result<Answer, Failure> {
        let span = span::call(self.operation, &self.request);
        let outcome = self.tried(prover).instrument(span.clone()).await;
        span::record(&span, &outcome);
        outcome
    }

    /// Tries until there is an answer that stands.
    async fn tried(&self, mut prover: impl Prover) -> Result<Answer, Failure> {
        let Transport { retry, budget, clock, .. } = &*self.transport;
        let policy = self.options.retry.as_ref().unwrap_or(retry);
        let start = clock.instant();
        let mut progress = Progress::default();
        let mut attempts = 0;
        loop {
            let outcome = self.attempt(&mut prover, start, &mut progress).await;
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
            // A body that is gone cannot be sent again.
            let delay = policy.delay(&tried).filter(|_| self.request.is_there() && budget.take());
            let Some(delay) = delay else {
                return match outcome {
                    Ok(answer) => {
                        if answer.is_success() {
                            budget.refill();
                        }
                        Ok(answer.after(progress))
                    }
                    Err(failure) => Err(Failure { progress, ..failure }),
                };
            };
            tracing::debug!(attempts, ?reason, ?delay, "the request will be sent again");
            drop(outcome);
            clock.sleep(delay).await;
        }
    }

    /// Why an attempt failed, and how long the service asks to wait.
    fn judge(&self, outcome: &Result<Answer, Failure>) -> (Reason, Option<Duration>) {
        match outcome {
            Ok(answer) => {
                let now = self.transport.clock.now();
                (Reason::of(answer.status()), retry::retry_after(answer.headers(), now))
            }
            Err(Failure { kind: Kind::Transport(transport), .. }) => {
                (if transport.error.is_connect() { Reason::NotSent } else { Reason::Broken }, None)
            }
            Err(Failure { kind: Kind::Late { .. }, .. }) => (Reason::Broken, None),
            Err(_) => (Reason::Final, None),
        }
    }

    /// One attempt: the request, and those that follow redirects where the client does.
    async fn attempt(
        &self,
        prover: &mut impl Prover,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        let mut redirected: Option<Outgoing> = None;
        let mut redirects = self.options.redirects;
        loop {
            let request = redirected.as_ref().unwrap_or(&self.request);
            let answer = self.proven(prover, request, start, progress).await?;
            if redirects > 0
                && request.is_there()
                && let Some(next) = redirect::next(request, answer.status(), answer.headers())
            {
                redirects -= 1;
                redirected = Some(self.without_keys(next));
                continue;
            }
            return Ok(answer);
        }
    }

    /// Sends a request with proof of who is calling, and another one where the service asks again.
    async fn proven(
        &self,
        prover: &mut impl Prover,
        request: &Outgoing,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        // Nobody but the service gets a proof; most requests are the one that was made for it.
        let is_first = std::ptr::eq(request, &raw const self.request);
        if !is_first && request.url.origin() != self.request.url.origin() {
            return self.exchange(request, None, start, progress).await;
        }
        let request = &*self.with_keys(request);
        let mut proofs = 0;
        let mut refused: Option<Answer> = None;
        loop {
            let proof = match self.within(start, prover.prove(request)).await {
                Ok(proof) => proof,
                // What the service said stays at hand.
                Err(kind) => {
                    return Err(match refused {
                        Some(answer) => answer.into_failure(kind),
                        None => self.failure(kind),
                    });
                }
            };
            let answer = self.exchange(request, proof, start, progress).await?;
            if answer.status() != StatusCode::UNAUTHORIZED || proofs == PROOFS {
                return Ok(answer);
            }
            match prover.can_prove_again(answer.headers()) {
                Ok(true) if !request.is_there() => {
                    let problem = "it came after the body was sent, which is a stream and cannot be sent again: \
                                   call another operation first, or send a body that can be made anew";
                    let error = AuthenticationError::challenge(problem);
                    return Err(answer.into_failure(Kind::Authentication(error)));
                }
                Ok(true) => {
                    proofs += 1;
                    refused = Some(answer);
                }
                Ok(false) => return Ok(answer),
                Err(error) => return Err(answer.into_failure(Kind::Authentication(error))),
            }
        }
    }

    /// A request to the service, with the keys.
    fn with_keys<'r>(&self, request: &'r Outgoing) -> Cow<'r, Outgoing> {
        let mut request = Cow::Borrowed(request);
        for key in &self.keys {
            key.add_to(request.to_mut());
        }
        request
    }

    /// A request that an answer has led to: to another host without the keys that the answer has put into its address.
    fn without_keys(&self, mut request: Outgoing) -> Outgoing {
        if request.url.origin() != self.request.url.origin() {
            for key in &self.keys {
                key.remove_from(&mut request.url);
            }
        }
        request
    }

    /// Waits for a proof, no longer than the call may take.
    async fn within<T>(
        &self,
        start: Instant,
        proof: impl Future<Output = Result<T, Arc<AuthenticationError>>>,
    ) -> Result<T, Kind> {
        let mut proof = pin!(proof);
        // Most proofs are at hand, and need no timer.
        let at_hand = poll_fn(|context| Poll::Ready(proof.as_mut().poll(context))).await;
        let proven = match at_hand {
            Poll::Ready(proven) => Ok(proven),
            Poll::Pending => tokio::time::timeout(self.left(start), proof).await,
        };
        let limit = self.options.timeout;
        let out_of_time = Kind::OutOfTime { limit, waiting_for: "an access token" };
        match proven {
            Ok(Ok(proven)) => Ok(proven),
            // The fetching of a token has the same limit: whichever is noticed first.
            Ok(Err(error)) if error.is_timeout() && self.left(start).is_zero() => Err(out_of_time),
            Ok(Err(error)) => Err(Kind::Authentication(error)),
            Err(_) => Err(out_of_time),
        }
    }

    /// One request over HTTP and its answer.
    async fn exchange(
        &self,
        request: &Outgoing,
        proof: Option<HeaderValue>,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<Answer, Failure> {
        let transport = &*self.transport;
        let left = self.left(start);
        if left.is_zero() {
            let limit = self.options.timeout;
            return Err(self.failure(Kind::OutOfTime { limit, waiting_for: "another attempt" }));
        }
        let limit = self.options.attempt_timeout.min(left);
        // The limit that callers know, not what was left of it.
        let told = if limit < left { limit } else { self.options.timeout };
        if let Some(body) = &request.body {
            self.readable(body, limit, told).await?;
        }
        let begun = transport.clock.instant();
        let number = progress.attempts.saturating_add(1);
        progress.attempts = number;
        let span = span::attempt(self.operation, request, number);
        // Of what is read as it comes, only the beginning has a limit of time as a whole.
        let whole = (!self.streamed).then_some(limit);
        let pending = span.in_scope(|| transport.http.execute(request.with(proof, whole)));
        let exchange =
            exchange::exchange(pending, &transport.limits, &request.url, told, self.streamed);
        let received = match whole {
            Some(_) => exchange.instrument(span.clone()).await,
            None => {
                exchange::within(limit, told, &request.url, exchange).instrument(span.clone()).await
            }
        };
        let answer = match received {
            Ok((received, rest)) => {
                let patience = self.options.attempt_timeout;
                let rest = rest.map(|(body, length)| Rest { body, length, patience });
                Ok(self.answer(received).with_rest(rest))
            }
            Err((kind, received)) => {
                Err(Failure { answer: received.map(Box::new), ..self.failure(kind) })
            }
        };
        let outcome = &answer;
        span::record(&span, outcome);
        if let Some(observer) = &transport.observer {
            observer.see(&Attempt {
                operation: self.operation.id,
                method: &request.method,
                number,
                status: outcome.as_ref().map_or_else(Failure::status, |it| Some(it.status())),
                error: outcome.as_ref().err().map(Failure::class),
                took: transport.clock.instant().saturating_duration_since(begun),
                sent: Names(&request.headers),
                received: match outcome {
                    Ok(answer) => Some(Names(answer.headers())),
                    Err(failure) => failure.answer.as_ref().map(|answer| Names(&answer.headers)),
                },
            });
        }
        progress.executed |= match outcome {
            Ok(answer) => answer.status().is_success() || answer.status().is_server_error(),
            Err(Failure { kind: Kind::Transport(transport), .. }) => !transport.error.is_connect(),
            Err(_) => true,
        };
        answer
    }

    /// Whether all of a body can be read, as far as that can be known before something is sent.
    async fn readable(
        &self,
        body: &Payload,
        limit: Duration,
        told: Duration,
    ) -> Result<(), Failure> {
        // Most bodies are in memory, and need no timer.
        if body.in_memory().is_some() {
            return Ok(());
        }
        let Ok(problems) = tokio::time::timeout(limit, body.problems()).await else {
            let kind = Kind::OutOfTime { limit: told, waiting_for: "the files of the body" };
            return Err(self.failure(kind));
        };
        let violation = |(place, problem)| Violation::new(Location::Body, place, problem);
        let gone: Vec<_> = problems.into_iter().map(violation).collect();
        if gone.is_empty() { Ok(()) } else { Err(self.failure(Kind::Gone(gone))) }
    }

    fn answer(&self, received: Received) -> Answer {
        Answer::new(self.operation, Box::new(received), self.envelope, self.strict)
    }

    fn failure(&self, kind: Kind) -> Failure {
        Failure::new(self.operation, kind)
    }

    fn elapsed(&self, start: Instant) -> Duration {
        self.transport.clock.instant().saturating_duration_since(start)
    }

    fn left(&self, start: Instant) -> Duration {
        self.options.timeout.saturating_sub(self.elapsed(start))
    }
}
