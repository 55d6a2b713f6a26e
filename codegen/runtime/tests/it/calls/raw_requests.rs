//! Raw requests: operations outside the document, sent with the client's credentials and policies.

use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::serde_json::{Value, json};
use portolan_runtime::{Client, RawRequest, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{ApiError, CREATE, PEER, Peer, builder, peer};
use crate::clock::RecordingClock;

fn client(server: &Server) -> Client {
    builder(server).bearer_token("token").clock(RecordingClock::default()).build().unwrap()
}

fn raw_request(client: &Client, method: Method, path: &str) -> RawRequest<ApiError> {
    client.raw_request(method, path)
}

#[tokio::test]
async fn raw_requests_are_authenticated_and_retried() {
    let busy = Response::json("503 Service Unavailable", &[], "{}");
    let server = Server::script([busy, Response::json("200 OK", &[], r#"{"a":[1]}"#)]).await;
    let response = raw_request(&client(&server), Method::PUT, "/other/a%20b?x=1&y=%26")
        .query("z", "a b")
        .json(&json!({"k": "v"}))
        .with_header("X-One", "1")
        .send::<Value>()
        .await
        .unwrap();
    assert_eq!((response.body(), response.attempts()), (&json!({"a": [1]}), 2));
    let request = &server.requests()[1];
    assert_eq!(request.line(), "PUT /other/a%20b?x=1&y=%26&z=a%20b");
    assert_eq!(request.header("authorization"), ["Bearer token"]);
    assert_eq!(request.header("content-type"), ["application/json"]);
    assert_eq!(request.header("x-one"), ["1"]);
    assert_eq!(request.body, br#"{"k":"v"}"#);
}

#[tokio::test]
async fn raw_requests_decode_models_and_errors_of_the_api() {
    let conflict = r#"{"error":409,"errorCode":"EXISTS"}"#;
    let server = Server::script([
        Response::json("409 Conflict", &[], conflict),
        Response::json("200 OK", &[], PEER),
        Response::json("204 No Content", &[], ""),
    ])
    .await;
    let client = client(&server);
    let error =
        raw_request(&client, Method::POST, "/x").json(&peer()).send::<()>().await.unwrap_err();
    assert_eq!(error.error_code(), Some("EXISTS"));
    assert_eq!(error.to_string(), "raw request: 409 Conflict: EXISTS");
    let response = raw_request(&client, Method::GET, "/x").send::<Peer>().await.unwrap();
    assert_eq!(*response.body(), peer());
    raw_request(&client, Method::DELETE, "x").send::<()>().await.unwrap();
    assert_eq!(server.requests()[2].line(), "DELETE /x");
}

#[tokio::test]
async fn refuses_paths_with_dot_segments_and_placeholders() {
    let server = Server::silent().await;
    let client = client(&server);
    for path in ["/a/../b", "/a/%2e%2E/b", "/./a", "/a/{id}", "/.."] {
        let error = raw_request(&client, Method::GET, path).send::<()>().await.unwrap_err();
        assert!(error.is_validation(), "{path}: {error}");
    }
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn raw_requests_have_their_own_timeouts_and_retries() {
    let server = Server::silent().await;
    let client = client(&server);
    let request = raw_request(&client, Method::GET, "/x")
        .with_attempt_timeout(Duration::from_millis(50))
        .with_retry(RetryPolicy::new().max_attempts(2));
    let error = request.send::<()>().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 2, "{error}");
    let request = raw_request(&client, Method::POST, "/x")
        .with_timeout(Duration::from_millis(50))
        .as_idempotent();
    let error = request.send::<()>().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 1, "{error}");
    assert_eq!(CREATE.method, Method::POST);
}

#[tokio::test]
async fn raw_requests_support_every_authentication_scheme() {
    for (scheme, busy_at, sent, attempts) in
        [("Bearer token", 1, 2, 2), ("Bearer token", 2, 3, 2), ("Digest ", 2, 3, 3)]
    {
        let server = super::authenticating_server(busy_at).await;
        let builder = builder(&server).clock(RecordingClock::default());
        let builder = match (scheme, busy_at) {
            ("Digest ", _) => builder.digest("user", "password"),
            (_, 1) => builder.bearer_token("token"),
            // The first request is that of the token.
            _ => builder.service_account("id", "secret"),
        };
        let client: Client = builder.build().unwrap();
        let request = client.raw_request::<ApiError>(Method::PUT, "/other?x=1").json(&42);
        let response = request.send::<Peer>().await.unwrap();
        assert_eq!((response.attempts(), server.request_count()), (attempts, sent), "{scheme}");
        let last = &server.requests()[sent - 1];
        assert_eq!((last.line(), &last.body[..]), ("PUT /other?x=1", &b"42"[..]));
        assert!(last.header("authorization")[0].starts_with(scheme), "{scheme}");
    }
}

#[tokio::test]
async fn raw_posts_are_retried_only_if_idempotent() {
    for (is_idempotent, attempts) in [(false, 1), (true, 4)] {
        let server = Server::script([super::busy()]).await;
        let client: Client = builder(&server).clock(RecordingClock::default()).build().unwrap();
        let mut request = client.raw_request::<ApiError>(Method::POST, "/other");
        if is_idempotent {
            request = request.as_idempotent();
        }
        let error = request.send::<()>().await.unwrap_err();
        assert_eq!((error.attempts(), server.request_count()), (attempts, attempts as usize));
        assert!(error.request_may_have_been_executed());
    }
}
