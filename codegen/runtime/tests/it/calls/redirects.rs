//! Redirects: followed only if configured, and never with credentials to another origin.

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{Error, LIST, PEER, Peer, Peers, builder, create, send_create};

#[tokio::test]
async fn follows_redirects_without_credentials_to_other_origins() {
    let elsewhere = Server::json("200 OK", &[], PEER).await;
    let location = format!("location: {}/elsewhere", elsewhere.url());
    let here = Server::script([
        Response::with("307 Temporary Redirect", &["location: /here?a=b"], b""),
        Response::with("308 Permanent Redirect", &[&location], b""),
    ])
    .await;
    let client: Client = builder(&here)
        .bearer_token("token")
        .default_header("X-Key", "secret")
        .follow_redirects(2)
        .build()
        .unwrap();
    let response = send_create(&client).await.unwrap();
    assert_eq!(response.attempts(), 3);
    let requests = here.requests();
    assert_eq!(requests[1].line(), "POST /here?a=b");
    assert_eq!(requests[1].header("authorization"), ["Bearer token"]);
    assert_eq!(requests[1].body, requests[0].body);
    let request = elsewhere.request();
    assert_eq!(request.line(), "POST /elsewhere");
    assert_eq!(request.body, requests[0].body);
    let names =
        ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];
    assert_eq!(request.header_names(), names);
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
