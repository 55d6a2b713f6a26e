//! Counting of connections, and the order of responses.
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use portolan_test_server::{Response, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url().trim_start_matches("http://")).await.unwrap()
}

/// Returns the response to a request without a body.
async fn get(server: &Server) -> String {
    let mut stream = connect(server).await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn connections_without_a_request_are_counted() {
    let server = Server::silent().await;
    assert_eq!(server.connections().await, 0);
    let _open = connect(&server).await;
    drop(connect(&server).await);
    // The probe that `connections` makes is not counted.
    assert_eq!(server.connections().await, 2);
    assert_eq!(server.connections().await, 2);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn responses_come_in_order_and_the_last_one_repeats() {
    let server = Server::script([Response::raw("first"), Response::raw("second")]).await;
    // An idle connection takes no response and blocks no other.
    let _open = connect(&server).await;
    assert_eq!(get(&server).await, "first");
    assert_eq!(get(&server).await, "second");
    assert_eq!(get(&server).await, "second");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn closed_connection_does_not_end_the_server() {
    let server = Server::raw("x".repeat(1 << 24)).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    drop(stream);
    assert_eq!(get(&server).await.len(), 1 << 24);
}
