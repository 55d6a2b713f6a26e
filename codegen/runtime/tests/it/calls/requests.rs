//! Requests as the server receives them: method, path, query, headers and body.

use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::{Operation, Parameter};

use crate::api::{
    self, CREATE, DIGEST_ONLY, Error, GROUP, LIST, PEER, Peer, Peers, builder, client, create, peer,
};
use portolan_test_server::{Request, Server};

async fn server() -> Server {
    Server::json("200 OK", &[], PEER).await
}

/// Sends a call configured by `set` and returns the request that the server received.
async fn received(set: impl FnOnce(&mut portolan_runtime::Call)) -> Request {
    let server = server().await;
    let mut call = create(&client(&server));
    set(&mut call);
    call.send::<Peer, api::ApiError>().await.unwrap();
    server.request()
}

/// Sends a call with this `groupId`, without validation, and returns the request line.
async fn received_line(group: &str) -> String {
    let request = received(|call| {
        call.set(0, &group);
        call.without_validation();
    })
    .await;
    request.line().to_owned()
}

#[tokio::test]
async fn sends_method_path_headers_and_body() {
    let request = received(|_| ()).await;
    assert_eq!(request.line(), format!("POST /groups/{GROUP}/peers"));
    let media_type = vec!["application/vnd.example.2023-01-01+json"];
    assert_eq!(request.header("accept"), media_type);
    assert_eq!(request.header("content-type"), media_type);
    assert_eq!(request.header("user-agent"), ["peers/1.2.3"]);
    assert_eq!(request.header("content-length"), [PEER.len().to_string()]);
    assert!(request.header("authorization").is_empty());
    assert_eq!(String::from_utf8(request.body).unwrap(), PEER);
}

#[tokio::test]
async fn requests_without_a_body_have_no_content_type() {
    let server = Server::json("200 OK", &[], r#"{"results":[]}"#).await;
    client(&server).call(&LIST).send::<Peers, api::ApiError>().await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "GET /peers");
    assert!(request.header("content-type").is_empty());
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn percent_encodes_path_parameters() {
    for (value, encoded) in [
        ("../../x", "..%2F..%2Fx"),
        ("..%2F", "..%252F"),
        ("%2e%2e", "%252e%252e"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        ("\\..\\", "%5C..%5C"),
        ("ü€", "%C3%BC%E2%82%AC"),
        ("x?y=z#f", "x%3Fy%3Dz%23f"),
        ("a\r\nhost: evil", "a%0D%0Ahost%3A%20evil"),
        ("...", "..."),
    ] {
        assert_eq!(received_line(value).await, format!("POST /groups/{encoded}/peers"));
    }
}

#[tokio::test]
async fn refuses_path_values_that_change_the_path() {
    for value in ["", ".", ".."] {
        let server = server().await;
        let client = builder(&server).validate(false).build().unwrap();
        let mut call = create(&client);
        call.set(0, &value);
        call.without_validation();
        let error: Error = call.send::<Peer, _>().await.unwrap_err();
        assert!(error.is_validation());
        assert_eq!(error.violations().len(), 1);
        assert_eq!(error.violations()[0].path(), "groupId");
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn refuses_a_missing_path_parameter() {
    let server = server().await;
    let call = client(&server).call(&CREATE);
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "createPeer: the request was not sent: 1 value breaks the document's rules: \
         path groupId is not set"
    );
}

#[tokio::test]
async fn joins_a_list_in_the_path_by_commas() {
    static BY_NAMES: Operation = Operation {
        id: "byNames",
        method: Method::GET,
        path: "/names/{names}.json",
        accept: "application/json",
        content_type: None,
        parameters: &[Parameter::path("names")],
        security: &[],
        errors: &[],
        required_headers: &[],
    };
    let server = server().await;
    let mut call = client(&server).call(&BY_NAMES);
    call.set(0, &vec!["a".to_owned(), "b,c".to_owned()]);
    call.send::<Peer, ()>().await.unwrap();
    assert_eq!(server.request().line(), "GET /names/a,b%2Cc.json");

    let mut call = client(&server).call(&BY_NAMES);
    call.set(0, &Vec::<String>::new());
    assert!(call.send::<Peer, ()>().await.unwrap_err().is_validation());
}

#[tokio::test]
async fn query_parameters_are_encoded_in_document_order() {
    let request = received(|call| {
        call.set(2, &"a&b=c d+ü");
        call.set(1, &false);
    })
    .await;
    assert_eq!(
        request.line(),
        format!("POST /groups/{GROUP}/peers?envelope=false&tag=a%26b%3Dc%20d%2B%C3%BC")
    );
}

#[tokio::test]
async fn explodes_query_lists_and_replaces_earlier_values() {
    let request = received(|call| {
        call.set(2, &"first");
        call.set(2, &vec!["x".to_owned(), String::new(), "y".to_owned()]);
    })
    .await;
    assert_eq!(request.line(), format!("POST /groups/{GROUP}/peers?tag=x&tag=&tag=y"));
}

#[tokio::test]
async fn keeps_the_path_of_the_base_url() {
    for suffix in ["/api/v2", "/api/v2/"] {
        let server = server().await;
        let url = server.url() + suffix;
        let client = builder(&server).base_url(url).build().unwrap();
        api::send_create(&client).await.unwrap();
        assert_eq!(server.request().line(), format!("POST /api/v2/groups/{GROUP}/peers"));
    }
}

#[tokio::test]
async fn sends_header_parameters_and_custom_headers() {
    let request = received(|call| {
        call.set(3, &"abc");
        call.header("X-Own", "1");
        call.header("Accept", "text/plain");
    })
    .await;
    assert_eq!(request.header("x-trace"), ["abc"]);
    assert_eq!(request.header("x-own"), ["1"]);
    assert_eq!(request.header("accept"), ["text/plain"]);
}

#[tokio::test]
async fn operation_headers_override_default_headers() {
    let server = server().await;
    let client = builder(&server)
        .default_header("X-Trace", "default")
        .default_header("X-Team", "network")
        .default_header("Accept", "text/plain")
        .user_agent("tool/1.0")
        .build()
        .unwrap();
    let mut call = create(&client);
    call.set(3, &"own");
    call.send::<Peer, api::ApiError>().await.unwrap();
    let request = server.request();
    assert_eq!(request.header("x-trace"), ["own"]);
    assert_eq!(request.header("x-team"), ["network"]);
    assert_eq!(request.header("accept"), ["application/vnd.example.2023-01-01+json"]);
    assert_eq!(request.header("user-agent"), ["tool/1.0 peers/1.2.3"]);
}

#[tokio::test]
async fn refuses_invalid_headers_even_without_validation() {
    for (name, value) in [
        ("X-Own", "a\r\nhost: evil"),
        ("X-Own", "a\u{0}"),
        ("bad name", "a"),
        ("Content-Length", "1"),
        ("Transfer-Encoding", "chunked"),
    ] {
        let server = server().await;
        let mut call = create(&client(&server));
        call.header(name, value);
        call.without_validation();
        let error: Error = call.send::<Peer, _>().await.unwrap_err();
        assert!(error.is_validation(), "{name}");
        assert_eq!(error.violations()[0].path(), name);
        assert!(!error.to_string().contains("evil"));
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn refuses_line_breaks_in_header_parameters() {
    let server = server().await;
    let mut call = create(&client(&server));
    call.set(3, &"a\r\nb");
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert_eq!(error.violations()[0].path(), "X-Trace");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn sends_the_token_only_if_the_operation_requires_it() {
    let server = server().await;
    let client = builder(&server).bearer_token("secret-token").build().unwrap();
    api::send_create(&client).await.unwrap();
    client.call(&LIST).send::<(), ()>().await.unwrap();
    client.call(&DIGEST_ONLY).send::<(), ()>().await.unwrap();
    let sent: Vec<Vec<String>> = server
        .requests()
        .iter()
        .map(|request| request.header("authorization").into_iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(sent, [vec!["Bearer secret-token".to_owned()], vec![], vec![]]);
}

#[tokio::test]
async fn does_not_follow_redirects_by_default() {
    let other = server().await;
    let location = format!("location: {}/elsewhere", other.url());
    let server = Server::with("307 Temporary Redirect", &[&location], b"").await;
    let client = builder(&server).bearer_token("secret-token").build().unwrap();
    let error = api::send_create(&client).await.unwrap_err();
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(
        error.to_string(),
        "createPeer: 307 Temporary Redirect: the redirect was not followed; check the base URL \
         (no media type, 0 bytes)"
    );
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn reports_all_violations_at_once() {
    let server = server().await;
    let mut call = client(&server).call(&CREATE);
    call.set(0, &"XYZ");
    call.set(3, &"much too long");
    call.json(&Peer { name: "North 1".to_owned(), size: 0, ..peer() });
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_validation());
    let locations: Vec<String> = error
        .violations()
        .iter()
        .map(|violation| format!("{} {}", violation.location(), violation.path()))
        .collect();
    assert_eq!(locations, ["path groupId", "header X-Trace", "body name", "body size"]);
    let text = error.to_string();
    assert!(text.starts_with(
        "createPeer: the request was not sent: 4 values break the document's rules: path groupId "
    ));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn sends_invalid_values_without_validation() {
    let wrong = Peer { name: "North 1".to_owned(), size: 0, ..peer() };
    let server = server().await;
    let unchecked = builder(&server).validate(false).build().unwrap();
    let mut call = unchecked.call(&CREATE);
    call.set(0, &"XYZ");
    call.json(&wrong);
    call.send::<Peer, api::ApiError>().await.unwrap();

    let mut call = client(&server).call(&CREATE);
    call.set(0, &"XYZ");
    call.without_validation();
    call.json(&wrong);
    call.send::<Peer, api::ApiError>().await.unwrap();

    for request in server.requests() {
        assert_eq!(request.line(), "POST /groups/XYZ/peers");
        assert_eq!(request.body, br#"{"name":"North 1","region":null,"size":0}"#);
    }
}

#[tokio::test]
async fn refuses_values_too_long_for_a_url() {
    let server = server().await;
    let mut call = create(&client(&server));
    call.set(2, &"x".repeat(70_000));
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_validation());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_request_can_have_its_own_timeout() {
    let server = Server::silent().await;
    let mut call = create(&client(&server));
    call.timeout(Duration::from_millis(100));
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
}
