//! Hostile servers: errors within bounded time and memory.

use std::collections::BTreeMap;
use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{API, ApiError, Error, LIST, Peer, Peers, builder};

/// `{"results":[]}`, compressed by gzip.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x4a\x2d\x2e\xcd\x29\x29\x56\xb2\x8a\x8e\xad\x05\x00\x0a\x27\x7c\x9e\x0e\x00\x00\x00";

fn client(server: &Server) -> Client {
    builder(server)
        .retry(RetryPolicy::disabled())
        .attempt_timeout(Duration::from_secs(20))
        .max_response_bytes(100_000)
        .max_error_bytes(1_000)
        .build()
        .unwrap()
}

async fn error(response: Response) -> Error {
    let server = Server::script([response]).await;
    client(&server).call(&LIST).send::<Peers, _>().await.unwrap_err()
}

/// Sends a call that has to time out, and returns its error.
async fn timed_out(response: Response) -> Error {
    let server = Server::script([response]).await;
    let mut call = client(&server).call(&LIST);
    call.attempt_timeout(Duration::from_millis(200));
    let error: Error = call.send::<Peers, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.request_may_have_been_executed(), "{error}");
    server.wait_for_open(0).await;
    error
}

fn header(name: &str, length: usize) -> String {
    format!("{name}: {}\r\n", "x".repeat(length))
}

#[tokio::test]
async fn non_http_bytes_are_transport_errors() {
    for garbage in [
        &b"\0\x01\x02\xff\xfe\r\n\r\n"[..],
        b"SSH-2.0-x\r\n",
        b"HTTP/9.9 abc\r\n\r\n",
        b"\r\n\r\n",
        b"",
    ] {
        let error = error(Response::raw(garbage)).await;
        assert!(error.is_transport() && error.status().is_none(), "{error}");
    }
}

#[tokio::test]
async fn detects_wrong_content_lengths() {
    let short = error(Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}")).await;
    assert!(short.is_transport());
    assert_eq!((short.status().unwrap().as_u16(), &short.bytes()[..]), (200, &b"{}"[..]));
    for bad in ["-1", "99999999999999999999999", "1, 2", "x"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bad}\r\n\r\n{{}}");
        assert!(error(Response::raw(head)).await.is_transport(), "{bad}");
    }
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}";
    assert!(error(Response::raw(chunk)).await.is_transport());

    // Bytes after the response are ignored.
    let long =
        "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"results\":[]}HTTP/1.1 500 No\r\n\r\n";
    let server = Server::raw(long).await;
    let response = client(&server).call(&LIST).send::<Peers, ()>().await.unwrap();
    assert_eq!(response.bytes(), "{\"results\":[]}");
    client(&server).call(&LIST).send::<Peers, ()>().await.unwrap();
}

#[tokio::test]
async fn skips_informational_responses() {
    let body = "HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"results\":[]}";
    let early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    let server = Server::raw(format!("{early}{body}")).await;
    client(&server).call(&LIST).send::<Peers, ()>().await.unwrap();

    timed_out(Response::empty().then_send_endlessly("HTTP/1.1 103 Early Hints\r\n\r\n")).await;
}

#[tokio::test]
async fn limits_response_headers() {
    let endless =
        Response::empty().then_send("HTTP/1.1 200 OK\r\n").then_send_endlessly(header("x", 100));
    assert!(error(endless).await.is_transport());

    let large: String = (0..9).map(|_| header("x-large", 8_000)).collect();
    let head = format!("HTTP/1.1 200 OK\r\n{large}content-length: 14\r\n\r\n{{\"results\":[]}}");
    let server = Server::raw(head).await;
    let error: Error = client(&server).call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(
        error.to_string(),
        "listPeers: the 200 OK response has more than 65536 bytes of header fields"
    );
    let permissive = builder(&server).max_header_bytes(100_000).build().unwrap();
    permissive.call(&LIST).send::<Peers, ()>().await.unwrap();
}

#[tokio::test]
async fn limits_response_bodies() {
    let endless = |status: &str| {
        let head = format!("HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n");
        Response::empty()
            .then_send(head)
            .then_send_endlessly("400\r\n".to_owned() + &"x".repeat(1024) + "\r\n")
    };
    let too_large = error(endless("200 OK")).await;
    assert!(too_large.is_decode() && too_large.request_may_have_been_executed());
    assert_eq!(
        too_large.to_string(),
        "listPeers: the 200 OK response has a body of more than 100000 bytes"
    );
    assert_eq!(too_large.bytes().len(), 1_000);

    let announced =
        error(Response::stalled("HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n")).await;
    assert!(announced.is_decode());

    let refused = error(endless("400 Bad Request")).await;
    assert!(refused.is_status() && !refused.request_may_have_been_executed());
    assert_eq!((refused.status().unwrap().as_u16(), refused.bytes().len()), (400, 1_000));
}

#[tokio::test]
async fn accepts_a_body_of_exactly_the_limit() {
    let body = format!("{{\"results\":[]}}{}", " ".repeat(100_000 - 14));
    let server = Server::json("200 OK", &[], &body).await;
    let response = client(&server).call(&LIST).send::<Peers, ()>().await.unwrap();
    assert_eq!(response.bytes().len(), 100_000);
}

#[tokio::test]
async fn limits_decompressed_bodies() {
    let gzip = ["content-type: application/json", "content-encoding: gzip"];
    let server = Server::with("200 OK", &gzip, GZIP).await;
    let response = client(&server).call(&LIST).send::<Peers, ()>().await.unwrap();
    assert_eq!(response.bytes(), "{\"results\":[]}");
    assert_eq!(server.request().header("accept-encoding"), ["gzip"]);

    for length in [0, 5, 12, GZIP.len() - 1] {
        let cut = error(Response::with("200 OK", &gzip, &GZIP[..length])).await;
        assert!(cut.is_transport() || (length == 0 && cut.is_decode()), "{length}: {cut}");
    }
    // A stored block of deflate declares its own length: 65,535 bytes, many times.
    let mut bomb = GZIP[..10].to_vec();
    for _ in 0..64 {
        bomb.extend([0, 0xff, 0xff, 0, 0]);
        bomb.extend(std::iter::repeat_n(b' ', 65_535));
    }
    let error = error(Response::with("200 OK", &gzip, &bomb)).await;
    assert!(error.is_decode() && error.bytes().len() <= 1_000, "{error}");
}

#[tokio::test]
async fn slow_responses_time_out() {
    let pause = Duration::from_millis(20);
    timed_out(Response::empty().then_send_slowly("HTTP/1.1 200 OK\r\ncontent-length: 99", pause))
        .await;
    let slow = Response::empty()
        .then_send("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n")
        .then_send_slowly(" ".repeat(99), pause);
    let error = timed_out(slow).await;
    assert!(!error.bytes().is_empty() && error.bytes().len() < 99);
}

/// Sends a response of the properties under a key of 2 MB, and under names that need escapes.
async fn with_long_key(properties: String) -> Result<portolan_runtime::Response<Nested>, Error> {
    let key = "k".repeat(2_000_000);
    let escaped = "\\u0001".repeat(10_000);
    let body = format!(r#"{{"{key}": {{"{escaped}": {{"a.b": {{"c": {{{properties}}}}}}}}}}}"#);
    let server = Server::json("200 OK", &[], &body).await;
    let client: Client = builder(&server).max_response_bytes(10_000_000).build().unwrap();
    client.call(&LIST).send::<Nested, ApiError>().await
}

type Nested = BTreeMap<String, BTreeMap<String, BTreeMap<String, BTreeMap<String, Peer>>>>;

#[tokio::test]
async fn notes_are_bounded_and_counted() {
    let unknown: Vec<String> = (0..10_000).map(|index| format!(r#""p{index}":1"#)).collect();
    let response = with_long_key(unknown.join(",")).await.unwrap();
    assert_eq!((response.unexpected_count(), response.missing_count()), (10_000, 3));
    assert_eq!((response.unexpected().len(), response.missing().len()), (256, 3));
    let notes = [response.unexpected(), response.missing()].concat();
    assert!(notes.iter().map(String::len).sum::<usize>() <= 300_000);
    let key = "k".repeat(100);
    for note in notes {
        assert!(note.starts_with(&format!(r#"["{key}…"]["\u{{1}}"#)), "{note}");
        assert!(note.len() <= 1_100, "{note}");
    }
}

#[tokio::test]
async fn many_missing_values_make_a_short_error() {
    let peers = vec!["{}"; 10_000].join(",");
    let server = Server::json("200 OK", &[], &format!(r#"{{"results":[{peers}]}}"#)).await;
    let client: Client = builder(&server).strict_responses(true).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    let message = error.to_string();
    assert!(message.ends_with("results[6].name, results[6].region, and 29980 more"), "{message}");
}

#[tokio::test]
async fn paths_of_decode_errors_are_bounded() {
    let error = with_long_key(r#""size":}"#.to_owned()).await.unwrap_err();
    let message = error.to_string();
    assert!(error.is_decode() && message.len() <= 1_500, "{}", message.len());
    let response = with_long_key(r#""size":{}"#.to_owned()).await.unwrap();
    assert!(response.invalid()[0].path().len() <= 1_100);
}

#[tokio::test]
async fn a_client_stays_usable_after_faults() {
    let server = Server::script([
        Response::raw("garbage"),
        reset(),
        Response::json("200 OK", &[], r#"{"name":"north","region":null,"size":3}"#),
    ])
    .await;
    let client =
        Client::builder::<Client>(&API).base_url(server.url()).retry(RetryPolicy::disabled());
    let client = client.build().unwrap();
    for _ in 0..2 {
        client.call(&LIST).send::<Peer, ()>().await.unwrap_err();
    }
    client.call(&LIST).send::<Peer, ()>().await.unwrap();
}

fn reset() -> Response {
    Response::empty().then_reset()
}
