//! Ways out: what the document lacks, the caller's own HTTP client and header fields, observers, redirects.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::serde_json::{Value, json};
use portolan_runtime::{Client, Request, RetryPolicy, reqwest};
use portolan_test_server::{Response, Server};

use crate::clock::Patient;
use crate::model::{
    ApiError, CREATE, Error, LIST, PEER, Peer, Peers, builder, create, peer, send_create,
};

fn client(server: &Server) -> Client {
    builder(server).bearer_token("token").clock(Patient::default()).build().unwrap()
}

fn undocumented(client: &Client, method: Method, path: &str) -> Request<ApiError> {
    client.request(method, path)
}

#[tokio::test]
async fn what_the_document_lacks_is_sent_like_all_others() {
    let busy = Response::json("503 Service Unavailable", &[], "{}");
    let server = Server::script([busy, Response::json("200 OK", &[], r#"{"a":[1]}"#)]).await;
    let response = undocumented(&client(&server), Method::PUT, "/other/a%20b?x=1&y=%26")
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
async fn its_errors_and_models_are_those_of_the_api() {
    let conflict = r#"{"error":409,"errorCode":"EXISTS"}"#;
    let server = Server::script([
        Response::json("409 Conflict", &[], conflict),
        Response::json("200 OK", &[], PEER),
        Response::json("204 No Content", &[], ""),
    ])
    .await;
    let client = client(&server);
    let error =
        undocumented(&client, Method::POST, "/x").json(&peer()).send::<()>().await.unwrap_err();
    assert_eq!(error.error_code(), Some("EXISTS"));
    assert_eq!(error.to_string(), "undocumented request: 409 Conflict: EXISTS");
    let response = undocumented(&client, Method::GET, "/x").send::<Peer>().await.unwrap();
    assert_eq!(*response.body(), peer());
    undocumented(&client, Method::DELETE, "x").send::<()>().await.unwrap();
    assert_eq!(server.requests()[2].line(), "DELETE /x");
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_refused() {
    let server = Server::silent().await;
    let client = client(&server);
    for path in ["/a/../b", "/a/%2e%2E/b", "/./a", "/a/{id}", "/.."] {
        let error = undocumented(&client, Method::GET, path).send::<()>().await.unwrap_err();
        assert!(error.is_validation(), "{path}: {error}");
    }
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn an_observer_sees_every_request() {
    let busy = Response::json("429 Too Many Requests", &[], "{}");
    let server = Server::script([
        busy,
        Response::nothing().and_reset(),
        Response::json("200 OK", &[], r#"{"results":[]}"#),
    ])
    .await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let client: Client = builder(&server)
        .clock(Patient::default())
        .observer(move |attempt| {
            let status = attempt.status.map(|status| status.as_u16());
            noted.lock().unwrap().push((
                attempt.operation.to_owned(),
                attempt.number,
                status,
                attempt.error,
            ));
        })
        .build()
        .unwrap();
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
    let expected = [(1, Some(429), None), (2, None, Some("transport")), (3, Some(200), None)];
    let expected =
        expected.map(|(number, status, error)| ("listPeers".to_owned(), number, status, error));
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn header_fields_and_http_clients_are_the_callers() {
    let server = Server::json("200 OK", &[], PEER).await;
    let http = reqwest::Client::builder().user_agent("mine").build().unwrap();
    let client: Client = builder(&server)
        .http_client(http)
        .bearer_token("token")
        .default_header("X-Team", "networks")
        .default_header("X-Both", "client")
        .build()
        .unwrap();
    let mut call = create(&client);
    call.header("X-Both", "request");
    call.header("Authorization", "Mine");
    call.send::<Peer, ()>().await.unwrap();
    let request = server.request();
    assert_eq!(request.header("x-team"), ["networks"]);
    assert_eq!(request.header("x-both"), ["request"]);
    assert_eq!(request.header("authorization"), ["Mine"]);
}

#[tokio::test]
async fn redirects_are_followed_where_asked_and_take_no_secrets_along() {
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
async fn redirects_end() {
    let server = Server::with("302 Found", &["location: /again"], b"").await;
    let client: Client =
        builder(&server).follow_redirects(3).retry(RetryPolicy::never()).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (302, 4));

    // A `POST` would become a `GET`: that is not what was asked for.
    let error: Error = create(&client).send::<Peer, _>().await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert!(error.to_string().contains("this redirect is not followed"), "{error}");
}

#[tokio::test]
async fn a_request_may_have_limits_of_its_own() {
    let server = Server::silent().await;
    let client = client(&server);
    let request = undocumented(&client, Method::GET, "/x")
        .with_attempt_timeout(Duration::from_millis(50))
        .with_retry(RetryPolicy::new().attempts(2));
    let error = request.send::<()>().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 2, "{error}");
    let request = undocumented(&client, Method::POST, "/x")
        .with_timeout(Duration::from_millis(50))
        .as_idempotent();
    let error = request.send::<()>().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 1, "{error}");
    assert_eq!(CREATE.method, Method::POST);
}
