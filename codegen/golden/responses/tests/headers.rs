//! Header fields of responses, read with their types over a real server on loopback.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use golden_responses::headers;
use golden_responses::models::{GetJobXLevel, GetJobXMood};
use golden_responses::operations::GetJobResponse;
use golden_responses::{Client, Response, RetryPolicy};
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn answered(fields: &[&str]) -> Response<GetJobResponse> {
    let server = Server::json("200 OK", fields, r#"{"rows":1}"#).await;
    client(&server).get_job().send().await.unwrap()
}

#[tokio::test]
async fn each_field_has_the_type_that_the_document_says() {
    let response = answered(&[
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
    // A member that the document does not know is kept.
    assert_eq!(response.header(headers::X_MOOD), Some(GetJobXMood::Unknown("sunny".to_owned())));
    assert_eq!(response.header(headers::X_LEVEL), Some(GetJobXLevel::Value2));
    assert_eq!(response.header(headers::X_LABELS).unwrap(), ["a", "b", "c"]);
    assert_eq!(response.header(headers::X_SIZES).unwrap(), [1, 2]);
    assert_eq!(response.header(headers::X_DAY).unwrap().to_string(), "2026-01-31");
    assert_eq!(response.header(headers::X_JOB).unwrap().id, "j");
    assert_eq!(response.header(headers::X_PAIR).as_deref(), Some("a,b"));
    assert_eq!(response.header(headers::LAST_MODIFIED).unwrap().as_second(), 784_111_777);
    assert_eq!(response.header(headers::E_TAG).as_deref(), Some(r#""5""#));
    assert!(response.missing().is_empty());
}

#[tokio::test]
async fn a_malformed_or_absent_field_loses_nothing() {
    let response = answered(&["X-Total: many", "X-Share: 1,5"]).await;
    assert_eq!(response.header(headers::X_TOTAL), None);
    assert_eq!(response.header(headers::X_SHARE), None);
    assert_eq!(response.header(headers::E_TAG), None);
    assert_eq!(response.headers()["x-total"], "many");
    assert!(matches!(response.body(), GetJobResponse::Ok(done) if done.rows == 1));
}

#[tokio::test]
async fn a_required_field_that_is_absent_is_said_and_an_error_only_where_asked() {
    let response = answered(&[]).await;
    assert_eq!(response.missing(), ["header X-Total"]);
    let server = Server::json("200 OK", &[], r#"{"rows":1}"#).await;
    let strict = Client::builder().base_url(server.url()).strict_responses(true).build().unwrap();
    let error = strict.get_job().await.unwrap_err();
    assert!(error.to_string().ends_with("lacks required values: header X-Total"), "{error}");
    // Another status does not require it.
    let server = Server::json("202 Accepted", &[], r#"{"left":1}"#).await;
    assert!(client(&server).get_job().send().await.unwrap().missing().is_empty());
}

#[tokio::test]
async fn errors_have_fields_too() {
    let problem = r#"{"title":"slower"}"#;
    let server = Server::json("429 Too Many Requests", &["Retry-After: 1000"], problem).await;
    let error = client(&server).create_job().with_retry(RetryPolicy::disabled()).await.unwrap_err();
    assert_eq!(error.header(headers::RETRY_AFTER), Some(1000));
}
