//! Requests to the token endpoint and to the revocation endpoint.

mod several;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use super::service::{Service, account_builder, account_client, authorizations, json, serve};
use crate::api::{builder, send_create};

#[tokio::test]
async fn reports_responses_without_a_usable_token() {
    let html = Response::keep_alive("200 OK", &["content-type: text/html"], b"<html>s3cret</html>");
    let unavailable = Response::keep_alive("503 Service Unavailable", &[], b"<html>s3cret</html>");
    let json = |body| json("200 OK", body);
    for (response, status, reason, bytes) in [
        (
            super::service::json("500 Internal Server Error", r#"{"error":"server_error"}"#),
            Some(500),
            "500 Internal Server Error: server_error",
            r#"{"error":"server_error"}"#,
        ),
        (unavailable, Some(503), "503 Service Unavailable", "<html>s3cret</html>"),
        (
            super::service::json("400 Bad Request", r#"{"error":5,"error_description":"a\nb"}"#),
            Some(400),
            r"400 Bad Request: a\nb",
            r#"{"error":5,"error_description":"a\nb"}"#,
        ),
        (Response::keep_alive("302 Found", &["location: /"], b""), Some(302), "302 Found", ""),
        (html, None, "the response is not the JSON of an OAuth token", "<html>s3cret</html>"),
        (json(""), None, "the response is not the JSON of an OAuth token", ""),
        (json("[]"), None, "the response is not the JSON of an OAuth token", "[]"),
        (json("{}"), None, "the response has no `access_token`", "{}"),
        (
            json(r#"{"access_token":null}"#),
            None,
            "the response has no `access_token`",
            r#"{"access_token":null}"#,
        ),
        (
            json(r#"{"access_token":"s3cret","token_type":"mac"}"#),
            None,
            "the token is of another type than `Bearer`",
            r#"{"access_token":"s3cret","token_type":"mac"}"#,
        ),
    ] {
        let service = Service::default();
        service.set_token_responses([Some(response)]);
        let server = service.start().await;
        let (client, _) = account_client(&server);
        let error = send_create(&client).await.unwrap_err();
        assert_eq!(error.to_string(), format!("createPeer: no access token: {reason}"));
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        let authentication = error.authentication().unwrap();
        assert_eq!(authentication.status().map(|status| status.as_u16()), status, "{reason}");
        assert_eq!(str::from_utf8(authentication.bytes()).unwrap(), bytes);
        assert_eq!((error.attempts(), service.calls()), (0, 0));
        assert!(!error.is_timeout() && !error.is_connect());
    }
}

#[tokio::test]
async fn refuses_an_invalid_token_without_showing_it() {
    for token in ["", "s3 cret", r"s3cret\n", "s3crét"] {
        let service = Service::default();
        let body = format!(r#"{{"access_token":"{token}"}}"#);
        service.set_token_responses([Some(json("200 OK", &body))]);
        let server = service.start().await;
        let (client, _) = account_client(&server);
        let error = send_create(&client).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("no access token: the bearer token ") && !text.contains("s3"));
        assert_eq!((error.attempts(), service.calls()), (0, 0));
    }
}

#[tokio::test]
async fn retries_transient_errors_of_the_token_endpoint() {
    let busy = json("429 Too Many Requests", "{}");
    let down = json("503 Service Unavailable", "{}");
    let broken = Response::empty();
    let service = Service::default();
    service.set_token_responses([Some(busy), Some(down.clone()), Some(broken), None]);
    let server = service.start().await;
    let (client, _) = account_client(&server);
    let response = send_create(&client).await.unwrap();
    assert_eq!(response.attempts(), 1);
    assert_eq!((service.tokens(), service.calls()), (4, 1));

    let service = Service::default();
    service.set_token_responses([Some(down)]);
    let server = service.start().await;
    let (client, _) = account_client(&server);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(error.authentication().unwrap().status().unwrap(), 503);
    assert_eq!((service.tokens(), service.calls()), (4, 0));

    let client: Client = account_builder(&server).retry(RetryPolicy::disabled()).build().unwrap();
    send_create(&client).await.unwrap_err();
    assert_eq!(service.tokens(), 5);
}

#[tokio::test]
async fn retries_refused_connections_to_the_token_endpoint() {
    let service = Service::default();
    let server = service.start().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&attempts);
    let unreachable = Server::refused_url();
    let client: Client = account_builder(&server)
        .token_url(format!("{unreachable}/token"))
        .clock(crate::clock::ManualClock::new())
        .observer(move |attempt| {
            assert_eq!((attempt.operation, attempt.error), ("fetch access token", Some("connect")));
            seen.fetch_add(1, Ordering::SeqCst);
        })
        .build()
        .unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(attempts.load(Ordering::SeqCst), 4);
    let text = error.to_string();
    let start = format!("createPeer: no access token: no connection to {unreachable}: ");
    assert!(text.starts_with(&start) && text.ends_with(" (after 4 attempts)"), "{text}");
    assert!(error.is_auth() && error.is_connect() && !error.is_transport());
    assert!(!error.request_may_have_been_executed());
    assert_eq!((error.attempts(), server.connections().await), (0, 0));
}

#[tokio::test]
async fn revoking_a_token_forgets_it() {
    let service = Service::default();
    service.set_token_responses([Some(json("200 OK", r#"{"access_token":"token-1&/=+"}"#)), None]);
    let server = service.start().await;
    let (client, _) = account_client(&server);
    // The API does not accept this token.
    send_create(&client).await.unwrap_err();
    client.revoke_token().await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "POST /revoke");
    assert_eq!(
        str::from_utf8(&request.body).unwrap(),
        "token=token-1%26%2F%3D%2B&token_type_hint=access_token"
    );
    assert_eq!(request.header("content-type"), ["application/x-www-form-urlencoded"]);
    let basic = format!("Basic {}", STANDARD.encode("my+id:s3cret%26%2B"));
    assert_eq!(request.header("authorization"), [basic]);

    send_create(&client).await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer token-1&/=+", "Bearer token-2"]);
    client.revoke_token().await.unwrap();
    let sent = server.request_count();
    client.revoke_token().await.unwrap();
    assert_eq!(server.request_count(), sent);
}

#[tokio::test]
async fn revoking_without_a_token_sends_nothing() {
    let server = Service::default().start().await;
    let (client, _) = account_client(&server);
    client.revoke_token().await.unwrap();
    let client: Client = builder(&server).bearer_token("token").build().unwrap();
    client.revoke_token().await.unwrap();
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn forgets_a_token_even_if_revoking_it_fails() {
    let service = Service::default();
    let api = service.clone();
    let server = serve(move |request| match request.line() {
        "POST /revoke" => json("400 Bad Request", r#"{"error":"unsupported_token_type"}"#),
        _ => api.response(request),
    })
    .await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    let error = client.revoke_token().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the access token could not be revoked: 400 Bad Request: unsupported_token_type"
    );
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some("unsupported_token_type"));
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
}
