//! Errors: which kind, in which words, and that nothing that came back is lost.

use std::error::Error as _;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::model::{self, API, Error, PEER, builder, create_error, send_create};
use portolan_test_server::Server;

const CONFLICT: &str = r#"{"error":409,"errorCode":"EXISTS","detail":"a peer\nis there","x":1}"#;

#[tokio::test]
async fn a_documented_error_is_typed() {
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
async fn a_documented_status_is_read_leniently_an_undocumented_one_is_not() {
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
async fn a_documented_error_without_code_or_message_is_described_from_outside() {
    let server = Server::json("400 Bad Request", &[], "{}").await;
    let error = create_error(&server).await;
    assert!(error.body().is_some());
    assert_eq!(error.error_code(), None);
    assert_eq!(error.to_string(), "createPeer: 400 Bad Request (application/json, 2 bytes)");
}

#[tokio::test]
async fn an_error_body_of_another_shape_says_why() {
    let server = Server::json("409 Conflict", &[], r#"{"error":"x"}"#).await;
    let error = create_error(&server).await;
    assert!(error.is_status() && error.body().is_none());
    assert_eq!(error.source().unwrap().to_string().split(':').next(), Some("at error"));
}

#[tokio::test]
async fn an_html_page_is_kept_and_not_repeated() {
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
async fn an_empty_error_response_is_an_error_with_its_status() {
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
async fn an_error_page_of_a_megabyte_is_kept_whole() {
    let page = vec![b'x'; 1 << 20];
    let server = Server::with("503 Service Unavailable", &["retry-after: 30"], &page).await;
    let error = create_error(&server).await;
    assert_eq!(error.bytes(), &page);
    assert_eq!(error.rate_limit().retry_after, Some(Duration::from_secs(30)));
    assert!(error.to_string().len() < 200);
}

#[tokio::test]
async fn a_long_message_is_shortened_in_the_line_only() {
    let detail = "d".repeat(10_000);
    let json = format!(r#"{{"error":409,"errorCode":"LONG","detail":"{detail}"}}"#);
    let server = Server::json("409 Conflict", &[], &json).await;
    let error = create_error(&server).await;
    assert!(error.to_string().len() < 600);
    assert_eq!(error.body().unwrap().detail.as_deref(), Some(detail.as_str()));
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_what_came() {
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
async fn an_error_response_that_breaks_off_keeps_its_status() {
    let head = "HTTP/1.1 409 Conflict\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = Server::raw(format!("{head}5\r\n{{\"err\r\n")).await;
    let error = create_error(&server).await;
    // The status says all there is to decide by.
    assert!(error.is_status() && !error.is_transport() && !error.request_may_have_been_executed());
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.bytes(), "{\"err");
}

#[tokio::test]
async fn a_response_that_stalls_keeps_what_came() {
    let server = Server::stalled("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"na").await;
    let client = builder(&server).timeout(Duration::from_millis(100)).build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    assert_eq!(error.bytes(), "{\"na");
    assert_eq!(
        error.to_string(),
        "createPeer: the 200 OK response was not complete within 100ms, 4 bytes came"
    );
}

#[tokio::test]
async fn a_given_http_client_is_held_to_the_time_limit() {
    let server = Server::silent().await;
    let client = builder(&server)
        .http_client(portolan_runtime::reqwest::Client::new())
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    assert!(send_create(&client).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_response_that_is_not_http_is_no_response() {
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
async fn silence_ends_with_the_time_limit() {
    let server = Server::silent().await;
    let client = builder(&server).timeout(Duration::from_millis(50)).build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    assert_eq!(
        error.to_string(),
        format!(
            "createPeer: no response from {} within 50ms; it may have been carried out",
            server.url()
        )
    );
}

#[tokio::test]
async fn a_refused_connection_is_named_with_its_cause() {
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
    // The chain ends at the operating system, and holds no address with a path.
    let mut chain = format!("{error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    assert!(!chain.contains(model::GROUP), "{chain}");
}

#[test]
fn errors_and_responses_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error>();
    crosses::<portolan_runtime::Error>();
    crosses::<portolan_runtime::Response<model::Peer>>();
    crosses::<portolan_runtime::ConfigurationError>();
    crosses::<portolan_runtime::Client>();
    crosses::<portolan_runtime::Call>();
}
