//! Responses that are errors, and responses that cannot be read: nothing is lost, and the error says what happened.

use std::error::Error as _;

use atlas_admin::Error;
use portolan_test_server::Server;

use crate::{AWS, GROUP, aws, client};

/// The error of a call that this server responses.
async fn failed(server: &Server) -> Error {
    client(server).create_group_peer(GROUP, aws()).await.unwrap_err()
}

#[tokio::test]
async fn each_documented_status_gives_the_typed_error() {
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
        let error = failed(&server).await;
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
async fn the_details_of_a_bad_request_are_typed() {
    let body = r#"{"error":400,"errorCode":"VALIDATION_ERROR","parameters":[{"any":"thing"}],
        "badRequestDetail":{"fields":[{"field":"vpcId","description":"no such VPC"}]}}"#;
    let server = Server::json("400 Bad Request", &[], body).await;
    let error = failed(&server).await;
    let typed = error.body().unwrap();
    let fields = typed.bad_request_detail.as_ref().unwrap().fields.as_ref().unwrap();
    assert_eq!(
        (fields[0].field.as_str(), fields[0].description.as_str()),
        ("vpcId", "no such VPC")
    );
    assert_eq!(typed.parameters.as_ref().unwrap()[0]["any"], "thing");
}

#[tokio::test]
async fn an_html_page_is_kept() {
    let server =
        Server::with("502 Bad Gateway", &["content-type: text/html"], b"<html>no</html>").await;
    let error = failed(&server).await;
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
    let error = failed(&server).await;
    assert!(error.is_status() && error.body().is_none() && error.bytes().is_empty());
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(
        error.to_string(),
        "createGroupPeer: 500 Internal Server Error: the response is not the documented error (no media type, 0 bytes)"
    );
}

#[tokio::test]
async fn a_status_that_the_document_lacks_gives_the_typed_error_too() {
    let body = r#"{"error":503,"errorCode":"MAINTENANCE","detail":"back soon"}"#;
    let server = Server::json("503 Service Unavailable", &["Retry-After: 30"], body).await;
    let error = failed(&server).await;
    assert_eq!(error.error_code(), Some("MAINTENANCE"));
    assert_eq!(error.rate_limit().retry_after.unwrap().as_secs(), 30);
    assert_eq!(
        error.to_string(),
        "createGroupPeer: 503 Service Unavailable: MAINTENANCE: back soon"
    );
}

#[tokio::test]
async fn a_page_of_a_megabyte_is_kept() {
    let page = "x".repeat(1024 * 1024);
    let server =
        Server::with("503 Service Unavailable", &["content-type: text/plain"], page.as_bytes())
            .await;
    let error = failed(&server).await;
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 503);
    assert!(error.bytes() == page.as_bytes(), "{} bytes", error.bytes().len());
    assert!(error.to_string().contains("text/plain, 1048576 bytes"), "{error}");
    assert!(error.to_string().len() < 300, "{error}");
}

#[tokio::test]
async fn a_response_that_is_no_json_is_kept() {
    for (body, found) in
        [("", "empty"), (&AWS[..40], "not JSON"), ("[1,2]", "expected an object, found an array")]
    {
        let server = Server::json("200 OK", &[], body).await;
        let error = failed(&server).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.bytes(), body);
        assert!(error.to_string().contains(found), "{body:?}: {error}");
    }
}

#[tokio::test]
async fn a_response_of_another_shape_says_where() {
    let body = r#"{"providerName":"AWS","vpcId":["v"]}"#;
    let server = Server::json("200 OK", &[], body).await;
    let error = failed(&server).await;
    assert!(error.to_string().contains("at vpcId: expected a string, found an array"), "{error}");
    assert_eq!(error.bytes(), body);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_kept_as_far_as_it_came() {
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{AWS}"
    );
    let server = Server::raw(response).await;
    let error = failed(&server).await;
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
async fn an_error_that_breaks_off_has_its_status() {
    let server =
        Server::raw("HTTP/1.1 409 Conflict\r\ncontent-length: 99\r\n\r\n{\"error\":4").await;
    let error = failed(&server).await;
    // The status says all there is to decide by: nothing was created.
    assert!(error.is_status() && !error.is_transport(), "{error}");
    assert!(!error.request_may_have_been_executed());
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.bytes(), "{\"error\":4");
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_response_says_so() {
    let server = Server::raw("").await;
    let error = failed(&server).await;
    assert!(error.is_transport() && !error.is_connect() && !error.is_timeout(), "{error}");
    assert_eq!(error.status(), None);
    assert!(error.bytes().is_empty() && error.headers().is_empty());
    assert!(
        error.to_string().starts_with("createGroupPeer: no response from http://127.0.0.1:"),
        "{error}"
    );
}

#[tokio::test]
async fn a_connection_that_is_refused_says_so() {
    let client = atlas_admin::Client::builder().base_url("http://127.0.0.1:1").build().unwrap();
    let error = client.create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(error.is_connect() && error.is_transport(), "{error}");
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let server = Server::silent().await;
    let request = client(&server).create_group_peer(GROUP, aws());
    let error = request.with_timeout(std::time::Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
