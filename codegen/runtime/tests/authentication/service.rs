//! A service that gives out tokens and takes them, a clock that is set by hand, and many callers at once.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use portolan_runtime::{BoxFuture, Client, ClientBuilder, Clock};
use portolan_test_server::{Request, Response, Server};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard};

use crate::model::{Error, PEER, Peer, builder, send_create};

pub(crate) const ID: &str = "my id";
pub(crate) const SECRET: &str = "s3cret&+";

pub(crate) const UNAUTHORIZED: &str = r#"{"error":401,"errorCode":"UNAUTHORIZED"}"#;

/// Asks the handler once for each request, when all of it is there.
pub(crate) async fn serve(
    handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Server {
    Server::answering(move |request, _| {
        if request.line().starts_with("POST ") && request.body.is_empty() {
            Response::nothing()
        } else {
            handler(request)
        }
    })
    .await
}

pub(crate) fn json(status: &str, body: &str) -> Response {
    Response::kept(status, &["content-type: application/json"], body.as_bytes())
}

/// An authorization server and an API in one: gives out `token-1`, `token-2` and so on, and takes those that it gave
/// out unless it was told to refuse them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Service(Arc<State>);

#[derive(Debug, Default)]
struct State {
    tokens: AtomicUsize,
    calls: AtomicUsize,
    refused: Mutex<HashSet<String>>,
    /// What the next requests for tokens are answered with instead; the last one for ever.
    instead: Mutex<Vec<Option<Response>>>,
}

impl Service {
    /// How often a token was asked for.
    pub(crate) fn tokens(&self) -> usize {
        self.0.tokens.load(Ordering::SeqCst)
    }

    /// How many requests the API itself got.
    pub(crate) fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// From now on the API does not take this token.
    pub(crate) fn refuse(&self, token: &str) {
        self.0.refused.lock().unwrap().insert(format!("Bearer {token}"));
    }

    /// What requests for tokens are answered with, one after the other: `None` is a token.
    pub(crate) fn response_tokens_with(
        &self,
        responses: impl IntoIterator<Item = Option<Response>>,
    ) {
        *self.0.instead.lock().unwrap() = responses.into_iter().collect();
    }

    pub(crate) async fn start(&self) -> Server {
        let service = self.clone();
        serve(move |request| service.response(request)).await
    }

    pub(crate) fn response(&self, request: &Request) -> Response {
        match request.line() {
            "POST /token" => self.token(),
            "POST /revoke" => json("200 OK", "{}"),
            _ => self.call(request),
        }
    }

    fn token(&self) -> Response {
        let number = self.0.tokens.fetch_add(1, Ordering::SeqCst) + 1;
        let mut instead = self.0.instead.lock().unwrap();
        let response =
            if instead.len() > 1 { instead.remove(0) } else { instead.first().cloned().flatten() };
        response.unwrap_or_else(|| json("200 OK", &granted(number)))
    }

    fn call(&self, request: &Request) -> Response {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        let known = match request.header("authorization")[..] {
            [one] => {
                let number = one.strip_prefix("Bearer token-").and_then(|it| it.parse().ok());
                number.is_some_and(|number| (1..=self.tokens()).contains(&number))
                    && !self.0.refused.lock().unwrap().contains(one)
            }
            _ => false,
        };
        if known { json("200 OK", PEER) } else { json("401 Unauthorized", UNAUTHORIZED) }
    }
}

pub(crate) fn granted(number: usize) -> String {
    format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":3600}}"#)
}

/// A clock that stands still until it is set, and on which no waiting takes any time.
#[derive(Debug, Clone)]
pub(crate) struct FakeClock(Arc<Mutex<SystemTime>>);

impl FakeClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000))))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for FakeClock {
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

/// A client with the service account, and the clock that it goes by.
pub(crate) fn account(server: &Server) -> (Client, FakeClock) {
    let clock = FakeClock::new();
    let client = account_builder(server).clock(clock.clone()).build().unwrap();
    (client, clock)
}

pub(crate) fn account_builder(server: &Server) -> ClientBuilder {
    // A loaded machine is slow, and no test is about time limits.
    let limit = Duration::from_secs(300);
    builder(server).service_account(ID, SECRET).timeout(limit).attempt_timeout(limit)
}

/// The values of `Authorization` that reached the API, in order.
pub(crate) fn proofs(server: &Server) -> Vec<String> {
    server
        .requests()
        .iter()
        .filter(|request| !["POST /token", "POST /revoke"].contains(&request.line()))
        .map(|request| request.header("authorization").join(" and "))
        .collect()
}

pub(crate) type Outcome = Result<portolan_runtime::Response<Peer>, Error>;

/// Many callers; no other crowd is there at the same time.
pub(crate) struct Crowd {
    pub(crate) size: usize,
    _alone: MutexGuard<'static, ()>,
}

impl Crowd {
    /// A thousand.
    pub(crate) async fn gather() -> Self {
        Self::of(1_000).await
    }

    /// So many, or as many as there are files for: of a connection both ends are in this process, and a caller may
    /// have more than one, since a client makes another while it waits for one to be given back.
    pub(crate) async fn of(size: usize) -> Self {
        static ALONE: AsyncMutex<()> = AsyncMutex::const_new(());
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let files = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"))
            .and_then(|line| line.split_whitespace().next()?.parse().ok())
            .unwrap_or(if limits.is_empty() { 256 } else { usize::MAX });
        let size = (files.saturating_sub(256) / 6).clamp(20, 1_000).min(size);
        Self { size, _alone: ALONE.lock().await }
    }

    /// All of them call at the same time.
    pub(crate) async fn call(&self, client: &Client) -> Vec<Outcome> {
        finish((0..self.size).map(|_| caller(client))).await
    }

    /// All of them call, and have come as far as they can by themselves before `then` happens.
    pub(crate) async fn call_then(&self, client: &Client, then: impl FnOnce()) -> Vec<Outcome> {
        let mut callers: Vec<_> = (0..self.size).map(|_| caller(client)).collect();
        std::future::poll_fn(|context| {
            for caller in &mut callers {
                assert!(caller.as_mut().poll(context).is_pending());
            }
            std::task::Poll::Ready(())
        })
        .await;
        then();
        finish(callers).await
    }
}

fn caller(client: &Client) -> BoxFuture<Outcome> {
    let client = client.clone();
    Box::pin(async move { send_create(&client).await })
}

/// Each in a task of its own, so that they use all threads there are.
async fn finish(callers: impl IntoIterator<Item = BoxFuture<Outcome>>) -> Vec<Outcome> {
    let tasks: Vec<_> = callers.into_iter().map(tokio::spawn).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

/// Fails with the first of the errors, and says how many there are.
pub(crate) fn assert_all_succeed(outcomes: &[Outcome]) {
    let errors: Vec<&Error> =
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(errors.is_empty(), "{} of {}: {}", errors.len(), outcomes.len(), errors[0]);
}

/// An error and all that led to it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        write!(text, " <- {error}").unwrap();
        next = error.source();
    }
    text
}
