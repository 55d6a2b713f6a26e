//! What reaches the server: method, path, query, headers and body, to the byte.

use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::{Operation, Parameter};

use crate::model::{
    self, CREATE, DIGEST_ONLY, Error, GROUP, LIST, PEER, Peer, Peers, builder, client, create, peer,
};
use portolan_test_server::{Request, Server};

async fn server() -> Server {
    Server::json("200 OK", &[], PEER).await
}

/// Sends the call that `set` completes and gives what arrived.
async fn arrived(set: impl FnOnce(&mut portolan_runtime::Call)) -> Request {
    let server = server().await;
    let mut call = create(&client(&server));
    set(&mut call);
    call.send::<Peer, model::ApiError>().await.unwrap();
    server.request()
}

/// Sends with this `groupId`, not checked against the document.
async fn arrived_at(group: &str) -> String {
    let request = arrived(|call| {
        call.set(0, &group);
        call.without_validation();
    })
    .await;
    request.line().to_owned()
}

#[tokio::test]
async fn a_plain_request_has_exactly_this() {
    let request = arrived(|_| ()).await;
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
async fn a_request_without_body_has_no_content_type() {
    let server = Server::json("200 OK", &[], r#"{"results":[]}"#).await;
    client(&server).call(&LIST).send::<Peers, model::ApiError>().await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "GET /peers");
    assert!(request.header("content-type").is_empty());
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn path_values_arrive_percent_encoded() {
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
        assert_eq!(arrived_at(value).await, format!("POST /groups/{encoded}/peers"));
    }
}

#[tokio::test]
async fn values_that_would_change_the_path_are_never_sent() {
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
async fn a_path_parameter_that_is_not_set_is_refused() {
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
async fn a_list_in_a_path_is_joined_by_a_bare_comma() {
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
async fn the_query_stands_in_document_order_encoded() {
    let request = arrived(|call| {
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
async fn a_list_in_the_query_is_exploded_and_a_value_set_again_is_replaced() {
    let request = arrived(|call| {
        call.set(2, &"first");
        call.set(2, &vec!["x".to_owned(), String::new(), "y".to_owned()]);
    })
    .await;
    assert_eq!(request.line(), format!("POST /groups/{GROUP}/peers?tag=x&tag=&tag=y"));
}

#[tokio::test]
async fn the_path_prefix_of_the_base_url_is_kept() {
    for suffix in ["/api/v2", "/api/v2/"] {
        let server = server().await;
        let url = server.url() + suffix;
        let client = builder(&server).base_url(url).build().unwrap();
        model::send_create(&client).await.unwrap();
        assert_eq!(server.request().line(), format!("POST /api/v2/groups/{GROUP}/peers"));
    }
}

#[tokio::test]
async fn header_parameters_and_headers_of_one_request_arrive() {
    let request = arrived(|call| {
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
async fn default_headers_arrive_behind_those_of_the_operation() {
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
    call.send::<Peer, model::ApiError>().await.unwrap();
    let request = server.request();
    assert_eq!(request.header("x-trace"), ["own"]);
    assert_eq!(request.header("x-team"), ["network"]);
    assert_eq!(request.header("accept"), ["application/vnd.example.2023-01-01+json"]);
    assert_eq!(request.header("user-agent"), ["tool/1.0 peers/1.2.3"]);
}

#[tokio::test]
async fn a_header_that_http_cannot_carry_is_refused_whatever_is_switched_off() {
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
async fn a_header_parameter_with_a_line_break_is_refused() {
    let server = server().await;
    let mut call = create(&client(&server));
    call.set(3, &"a\r\nb");
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert_eq!(error.violations()[0].path(), "X-Trace");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_token_goes_only_where_the_document_takes_one() {
    let server = server().await;
    let client = builder(&server).bearer_token("secret-token").build().unwrap();
    model::send_create(&client).await.unwrap();
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
async fn redirects_are_not_followed_and_the_token_stays() {
    let other = server().await;
    let location = format!("location: {}/elsewhere", other.url());
    let server = Server::with("307 Temporary Redirect", &[&location], b"").await;
    let client = builder(&server).bearer_token("secret-token").build().unwrap();
    let error = model::send_create(&client).await.unwrap_err();
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(
        error.to_string(),
        "createPeer: 307 Temporary Redirect: this redirect is not followed, is the base URL right? \
         (no media type, 0 bytes)"
    );
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn everything_that_breaks_a_rule_is_reported_at_once() {
    let server = server().await;
    let mut call = client(&server).call(&CREATE);
    call.set(0, &"XYZ");
    call.set(3, &"much too long");
    call.json(&Peer { name: "North 1".to_owned(), size: 0, ..peer() });
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_validation());
    let places: Vec<String> = error
        .violations()
        .iter()
        .map(|violation| format!("{} {}", violation.location(), violation.path()))
        .collect();
    assert_eq!(places, ["path groupId", "header X-Trace", "body name", "body size"]);
    let text = error.to_string();
    assert!(text.starts_with(
        "createPeer: the request was not sent: 4 values break the document's rules: path groupId "
    ));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_breaks_a_rule_is_sent_where_validation_is_off() {
    let wrong = Peer { name: "North 1".to_owned(), size: 0, ..peer() };
    let server = server().await;
    let unchecked = builder(&server).validate(false).build().unwrap();
    let mut call = unchecked.call(&CREATE);
    call.set(0, &"XYZ");
    call.json(&wrong);
    call.send::<Peer, model::ApiError>().await.unwrap();

    let mut call = client(&server).call(&CREATE);
    call.set(0, &"XYZ");
    call.without_validation();
    call.json(&wrong);
    call.send::<Peer, model::ApiError>().await.unwrap();

    for request in server.requests() {
        assert_eq!(request.line(), "POST /groups/XYZ/peers");
        assert_eq!(request.body, br#"{"name":"North 1","region":null,"size":0}"#);
    }
}

#[tokio::test]
async fn a_value_that_no_url_can_hold_is_refused() {
    let server = server().await;
    let mut call = create(&client(&server));
    call.set(2, &"x".repeat(70_000));
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_validation());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn one_request_has_its_own_time_limit() {
    let server = Server::silent().await;
    let mut call = create(&client(&server));
    call.timeout(Duration::from_millis(100));
    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
}
