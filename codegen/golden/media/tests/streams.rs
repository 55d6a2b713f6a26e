//! Streamed responses and streamed request bodies.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use std::io::{self, Cursor, Read};
use std::time::Duration;

use golden_media::{Body, Client, RetryPolicy};
use portolan_test_server::{Response, Server};

const HEAD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n";

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn the_attempt_timeout_applies_to_each_chunk() {
    let started = Response::stalled(format!("{HEAD}content-length: 6\r\n\r\nabc"));
    let server = Server::script([started]).await;
    let request = client(&server).get_notes().with_attempt_timeout(Duration::from_millis(300));
    let response = request.stream().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let mut stream = response.into_body();
    assert_eq!(stream.length(), Some(6));
    assert_eq!(stream.next().await.unwrap().unwrap().as_ref(), b"abc");
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.is_transport(), "{error}");
    let line = "getNotes: the 200 OK response stalled after 3 bytes: no data for 300ms";
    assert_eq!(error.to_string(), line);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_can_take_longer_than_the_attempt_timeout() {
    let mut slow = Response::raw(format!("{HEAD}content-length: 4\r\n\r\n"));
    for part in ["a", "b", "c", "d"] {
        slow = slow.then_wait(Duration::from_millis(700)).then_send(part);
    }
    let server = Server::script([slow]).await;
    let request = client(&server).get_notes().with_attempt_timeout(Duration::from_secs(2));
    let mut stream = request.stream().await.unwrap().into_body();
    let mut all = Vec::new();
    while let Some(bytes) = stream.next().await {
        all.extend_from_slice(&bytes.unwrap());
    }
    assert_eq!(all, b"abcd");
}

#[tokio::test]
async fn dropping_a_stream_closes_the_connection() {
    let endless = Response::raw(format!("{HEAD}\r\n")).then_send_endlessly(vec![7; 4096]);
    let server = Server::script([endless]).await;
    let mut stream = client(&server).get_notes().stream().await.unwrap().into_body();
    for _ in 0..10 {
        assert!(stream.next().await.unwrap().unwrap().iter().all(|byte| *byte == 7));
    }
    drop(stream);
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn streams_are_limited_only_on_request() {
    let server = Server::with("200 OK", &[], &[1; 1000]).await;
    let client = Client::builder().base_url(server.url()).max_response_bytes(10).build().unwrap();
    assert!(client.get_notes().await.unwrap_err().is_decode());
    let mut stream = client.get_notes().stream().await.unwrap().into_body();
    let mut count = 0;
    while let Some(bytes) = stream.next().await {
        count += bytes.unwrap().len();
    }
    assert_eq!(count, 1000);
    let mut stream = client.get_notes().stream().await.unwrap().into_body().max_bytes(999);
    let error = loop {
        if let Err(error) = stream.next().await.unwrap() {
            break error;
        }
    };
    assert!(error.to_string().ends_with("has a body of more than 999 bytes"), "{error}");
}

#[tokio::test]
async fn a_truncated_stream_ends_with_an_error() {
    let server = Server::raw(format!("{HEAD}content-length: 10\r\n\r\nabc")).await;
    let mut stream = client(&server).get_notes().stream().await.unwrap().into_body();
    assert_eq!(stream.next().await.unwrap().unwrap().as_ref(), b"abc");
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.is_transport() && !error.is_timeout(), "{error}");
    assert!(error.to_string().contains("broke off after 3 bytes"), "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 200);
}

#[tokio::test]
async fn streaming_calls_are_retried_until_the_head_arrives() {
    let server = Server::script([
        Response::with("503 Service Unavailable", &[], b""),
        Response::with("200 OK", &[], b"again"),
    ])
    .await;
    let policy = RetryPolicy::new().initial_backoff(Duration::ZERO);
    let response = client(&server).get_notes().with_retry(policy).stream().await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_eq!(response.into_body().next().await.unwrap().unwrap().as_ref(), b"again");

    let server = Server::json("404 Not Found", &[], r#"{"text":"all gone"}"#).await;
    let error = client(&server).get_notes().stream().await.unwrap_err();
    assert_eq!(error.to_string(), "getNotes: 404 Not Found: all gone");

    let server = Server::silent().await;
    let request = client(&server).get_notes().with_retry(RetryPolicy::disabled());
    let request = request.with_attempt_timeout(Duration::from_millis(100));
    let error = request.stream().await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport(), "{error}");
    assert_eq!(
        error.to_string(),
        format!(
            "getNotes: no response from {} within 100ms; the request may have been executed",
            server.url()
        )
    );
}

#[tokio::test]
async fn text_can_be_streamed() {
    let server = Server::with("200 OK", &[], b"a\xffb").await;
    let mut stream = client(&server).create_note("").stream().await.unwrap().into_body();
    assert_eq!(stream.next().await.unwrap().unwrap().as_ref(), b"a\xffb");
}

#[tokio::test]
async fn retries_files() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.yaml");
    let content = std::fs::read(path).unwrap();
    let server = Server::script([
        Response::with("503 Service Unavailable", &[], b""),
        Response::with("204 No Content", &[], b""),
    ])
    .await;
    let policy = RetryPolicy::new().initial_backoff(Duration::ZERO);
    let request = client(&server).put_notes(Body::file(path).unwrap()).with_retry(policy);
    request.await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert_eq!(request.body, content);
        assert_eq!(request.header("content-length"), [content.len().to_string()]);
    }
    assert!(Body::file("missing/file").is_err());
}

#[tokio::test]
async fn reports_a_deleted_file_before_sending() {
    let server = Server::with("204 No Content", &[], b"").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes");
    std::fs::write(&path, "abc").unwrap();
    let body = Body::file(&path).unwrap();
    drop(folder);
    let error = client(&server).put_notes(body).await.unwrap_err();
    let message = format!(
        "putNotes: the request was not sent: body cannot be read: the file {}: ",
        path.display()
    );
    assert!(error.is_validation() && error.to_string().starts_with(&message), "{error}");
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn does_not_retry_a_consumed_reader() {
    let server = Server::with("503 Service Unavailable", &[], b"").await;
    let request = client(&server).put_notes(Body::reader(Cursor::new(vec![5; 200_000])));
    let error = request.await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1));
    assert_eq!(server.request().body, vec![5; 200_000]);
}

#[tokio::test]
async fn retries_readers_that_were_not_read() {
    let client = Client::builder().base_url(Server::refused_url()).build().unwrap();
    let policy = RetryPolicy::new().initial_backoff(Duration::ZERO).max_attempts(3);
    let request = client.put_notes(Body::reader(io::empty())).with_retry(policy);
    let error = request.await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn reports_the_error_of_a_reader() {
    struct FailingReader;
    impl Read for FailingReader {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    let server = Server::with("204 No Content", &[], b"").await;
    let error = client(&server).put_notes(Body::reader(FailingReader)).await.unwrap_err();
    assert!(error.to_string().contains("the disk is on fire"), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn streams_a_response_into_a_request() {
    let source = Server::with("200 OK", &[], &[9; 100_000]).await;
    let target = Server::with("204 No Content", &[], b"").await;
    let download = client(&source).get_notes().stream().await.unwrap().into_body();
    client(&target).put_notes(Body::stream(download)).await.unwrap();
    assert_eq!(target.request().body, vec![9; 100_000]);
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_streams_are_readers() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let broken = Response::raw(format!("{HEAD}content-length: 10\r\n\r\nabc"));
    let server =
        runtime.block_on(Server::script([Response::with("200 OK", &[], &[3; 300_000]), broken]));
    let client = golden_media::blocking::Client::builder().base_url(server.url()).build().unwrap();
    let response = client.get_notes().stream().unwrap();
    assert_eq!(response.body().length(), Some(300_000));
    let mut all = Vec::new();
    response.into_body().read_to_end(&mut all).unwrap();
    assert_eq!(all, vec![3; 300_000]);

    let mut reader = client.get_notes().stream().unwrap().into_body();
    let error = reader.read_to_end(&mut all).unwrap_err();
    let error = error.get_ref().unwrap().downcast_ref::<golden_media::Error>().unwrap();
    assert!(error.is_transport(), "{error}");

    // Blocking readers can be sent, too.
    let server = runtime.block_on(Server::with("204 No Content", &[], b""));
    let client = golden_media::blocking::Client::builder().base_url(server.url()).build().unwrap();
    client.put_notes(Body::reader(Cursor::new(b"abc"))).send().unwrap();
    assert_eq!(server.request().body, b"abc");
}
