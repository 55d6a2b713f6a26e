//! The fault matrix: every fault, for a request that may be sent twice and one that may not, as each kind of caller.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::{Call, Client, ClientBuilder, Operation, RetryPolicy};
use portolan_test_server::{Request, Response, Server};

use crate::clock::Patient;
use crate::model::{API, CREATE, Error, GROUP, PEER, Peer, peer};

/// As `CREATE`, for a request that changes nothing.
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

/// How often a request is tried at the most.
const ATTEMPTS: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Bearer,
    ServiceAccount,
    Digest,
}

/// What is wrong.
enum Fault {
    /// Nothing listens.
    Refused,
    /// Every request with proof of who is calling is answered so.
    Response(fn() -> Response),
}

/// What the error is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Connect,
    Timeout,
    Transport,
    Status(u16),
    Decode,
}

use Class::{Connect, Decode, Status, Timeout, Transport};

/// A row: the fault, the error, how often `GET` and `POST` are sent with proof of who is calling, and whether they
/// may have been carried out.
type Row = (&'static str, Fault, Class, u32, u32, bool);

fn rows() -> Vec<Row> {
    use Fault::{Refused, Response as Answered};
    let three = ATTEMPTS;
    vec![
        ("connect refused", Refused, Connect, three, three, false),
        ("reset before the body", Answered(reset_before_body), Transport, three, 1, true),
        ("reset after the request", Answered(reset_after_request), Transport, three, 1, true),
        ("reset within the head", Answered(reset_in_head), Transport, three, 1, true),
        ("reset within the body", Answered(reset_in_body), Transport, three, 1, true),
        ("closed within the body", Answered(closed_in_body), Transport, three, 1, true),
        ("no response in time", Answered(silent), Timeout, three, 1, true),
        ("no whole head in time", Answered(silent_in_head), Timeout, three, 1, true),
        ("no whole body in time", Answered(silent_in_body), Timeout, three, 1, true),
        ("401", Answered(|| status("401 Unauthorized", &[])), Status(401), 1, 1, false),
        ("403", Answered(|| status("403 Forbidden", &[])), Status(403), 1, 1, false),
        ("409", Answered(|| status("409 Conflict", &[])), Status(409), 1, 1, false),
        (
            "429",
            Answered(|| status("429 Too Many Requests", &[])),
            Status(429),
            three,
            three,
            false,
        ),
        ("429 with Retry-After", Answered(later), Status(429), three, three, false),
        ("500", Answered(|| status("500 Internal Server Error", &[])), Status(500), 1, 1, true),
        ("502", Answered(|| status("502 Bad Gateway", &[])), Status(502), three, 1, true),
        ("503", Answered(|| status("503 Service Unavailable", &[])), Status(503), three, 1, true),
        ("504", Answered(|| status("504 Gateway Timeout", &[])), Status(504), three, 1, true),
        ("HTML instead of a response", Answered(html), Decode, 1, 1, true),
        ("HTML instead of an error", Answered(html_error), Status(502), three, 1, true),
        ("gzip that is cut off", Answered(cut_gzip), Transport, three, 1, true),
    ]
}

fn reset_before_body() -> Response {
    Response::nothing().after_head().and_reset()
}

fn reset_after_request() -> Response {
    Response::nothing().and_reset()
}

fn reset_in_head() -> Response {
    settled(Response::nothing().then_send("HTTP/1.1 200 OK\r\ncontent-le")).and_reset()
}

fn reset_in_body() -> Response {
    settled(Response::nothing().then_send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"))
        .and_reset()
}

/// A reset overtakes what was sent just before.
fn settled(response: Response) -> Response {
    response.then_wait(Duration::from_millis(30))
}

fn closed_in_body() -> Response {
    Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")
}

fn silent() -> Response {
    Response::nothing().and_stall()
}

fn silent_in_head() -> Response {
    Response::stalled("HTTP/1.1 200 OK\r\ncontent-le")
}

fn silent_in_body() -> Response {
    Response::stalled("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")
}

fn status(line: &str, headers: &[&str]) -> Response {
    Response::json(line, headers, r#"{"error":1,"errorCode":"FAULT"}"#)
}

fn later() -> Response {
    status("429 Too Many Requests", &["retry-after: 7"])
}

fn html() -> Response {
    Response::with("200 OK", &["content-type: text/html"], b"<html>")
}

fn html_error() -> Response {
    Response::with("502 Bad Gateway", &["content-type: text/html"], b"<html>")
}

/// The header of a gzip stream and nothing in it.
fn cut_gzip() -> Response {
    let headers = ["content-type: application/json", "content-encoding: gzip"];
    Response::with("200 OK", &headers, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab")
}

/// A server with a fault, and the numbers of the requests with proof of who is calling.
struct Faulty {
    url: String,
    server: Option<Server>,
    proven: Arc<Mutex<HashSet<usize>>>,
}

impl Faulty {
    async fn new(fault: &Fault) -> Self {
        let proven = Arc::new(Mutex::new(HashSet::new()));
        let server = match fault {
            Fault::Refused => None,
            Fault::Response(response) => {
                let (response, noted) = (*response, Arc::clone(&proven));
                let handler = move |request: &Request, number: usize| {
                    if request.header("authorization").is_empty() {
                        let challenge =
                            r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
                        return Response::json("401 Unauthorized", &[challenge], "{}");
                    }
                    noted.lock().unwrap().insert(number);
                    response()
                };
                Some(Server::answering(handler).await)
            }
        };
        let url = server.as_ref().map_or_else(Server::refused, Server::url);
        Self { url, server, proven }
    }
}

fn as_caller(caller: Caller, tokens: &Server, builder: ClientBuilder) -> ClientBuilder {
    match caller {
        Caller::Bearer => builder.bearer_token("token"),
        Caller::ServiceAccount => {
            builder.service_account("id", "secret").token_url(format!("{}/token", tokens.url()))
        }
        Caller::Digest => builder.digest("user", "password"),
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
async fn every_fault_gives_its_error_and_is_sent_as_often_as_it_may_be() {
    let token = Response::kept("200 OK", &[], br#"{"access_token":"token","expires_in":3600}"#);
    let tokens = Server::script([token]).await;
    let mut cells = 0;
    for (name, fault, expected, get, post, executed) in rows() {
        for caller in [Caller::Bearer, Caller::ServiceAccount, Caller::Digest] {
            for (is_post, sent) in [(false, get), (true, post)] {
                let cell = format!("{name}, {caller:?}, {}", if is_post { "POST" } else { "GET" });
                let faulty = Faulty::new(&fault).await;
                let clock = Patient::default();
                let builder = Client::builder(&API)
                    .base_url(faulty.url.clone())
                    .retry(RetryPolicy::new().attempts(ATTEMPTS))
                    .attempt_timeout(Duration::from_millis(250))
                    .clock(clock.clone());
                let client = as_caller(caller, &tokens, builder).build().unwrap();
                let error: Error = call(&client, is_post).send::<Peer, _>().await.unwrap_err();

                assert_eq!(class(&error), expected, "{cell}: {error}");
                assert_eq!(error.request_may_have_been_executed(), executed, "{cell}: {error}");
                // The first request of Digest has no proof: it is there to be asked for one.
                let asks = caller == Caller::Digest && matches!(fault, Fault::Response(_));
                assert_eq!(error.attempts(), sent + u32::from(asks), "{cell}: {error}");
                if let Some(server) = &faulty.server {
                    assert_eq!(faulty.proven.lock().unwrap().len(), sent as usize, "{cell}");
                    assert_eq!(
                        server.connections().await,
                        (sent + u32::from(asks)) as usize,
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
async fn a_request_that_is_called_idempotent_is_sent_again_like_one() {
    for (name, fault, _, get, post, _) in rows() {
        let faulty = Faulty::new(&fault).await;
        let client: Client = Client::builder(&API)
            .base_url(faulty.url.clone())
            .retry(RetryPolicy::new().attempts(ATTEMPTS))
            .attempt_timeout(Duration::from_millis(150))
            .clock(Patient::default())
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
async fn what_heals_in_time_is_no_error() {
    let healed = Response::json("200 OK", &[], PEER);
    for fault in [reset_after_request(), closed_in_body(), status("503 Service Unavailable", &[])] {
        let server = Server::script([fault.clone(), fault, healed.clone()]).await;
        let client: Client = Client::builder(&API)
            .base_url(server.url())
            .clock(Patient::default())
            .bearer_token("token")
            .build()
            .unwrap();
        let response = call(&client, false).send::<Peer, ()>().await.unwrap();
        assert_eq!((response.attempts(), server.request_count()), (3, 3));
        assert_eq!(*response.body(), peer());
    }
}

/// Whether the connection was made is seen differently from run to run; the request was never read in any of them.
#[tokio::test]
async fn a_connection_that_is_reset_at_once_is_an_error() {
    let server = Server::resetting().await;
    let client: Client = Client::builder(&API)
        .base_url(server.url())
        .retry(RetryPolicy::new().attempts(ATTEMPTS))
        .clock(Patient::default())
        .bearer_token("token")
        .build()
        .unwrap();
    for is_post in [false, true] {
        let error: Error = call(&client, is_post).send::<Peer, _>().await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{error}");
        assert!(is_post || error.attempts() == ATTEMPTS, "{error}");
        // Whoever cannot know says that it may have been.
        assert!(error.is_connect() || error.request_may_have_been_executed(), "{error}");
        assert_eq!(server.request_count(), 0);
    }
}
