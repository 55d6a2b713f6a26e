//! Scripted faults, as a client sees them on its socket.
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use portolan_test_server::{Response, Server, Trigger};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

const GET: &[u8] = b"GET / HTTP/1.1\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

async fn connect(url: &str) -> std::io::Result<TcpStream> {
    TcpStream::connect(url.trim_start_matches("http://")).await
}

/// Returns a connection after sending bytes on it.
async fn sent(server: &Server, bytes: &[u8]) -> TcpStream {
    let mut stream = connect(&server.url()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream
}

/// Reads the expected bytes.
async fn expect(stream: &mut TcpStream, expected: &str) {
    let mut bytes = vec![0; expected.len()];
    stream.read_exact(&mut bytes).await.unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

/// Reads until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.map(|_| text)
}

#[tokio::test]
async fn keep_alive_serves_requests_one_after_another() {
    let server =
        Server::script([Response::keep_alive("200 OK", &[], b"ok"), Response::raw("bye")]).await;
    let mut stream = sent(&server, b"POST /1 HTTP/1.1\r\nContent-Length:3\r\n\r\none").await;
    expect(&mut stream, OK).await;
    // Two at once: bytes read with the first belong to the second.
    stream.write_all(b"PUT /2 HTTP/1.1\r\ncontent-length: 3\r\n\r\ntwoGET /3").await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap(), "bye");
    assert_eq!(server.connections().await, 1);
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().map(portolan_test_server::Request::line).collect();
    assert_eq!(lines, ["POST /1", "PUT /2"]);
    assert_eq!(requests[0].body, b"one");
    assert_eq!(requests[1].body, b"two");
}

#[tokio::test]
async fn pipelined_requests_get_one_response_each() {
    let server = Server::script([Response::keep_alive("200 OK", &[], b"ok")]).await;
    let mut stream = sent(&server, &GET.repeat(3)).await;
    expect(&mut stream, &OK.repeat(3)).await;
    assert_eq!(server.request_count(), 3);
}

#[tokio::test]
async fn handler_receives_the_request_and_its_number() {
    let server = Server::with_handler(|request, number| {
        Response::raw(format!("{number} {} {}", request.line(), request.body.len()))
    })
    .await;
    let mut first = sent(&server, GET).await;
    assert_eq!(rest(&mut first).await.unwrap(), "1 GET / 0");
    let mut second = sent(&server, b"POST /a HTTP/1.1\r\ncontent-length: 2\r\n\r\nab").await;
    assert_eq!(rest(&mut second).await.unwrap(), "2 POST /a 2");
}

#[tokio::test]
async fn handler_is_called_after_the_head_and_after_the_body() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = Server::with_handler(move |_, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        Response::raw("ok")
    })
    .await;
    rest(&mut sent(&server, GET).await).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    rest(&mut sent(&server, b"PUT / HTTP/1.1\r\ncontent-length: 1\r\n\r\na").await).await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn chunked_body_is_decoded() {
    let server = Server::script([Response::keep_alive("200 OK", &[], b"ok")]).await;
    let head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut stream = sent(&server, head).await;
    // Byte by byte, so that no delimiter arrives at once.
    for byte in b"3;why=not\r\nabc\r\nA\r\n0123456789\r\n0\r\ntrailer: 1\r\n\r\n" {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    expect(&mut stream, OK).await;
    stream.write_all(head).await.unwrap();
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    expect(&mut stream, OK).await;
    assert_eq!(server.requests()[0].body, b"abc0123456789");
    assert_eq!(server.requests()[1].body, b"");
}

#[tokio::test]
async fn malformed_request_closes_the_connection() {
    let server = Server::json("200 OK", &[], "{}").await;
    for request in [
        b"GET /\xff HTTP/1.1\r\n\r\n".as_slice(),
        b"GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
    ] {
        assert_eq!(rest(&mut sent(&server, request).await).await.unwrap(), "");
    }
    assert_eq!(server.request_count(), 0);
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn response_after_head_comes_before_the_body() {
    let early = Response::keep_alive("200 OK", &[], b"ok").after_head();
    assert_eq!(early.trigger(), Trigger::Head);
    let server = Server::script([early.clone(), early.then_close()]).await;
    let head = b"POST / HTTP/1.1\r\ncontent-length: 4\r\n\r\n";
    let mut stream = sent(&server, head).await;
    expect(&mut stream, OK).await;
    // The body is not parsed as the next request.
    stream.write_all(b"body").await.unwrap();
    stream.write_all(head).await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap(), OK);
    assert_eq!(server.request_count(), 2);
    assert!(server.requests()[0].body.is_empty());
    // The response is complete, but the server lets the client finish its body.
    assert_eq!(server.open_connections().await, 1);
    stream.write_all(b"body").await.unwrap();
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn unread_body_blocks_the_client() {
    let unread = Response::empty().then_stall().after_head();
    let server = Server::script([unread, Response::empty()]).await;
    let head = b"POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n";
    let body = vec![0; 99_999_998];
    let mut stream = sent(&server, head).await;
    assert!(timeout(Duration::from_millis(300), stream.write_all(&body)).await.is_err());
    let mut stream = sent(&server, head).await;
    stream.write_all(&body).await.unwrap();
    // The last byte is not sent, so this request is never complete.
    assert_eq!(server.open_connections().await, 2);
    drop(stream);
    server.wait_for_open(1).await;
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn reset_reaches_the_client() {
    let reset = Response::empty().then_reset();
    let part = Response::raw("HTTP/1.1 200 OK\r\n").then_reset();
    let server = Server::script([reset.clone(), reset.after_head(), part]).await;
    let mut stream = sent(&server, GET).await;
    assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let mut stream = sent(&server, b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n").await;
    assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let mut stream = sent(&server, GET).await;
    expect(&mut stream, "HTTP/1.1 200 OK\r\n").await;
    assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn connections_are_reset_before_a_request() {
    let server = Server::resetting().await;
    for _ in 0..3 {
        let mut stream = connect(&server.url()).await.unwrap();
        assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    }
    assert_eq!(server.connections().await, 3);
    assert_eq!(server.request_count(), 0);
}

#[tokio::test]
async fn greeting_is_sent_before_the_first_request() {
    let server = Server::with_greeting(
        |number| match number {
            1 => Some(Response::empty().then_reset()),
            2 => Some(Response::raw("hello ").then_keep_alive()),
            _ => None,
        },
        |_, number| Response::raw(format!("request {number}")),
    )
    .await;
    let mut first = connect(&server.url()).await.unwrap();
    assert_eq!(rest(&mut first).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(rest(&mut sent(&server, GET).await).await.unwrap(), "hello request 1");
    assert_eq!(rest(&mut sent(&server, GET).await).await.unwrap(), "request 2");
}

#[tokio::test]
async fn slow_bytes_arrive_in_pieces_and_in_order() {
    let pause = Duration::from_millis(5);
    let slow =
        Response::raw("0123").then_send_slowly("456789", pause).then_wait(pause).then_send("end");
    let server = Server::script([slow]).await;
    let start = Instant::now();
    let mut stream = sent(&server, GET).await;
    let mut pieces = Vec::new();
    let mut buffer = [0; 100];
    loop {
        match stream.read(&mut buffer).await.unwrap() {
            0 => break,
            count => pieces.push(String::from_utf8(buffer[..count].to_vec()).unwrap()),
        }
    }
    assert_eq!(pieces.concat(), "0123456789end");
    assert!(pieces.len() > 2, "in pieces: {pieces:?}");
    assert!(start.elapsed() >= pause * 6);
}

#[tokio::test]
async fn endless_bytes_stop_when_the_client_closes() {
    let server = Server::script([Response::raw("start").then_send_endlessly("ab")]).await;
    let mut stream = sent(&server, GET).await;
    expect(&mut stream, "start").await;
    expect(&mut stream, &"ab".repeat(1 << 20)).await;
    assert_eq!(server.open_connections().await, 1);
    drop(stream);
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn closed_connections_are_detected_in_every_step() {
    let long = Duration::from_secs(3600);
    let server = Server::script([
        Response::empty().then_stall(),
        Response::empty().then_wait(long),
        Response::raw("x").then_send_slowly("yz", long),
        Response::keep_alive("200 OK", &[], b"ok"),
    ])
    .await;
    let mut open = vec![connect(&server.url()).await.unwrap()];
    for count in 1..=4 {
        open.push(sent(&server, GET).await);
        while server.request_count() < count {
            sleep(Duration::from_millis(1)).await;
        }
    }
    // One has bytes that the server has not read, another bytes that the client has not read.
    open[1].write_all(b"more").await.unwrap();
    for left in (0..open.len()).rev() {
        assert_eq!(server.open_connections().await, left + 1);
        open.remove(0);
        server.wait_for_open(left).await;
    }
    assert_eq!(server.connections().await, 5);
}

#[tokio::test]
async fn refused_url_refuses_connections() {
    let url = Server::refused_url();
    assert_eq!(connect(&url).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert_ne!(Server::refused_url(), url);
}

#[tokio::test(flavor = "multi_thread")]
async fn thousand_connections_are_served_concurrently() {
    let server = Arc::new(Server::script([Response::keep_alive("200 OK", &[], b"ok")]).await);
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                let mut stream = sent(&server, GET).await;
                expect(&mut stream, OK).await;
                stream
            })
        })
        .collect();
    let mut streams = Vec::new();
    for task in tasks {
        streams.push(task.await.unwrap());
    }
    assert_eq!(server.open_connections().await, 1000);
    for stream in &mut streams {
        stream.write_all(GET).await.unwrap();
        expect(stream, OK).await;
    }
    drop(streams);
    server.wait_for_open(0).await;
    assert_eq!(server.connections().await, 1000);
    assert_eq!(server.request_count(), 2000);
}
