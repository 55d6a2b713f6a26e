//! A server on loopback for tests: it records what reached it, byte for byte, and answers whatever it is told.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot set itself up has failed"
)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers as it was told: each request with the next answer, the last one again and again.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// What one request is answered with.
#[derive(Debug, Clone)]
pub struct Answer {
    bytes: Vec<u8>,
    closes: bool,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Everything that reached the server so far.
#[derive(Debug, Default)]
struct Seen {
    /// Who connected, whether or not a request came.
    peers: Vec<SocketAddr>,
    requests: Vec<Request>,
}

impl Answer {
    /// These bytes as they are, then the connection is closed.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), closes: true }
    }

    /// These bytes as they are and no more, but the connection stays open.
    #[must_use]
    pub fn stalled(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), closes: false }
    }

    /// A status line such as `200 OK`, a JSON body and further header lines.
    #[must_use]
    pub fn json(status: &str, headers: &[&str], body: &str) -> Self {
        let mut lines = vec!["content-type: application/json"];
        lines.extend(headers);
        Self::with(status, &lines, body.as_bytes())
    }

    /// A status line, header lines and a body.
    #[must_use]
    pub fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
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
        Self::raw(answer)
    }
}

impl Server {
    /// Answers the first request with the first answer and so on; those after the last get the last.
    pub async fn script(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Arc<[Answer]> = answers.into_iter().collect();
        assert!(!answers.is_empty(), "a script needs an answer");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let noted = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                noted.lock().unwrap().peers.push(peer);
                // Apart from the others: a connection on which nothing comes holds up none of them.
                tokio::spawn(serve(stream, Arc::clone(&answers), Arc::clone(&noted)));
            }
        });
        Self { address, seen }
    }

    /// Answers everything with [`Answer::raw`].
    pub async fn raw(answer: impl Into<Vec<u8>>) -> Self {
        Self::script([Answer::raw(answer)]).await
    }

    /// Answers everything with [`Answer::stalled`].
    pub async fn stalled(answer: impl Into<Vec<u8>>) -> Self {
        Self::script([Answer::stalled(answer)]).await
    }

    /// Takes requests and never answers.
    pub async fn silent() -> Self {
        Self::stalled("").await
    }

    /// Answers everything with [`Answer::json`].
    pub async fn json(status: &str, headers: &[&str], body: &str) -> Self {
        Self::script([Answer::json(status, headers, body)]).await
    }

    /// Answers everything with [`Answer::with`].
    pub async fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::script([Answer::with(status, headers, body)]).await
    }

    /// Where the server is: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that arrived so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// How many connections were made so far, with or without a request: 0 where nothing was sent at all.
    pub async fn connections(&self) -> usize {
        // Connections are accepted in the order in which they are made: once this one is seen, so are those before.
        let last = TcpStream::connect(self.address).await.unwrap();
        let last = last.local_addr().unwrap();
        loop {
            {
                let peers = &mut self.seen.lock().unwrap().peers;
                if let Some(position) = peers.iter().position(|peer| *peer == last) {
                    peers.remove(position);
                    return peers.len();
                }
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
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

    /// The names of the header fields in alphabetical order, each as often as it was sent.
    #[must_use]
    pub fn header_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, _)| name)
            .collect();
        names.sort_unstable();
        names
    }
}

async fn serve(mut stream: TcpStream, answers: Arc<[Answer]>, seen: Arc<Mutex<Seen>>) {
    let Some(request) = read_request(&mut stream).await else { return };
    let answer = {
        let requests = &mut seen.lock().unwrap().requests;
        requests.push(request);
        answers[requests.len().min(answers.len()) - 1].clone()
    };
    // A client that has hung up already is no failure of the server.
    let _ = stream.write_all(&answer.bytes).await;
    if answer.closes {
        let _ = stream.shutdown().await;
    } else {
        std::future::pending::<()>().await;
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
        if stream.read_buf(&mut request.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(request)
}
