//! Successful responses: body, status and headers, and deviations from the document.

use crate::api::{self, Error, LIST, PEER, Peer, Peers, builder, client, create_error, peer};
use portolan_test_server::Server;
use std::time::Duration;

#[tokio::test]
async fn returns_body_status_headers_and_bytes() {
    let headers = ["ratelimit-limit: 100", "RateLimit-Remaining: 99", "retry-after: 7"];
    let server = Server::json("201 Created", &headers, PEER).await;
    let response = api::send_create(&client(&server)).await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.body(), &peer());
    assert_eq!(response.bytes(), PEER);
    assert!(response.missing().is_empty() && response.unexpected().is_empty());
    let limit = response.rate_limit();
    assert_eq!((limit.limit, limit.remaining), (Some(100), Some(99)));
    assert_eq!(limit.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(response.into_body(), peer());
}

#[tokio::test]
async fn ignores_malformed_rate_limit_headers() {
    let headers = ["ratelimit-limit: many", "retry-after: soon"];
    let server = Server::json("200 OK", &headers, PEER).await;
    let response = api::send_create(&client(&server)).await.unwrap();
    assert_eq!(response.rate_limit(), portolan_runtime::RateLimit::default());
}

#[tokio::test]
async fn lists_missing_and_unexpected_values() {
    let json =
        r#"{"results":[{"name":"north","size":3,"region":"x","color":"red"},{"name":null}]}"#;
    let server = Server::json("200 OK", &[], json).await;
    let response = client(&server).call(&LIST).send::<Peers, api::ApiError>().await.unwrap();
    assert_eq!(response.body().results[0].name, "north");
    assert_eq!(response.body().results[1].name, "");
    let mut missing = response.missing().to_vec();
    missing.sort();
    assert_eq!(missing, ["results[1].name", "results[1].region", "results[1].size"]);
    assert_eq!(response.unexpected(), ["results[0].color"]);
}

#[tokio::test]
async fn strict_responses_reject_missing_values() {
    let server = Server::json("200 OK", &[], r#"{"results":[{"name":"n","size":1}]}"#).await;
    let strict = builder(&server).strict_responses(true).build().unwrap();
    let error: Error = strict.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(
        error.to_string(),
        "listPeers: the 200 OK response lacks required values: results[0].region"
    );
    assert_eq!(error.bytes(), r#"{"results":[{"name":"n","size":1}]}"#);

    let server = Server::json("200 OK", &[], PEER).await;
    let strict = builder(&server).strict_responses(true).build().unwrap();
    api::send_create(&strict).await.unwrap();
}

#[tokio::test]
async fn accepts_any_body_if_none_is_documented() {
    for (status, body) in [("204 No Content", ""), ("200 OK", "<html>"), ("202 Accepted", "{}")] {
        let server = Server::with(status, &[], body.as_bytes()).await;
        let response = client(&server).call(&LIST).send::<(), ()>().await.unwrap();
        assert_eq!(response.bytes(), body);
    }
}

#[tokio::test]
async fn lists_values_that_do_not_fit_their_schema() {
    let json = r#"{"results":[{"name":"n","size":"1","region":7},{"name":[],"region":{}}]}"#;
    let server = Server::json("200 OK", &[], json).await;
    let response = client(&server).call(&LIST).send::<Peers, api::ApiError>().await.unwrap();
    assert_eq!(response.body().results[0].size, 1);
    let invalid: Vec<_> =
        response.invalid().iter().map(|it| (it.path(), it.json(), it.is_used())).collect();
    assert_eq!(
        invalid,
        [
            ("results[0].size", "\"1\"", true),
            ("results[0].region", "7", true),
            ("results[1].name", "[]", false),
            ("results[1].region", "{}", false),
        ]
    );
    assert_eq!(response.invalid_count(), 4);

    let server = Server::json("200 OK", &[], json).await;
    let strict = builder(&server).strict_responses(true).build().unwrap();
    let error: Error = strict.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(
        error.to_string(),
        "listPeers: the 200 OK response lacks required values: results[1].size; it has values that \
         do not fit their schema: results[0].size (expected an integer, found a string), \
         results[0].region (expected a string, found a number), \
         results[1].name (expected a string, found an array), \
         results[1].region (expected a string, found an object)"
    );
}

#[tokio::test]
async fn reports_a_body_of_another_kind() {
    let server = Server::json("200 OK", &[], "[]").await;
    let error: Error = client(&server).call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(
        error.to_string(),
        "listPeers: the 200 OK response could not be decoded: \
         expected an object, found an array (line 1, column 1)"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn keeps_the_bytes_of_truncated_json() {
    let server = Server::json("200 OK", &[], r#"{"name":"north","si"#).await;
    let error = create_error(&server).await;
    assert!(error.is_decode());
    assert_eq!(error.bytes(), r#"{"name":"north","si"#);
    assert!(
        error.to_string().starts_with("createPeer: the 200 OK response could not be decoded: "),
        "{error}"
    );
}

#[tokio::test]
async fn reports_an_empty_body() {
    for body in ["", " \r\n"] {
        let server = Server::json("200 OK", &[], body).await;
        let error = create_error(&server).await;
        assert!(error.is_decode());
        assert_eq!(
            error.to_string(),
            "createPeer: the 200 OK response could not be decoded: empty body"
        );
    }
    let server = Server::with("204 No Content", &[], b"").await;
    assert!(create_error(&server).await.is_decode());
}

#[tokio::test]
async fn reports_the_media_type_of_a_non_json_body() {
    let server = Server::with("200 OK", &["content-type: text/html"], b"<html>login</html>").await;
    let error = create_error(&server).await;
    assert!(error.is_decode());
    assert_eq!(error.bytes(), "<html>login</html>");
    let text = error.to_string();
    assert!(text.ends_with("; it is text/html, 18 bytes"), "{text}");
    assert!(!text.contains("login"));
}

#[tokio::test]
async fn the_future_of_a_call_is_send() {
    let server = Server::json("200 OK", &[], PEER).await;
    let client = client(&server);
    let call = api::create(&client);
    let response = tokio::spawn(call.send::<Peer, api::ApiError>()).await.unwrap().unwrap();
    assert_eq!(response.body(), &peer());
}
