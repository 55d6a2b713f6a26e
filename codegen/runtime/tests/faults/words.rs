//! The words of the errors of the matrix: the beginning, how often it was tried, and whether it may have been done.

use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::clock::Patient;
use crate::model::{API, Error, LIST, Peer, Peers, create};

const FAULT: &str = r#"{"error":1,"errorCode":"FAULT","detail":"no"}"#;

const STALLS: Duration = Duration::from_millis(500);

async fn error(url: String, is_post: bool, limit: Duration) -> Error {
    let client: Client = Client::builder(&API)
        .base_url(url)
        .retry(RetryPolicy::new().attempts(3))
        .timeout(Duration::from_secs(300))
        .attempt_timeout(limit)
        .clock(Patient::default())
        .build()
        .unwrap();
    if is_post {
        create(&client).send::<Peer, _>().await.unwrap_err()
    } else {
        client.call(&LIST).send::<Peers, _>().await.unwrap_err()
    }
}

/// The line, `{server}` standing for the service and `{cause}` for what the system says.
fn assert_line(error: &Error, url: &str, expected: &str) {
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
async fn each_fault_has_its_line() {
    let json = |status: &str| Response::json(status, &[], FAULT);
    let html = ["content-type: text/html"];
    let gzip = ["content-type: application/json", "content-encoding: gzip"];
    let part = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{";
    // Where it is tried again, and where it is not: the request may have been done, and nothing came back.
    let (again, open) = (" (after 3 attempts)", "; it may have been carried out");
    for (response, line, again, open) in [
        (Response::nothing().and_reset(), "no response from {server}: {cause}", again, open),
        (Response::raw("HTTP/1.1 200 OK\r\nx"), "no response from {server}: {cause}", again, open),
        (Response::raw("garbage\r\n\r\n"), "no response from {server}: {cause}", again, open),
        (Response::raw(part), "the 200 OK response broke off after 1 bytes: {cause}", again, ""),
        (
            Response::with("200 OK", &gzip, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab"),
            "the 200 OK response broke off after 0 bytes: {cause}",
            again,
            "",
        ),
        (json("401 Unauthorized"), "401 Unauthorized: FAULT: no", "", ""),
        (json("403 Forbidden"), "403 Forbidden: FAULT: no", "", ""),
        (json("409 Conflict"), "409 Conflict: FAULT: no", "", ""),
        (json("500 Internal Server Error"), "500 Internal Server Error: FAULT: no", "", ""),
        (json("502 Bad Gateway"), "502 Bad Gateway: FAULT: no", again, ""),
        (json("503 Service Unavailable"), "503 Service Unavailable: FAULT: no", again, ""),
        (json("504 Gateway Timeout"), "504 Gateway Timeout: FAULT: no", again, ""),
        (
            Response::with("502 Bad Gateway", &html, b"<html>"),
            "502 Bad Gateway: the response is not the documented error (text/html, 6 bytes)",
            again,
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
            let (operation, again) =
                if is_post { ("createPeer", "") } else { ("listPeers", again) };
            assert_line(&error, &server.url(), &format!("{operation}: {line}{again}{open}"));
        }
    }
}

#[tokio::test]
async fn what_is_always_tried_again_says_so() {
    let server = Server::json("429 Too Many Requests", &["retry-after: 7"], FAULT).await;
    let url = Server::refused();
    for (is_post, operation) in [(false, "listPeers"), (true, "createPeer")] {
        let limited = error(server.url(), is_post, Duration::from_secs(300)).await;
        let line = "429 Too Many Requests: FAULT: no (after 3 attempts)";
        assert_line(&limited, &server.url(), &format!("{operation}: {line}"));
        let refused = error(url.clone(), is_post, Duration::from_secs(300)).await;
        let line = "no connection to {server}: {cause} (after 3 attempts)";
        assert_line(&refused, &url, &format!("{operation}: {line}"));
    }
}

#[tokio::test]
async fn each_time_limit_has_its_line() {
    let open = "; it may have been carried out";
    for (came, line, open) in [
        ("", "no response from {server} within 500ms", open),
        ("HTTP/1.1 200 OK\r\ncontent-le", "no response from {server} within 500ms", open),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
            "the 200 OK response was not complete within 500ms, 1 bytes came",
            "",
        ),
    ] {
        let server = Server::stalled(came).await;
        let get = error(server.url(), false, STALLS).await;
        let again = " (after 3 attempts)";
        assert_line(&get, &server.url(), &format!("listPeers: {line}{again}{open}"));
        let post = error(server.url(), true, STALLS).await;
        assert_line(&post, &server.url(), &format!("createPeer: {line}{open}"));
        server.until_open(0).await;
    }
}
