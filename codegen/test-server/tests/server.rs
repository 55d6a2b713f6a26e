//! The server itself: what it counts, and in which order it responses.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use portolan_test_server::{Response, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url().trim_start_matches("http://")).await.unwrap()
}

/// What the server responses to a request without a body.
async fn asked(server: &Server) -> String {
    let mut stream = connect(server).await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn a_connection_without_a_request_is_counted() {
    let server = Server::silent().await;
    assert_eq!(server.connections().await, 0);
    let _open = connect(&server).await;
    drop(connect(&server).await);
    // Its own question is not counted, however often it is asked.
    assert_eq!(server.connections().await, 2);
    assert_eq!(server.connections().await, 2);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn responses_come_in_order_and_the_last_one_stays() {
    let server = Server::script([Response::raw("first"), Response::raw("second")]).await;
    // Nothing comes on this one: it uses up no response and holds up nobody.
    let _open = connect(&server).await;
    assert_eq!(asked(&server).await, "first");
    assert_eq!(asked(&server).await, "second");
    assert_eq!(asked(&server).await, "second");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_end_the_server() {
    let server = Server::raw("x".repeat(1 << 24)).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    drop(stream);
    assert_eq!(asked(&server).await.len(), 1 << 24);
}
