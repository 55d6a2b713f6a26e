//! Message framing: truncated, endless and trailing data.

use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{Error, LIST, Peers, builder};

const EMPTY: &str = r#"{"results":[]}"#;

/// `EMPTY`, compressed by gzip.
const GZIP: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x4a\x2d\x2e\xcd\x29\x29\x56\xb2\x8a\
      \x8e\xad\x05\x00\x0a\x27\x7c\x9e\x0e\x00\x00\x00";

const COMPRESSED: [&str; 2] = ["content-type: application/json", "content-encoding: gzip"];

fn client(server: &Server) -> Client {
    let limit = Duration::from_secs(300);
    builder(server)
        .retry(RetryPolicy::disabled())
        .timeout(limit)
        .attempt_timeout(limit)
        .max_response_bytes(100_000)
        .max_error_bytes(1_000)
        .build()
        .unwrap()
}

async fn outcome(response: Response) -> Result<(), Error> {
    let server = Server::script([response]).await;
    let outcome = client(&server).call(&LIST).send::<Peers, _>().await;
    // The client does not wait for the rest of the response.
    server.wait_for_open(0).await;
    outcome.map(|response| assert_eq!(response.bytes(), EMPTY))
}

#[tokio::test]
async fn reports_truncated_chunked_responses() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let whole = format!("{chunked}e\r\n{EMPTY}\r\n0\r\n\r\n");
    outcome(Response::raw(whole.clone())).await.unwrap();
    // The cut may be in the head, before a chunk, in a chunk, or before the last chunk.
    for length in 0..whole.len() {
        let error = outcome(Response::raw(&whole.as_bytes()[..length])).await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{length}: {error}");
        assert!(error.request_may_have_been_executed(), "{length}: {error}");
        assert_eq!(error.status().is_some(), length >= chunked.len(), "{length}: {error}");
        assert!(EMPTY.as_bytes().starts_with(error.bytes()), "{length}: {error}");
    }
}

#[tokio::test]
async fn reads_a_response_without_a_length() {
    outcome(Response::raw(format!("HTTP/1.1 200 OK\r\n\r\n{EMPTY}"))).await.unwrap();
}

#[tokio::test]
async fn reports_truncated_compressed_responses() {
    outcome(Response::with("200 OK", &COMPRESSED, GZIP)).await.unwrap();
    for length in 1..GZIP.len() {
        let cut = Response::with("200 OK", &COMPRESSED, &GZIP[..length]);
        let error = outcome(cut).await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{length}: {error}");
    }
    // The checksum at the end detects a changed bit.
    let mut wrong = GZIP.to_vec();
    wrong[GZIP.len() - 8] ^= 1;
    assert!(
        outcome(Response::with("200 OK", &COMPRESSED, &wrong)).await.unwrap_err().is_transport()
    );
}

/// 65,536 spaces compress to 84 bytes that end at a byte boundary, so that they can be repeated.
#[tokio::test]
async fn limits_endless_compressed_responses() {
    let mut spaces = b"\xec\xc1\x81\x00\x00\x00\x00\x80\x20\x95\xfd\x29\x17\xa9\x0a".to_vec();
    spaces.extend([0; 64]);
    spaces.extend(b"\x6a\x00\x00\x00\xff\xff");
    for (status, kept) in [("200 OK", 1_000), ("400 Bad Request", 1_000)] {
        let head = format!("HTTP/1.1 {status}\r\ncontent-encoding: gzip\r\n\r\n");
        let endless =
            Response::raw(head).then_send(&GZIP[..10]).then_send_endlessly(spaces.clone());
        let error = outcome(endless).await.unwrap_err();
        assert_eq!(error.bytes().len(), kept, "{error}");
        assert_eq!(error.is_decode(), status == "200 OK", "{error}");
        assert_eq!(error.is_status(), status != "200 OK", "{error}");
    }
}

#[tokio::test]
async fn limits_endless_heads_and_bodies() {
    let endless = |start: &str| {
        Response::raw(format!("HTTP/1.1 {start}")).then_send_endlessly("x".repeat(1_000))
    };
    for start in ["200 ", "200 OK\r\nx", "200 OK\r\nx: "] {
        let error = outcome(endless(start)).await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{start:?}: {error}");
        assert!(error.status().is_none() && error.bytes().is_empty(), "{start:?}: {error}");
    }
    for (status, is_decode) in [("200 OK", true), ("500 Internal Server Error", false)] {
        let error = outcome(endless(&format!("{status}\r\n\r\n"))).await.unwrap_err();
        assert_eq!((error.is_decode(), error.is_status()), (is_decode, !is_decode), "{error}");
        assert_eq!(error.bytes().len(), 1_000, "{error}");
    }
}

#[tokio::test]
async fn ignores_bytes_after_a_response() {
    for extra in ["HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", "x", "\r\n"] {
        let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{EMPTY}{extra}");
        let server = Server::script([Response::raw(long).then_keep_alive()]).await;
        // One client for all calls, so that it could reuse the connection.
        let client = client(&server);
        for _ in 0..20 {
            let response = client.call(&LIST).send::<Peers, ()>().await.unwrap();
            assert_eq!((response.bytes().as_ref(), response.attempts()), (EMPTY.as_bytes(), 1));
        }
        assert_eq!(server.request_count(), 20);
    }
}

/// The connection breaks during the second request, which must not be resent silently.
#[tokio::test]
async fn does_not_resend_silently_on_a_broken_connection() {
    let kept = Response::keep_alive("200 OK", &[], EMPTY.as_bytes());
    for fault in [Response::empty(), Response::empty().then_reset()] {
        let server = Server::script([kept.clone(), fault, kept.clone()]).await;
        let client = client(&server);
        client.call(&LIST).send::<Peers, ()>().await.unwrap();
        let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
        assert!(error.is_transport() && error.request_may_have_been_executed(), "{error}");
        assert_eq!((server.connections().await, server.request_count()), (1, 2));
        client.call(&LIST).send::<Peers, ()>().await.unwrap();
    }
}
