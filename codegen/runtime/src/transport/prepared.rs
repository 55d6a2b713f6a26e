//! PreparedCall: a request goes out, with proof of who is calling, again where that helps, until there is a response.

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
pub use payload::Body;
#[cfg(feature = "cli")]
pub(crate) use payload::Outline;
pub(crate) use payload::{Piece, Unread};
pub(crate) use proof::{Anonymous, Authenticator};
pub(crate) use transport::{Options, Transport};

use crate::api::{Envelope, Operation};
use crate::auth::Key;
use crate::clock;
use crate::error::{AuthenticationError, Failure, Kind, Progress, Received};
use crate::headers::Names;
use crate::response::{ReceivedResponse, Rest};
use crate::retry::{self, Reason, RetryState};
use crate::wire::{Location, Violation};

/// How often one attempt asks for another proof of who is calling: for the first challenge, and
/// for one that is stale already when it is answered.
const PROOFS: u32 = 2;

/// A request that is ready to be sent.
pub(crate) struct PreparedCall {
    pub(crate) transport: Arc<Transport>,
    pub(crate) operation: &'static Operation,
    /// Without proof of who is calling.
    pub(crate) request: Outgoing,
    /// The keys that go with it to the service, and to nobody else.
    pub(crate) keys: Vec<Arc<Key>>,
    pub(crate) options: Options,
    /// How the response is wrapped, where the request asks for it.
    pub(crate) envelope: Option<Envelope>,
    /// Whether a response that lacks required values is an error.
    pub(crate) strict: bool,
    /// Whether the body of a success is left to be read as it comes.
    pub(crate) streamed: bool,
}

impl PreparedCall {
    pub(crate) async fn run(
        &self,
        prover: impl Authenticator,
    ) -> Result<ReceivedResponse, Failure> {
        let span = span::call(self.operation, &self.request);
        let outcome = self.tried(prover).instrument(span.clone()).await;
        span::record(&span, &outcome);
        outcome
    }

    /// Tries until there is a response that stands.
    async fn tried(&self, mut prover: impl Authenticator) -> Result<ReceivedResponse, Failure> {
        let Transport { retry, budget, clock, .. } = &*self.transport;
        let policy = self.options.retry.as_ref().unwrap_or(retry);
        let start = clock.instant();
        let mut progress = Progress::default();
        let mut attempts = 0;
        loop {
            let outcome = self.attempt(&mut prover, start, &mut progress).await;
            attempts += 1;
            let (reason, retry_after) = self.judge(&outcome);
            let tried = RetryState {
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
                    Ok(response) => {
                        if response.is_success() {
                            budget.refill();
                        }
                        Ok(response.after(progress))
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
    fn judge(&self, outcome: &Result<ReceivedResponse, Failure>) -> (Reason, Option<Duration>) {
        match outcome {
            Ok(response) => {
                let now = self.transport.clock.now();
                (Reason::of(response.status()), retry::retry_after(response.headers(), now))
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
        prover: &mut impl Authenticator,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
        let mut redirected: Option<Outgoing> = None;
        let mut redirects = self.options.redirects;
        loop {
            let request = redirected.as_ref().unwrap_or(&self.request);
            let response = self.proven(prover, request, start, progress).await?;
            if redirects > 0
                && request.is_there()
                && let Some(next) = redirect::next(request, response.status(), response.headers())
            {
                redirects -= 1;
                redirected = Some(self.without_keys(next));
                continue;
            }
            return Ok(response);
        }
    }

    /// Sends a request with proof of who is calling, and another one where the service asks again.
    async fn proven(
        &self,
        prover: &mut impl Authenticator,
        request: &Outgoing,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
        // Nobody but the service gets a proof; most requests are the one that was made for it.
        let is_first = std::ptr::eq(request, &raw const self.request);
        if !is_first && request.url.origin() != self.request.url.origin() {
            return self.exchange(request, None, start, progress).await;
        }
        let request = &*self.with_keys(request);
        let mut proofs = 0;
        let mut refused: Option<ReceivedResponse> = None;
        loop {
            let proof = match self.within(start, prover.prove(request)).await {
                Ok(proof) => proof,
                // What the service said stays at hand.
                Err(kind) => {
                    return Err(match refused {
                        Some(response) => response.into_failure(kind),
                        None => self.failure(kind),
                    });
                }
            };
            let response = self.exchange(request, proof, start, progress).await?;
            if response.status() != StatusCode::UNAUTHORIZED || proofs == PROOFS {
                return Ok(response);
            }
            match prover.can_prove_again(response.headers()) {
                Ok(true) if !request.is_there() => {
                    let problem = "it came after the body was sent, which is a stream and cannot be sent again: \
                                   call another operation first, or send a body that can be made anew";
                    let error = AuthenticationError::challenge(problem);
                    return Err(response.into_failure(Kind::Authentication(error)));
                }
                Ok(true) => {
                    proofs += 1;
                    refused = Some(response);
                }
                Ok(false) => return Ok(response),
                Err(error) => return Err(response.into_failure(Kind::Authentication(error))),
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

    /// A request that a response has led to: to another host without the keys that the response has put into its address.
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

    /// One request over HTTP and its response.
    async fn exchange(
        &self,
        request: &Outgoing,
        proof: Option<HeaderValue>,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
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
        let response = match received {
            Ok((received, rest)) => {
                let patience = self.options.attempt_timeout;
                let rest = rest.map(|(body, length)| Rest { body, length, patience });
                Ok(self.response(received).with_rest(rest))
            }
            Err((kind, received)) => {
                Err(Failure { response: received.map(Box::new), ..self.failure(kind) })
            }
        };
        let outcome = &response;
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
                    Ok(response) => Some(Names(response.headers())),
                    Err(failure) => {
                        failure.response.as_ref().map(|response| Names(&response.headers))
                    }
                },
            });
        }
        progress.executed |= match outcome {
            Ok(response) => response.status().is_success() || response.status().is_server_error(),
            Err(Failure { kind: Kind::Transport(transport), .. }) => !transport.error.is_connect(),
            Err(_) => true,
        };
        response
    }

    /// Whether all of a body can be read, as far as that can be known before something is sent.
    async fn readable(&self, body: &Body, limit: Duration, told: Duration) -> Result<(), Failure> {
        // Most bodies are in memory, and need no timer.
        if body.in_memory().is_some() {
            return Ok(());
        }
        let Ok(problems) = tokio::time::timeout(limit, body.problems()).await else {
            let kind = Kind::OutOfTime { limit: told, waiting_for: "the files of the body" };
            return Err(self.failure(kind));
        };
        let violation = |(location, problem)| Violation::new(Location::Body, location, problem);
        let gone: Vec<_> = problems.into_iter().map(violation).collect();
        if gone.is_empty() { Ok(()) } else { Err(self.failure(Kind::Gone(gone))) }
    }

    fn response(&self, received: Received) -> ReceivedResponse {
        ReceivedResponse::new(self.operation, Box::new(received), self.envelope, self.strict)
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
