//! Media type versions, and errors with a body per status.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_responses::{Client, ErrorBody};
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn requests_the_newest_version() {
    let server = Server::json("200 OK", &[], r#"{"rows":[1,2.5]}"#).await;
    assert_eq!(client(&server).get_report().await.unwrap().rows, [1.0, 2.5]);
    assert_eq!(server.request().line(), "GET /reports");
    assert_eq!(server.request().header("accept"), ["application/vnd.example.2024-06-01+json"]);
}

#[tokio::test]
async fn each_error_status_has_its_body() {
    let server =
        Server::json("404 Not Found", &[], r#"{"code":"moved","text":"to the attic"}"#).await;
    let error = client(&server).get_report().await.unwrap_err();
    assert!(
        matches!(error.body(), Some(ErrorBody::Missing(missing)) if missing.code.as_str() == "moved")
    );
    assert_eq!(error.to_string(), "getReport: 404 Not Found: moved: to the attic");

    let problem = r#"{"title":"too early"}"#;
    let server = Server::with(
        "425 Too Early",
        &["content-type: application/problem+json"],
        problem.as_bytes(),
    )
    .await;
    let error = client(&server).get_report().await.unwrap_err();
    assert!(
        matches!(error.body(), Some(ErrorBody::Problem(problem)) if problem.title == "too early")
    );
    assert!(error.to_string().contains("too early"), "{error}");
}

#[tokio::test]
async fn accepts_any_body_if_none_is_documented() {
    let server = Server::with("200 OK", &[], b"").await;
    client(&server).head_report().await.unwrap();
    assert_eq!(server.request().line(), "HEAD /reports");
}
