//! A server on loopback for tests: it records what reached it, byte for byte, and answers whatever it is told.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set itself up has failed"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers every connection with the same bytes.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Server {
    /// Answers with the bytes as they are, then closes the connection.
    pub async fn raw(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), true).await
    }

    /// Answers with the bytes as they are and says no more, leaving the connection open.
    pub async fn stalled(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), false).await
    }

    /// Takes requests and never answers.
    pub async fn silent() -> Self {
        Self::stalled("").await
    }

    /// Answers with a status line such as `200 OK`, a JSON body and further header lines.
    pub async fn json(status: &str, headers: &[&str], body: &str) -> Self {
        let mut lines = vec!["content-type: application/json"];
        lines.extend(headers);
        Self::with(status, &lines, body.as_bytes()).await
    }

    /// Answers with a status line, header lines and a body.
    pub async fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let mut answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
        for line in headers {
            answer.push_str(line);
            answer.push_str("\r\n");
        }
        answer.push_str("content-length: ");
        answer.push_str(&body.len().to_string());
        answer.push_str("\r\n\r\n");
        let mut answer = answer.into_bytes();
        answer.extend_from_slice(body);
        Self::raw(answer).await
    }

    async fn start(answer: Vec<u8>, close: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut kept_open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                if let Some(request) = read_request(&mut stream).await {
                    recorded.lock().unwrap().push(request);
                }
                stream.write_all(&answer).await.unwrap();
                if close {
                    stream.shutdown().await.unwrap();
                } else {
                    kept_open.push(stream);
                }
            }
        });
        Self { address, requests }
    }

    /// Where the server is: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that arrived so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The only request that arrived.
    #[must_use]
    pub fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "requests that arrived");
        requests[0].clone()
    }
}

impl Request {
    /// The request line without its protocol version: `GET /path?query`.
    #[must_use]
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap()
    }

    /// The values of a header field; its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(field, _)| *field == name)
            .map(|(_, value)| value)
            .collect()
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(position) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break position;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut request = Request { head, body: bytes[head_end + 4..].to_vec() };
    let length = request.header("content-length").first().map_or(0, |text| text.parse().unwrap());
    while request.body.len() < length {
        stream.read_buf(&mut request.body).await.ok()?;
    }
    Some(request)
}
