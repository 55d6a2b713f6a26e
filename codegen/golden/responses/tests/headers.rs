//! Typed response headers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_responses::headers;
use golden_responses::models::{GetJobXLevel, GetJobXMood};
use golden_responses::operations::GetJobResponse;
use golden_responses::{Client, Response, RetryPolicy};
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn get_job(fields: &[&str]) -> Response<GetJobResponse> {
    let server = Server::json("200 OK", fields, r#"{"rows":1}"#).await;
    client(&server).get_job().send().await.unwrap()
}

#[tokio::test]
async fn headers_have_the_documented_types() {
    let response = get_job(&[
        "X-Total: 7",
        "X-Share: 0.5",
        "X-Last: true",
        "X-Mood: sunny",
        "X-Level: 2",
        "X-Labels: a, b",
        "X-Labels: c",
        "X-Sizes: 1,2",
        "X-Day: 2026-01-31",
        r#"X-Job: {"id":"j"}"#,
        "X-Pair: a,b",
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
        r#"ETag: "5""#,
    ])
    .await;
    assert_eq!(response.header(headers::X_TOTAL), Some(7));
    assert_eq!(response.header(headers::X_SHARE), Some(0.5));
    assert_eq!(response.header(headers::X_LAST), Some(true));
    // Unknown enum values are kept.
    assert_eq!(response.header(headers::X_MOOD), Some(GetJobXMood::Unknown("sunny".to_owned())));
    assert_eq!(response.header(headers::X_LEVEL), Some(GetJobXLevel::Value2));
    assert_eq!(response.header(headers::X_LABELS).unwrap(), ["a", "b", "c"]);
    assert_eq!(response.header(headers::X_SIZES).unwrap(), [1, 2]);
    assert_eq!(response.header(headers::X_DAY).unwrap().to_string(), "2026-01-31");
    assert_eq!(response.header(headers::X_JOB).unwrap().id, "j");
    assert_eq!(response.header(headers::X_PAIR).as_deref(), Some("a,b"));
    assert_eq!(response.header(headers::LAST_MODIFIED).unwrap().as_second(), 784_111_777);
    assert_eq!(response.header(headers::ETAG).as_deref(), Some(r#""5""#));
    assert!(response.missing().is_empty());
}

#[tokio::test]
async fn malformed_and_absent_headers_are_none() {
    let response = get_job(&["X-Total: many", "X-Share: 1,5"]).await;
    assert_eq!(response.header(headers::X_TOTAL), None);
    assert_eq!(response.header(headers::X_SHARE), None);
    assert_eq!(response.header(headers::ETAG), None);
    assert_eq!(response.headers()["x-total"], "many");
    assert!(matches!(response.body(), GetJobResponse::Ok(done) if done.rows == 1));
}

#[tokio::test]
async fn lists_missing_required_headers() {
    let response = get_job(&[]).await;
    assert_eq!(response.missing(), ["header X-Total"]);
    let server = Server::json("200 OK", &[], r#"{"rows":1}"#).await;
    let strict = Client::builder().base_url(server.url()).strict_responses(true).build().unwrap();
    let error = strict.get_job().await.unwrap_err();
    assert!(error.to_string().ends_with("lacks required values: header X-Total"), "{error}");
    // It is not required by the other status.
    let server = Server::json("202 Accepted", &[], r#"{"left":1}"#).await;
    assert!(client(&server).get_job().send().await.unwrap().missing().is_empty());
}

#[tokio::test]
async fn errors_have_typed_headers() {
    let problem = r#"{"title":"slower"}"#;
    let server = Server::json("429 Too Many Requests", &["Retry-After: 1000"], problem).await;
    let error = client(&server).create_job().with_retry(RetryPolicy::disabled()).await.unwrap_err();
    assert_eq!(error.header(headers::RETRY_AFTER), Some(1000));
}
