//! An authorization server with its API, and clients for it.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::{Request, Response, Server};

use crate::api::{PEER, builder};
use crate::clock::ManualClock;

pub(crate) const ID: &str = "my id";
pub(crate) const SECRET: &str = "s3cret&+";

pub(crate) const UNAUTHORIZED: &str = r#"{"error":401,"errorCode":"UNAUTHORIZED"}"#;

/// Starts a server that calls the handler once per request, when the request is complete.
pub(crate) async fn serve(
    handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
) -> Server {
    Server::with_handler(move |request, _| {
        if request.line().starts_with("POST ") && request.body.is_empty() {
            Response::empty()
        } else {
            handler(request)
        }
    })
    .await
}

pub(crate) fn json(status: &str, body: &str) -> Response {
    Response::keep_alive(status, &["content-type: application/json"], body.as_bytes())
}

/// An authorization server and an API in one.
///
/// It issues `token-1`, `token-2` and so on, and accepts them until [`reject`](Self::reject).
#[derive(Debug, Clone, Default)]
pub(crate) struct Service(Arc<State>);

#[derive(Debug, Default)]
struct State {
    tokens: AtomicUsize,
    calls: AtomicUsize,
    rejected: Mutex<HashSet<String>>,
    /// Responses to the next token requests; the last one is repeated.
    overrides: Mutex<Vec<Option<Response>>>,
}

impl Service {
    /// Returns the number of token requests.
    pub(crate) fn tokens(&self) -> usize {
        self.0.tokens.load(Ordering::SeqCst)
    }

    /// Returns the number of API requests.
    pub(crate) fn calls(&self) -> usize {
        self.0.calls.load(Ordering::SeqCst)
    }

    /// Makes the API reject this token.
    pub(crate) fn reject(&self, token: &str) {
        self.0.rejected.lock().unwrap().insert(format!("Bearer {token}"));
    }

    /// Sets the responses to the next token requests: `None` issues a token.
    pub(crate) fn set_token_responses(
        &self,
        responses: impl IntoIterator<Item = Option<Response>>,
    ) {
        *self.0.overrides.lock().unwrap() = responses.into_iter().collect();
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
        let mut overrides = self.0.overrides.lock().unwrap();
        let response = if overrides.len() > 1 {
            overrides.remove(0)
        } else {
            overrides.first().cloned().flatten()
        };
        response.unwrap_or_else(|| json("200 OK", &token_json(number)))
    }

    fn call(&self, request: &Request) -> Response {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        let is_valid = match request.header("authorization")[..] {
            [one] => {
                let number = one.strip_prefix("Bearer token-").and_then(|it| it.parse().ok());
                number.is_some_and(|number| (1..=self.tokens()).contains(&number))
                    && !self.0.rejected.lock().unwrap().contains(one)
            }
            _ => false,
        };
        if is_valid { json("200 OK", PEER) } else { json("401 Unauthorized", UNAUTHORIZED) }
    }
}

pub(crate) fn token_json(number: usize) -> String {
    format!(r#"{{"access_token":"token-{number}","token_type":"Bearer","expires_in":3600}}"#)
}

/// Returns a client with a service account, and its clock.
pub(crate) fn account_client(server: &Server) -> (Client, ManualClock) {
    let clock = ManualClock::new();
    let client = account_builder(server).clock(clock.clone()).build().unwrap();
    (client, clock)
}

pub(crate) fn account_builder(server: &Server) -> ClientBuilder {
    // No test here is about time limits, and a loaded machine is slow.
    let limit = Duration::from_secs(300);
    builder(server).service_account(ID, SECRET).timeout(limit).attempt_timeout(limit)
}

/// Returns the `Authorization` values of the API requests, in order.
pub(crate) fn authorizations(server: &Server) -> Vec<String> {
    server
        .requests()
        .iter()
        .filter(|request| !["POST /token", "POST /revoke"].contains(&request.line()))
        .map(|request| request.header("authorization").join(" and "))
        .collect()
}

/// Returns an error with its chain of sources.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        write!(text, " <- {error}").unwrap();
        next = error.source();
    }
    text
}
