//! Error messages of the faults: cause, number of attempts, and whether the request may have been executed.

use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{API, Error, LIST, Peer, Peers, create};
use crate::clock::RecordingClock;

const FAULT: &str = r#"{"error":1,"errorCode":"FAULT","detail":"no"}"#;

const STALL_TIMEOUT: Duration = Duration::from_millis(500);

async fn error(url: String, is_post: bool, limit: Duration) -> Error {
    let client: Client = Client::builder(&API)
        .base_url(url)
        .retry(RetryPolicy::new().max_attempts(3))
        .timeout(Duration::from_secs(300))
        .attempt_timeout(limit)
        .clock(RecordingClock::default())
        .build()
        .unwrap();
    if is_post {
        create(&client).send::<Peer, _>().await.unwrap_err()
    } else {
        client.call(&LIST).send::<Peers, _>().await.unwrap_err()
    }
}

/// Asserts the message: `{server}` matches the URL and `{cause}` any message of the system.
fn assert_message(error: &Error, url: &str, expected: &str) {
    let line = error.to_string();
    let expected = expected.replace("{server}", url);
    let is_same = match expected.split_once("{cause}") {
        Some((start, end)) => {
            line.strip_prefix(start).and_then(|it| it.strip_suffix(end)).is_some_and(|cause| {
                !cause.is_empty() && !cause.contains('\n') && !cause.contains("attempts")
            })
        }
        None => line == expected,
    };
    assert!(is_same, "{line}\n{expected}");
}

#[tokio::test]
async fn each_fault_has_its_message() {
    let json = |status: &str| Response::json(status, &[], FAULT);
    let html = ["content-type: text/html"];
    let gzip = ["content-type: application/json", "content-encoding: gzip"];
    let part = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{";
    // The suffix of retried requests, and that of requests without any response.
    let (retried, ambiguous) = (" (after 3 attempts)", "; the request may have been executed");
    for (response, line, retried, ambiguous) in [
        (Response::empty().then_reset(), "no response from {server}: {cause}", retried, ambiguous),
        (
            Response::raw("HTTP/1.1 200 OK\r\nx"),
            "no response from {server}: {cause}",
            retried,
            ambiguous,
        ),
        (
            Response::raw("garbage\r\n\r\n"),
            "no response from {server}: {cause}",
            retried,
            ambiguous,
        ),
        (Response::raw(part), "the 200 OK response broke off after 1 bytes: {cause}", retried, ""),
        (
            Response::with("200 OK", &gzip, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab"),
            "the 200 OK response broke off after 0 bytes: {cause}",
            retried,
            "",
        ),
        (json("401 Unauthorized"), "401 Unauthorized: FAULT: no", "", ""),
        (json("403 Forbidden"), "403 Forbidden: FAULT: no", "", ""),
        (json("409 Conflict"), "409 Conflict: FAULT: no", "", ""),
        (json("500 Internal Server Error"), "500 Internal Server Error: FAULT: no", "", ""),
        (json("502 Bad Gateway"), "502 Bad Gateway: FAULT: no", retried, ""),
        (json("503 Service Unavailable"), "503 Service Unavailable: FAULT: no", retried, ""),
        (json("504 Gateway Timeout"), "504 Gateway Timeout: FAULT: no", retried, ""),
        (
            Response::with("502 Bad Gateway", &html, b"<html>"),
            "502 Bad Gateway: the response is not the documented error (text/html, 6 bytes)",
            retried,
            "",
        ),
        (
            Response::with("200 OK", &html, b"<html>"),
            "the 200 OK response could not be decoded: {cause}; it is text/html, 6 bytes",
            "",
            "",
        ),
    ] {
        let server = Server::script([response]).await;
        for is_post in [false, true] {
            let error = error(server.url(), is_post, Duration::from_secs(300)).await;
            let (operation, retried) =
                if is_post { ("createPeer", "") } else { ("listPeers", retried) };
            assert_message(
                &error,
                &server.url(),
                &format!("{operation}: {line}{retried}{ambiguous}"),
            );
        }
    }
}

#[tokio::test]
async fn messages_contain_the_number_of_attempts() {
    let server = Server::json("429 Too Many Requests", &["retry-after: 7"], FAULT).await;
    let url = Server::refused_url();
    for (is_post, operation) in [(false, "listPeers"), (true, "createPeer")] {
        let limited = error(server.url(), is_post, Duration::from_secs(300)).await;
        let line = "429 Too Many Requests: FAULT: no (after 3 attempts)";
        assert_message(&limited, &server.url(), &format!("{operation}: {line}"));
        let refused = error(url.clone(), is_post, Duration::from_secs(300)).await;
        let line = "no connection to {server}: {cause} (after 3 attempts)";
        assert_message(&refused, &url, &format!("{operation}: {line}"));
    }
}

#[tokio::test]
async fn each_timeout_has_its_message() {
    let ambiguous = "; the request may have been executed";
    for (sent, line, ambiguous) in [
        ("", "no response from {server} within 500ms", ambiguous),
        ("HTTP/1.1 200 OK\r\ncontent-le", "no response from {server} within 500ms", ambiguous),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
            "the 200 OK response was incomplete after 500ms: 1 bytes were received",
            "",
        ),
    ] {
        let server = Server::stalled(sent).await;
        let get = error(server.url(), false, STALL_TIMEOUT).await;
        let retried = " (after 3 attempts)";
        assert_message(&get, &server.url(), &format!("listPeers: {line}{retried}{ambiguous}"));
        let post = error(server.url(), true, STALL_TIMEOUT).await;
        assert_message(&post, &server.url(), &format!("createPeer: {line}{ambiguous}"));
        server.wait_for_open(0).await;
    }
}
