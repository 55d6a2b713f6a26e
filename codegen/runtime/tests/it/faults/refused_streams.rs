//! HTTP/2 streams that the service refuses unprocessed (RFC 9113, section 8.7).

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use portolan_runtime::http::Method;
use portolan_runtime::{Client, Error, RetryPolicy, reqwest, serde_json};

use crate::api::API;
use crate::clock::RecordingClock;

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const ACK: u8 = 1;
const END_STREAM_AND_HEADERS: u8 = 5;
const REFUSED_STREAM: [u8; 4] = [0, 0, 0, 7];
/// `:status: 200` in HPACK's static table.
const STATUS_200: [u8; 1] = [0x88];

/// Starts an HTTP/2 server that refuses the first streams and responds 200 to the others.
fn server(refusals: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || serve(&listener, refusals));
    address
}

fn serve(listener: &TcpListener, refusals: usize) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.read_exact(&mut [0; 24])?;
    stream.write_all(&frame(SETTINGS, 0, [0; 4], &[]))?;
    let mut streams = 0;
    loop {
        let mut header = [0; 9];
        stream.read_exact(&mut header)?;
        let [high, middle, low, kind, flags, id @ ..] = header;
        let length = u32::from_be_bytes([0, high, middle, low]);
        stream.read_exact(&mut vec![0; usize::try_from(length).unwrap()])?;
        match kind {
            SETTINGS if flags != ACK => stream.write_all(&frame(SETTINGS, ACK, id, &[]))?,
            HEADERS => {
                streams += 1;
                stream.write_all(&if streams <= refusals {
                    frame(RST_STREAM, 0, id, &REFUSED_STREAM)
                } else {
                    frame(HEADERS, END_STREAM_AND_HEADERS, id, &STATUS_200)
                })?;
            }
            _ => {}
        }
    }
}

fn frame(kind: u8, flags: u8, id: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    [&[0, 0, length, kind, flags], &id[..], content].concat()
}

fn client(server: SocketAddr, retry: RetryPolicy) -> Client {
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .retry(reqwest::retry::never())
        .build()
        .unwrap();
    let builder = Client::builder::<Client>(&API).base_url(format!("http://{server}"));
    builder.http_client(http).retry(retry).clock(RecordingClock::default()).build().unwrap()
}

#[tokio::test]
async fn retries_a_refused_stream_of_any_method() {
    let client = client(server(2), RetryPolicy::new());
    let request = client.raw_request::<()>(Method::POST, "/x").json(&serde_json::json!({}));
    assert_eq!(request.send::<()>().await.unwrap().attempts(), 3);
}

#[tokio::test]
async fn a_refused_stream_was_not_executed() {
    let client = client(server(1), RetryPolicy::disabled());
    let request = client.raw_request::<()>(Method::POST, "/x").json(&serde_json::json!({}));
    let error: Error = request.send::<()>().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(error.is_transport() && !error.request_may_have_been_executed(), "{error}");
}
