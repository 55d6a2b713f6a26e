//! Errors: kind, message, and the parts of the response that they keep.

use std::error::Error as _;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::api::{self, API, Error, PEER, builder, create_error, send_create};
use portolan_test_server::Server;

const CONFLICT: &str = r#"{"error":409,"errorCode":"EXISTS","detail":"a peer\nis there","x":1}"#;

#[tokio::test]
async fn decodes_a_documented_error() {
    let headers = ["ratelimit-remaining: 0", "retry-after: 3", "x-id: 7"];
    let server = Server::json("409 Conflict", &headers, CONFLICT).await;
    let error = create_error(&server).await;
    assert!(error.is_status());
    assert!(!error.is_validation() && !error.is_decode() && !error.is_transport());
    assert_eq!(error.operation(), "createPeer");
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.headers()["x-id"], "7");
    assert_eq!(error.bytes(), CONFLICT);
    assert_eq!(error.body().unwrap().error, 409);
    assert_eq!(error.error_code(), Some("EXISTS"));
    assert_eq!(error.rate_limit().remaining, Some(0));
    assert_eq!(error.rate_limit().retry_after, Some(Duration::from_secs(3)));
    assert_eq!(error.to_string(), r"createPeer: 409 Conflict: EXISTS: a peer\nis there");
    assert!(error.source().is_none());
}

#[tokio::test]
async fn undocumented_statuses_are_decoded_strictly() {
    let partial = r#"{"errorCode":"ODD"}"#;
    let server = Server::json("400 Bad Request", &[], partial).await;
    assert_eq!(create_error(&server).await.error_code(), Some("ODD"));

    let server = Server::json("418 I'm a teapot", &[], partial).await;
    let error = create_error(&server).await;
    assert!(error.body().is_none());
    assert_eq!(
        error.to_string(),
        "createPeer: 418 I'm a teapot: the response is not the documented error \
         (application/json, 19 bytes)"
    );

    let whole = r#"{"error":418,"errorCode":"ODD"}"#;
    let server = Server::json("418 I'm a teapot", &[], whole).await;
    assert_eq!(create_error(&server).await.error_code(), Some("ODD"));
}

#[tokio::test]
async fn describes_an_error_without_code_and_message() {
    let server = Server::json("400 Bad Request", &[], "{}").await;
    let error = create_error(&server).await;
    assert!(error.body().is_some());
    assert_eq!(error.error_code(), None);
    assert_eq!(error.to_string(), "createPeer: 400 Bad Request (application/json, 2 bytes)");
}

#[tokio::test]
async fn an_undecodable_error_body_is_the_source() {
    let server = Server::json("409 Conflict", &[], r#"["x"]"#).await;
    let error = create_error(&server).await;
    assert!(error.is_status() && error.body().is_none());
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "expected an object, found an array (line 1, column 1)");
}

#[tokio::test]
async fn one_wrong_value_does_not_lose_an_error_body() {
    let json = r#"{"error":"x","errorCode":"EXISTS"}"#;
    let server = Server::json("409 Conflict", &[], json).await;
    assert_eq!(create_error(&server).await.error_code(), Some("EXISTS"));
    // Of an undocumented status, only a body that fits is the documented error.
    let server = Server::json("418 I'm a teapot", &[], json).await;
    assert!(create_error(&server).await.body().is_none());
}

#[tokio::test]
async fn keeps_an_html_page_without_showing_it() {
    let page = b"<html>the proxy's own words</html>";
    let server =
        Server::with("502 Bad Gateway", &["content-type: text/html; charset=utf-8"], page).await;
    let error = create_error(&server).await;
    assert!(error.is_status());
    assert_eq!(error.bytes(), &page[..]);
    assert_eq!(
        error.to_string(),
        "createPeer: 502 Bad Gateway: the response is not the documented error (text/html, 34 bytes)"
    );
}

#[tokio::test]
async fn an_empty_error_response_has_its_status() {
    let server = Server::with("500 Internal Server Error", &[], b"").await;
    let error = create_error(&server).await;
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(
        error.to_string(),
        "createPeer: 500 Internal Server Error: the response is not the documented error \
         (no media type, 0 bytes)"
    );
}

#[tokio::test]
async fn keeps_a_large_error_page() {
    let page = vec![b'x'; 1 << 20];
    let server = Server::with("503 Service Unavailable", &["retry-after: 30"], &page).await;
    let error = create_error(&server).await;
    assert_eq!(error.bytes(), &page);
    assert_eq!(error.rate_limit().retry_after, Some(Duration::from_secs(30)));
    assert!(error.to_string().len() < 200);
}

#[tokio::test]
async fn truncates_long_messages_only_for_display() {
    let detail = "d".repeat(10_000);
    let json = format!(r#"{{"error":409,"errorCode":"LONG","detail":"{detail}"}}"#);
    let server = Server::json("409 Conflict", &[], &json).await;
    let error = create_error(&server).await;
    assert!(error.to_string().len() < 600);
    assert_eq!(error.body().unwrap().detail.as_deref(), Some(detail.as_str()));
}

#[tokio::test]
async fn keeps_the_bytes_of_a_truncated_body() {
    let head = "HTTP/1.1 200 OK\r\nx-id: 7\r\ncontent-length: 1000\r\n\r\n";
    let server = Server::raw(format!("{head}{PEER}")).await;
    let error = create_error(&server).await;
    assert!(error.is_transport() && !error.is_connect() && !error.is_timeout());
    assert!(!error.is_decode() && !error.is_status());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.headers()["x-id"], "7");
    assert_eq!(error.bytes(), PEER);
    let text = error.to_string();
    let expected =
        format!("createPeer: the 200 OK response broke off after {} bytes: ", PEER.len());
    assert!(text.starts_with(&expected), "{text}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_truncated_error_response_keeps_its_status() {
    let head = "HTTP/1.1 409 Conflict\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::raw(format!("{head}5\r\n{{\"err\r\n")).await;
    let error = create_error(&server).await;
    // The status alone decides that the request was rejected.
    assert!(error.is_status() && !error.is_transport() && !error.request_may_have_been_executed());
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.bytes(), "{\"err");
}

#[tokio::test]
async fn keeps_the_bytes_of_a_stalled_body() {
    let server = Server::stalled("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"na").await;
    let client = builder(&server).timeout(Duration::from_millis(100)).build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    assert_eq!(error.bytes(), "{\"na");
    assert_eq!(
        error.to_string(),
        "createPeer: the 200 OK response was incomplete after 100ms: 4 bytes were received"
    );
}

#[tokio::test]
async fn timeouts_apply_to_a_custom_http_client() {
    let server = Server::silent().await;
    let client = builder(&server)
        .http_client(portolan_runtime::reqwest::Client::new())
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    assert!(send_create(&client).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn non_http_responses_are_transport_errors() {
    for response in ["", "SSH-2.0-OpenSSH\r\n\r\n"] {
        let server = Server::raw(response).await;
        let error = create_error(&server).await;
        assert!(error.is_transport() && !error.is_connect());
        assert_eq!(error.status(), None);
        assert!(error.headers().is_empty() && error.bytes().is_empty());
        let expected = format!("createPeer: no response from {}: ", server.url());
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
}

#[tokio::test]
async fn times_out_if_the_server_is_silent() {
    let server = Server::silent().await;
    let client = builder(&server).timeout(Duration::from_millis(50)).build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    assert_eq!(
        error.to_string(),
        format!(
            "createPeer: no response from {} within 50ms; the request may have been executed",
            server.url()
        )
    );
}

#[tokio::test]
async fn reports_the_cause_of_a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = portolan_runtime::Client::builder::<portolan_runtime::Client>(&API)
        .base_url(&url)
        .build()
        .unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout());
    let text = error.to_string();
    assert!(text.starts_with(&format!("createPeer: no connection to {url}: ")), "{text}");
    assert!(text.contains("refused"), "{text}");
    // The chain ends at the operating system, and contains no URL with a path.
    let mut chain = format!("{error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    assert!(!chain.contains(api::GROUP), "{chain}");
}

#[test]
fn public_types_are_send_and_sync() {
    fn assert_send_sync<T: Send + Sync + 'static>() {}
    assert_send_sync::<Error>();
    assert_send_sync::<portolan_runtime::Error>();
    assert_send_sync::<portolan_runtime::Response<api::Peer>>();
    assert_send_sync::<portolan_runtime::ConfigurationError>();
    assert_send_sync::<portolan_runtime::Client>();
    assert_send_sync::<portolan_runtime::Call>();
}
