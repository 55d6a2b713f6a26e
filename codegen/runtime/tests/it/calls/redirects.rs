//! Redirects: followed only if configured, and never with credentials to another origin.

use portolan_runtime::http::Method;
use portolan_runtime::{Client, RawRequest, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{Error, LIST, PEER, Peer, Peers, builder, create, send_create};

/// Starts a server that redirects within its origin, and then to another one.
async fn redirecting(to: &Server) -> Server {
    let location = format!("location: {}/elsewhere", to.url());
    Server::script([
        Response::with("307 Temporary Redirect", &["location: /here?a=b"], b""),
        Response::with("308 Permanent Redirect", &[&location], b""),
    ])
    .await
}

fn following(server: &Server) -> Client {
    builder(server)
        .bearer_token("token")
        .default_header("X-Key", "secret")
        .follow_redirects(2)
        .build()
        .unwrap()
}

#[tokio::test]
async fn follows_redirects_without_credentials_to_other_origins() {
    let elsewhere = Server::json("200 OK", &[], "{}").await;
    let here = redirecting(&elsewhere).await;
    let request: RawRequest = following(&here).raw_request(Method::GET, "/here");
    let response = request.send::<serde_json::Value>().await.unwrap();
    assert_eq!(response.attempts(), 3);
    assert_eq!(here.requests()[1].header("authorization"), ["Bearer token"]);
    let request = elsewhere.request();
    assert_eq!((request.line(), &request.body[..]), ("GET /elsewhere", &b""[..]));
    assert_eq!(request.header_names(), ["accept", "accept-encoding", "host", "user-agent"]);
}

#[tokio::test]
async fn sends_no_body_to_other_origins() {
    let elsewhere = Server::json("200 OK", &[], PEER).await;
    let here = redirecting(&elsewhere).await;
    let error = send_create(&following(&here)).await.unwrap_err();
    let origin = elsewhere.url();
    let message = format!(
        "createPeer: the 308 Permanent Redirect response redirects to another origin, {origin}, which receives neither \
         the body nor credentials: the redirect was not followed; check the base URL (after 2 attempts)"
    );
    assert_eq!(error.to_string(), message);
    assert_eq!((error.status().unwrap().as_u16(), error.is_status()), (308, true));
    assert!(!error.request_may_have_been_executed());
    assert_eq!(elsewhere.request_count(), 0);

    // The same origin receives everything.
    let requests = here.requests();
    assert_eq!(requests[1].line(), "POST /here?a=b");
    assert_eq!(requests[1].header("authorization"), ["Bearer token"]);
    assert_eq!(requests[1].body, requests[0].body);
}

#[tokio::test]
async fn redirects_are_limited() {
    let server = Server::with("302 Found", &["location: /again"], b"").await;
    let client: Client =
        builder(&server).follow_redirects(3).retry(RetryPolicy::disabled()).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (302, 4));

    // Following it would turn the `POST` into a `GET`.
    let error: Error = create(&client).send::<Peer, _>().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("the redirect was not followed"), "{error}");
}
