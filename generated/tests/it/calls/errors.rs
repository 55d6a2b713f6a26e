//! Error responses and undecodable responses: kind, message, and the bytes that are kept.

use std::error::Error as _;

use atlas_admin::Error;
use portolan_test_server::Server;

use super::{AWS, GROUP, aws, builder, client};

/// Sends a call and returns its error.
async fn create_error(server: &Server) -> Error {
    client(server).create_group_peer(GROUP, aws()).await.unwrap_err()
}

#[tokio::test]
async fn decodes_the_error_of_each_documented_status() {
    for (status, reason, code) in [
        (400, "Bad Request", "VALIDATION_ERROR"),
        (401, "Unauthorized", "NOT_ORG_GROUP_CREATOR"),
        (403, "Forbidden", "CANNOT_CHANGE_GROUP_NAME"),
        (404, "Not Found", "RESOURCE_NOT_FOUND"),
        (409, "Conflict", "CANNOT_DELETE_ORG_ACTIVE_LIVE_MIGRATION_ATLAS_ORG_LINK"),
        (429, "Too Many Requests", "RATE_LIMITED"),
        (500, "Internal Server Error", "UNEXPECTED_ERROR"),
    ] {
        let body = format!(
            r#"{{"error":{status},"detail":"some detail","reason":"{reason}","errorCode":"{code}"}}"#
        );
        let server = Server::json(&format!("{status} {reason}"), &["Retry-After: 7"], &body).await;
        let error = create_error(&server).await;
        assert!(error.is_status());
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.error_code(), Some(code));
        let typed = error.body().unwrap();
        assert_eq!((typed.error, typed.error_code.as_str()), (i32::from(status), code));
        assert_eq!(
            (typed.detail.as_deref(), typed.reason.as_deref()),
            (Some("some detail"), Some(reason))
        );
        assert_eq!(
            error.to_string(),
            format!("createGroupPeer: {status} {reason}: {code}: some detail")
        );
        assert_eq!(error.rate_limit().retry_after.unwrap().as_secs(), 7);
        assert_eq!(error.bytes(), &body);
    }
}

#[tokio::test]
async fn decodes_the_details_of_a_bad_request() {
    let body = r#"{"error":400,"errorCode":"VALIDATION_ERROR","parameters":[{"any":"value"}],
        "badRequestDetail":{"fields":[{"field":"vpcId","description":"no such VPC"}]}}"#;
    let server = Server::json("400 Bad Request", &[], body).await;
    let error = create_error(&server).await;
    let typed = error.body().unwrap();
    let fields = typed.bad_request_detail.as_ref().unwrap().fields.as_ref().unwrap();
    assert_eq!(
        (fields[0].field.as_str(), fields[0].description.as_str()),
        ("vpcId", "no such VPC")
    );
    assert_eq!(typed.parameters.as_ref().unwrap()[0]["any"], "value");
}

#[tokio::test]
async fn keeps_the_bytes_of_an_html_page() {
    let server =
        Server::with("502 Bad Gateway", &["content-type: text/html"], b"<html>no</html>").await;
    let error = create_error(&server).await;
    assert!(error.is_status() && error.body().is_none());
    assert_eq!(error.status().unwrap(), 502);
    assert_eq!(error.bytes(), "<html>no</html>");
    assert_eq!(error.headers()["content-type"], "text/html");
    let text = error.to_string();
    assert!(
        text.starts_with("createGroupPeer: 502 Bad Gateway")
            && text.contains("text/html, 15 bytes"),
        "{text}"
    );
}

#[tokio::test]
async fn an_error_without_a_body_has_its_status() {
    let server = Server::with("500 Internal Server Error", &[], b"").await;
    let error = create_error(&server).await;
    assert!(error.is_status() && error.body().is_none() && error.bytes().is_empty());
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(
        error.to_string(),
        "createGroupPeer: 500 Internal Server Error: the response is not the documented error (no media type, 0 bytes)"
    );
}

#[tokio::test]
async fn decodes_the_error_of_an_undocumented_status() {
    let body = r#"{"error":503,"errorCode":"MAINTENANCE","detail":"back soon"}"#;
    let server = Server::json("503 Service Unavailable", &["Retry-After: 30"], body).await;
    let error = create_error(&server).await;
    assert_eq!(error.error_code(), Some("MAINTENANCE"));
    assert_eq!(error.rate_limit().retry_after.unwrap().as_secs(), 30);
    assert_eq!(
        error.to_string(),
        "createGroupPeer: 503 Service Unavailable: MAINTENANCE: back soon"
    );
}

#[tokio::test]
async fn keeps_the_bytes_of_a_large_page() {
    let page = "x".repeat(1024 * 1024);
    let server =
        Server::with("503 Service Unavailable", &["content-type: text/plain"], page.as_bytes())
            .await;
    let error = create_error(&server).await;
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 503);
    assert!(error.bytes() == page.as_bytes(), "{} bytes", error.bytes().len());
    assert!(error.to_string().contains("text/plain, 1048576 bytes"), "{error}");
    assert!(error.to_string().len() < 300, "{error}");
}

#[tokio::test]
async fn keeps_the_bytes_of_a_non_json_response() {
    for (body, found) in [
        ("", "empty"),
        (&AWS[..40], "the JSON is incomplete"),
        ("[1,2]", "expected an object, found an array"),
    ] {
        let server = Server::json("200 OK", &[], body).await;
        let error = create_error(&server).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.bytes(), body);
        assert!(error.to_string().contains(found), "{body:?}: {error}");
    }
}

#[tokio::test]
async fn reports_the_position_of_a_wrong_type() {
    let body = r#"{"providerName":"AWS","vpcId":["v"]}"#;
    let server = Server::json("200 OK", &[], body).await;
    let strict = builder(&server).strict_responses(true).build().unwrap();
    let error = strict.create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(error.to_string().contains("vpcId (expected a string, found an array)"), "{error}");
    assert_eq!(error.bytes(), body);
}

#[tokio::test]
async fn keeps_the_bytes_of_a_truncated_body() {
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{AWS}"
    );
    let server = Server::raw(response).await;
    let error = create_error(&server).await;
    assert!(error.is_transport(), "{error}");
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.bytes(), AWS);
    assert_eq!(error.headers()["content-type"], "application/json");
    assert!(error.source().is_some());
    assert!(
        error
            .to_string()
            .contains(&format!("the 200 OK response broke off after {} bytes", AWS.len())),
        "{error}"
    );
}

#[tokio::test]
async fn a_truncated_error_response_keeps_its_status() {
    let server =
        Server::raw("HTTP/1.1 409 Conflict\r\ncontent-length: 99\r\n\r\n{\"error\":4").await;
    let error = create_error(&server).await;
    // The status alone decides that nothing was created.
    assert!(error.is_status() && !error.is_transport(), "{error}");
    assert!(!error.request_may_have_been_executed());
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.bytes(), "{\"error\":4");
}

#[tokio::test]
async fn reports_a_connection_closed_without_a_response() {
    let server = Server::raw("").await;
    let error = create_error(&server).await;
    assert!(error.is_transport() && !error.is_connect() && !error.is_timeout(), "{error}");
    assert_eq!(error.status(), None);
    assert!(error.bytes().is_empty() && error.headers().is_empty());
    assert!(
        error.to_string().starts_with("createGroupPeer: no response from http://127.0.0.1:"),
        "{error}"
    );
}

#[tokio::test]
async fn reports_a_refused_connection() {
    let client = atlas_admin::Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let error = client.create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(error.is_connect() && error.is_transport(), "{error}");
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn times_out_if_the_server_is_silent() {
    let server = Server::silent().await;
    let request = client(&server).create_group_peer(GROUP, aws());
    let error = request.with_timeout(std::time::Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
