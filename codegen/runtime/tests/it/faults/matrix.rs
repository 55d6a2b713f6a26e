//! The fault matrix: each fault with an idempotent and another request, with each authentication scheme.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::{Call, Client, Operation, RetryPolicy};
use portolan_test_server::{Request, Response, Server};

use super::{SCHEMES, Scheme};
use crate::api::{API, CREATE, Error, GROUP, PEER, Peer, peer};
use crate::clock::RecordingClock;

/// As `CREATE`, for an idempotent request.
static READ: Operation = Operation {
    id: "getPeer",
    method: Method::GET,
    path: "/peer",
    accept: "application/json",
    content_type: None,
    parameters: &[],
    security: &[&["account"], &["digest"]],
    errors: &[],
    required_headers: &[],
};

/// The maximum number of attempts.
const ATTEMPTS: u32 = 3;

/// A fault of the server.
enum Fault {
    /// No server listens.
    Refused,
    /// The response to every authenticated request.
    Response(fn() -> Response),
}

/// The kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Connect,
    Timeout,
    Transport,
    Status(u16),
    Decode,
}

use Class::{Connect, Decode, Status, Timeout, Transport};

/// The expected outcome of a fault.
struct Row {
    name: &'static str,
    fault: Fault,
    class: Class,
    /// The number of authenticated `GET` requests sent.
    get: u32,
    /// The number of authenticated `POST` requests sent.
    post: u32,
    /// Whether the request may have been executed.
    may_be_executed: bool,
}

fn rows() -> Vec<Row> {
    use Fault::{Refused, Response as Responds};
    let three = ATTEMPTS;
    let row = |name, fault, class, get, post, may_be_executed| Row {
        name,
        fault,
        class,
        get,
        post,
        may_be_executed,
    };
    vec![
        row("connect refused", Refused, Connect, three, three, false),
        row("reset before the body", Responds(reset_before_body), Transport, three, 1, true),
        row("reset after the request", Responds(reset_after_request), Transport, three, 1, true),
        row("reset within the head", Responds(reset_in_head), Transport, three, 1, true),
        row("reset within the body", Responds(reset_in_body), Transport, three, 1, true),
        row("closed within the body", Responds(closed_in_body), Transport, three, 1, true),
        row("no response in time", Responds(stalled), Timeout, three, 1, true),
        row("no whole head in time", Responds(stalled_in_head), Timeout, three, 1, true),
        row("no whole body in time", Responds(stalled_in_body), Timeout, three, 1, true),
        row("401", Responds(|| status("401 Unauthorized", &[])), Status(401), 1, 1, false),
        row("403", Responds(|| status("403 Forbidden", &[])), Status(403), 1, 1, false),
        row("409", Responds(|| status("409 Conflict", &[])), Status(409), 1, 1, false),
        row(
            "429",
            Responds(|| status("429 Too Many Requests", &[])),
            Status(429),
            three,
            three,
            false,
        ),
        row("429 with Retry-After", Responds(rate_limited), Status(429), three, three, false),
        row("500", Responds(|| status("500 Internal Server Error", &[])), Status(500), 1, 1, true),
        row("502", Responds(|| status("502 Bad Gateway", &[])), Status(502), three, 1, true),
        row(
            "503",
            Responds(|| status("503 Service Unavailable", &[])),
            Status(503),
            three,
            1,
            true,
        ),
        row("504", Responds(|| status("504 Gateway Timeout", &[])), Status(504), three, 1, true),
        row("HTML instead of a response", Responds(html), Decode, 1, 1, true),
        row("HTML instead of an error", Responds(html_error), Status(502), three, 1, true),
        row("gzip that is cut off", Responds(truncated_gzip), Transport, three, 1, true),
    ]
}

fn reset_before_body() -> Response {
    Response::empty().after_head().then_reset()
}

fn reset_after_request() -> Response {
    Response::empty().then_reset()
}

fn reset_in_head() -> Response {
    after_a_pause(Response::empty().then_send("HTTP/1.1 200 OK\r\ncontent-le")).then_reset()
}

fn reset_in_body() -> Response {
    after_a_pause(Response::empty().then_send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"))
        .then_reset()
}

/// Adds a pause, since a reset overtakes the bytes sent just before it.
fn after_a_pause(response: Response) -> Response {
    response.then_wait(Duration::from_millis(30))
}

fn closed_in_body() -> Response {
    Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")
}

fn stalled() -> Response {
    Response::empty().then_stall()
}

fn stalled_in_head() -> Response {
    Response::stalled("HTTP/1.1 200 OK\r\ncontent-le")
}

fn stalled_in_body() -> Response {
    Response::stalled("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")
}

fn status(line: &str, headers: &[&str]) -> Response {
    Response::json(line, headers, r#"{"error":1,"errorCode":"FAULT"}"#)
}

fn rate_limited() -> Response {
    status("429 Too Many Requests", &["retry-after: 7"])
}

fn html() -> Response {
    Response::with("200 OK", &["content-type: text/html"], b"<html>")
}

fn html_error() -> Response {
    Response::with("502 Bad Gateway", &["content-type: text/html"], b"<html>")
}

/// The header of a gzip stream without content.
fn truncated_gzip() -> Response {
    let headers = ["content-type: application/json", "content-encoding: gzip"];
    Response::with("200 OK", &headers, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab")
}

/// A server with a fault, and the numbers of the authenticated requests.
struct FaultyServer {
    url: String,
    server: Option<Server>,
    authenticated: Arc<Mutex<HashSet<usize>>>,
}

impl FaultyServer {
    async fn new(fault: &Fault) -> Self {
        let authenticated = Arc::new(Mutex::new(HashSet::new()));
        let server = match fault {
            Fault::Refused => None,
            Fault::Response(response) => {
                let (response, recorded) = (*response, Arc::clone(&authenticated));
                let handler = move |request: &Request, number: usize| {
                    if request.header("authorization").is_empty() {
                        let challenge =
                            r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
                        return Response::json("401 Unauthorized", &[challenge], "{}");
                    }
                    recorded.lock().unwrap().insert(number);
                    response()
                };
                Some(Server::with_handler(handler).await)
            }
        };
        let url = server.as_ref().map_or_else(Server::refused_url, Server::url);
        Self { url, server, authenticated }
    }
}

fn call(client: &Client, is_post: bool) -> Call {
    if !is_post {
        return client.call(&READ);
    }
    let mut call = client.call(&CREATE);
    call.set(0, &GROUP);
    call.json(&peer());
    call
}

fn class(error: &Error) -> Class {
    match error.status() {
        _ if error.is_connect() => Connect,
        _ if error.is_timeout() => Timeout,
        _ if error.is_transport() => Transport,
        _ if error.is_decode() => Decode,
        Some(status) => Status(status.as_u16()),
        None => panic!("{error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_ambiguous_failures_only_if_idempotent() {
    let token =
        Response::keep_alive("200 OK", &[], br#"{"access_token":"token","expires_in":3600}"#);
    let tokens = Server::script([token]).await;
    let mut cells = 0;
    for Row { name, fault, class: expected, get, post, may_be_executed } in rows() {
        for scheme in SCHEMES {
            for (is_post, sent) in [(false, get), (true, post)] {
                let cell = format!("{name}, {scheme:?}, {}", if is_post { "POST" } else { "GET" });
                let faulty = FaultyServer::new(&fault).await;
                let clock = RecordingClock::default();
                let builder = Client::builder(&API)
                    .base_url(faulty.url.clone())
                    .retry(RetryPolicy::new().max_attempts(ATTEMPTS))
                    .attempt_timeout(Duration::from_millis(250))
                    .clock(clock.clone());
                let builder = scheme.apply(builder).token_url(format!("{}/token", tokens.url()));
                let client: Client = builder.build().unwrap();
                let error: Error = call(&client, is_post).send::<Peer, _>().await.unwrap_err();

                assert_eq!(class(&error), expected, "{cell}: {error}");
                assert_eq!(
                    error.request_may_have_been_executed(),
                    may_be_executed,
                    "{cell}: {error}"
                );
                // The first request of HTTP Digest gets the challenge.
                let challenges = scheme == Scheme::Digest && matches!(fault, Fault::Response(_));
                assert_eq!(error.attempts(), sent + u32::from(challenges), "{cell}: {error}");
                if let Some(server) = &faulty.server {
                    assert_eq!(faulty.authenticated.lock().unwrap().len(), sent as usize, "{cell}");
                    assert_eq!(
                        server.connections().await,
                        (sent + u32::from(challenges)) as usize,
                        "{cell}"
                    );
                }
                let delays = clock.delays();
                assert_eq!(delays.len(), sent as usize - 1, "{cell}");
                let least = Duration::from_secs(if name.ends_with("Retry-After") { 7 } else { 0 });
                let bounds = least..=least + Duration::from_secs(1);
                assert!(delays.iter().all(|delay| bounds.contains(delay)), "{cell}: {delays:?}");
                assert_eq!(error.is_auth(), expected == Status(401), "{cell}");
                assert_eq!(error.is_rate_limited(), expected == Status(429), "{cell}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, rows().len() * 6);
}

#[tokio::test]
async fn retries_a_post_marked_idempotent_like_a_get() {
    for Row { name, fault, get, post, .. } in rows() {
        let faulty = FaultyServer::new(&fault).await;
        let client: Client = Client::builder(&API)
            .base_url(faulty.url.clone())
            .retry(RetryPolicy::new().max_attempts(ATTEMPTS))
            .attempt_timeout(Duration::from_millis(150))
            .clock(RecordingClock::default())
            .bearer_token("token")
            .build()
            .unwrap();
        let mut call = call(&client, true);
        call.idempotent();
        let error: Error = call.send::<Peer, _>().await.unwrap_err();
        assert_eq!(error.attempts(), get, "{name}, not {post}");
    }
}

#[tokio::test]
async fn succeeds_if_a_retry_succeeds() {
    let success = Response::json("200 OK", &[], PEER);
    for fault in [reset_after_request(), closed_in_body(), status("503 Service Unavailable", &[])] {
        let server = Server::script([fault.clone(), fault, success.clone()]).await;
        let client: Client = Client::builder(&API)
            .base_url(server.url())
            .clock(RecordingClock::default())
            .bearer_token("token")
            .build()
            .unwrap();
        let response = call(&client, false).send::<Peer, ()>().await.unwrap();
        assert_eq!((response.attempts(), server.request_count()), (3, 3));
        assert_eq!(*response.body(), peer());
    }
}

/// Whether the client sees a connection varies from run to run; the server never reads the request.
#[tokio::test]
async fn a_connection_reset_at_once_is_a_transport_error() {
    let server = Server::resetting().await;
    let client: Client = Client::builder(&API)
        .base_url(server.url())
        .retry(RetryPolicy::new().max_attempts(ATTEMPTS))
        .clock(RecordingClock::default())
        .bearer_token("token")
        .build()
        .unwrap();
    for is_post in [false, true] {
        let error: Error = call(&client, is_post).send::<Peer, _>().await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{error}");
        assert!(is_post || error.attempts() == ATTEMPTS, "{error}");
        // Without knowing, the error says that the request may have been executed.
        assert!(error.is_connect() || error.request_may_have_been_executed(), "{error}");
        assert_eq!(server.request_count(), 0);
    }
}
