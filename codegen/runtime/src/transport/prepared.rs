//! Sending of a prepared call: retries, redirects and authentication challenges.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use http::{HeaderValue, StatusCode};
use secrecy::SecretString;
use tracing::Instrument;

use super::authenticate::Authenticate;
use super::observer::Attempt;
use super::outgoing::OutgoingRequest;
use super::shared::{CallOptions, Transport};
use super::{exchange, redirect, span};
use crate::body::Body;
use crate::error::{AuthenticationError, Failure, FailureKind, Progress, RawResponse};
use crate::header::HeaderNames;
use crate::redaction::Redactor;
use crate::response::{ReceivedResponse, StreamedBody};
use crate::retry::{self, AttemptOutcome, RetryState};
use crate::spec::{Envelope, Operation};
use crate::time::{self, Deadline};
use crate::wire::{Location, Violation};

/// The maximum number of authentication challenges per attempt: the first one, and one because its
/// nonce is already stale when it is used.
const MAX_CHALLENGES: u32 = 2;

/// A call that is ready to be sent.
pub(crate) struct PreparedCall {
    pub(crate) transport: Arc<Transport>,
    pub(crate) operation: &'static Operation,
    /// The request, without credentials.
    pub(crate) request: OutgoingRequest,
    /// The secrets in parameters and body.
    pub(crate) secrets: Vec<SecretString>,
    pub(crate) options: CallOptions,
    /// The envelope that the request asks for.
    pub(crate) envelope: Option<Envelope>,
    /// Whether missing required values in a response are an error.
    pub(crate) strict: bool,
    /// Whether the body of a success is returned unread.
    pub(crate) streamed: bool,
}

impl PreparedCall {
    /// Sends the call, and retries it as its policy allows.
    pub(crate) async fn send(
        &self,
        authenticator: impl Authenticate,
    ) -> Result<ReceivedResponse, Failure> {
        let span = span::call(self.operation, &self.request);
        let result = self.send_with_retries(authenticator).instrument(span.clone()).await;
        span::record(&span, &result);
        result
    }

    async fn send_with_retries(
        &self,
        mut authenticator: impl Authenticate,
    ) -> Result<ReceivedResponse, Failure> {
        let Transport { retry, budget, clock, .. } = &*self.transport;
        let policy = self.options.retry.as_ref().unwrap_or(retry);
        let start = clock.instant();
        let mut progress = Progress::default();
        let mut attempts = 0;
        loop {
            let result = self.attempt(&mut authenticator, start, &mut progress).await;
            attempts += 1;
            let outcome = outcome(&result);
            let state = RetryState {
                attempts,
                elapsed: self.elapsed(start),
                timeout: self.options.timeout,
                outcome,
                retry_after: self.retry_after(&result),
                method: &self.request.method,
                marked_idempotent: self.options.marked_idempotent,
                is_replayable: self.request.is_replayable(),
                random: time::random(),
            };
            let Some(delay) = retry::next_delay(policy, &state, budget) else {
                return match result {
                    Ok(response) => {
                        if response.is_success() {
                            budget.refill();
                        }
                        let (clock, timeout) = (Arc::clone(clock), self.options.timeout);
                        Ok(response.with_progress(progress, Deadline { clock, start, timeout }))
                    }
                    Err(failure) => Err(Failure { progress, ..failure }),
                };
            };
            tracing::debug!(attempts, ?outcome, ?delay, "retrying the request");
            // Releases the connection before the delay.
            drop(result);
            clock.sleep(delay).await;
        }
    }

    fn retry_after(&self, result: &Result<ReceivedResponse, Failure>) -> Option<Duration> {
        let response = result.as_ref().ok()?;
        retry::retry_after(response.headers(), self.transport.clock.now())
    }

    /// Makes one attempt, and follows redirects if the client does.
    async fn attempt(
        &self,
        authenticator: &mut impl Authenticate,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
        let mut redirected: Option<OutgoingRequest> = None;
        let mut redirects_left = self.options.max_redirects;
        loop {
            let request = redirected.as_ref().unwrap_or(&self.request);
            let response = self.authenticated(authenticator, request, start, progress).await?;
            if redirects_left > 0 && request.is_replayable() {
                match redirect::next(request, response.status(), response.headers()) {
                    Ok(Some(mut next)) => {
                        redirects_left -= 1;
                        if !self.is_same_origin(&next) {
                            authenticator.remove_keys(&mut next.url);
                        }
                        redirected = Some(next);
                        continue;
                    }
                    Ok(None) => {}
                    Err(kind) => return Err(response.into_failure(kind)),
                }
            }
            return Ok(response);
        }
    }

    fn is_same_origin(&self, request: &OutgoingRequest) -> bool {
        request.url.origin() == self.request.url.origin()
    }

    /// Sends a request with credentials, and responds to authentication challenges.
    async fn authenticated(
        &self,
        authenticator: &mut impl Authenticate,
        request: &OutgoingRequest,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
        // The pointer comparison spares the usual request the comparison of origins.
        let is_redirected = !std::ptr::eq(request, &raw const self.request);
        if is_redirected && !self.is_same_origin(request) {
            return self.exchange(request, None, authenticator, start, progress).await;
        }
        let request = &*authenticator.with_keys(request);
        let mut challenges = 0;
        let mut rejected: Option<ReceivedResponse> = None;
        loop {
            let authorization = authenticator.authorization(request);
            let authorization = match self.with_call_timeout(start, authorization).await {
                Ok(authorization) => authorization,
                // The error keeps the last response, if there was one.
                Err(kind) => {
                    return Err(match rejected {
                        Some(response) => response.into_failure(kind),
                        None => self.failure(kind),
                    });
                }
            };
            let response =
                self.exchange(request, authorization, authenticator, start, progress).await?;
            if response.status() != StatusCode::UNAUTHORIZED || challenges == MAX_CHALLENGES {
                return Ok(response);
            }
            match authenticator.can_retry(response.headers()) {
                Ok(true) if !request.is_replayable() => {
                    let problem = "the one-shot body has already been sent: \
                                   call another operation first, or use a body that can be sent again";
                    let error = AuthenticationError::challenge(problem);
                    return Err(response.into_failure(FailureKind::Authentication(error.into())));
                }
                Ok(true) => {
                    challenges += 1;
                    rejected = Some(response);
                }
                Ok(false) => return Ok(response),
                Err(error) => {
                    return Err(response.into_failure(FailureKind::Authentication(error)));
                }
            }
        }
    }

    /// Waits for an authorization within the timeout of the call.
    async fn with_call_timeout<T>(
        &self,
        start: Instant,
        authorization: impl Future<Output = Result<T, Arc<AuthenticationError>>>,
    ) -> Result<T, FailureKind> {
        let mut authorization = pin!(authorization);
        // Most authorizations are ready at once, and need no timer.
        let ready = poll_fn(|context| Poll::Ready(authorization.as_mut().poll(context))).await;
        let result = match ready {
            Poll::Ready(result) => Ok(result),
            Poll::Pending => tokio::time::timeout(self.time_left(start), authorization).await,
        };
        let timeout = self.options.timeout;
        let timed_out = FailureKind::CallTimeout { timeout, waiting_for: "an access token" };
        match result {
            Ok(Ok(authorization)) => Ok(authorization),
            // The token request has the same timeout, and either may be noticed first.
            Ok(Err(error)) if error.is_timeout() && self.time_left(start).is_zero() => {
                Err(timed_out)
            }
            Ok(Err(error)) => Err(FailureKind::Authentication(error)),
            Err(_) => Err(timed_out),
        }
    }

    /// Makes one HTTP round trip.
    async fn exchange(
        &self,
        request: &OutgoingRequest,
        authorization: Option<HeaderValue>,
        authenticator: &impl Authenticate,
        start: Instant,
        progress: &mut Progress,
    ) -> Result<ReceivedResponse, Failure> {
        let transport = &*self.transport;
        let left = self.time_left(start);
        if left.is_zero() {
            let timeout = self.options.timeout;
            return Err(
                self.failure(FailureKind::CallTimeout { timeout, waiting_for: "another attempt" })
            );
        }
        let timeout = self.options.attempt_timeout.min(left);
        // Errors report the timeout that was configured, not the time that was left of it.
        let reported = if timeout < left { timeout } else { self.options.timeout };
        if let Some(body) = &request.body {
            self.check_body(body, timeout, reported).await?;
        }
        let sent_at = transport.clock.instant();
        let number = progress.attempts.saturating_add(1);
        progress.attempts = number;
        let span = span::attempt(self.operation, request, number);
        // The body of a streamed response has a timeout per chunk instead.
        let whole_timeout = (!self.streamed).then_some(timeout);
        let mut redactor = Redactor::default();
        redactor.add_sensitive_fields(&request.headers);
        if let Some(field) = &authorization {
            redactor.add_field(field);
        }
        for secret in &self.secrets {
            redactor.add(secret);
        }
        authenticator.add_secrets(&mut redactor);
        let http_request = request.to_http(authorization, whole_timeout);
        let pending = span.in_scope(|| transport.http.execute(http_request));
        let exchange =
            exchange::exchange(pending, &transport.limits, &request.url, reported, self.streamed);
        let result = match whole_timeout {
            Some(_) => exchange.instrument(span.clone()).await,
            None => {
                exchange::with_timeout(timeout, reported, &request.url, exchange)
                    .instrument(span.clone())
                    .await
            }
        };
        if let Ok((raw, _)) | Err((_, Some(raw))) = &result {
            authenticator.add_issued_secrets(&raw.bytes, &mut redactor);
        }
        let redactor = Arc::new(redactor);
        let redacted = |raw| RawResponse { redactor: Arc::clone(&redactor), ..raw };
        let result = match result {
            Ok((raw, body)) => {
                let chunk_timeout = self.options.attempt_timeout;
                let stream =
                    body.map(|(body, length)| StreamedBody { body, length, chunk_timeout });
                Ok(self.response(redacted(raw)).with_stream(stream))
            }
            Err((kind, raw)) => {
                let response = raw.map(redacted).map(Box::new);
                Err(Failure { response, ..self.failure(kind) })
            }
        };
        span::record(&span, &result);
        let elapsed = transport.clock.instant().saturating_duration_since(sent_at);
        self.observe(request, number, elapsed, &result, &redactor);
        progress.may_have_been_executed |= may_have_been_executed(&result);
        result
    }

    /// Reports an attempt to the observer.
    fn observe(
        &self,
        request: &OutgoingRequest,
        number: u32,
        elapsed: Duration,
        result: &Result<ReceivedResponse, Failure>,
        redactor: &Redactor,
    ) {
        let Some(observer) = &self.transport.observer else { return };
        observer.call(&Attempt {
            operation: self.operation.id,
            method: &request.method,
            number,
            status: result.as_ref().map_or_else(Failure::status, |it| Some(it.status())),
            error: result.as_ref().err().map(Failure::class),
            elapsed,
            request_headers: HeaderNames(&request.headers),
            response_headers: match result {
                Ok(response) => Some(HeaderNames(response.headers())),
                Err(failure) => {
                    failure.response.as_ref().map(|response| HeaderNames(&response.headers))
                }
            },
            redactor,
        });
    }

    /// Checks that the sources of a body can be read, as far as possible before sending.
    async fn check_body(
        &self,
        body: &Body,
        timeout: Duration,
        reported: Duration,
    ) -> Result<(), Failure> {
        // Most bodies are in memory, and need no timer.
        if body.in_memory().is_some() {
            return Ok(());
        }
        let Ok(problems) = tokio::time::timeout(timeout, body.problems()).await else {
            let waiting_for = "the files of the body";
            return Err(self.failure(FailureKind::CallTimeout { timeout: reported, waiting_for }));
        };
        let violation = |(location, problem)| Violation::new(Location::Body, location, problem);
        let violations: Vec<_> = problems.into_iter().map(violation).collect();
        if violations.is_empty() {
            Ok(())
        } else {
            Err(self.failure(FailureKind::UnreadableBody(violations)))
        }
    }

    fn response(&self, raw: RawResponse) -> ReceivedResponse {
        ReceivedResponse::new(self.operation, Box::new(raw), self.envelope, self.strict)
    }

    fn failure(&self, kind: FailureKind) -> Failure {
        Failure::new(self.operation, kind)
    }

    fn elapsed(&self, start: Instant) -> Duration {
        self.transport.clock.instant().saturating_duration_since(start)
    }

    fn time_left(&self, start: Instant) -> Duration {
        self.options.timeout.saturating_sub(self.elapsed(start))
    }
}

/// Classifies the result of an attempt for the retry decision.
fn outcome(result: &Result<ReceivedResponse, Failure>) -> AttemptOutcome {
    match result {
        Ok(response) => AttemptOutcome::from_status(response.status()),
        Err(Failure { kind: FailureKind::Transport(transport), response: None, .. }) => {
            AttemptOutcome::from_transport_error(&transport.error)
        }
        Err(Failure {
            kind: FailureKind::Transport(_) | FailureKind::AttemptTimeout { .. },
            ..
        }) => AttemptOutcome::Ambiguous,
        Err(_) => AttemptOutcome::Final,
    }
}

/// Whether the service may have executed the request of an exchange.
fn may_have_been_executed(result: &Result<ReceivedResponse, Failure>) -> bool {
    match result {
        Ok(response) => response.status().is_success() || response.status().is_server_error(),
        Err(Failure { kind: FailureKind::Transport(transport), response: None, .. }) => {
            !retry::is_unprocessed(&transport.error)
        }
        Err(_) => true,
    }
}
