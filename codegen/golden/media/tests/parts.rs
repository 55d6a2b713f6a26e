//! Multipart bodies streamed from files, readers and streams.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream::{self, Stream};
use golden_media::models::ReplacePhotosBody;
use golden_media::{Body, Bytes, Client, Part, RetryPolicy};
use portolan_test_server::{Response, Server};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// More than the socket buffers hold.
const LARGE: u64 = 64 << 20;

fn client(url: &str) -> Client {
    let policy = RetryPolicy::new().initial_backoff(Duration::ZERO).max_attempts(3);
    Client::builder().base_url(url).retry(policy).build().unwrap()
}

/// Returns a body with these parts.
fn photos<const N: usize>(parts: [(&str, Part); N]) -> ReplacePhotosBody {
    let mut body = ReplacePhotosBody::default();
    body.additional_properties = BTreeMap::from(parts.map(|(name, part)| (name.to_owned(), part)));
    body
}

/// Creates a file in a temporary folder.
fn file(content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peak.png");
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

/// Returns a stream of texts and errors.
fn stream_of(
    texts: &'static [Result<&'static str, &'static str>],
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    let texts = texts.iter().map(|text| text.map(Bytes::from).map_err(io::Error::other));
    stream::iter(texts)
}

fn done() -> Response {
    Response::with("204 No Content", &[], b"")
}

fn busy() -> Response {
    Response::with("503 Service Unavailable", &[], b"")
}

/// A server that has read the first mebibyte of a request.
struct PausedServer {
    connection: TcpStream,
    received: Vec<u8>,
}

impl PausedServer {
    async fn accept(listener: TcpListener) -> Self {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut received = vec![0; 1 << 20];
        connection.read_exact(&mut received).await.unwrap();
        Self { connection, received }
    }

    /// Reads the rest of the request, responds, and returns the body.
    async fn rest(mut self) -> Vec<u8> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let end = self.received.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let head = text(&self.received[..end]);
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = self.received.split_off(end);
        let missing = length.parse::<u64>().unwrap() - body.len() as u64;
        let read = (&mut self.connection).take(missing).read_to_end(&mut body).await.unwrap();
        assert_eq!(read as u64, missing);
        let response = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        self.connection.write_all(response).await.unwrap();
        body
    }
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[tokio::test]
async fn reads_a_large_file_while_sending() {
    let (_folder, path) = file(b"");
    // A sparse file takes no space on the disk.
    OpenOptions::new().write(true).open(&path).unwrap().set_len(LARGE).unwrap();
    let (listener, url) = listener().await;
    let body = photos([("image", Part::file(&path).unwrap())]);
    let sending = tokio::spawn(async move { client(&url).replace_photos().body(body).await });
    let paused = PausedServer::accept(listener).await;
    // A client that had read the whole file before would miss this change.
    let mut changed = OpenOptions::new().write(true).open(&path).unwrap();
    changed.seek(SeekFrom::Start(LARGE - 4)).unwrap();
    changed.write_all(b"last").unwrap();
    let body = paused.rest().await;
    sending.await.unwrap().unwrap();
    let tail = String::from_utf8_lossy(&body[body.len() - 60..]).into_owned();
    assert!(tail.contains("last\r\n--"), "{tail:?}");
    assert!(body.starts_with(b"--"));
    assert!(body.len() as u64 > LARGE);
}

/// A reader of zeros that counts the bytes read.
struct CountingReader(Arc<AtomicU64>);

impl Read for CountingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.0.load(Ordering::SeqCst);
        let count = usize::try_from(LARGE - taken).unwrap().min(buffer.len());
        self.0.fetch_add(count as u64, Ordering::SeqCst);
        Ok(count)
    }
}

#[tokio::test]
async fn does_not_read_ahead_of_the_connection() {
    let taken = Arc::new(AtomicU64::new(0));
    let (listener, url) = listener().await;
    let large = Part::new(Body::reader(CountingReader(Arc::clone(&taken))).with_length(LARGE));
    let body = photos([("a", Part::new("small")), ("image", large)]);
    let sending = tokio::spawn(async move { client(&url).replace_photos().body(body).await });
    let paused = PausedServer::accept(listener).await;
    let ahead = taken.load(Ordering::SeqCst);
    assert!(ahead < LARGE / 2, "{ahead} bytes were read when few were sent");
    assert!(paused.rest().await.len() as u64 > LARGE);
    assert_eq!(taken.load(Ordering::SeqCst), LARGE);
    sending.await.unwrap().unwrap();
}

#[tokio::test]
async fn retries_files_and_repeatable_streams() {
    let (_folder, path) = file(b"\x89PNG\r\n--\xff");
    let server = Server::script([busy(), done()]).await;
    let streams = Body::streams(|| stream_of(&[Ok("st"), Ok("reams")])).with_length(7);
    let body = photos([
        ("image", Part::file(&path).unwrap().with_content_type("image/png")),
        ("made", Part::new(streams)),
        ("memory", "bytes".into()),
    ]);
    client(&server.url()).replace_photos().body(body).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
    let request = &requests[1];
    let media_type = request.header("content-type")[0].to_owned();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert_eq!(request.header("content-length"), [request.body.len().to_string()]);
    let body = String::from_utf8_lossy(&request.body).replace(boundary, "B");
    let part = |name: &str, file: &str, media_type: &str, text: &str| {
        format!(
            "--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: {media_type}\r\n\r\n{text}\r\n"
        )
    };
    let bytes = "application/octet-stream";
    let expected = [
        part("image", "peak.png", "image/png", "\u{fffd}PNG\r\n--\u{fffd}"),
        part("made", "blob", bytes, "streams"),
        part("memory", "blob", bytes, "bytes"),
        "--B--\r\n".to_owned(),
    ];
    assert_eq!(body, expected.concat());
}

#[tokio::test]
async fn does_not_retry_one_shot_streams() {
    for once in [
        Body::reader(Cursor::new(b"once")),
        Body::async_reader(Cursor::new(b"once")),
        Body::stream(stream_of(&[Ok("on"), Ok("ce")])),
    ] {
        let (_folder, path) = file(b"again and again");
        let server = Server::script([busy(), done()]).await;
        let body = photos([("a", Part::file(path).unwrap()), ("b", Part::new(once))]);
        let client = client(&server.url());
        let error = client.replace_photos().body(body.clone()).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1));
        let request = server.request();
        assert_eq!(request.header("transfer-encoding"), ["chunked"]);
        assert!(request.header("content-length").is_empty());
        let text = String::from_utf8(request.body).unwrap();
        assert!(text.contains("\r\n\r\nagain and again\r\n--"), "{text}");
        assert!(text.contains("\r\n\r\nonce\r\n--") && text.ends_with("--\r\n"), "{text}");
        // The clone shares the consumed stream, which is detected before sending.
        let error = client.replace_photos().body(body).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "replacePhotos: the request was not sent: body b has already been read, and a one-shot source can \
             be sent only once: set it again"
        );
        assert_eq!(server.connections().await, 1);
    }
}

#[tokio::test]
async fn retries_readers_that_were_not_read() {
    let body = photos([("a", Part::new(Body::reader(io::empty())))]);
    let error = client(&Server::refused_url()).replace_photos().body(body).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn reports_missing_files_before_sending() {
    let missing = Path::new("missing/file");
    let error = Part::file(missing).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().starts_with("the file missing/file: "), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let error = Part::file(folder.path()).unwrap_err();
    assert!(
        error.to_string().contains("it is not a regular file, so its length is unknown"),
        "{error}"
    );

    let server = Server::script([done()]).await;
    let (_folder, path) = file(b"abc");
    let body = photos([("image", Part::file(&path).unwrap()), ("other", "there".into())]);
    File::create(&path).unwrap().set_len(2).unwrap();
    let error = client(&server.url()).replace_photos().body(body.clone()).await.unwrap_err();
    assert!(error.is_validation());
    let problem = format!(
        "body image cannot be read: the file {} has 2 bytes, and had 3 when the body was built",
        path.display()
    );
    assert_eq!(error.violations()[0].to_string(), problem);

    std::fs::remove_file(&path).unwrap();
    let request = client(&server.url()).replace_photos().body(body).without_validation();
    let error = request.await.unwrap_err();
    assert_eq!((error.is_validation(), error.violations().len(), error.attempts()), (true, 1, 0));
    let problem = format!("body image cannot be read: the file {}: ", path.display());
    assert!(error.violations()[0].to_string().starts_with(&problem), "{error}");
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn a_file_deleted_between_attempts_ends_the_retries() {
    let (_folder, path) = file(b"abc");
    let body = photos([("image", Part::file(&path).unwrap())]);
    let server = Server::with_handler(move |request, _| {
        // The first attempt has been received completely.
        if !request.body.is_empty() {
            std::fs::remove_file(&path).unwrap();
        }
        busy()
    })
    .await;
    let error = client(&server.url()).replace_photos().body(body).await.unwrap_err();
    assert_eq!((error.is_validation(), error.attempts()), (true, 1));
    let message = error.to_string();
    assert!(
        message.contains("was not sent again: body image cannot be read: the file "),
        "{message}"
    );
    assert!(message.ends_with("; the request may have been executed"), "{message}");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn errors_of_a_stream_name_its_part() {
    for (once, reason) in [
        (Body::stream(stream_of(&[Ok("on"), Err("the disk is on fire")])), "the disk is on fire"),
        (
            Body::stream(stream_of(&[Ok("on")])).with_length(4),
            "the content: it ended after 2 bytes, and 4 were announced",
        ),
        (
            Body::stream(stream_of(&[Ok("on"), Ok("ce")])).with_length(3),
            "the content: it has more than the 3 bytes that were announced",
        ),
    ] {
        let server = Server::script([done()]).await;
        let body = photos([("a", "b".into()), ("x", Part::new(once))]);
        let error = client(&server.url()).replace_photos().body(body).await.unwrap_err();
        let message = format!(
            "replacePhotos: no response from {}: the part x: {reason}; the request may have been executed",
            server.url()
        );
        assert_eq!(error.to_string(), message);
        assert_eq!(error.attempts(), 1);
        // The request was incomplete.
        server.wait_for_open(0).await;
        assert_eq!(server.request_count(), 0);
    }
    // The error of the stream is in the chain of sources.
    let broken = Body::stream(stream_of(&[Err("the disk is on fire")]));
    let server = Server::script([done()]).await;
    let body = photos([("x", Part::new(broken))]);
    let error = client(&server.url()).replace_photos().body(body).await.unwrap_err();
    let mut source = error.source();
    while let Some(cause) = source.filter(|cause| !cause.is::<io::Error>()) {
        source = cause.source();
    }
    assert_eq!(source.unwrap().to_string(), "the disk is on fire");
}

#[tokio::test]
async fn a_one_shot_stream_cannot_be_two_parts() {
    let once = Part::new(Body::reader(Cursor::new(b"once")));
    let server = Server::script([done()]).await;
    let body = photos([("a", once.clone()), ("b", once)]);
    let error = client(&server.url()).replace_photos().body(body).await.unwrap_err();
    assert!(error.to_string().contains(": the part b: the body: it was sent already"), "{error}");
    server.wait_for_open(0).await;
    assert_eq!(server.request_count(), 0);
}

#[test]
fn streamed_parts_serialize_to_null() {
    let (_folder, path) = file(b"abc");
    let body = photos([("a", Part::file(path).unwrap()), ("b", "abc".into())]);
    assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"a":null,"b":"YWJj"}"#);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_sends_files() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::script([done()]));
    let client = golden_media::blocking::Client::builder().base_url(server.url()).build().unwrap();
    let (_folder, path) = file(b"content");
    client.replace_photos().body(photos([("a", Part::file(path).unwrap())])).send().unwrap();
    assert!(server.request().body.windows(7).any(|window| window == b"content"));
}
