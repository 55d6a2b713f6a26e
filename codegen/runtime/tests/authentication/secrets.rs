//! Nothing that is printed or logged on any level holds a secret, a proof, a header value or a body.

use std::fmt::Write;

use portolan_runtime::{Client, ClientBuilder, SecretString};
use portolan_test_server::{Response, Server};

use crate::capture::Log;
use crate::model::{ApiError, DIGEST_ONLY, PEER, Peer, builder, create};
use crate::proof::{Door, Rules, parameters};
use crate::service::{FakeClock, Service, chain, json, serve};

/// What all secrets begin with here.
const MARK: &str = "s3cret";

/// Sends a call that is full of secrets, and gives back all that is printed of it.
async fn printed(builder: ClientBuilder) -> String {
    let builder = builder
        .clock(FakeClock::new())
        .default_header("X-Key", "s3cret-default-header")
        .default_header("Cookie", "s3cret-cookie");
    let mut text = format!("{builder:?} {builder:#?}");
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return format!("{text} {error} {error:?}"),
    };
    write!(text, "{client:?} {client:#?}").unwrap();
    for _ in 0..2 {
        let mut call = create(&client);
        call.set(2, &"s3cret-query");
        call.header("X-Other", "s3cret-header");
        call.json(&Peer { id: None, name: "s3cret-body".to_owned(), region: None, size: 1 });
        call.without_validation();
        write!(text, "{call:?} {call:#?}").unwrap();
        match call.send::<Peer, ApiError>().await {
            // A response shows what the service said: that is what it is printed for.
            Ok(response) => text += &response.attempts().to_string(),
            Err(error) => {
                write!(text, "{error} {error:?} {error:#?} {}", chain(&error)).unwrap();
                let authentication = error.authentication();
                write!(text, "{authentication:?} {authentication:#?}").unwrap();
            }
        }
        if let Err(error) = client.call(&DIGEST_ONLY).send::<Peer, ()>().await {
            write!(text, "{error} {error:?} {}", chain(&error)).unwrap();
        }
    }
    if let Err(error) = client.revoke_token().await {
        write!(text, "{error} {error:?} {error:#?} {}", chain(&*error)).unwrap();
    }
    text
}

/// What the requests proved themselves with, and all parts of it that nobody can guess.
fn proofs(server: &Server) -> Vec<String> {
    let mut proofs = Vec::new();
    for request in server.requests() {
        for field in request.header("authorization") {
            let (scheme, value) = field.split_once(' ').unwrap();
            proofs.push(value.to_owned());
            if scheme == "Digest" {
                let secret = ["response", "cnonce", "nonce", "username", "opaque"];
                proofs.extend(
                    parameters(field)
                        .into_iter()
                        .filter(|parameter| secret.contains(&parameter.name.as_str()))
                        .map(|parameter| parameter.value),
                );
            }
        }
    }
    proofs
}

/// Fails where anything secret is printed or logged; gives what others than this crate log.
async fn assert_silent(server: &Server, builder: ClientBuilder) -> String {
    let (printed, log) = Log::of(printed(builder)).await;
    assert!(!log.spans("call").is_empty() && !log.spans("attempt").is_empty());
    for text in [&printed, &log.text(true)] {
        for secret in proofs(server).iter().map(String::as_str).chain([MARK]) {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    log.text(false)
}

fn account(server: &Server) -> ClientBuilder {
    builder(server).service_account("the-id", "s3cret-client")
}

fn granted() -> Response {
    json("200 OK", r#"{"access_token":"s3cret-token","expires_in":3600}"#)
}

/// What an API may response, the last one good.
fn responses() -> Vec<Response> {
    let head = "HTTP/1.1 200 OK\r\nx-response: s3cret-field\r\ncontent-length: 1000\r\n\r\n";
    vec![
        Response::kept("401 Unauthorized", &["x-response: s3cret-field"], b"s3cret-response"),
        json("409 Conflict", r#"{"s3cret-name":"s3cret-response"}"#),
        json("200 OK", r#"{"name":"s3cret-response","size":"s3cret-size"}"#),
        json("200 OK", "s3cret-response"),
        Response::kept("302 Found", &["location: /s3cret-path?s3cret-query"], b"s3cret-response"),
        Response::kept("307 Temporary Redirect", &["location: https://s3cret@x"], b""),
        Response::raw(format!("{head}s3cret-response")),
        Response::raw("s3cret-response that is not HTTP\r\n\r\n"),
        Response::nothing(),
        Response::nothing().and_reset(),
        json("503 Service Unavailable", r#"{"x":"s3cret-response"}"#),
        json("200 OK", PEER),
    ]
}

#[tokio::test]
async fn of_bearer_tokens() {
    for response in responses() {
        let server = serve(move |_| response.clone()).await;
        assert_silent(&server, builder(&server).bearer_token("s3cret-bearer")).await;
        let function = || async { Ok(SecretString::from("s3cret-bearer")) };
        assert_silent(&server, builder(&server).bearer_token_from(function)).await;
        assert_silent(&server, builder(&server).bearer_token("s3cret-bearer").follow_redirects(3))
            .await;
    }
    let server = serve(|_| json("200 OK", PEER)).await;
    let function = || async { Ok(SecretString::from("s3cret bearer")) };
    assert_silent(&server, builder(&server).bearer_token_from(function)).await;
}

#[tokio::test]
async fn of_service_accounts() {
    for response in responses() {
        let server = serve(move |request| match request.line() {
            "POST /token" => granted(),
            _ => response.clone(),
        })
        .await;
        assert_silent(&server, account(&server)).await;
        assert_silent(&server, account(&server).follow_redirects(3)).await;
    }
}

#[tokio::test]
async fn of_service_accounts_that_get_no_token() {
    let bad = [
        json("401 Unauthorized", r#"{"error":"invalid_client","x":"s3cret-response"}"#),
        json("200 OK", r#"{"access_token":"s3cret-token","token_type":"mac"}"#),
        json("200 OK", r#"{"access_token":"s3cret token"}"#),
        json("200 OK", r#"{"access_token":["s3cret-token"]}"#),
    ];
    for response in responses().into_iter().chain(bad) {
        let server = serve(move |_| response.clone()).await;
        assert_silent(&server, account(&server)).await;
        let nowhere = Server::refused();
        assert_silent(&server, account(&server).token_url(format!("{nowhere}/token"))).await;
    }
}

#[tokio::test]
async fn of_passwords() {
    for response in responses() {
        let rules = Rules { password: "s3cret-password", ..Rules::new("SHA-256") };
        let door = Door::new(rules);
        let own = door.clone();
        let server = serve(move |request| match request.header("authorization")[..] {
            [] => own.response(request),
            _ => response.clone(),
        })
        .await;
        assert_silent(&server, builder(&server).digest("Mufasa", "s3cret-password")).await;
        let server = door.open().await;
        assert_silent(&server, builder(&server).digest("Mufasa", "s3cret-wrong")).await;
    }
    for field in [
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce", qop="auth-int""#,
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce", algorithm=MD5-sess"#,
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce"#,
        r#"Digest realm="s3cret-realm", opaque="s3cret-opaque""#,
    ] {
        let field = format!("www-authenticate: {field}");
        let server = Server::json("401 Unauthorized", &[&field], "s3cret-response").await;
        assert_silent(&server, builder(&server).digest("Mufasa", "s3cret-password")).await;
    }
}

#[tokio::test]
async fn of_what_cannot_be_configured() {
    let refused = |builder: ClientBuilder| async {
        let (printed, log) = Log::of(printed(builder)).await;
        assert!(printed.contains("the client cannot be made"));
        assert!(!printed.contains(MARK) && !log.text(true).contains(MARK), "{printed}");
    };
    let url = "http://s3cret-user:s3cret-password@example.com";
    let server = Service::default().start().await;
    refused(builder(&server).bearer_token("s3cret token")).await;
    refused(builder(&server).base_url(url)).await;
    refused(account(&server).base_url("http://example.com")).await;
    refused(account(&server).token_url("http://example.com/token")).await;
    refused(builder(&server).base_url("http://example.com").digest("me", "s3cret-password")).await;
}

fn field<'a>(log: &'a Log, index: usize, name: &str) -> Option<&'a str> {
    log.spans[index].fields.get(name).map(String::as_str)
}

#[tokio::test]
async fn spans_say_what_was_called_and_how_it_ended() {
    let server = Server::script([
        json("429 Too Many Requests", "{}"),
        json("429 Too Many Requests", "{}"),
        json("200 OK", PEER),
    ])
    .await;
    let client: Client =
        builder(&server).bearer_token("token").clock(FakeClock::new()).build().unwrap();
    let (outcome, log) = Log::of(crate::model::send_create(&client)).await;
    assert_eq!(outcome.unwrap().attempts(), 3);

    let [(call, _)] = log.spans("call")[..] else { panic!("{log:?}") };
    for (name, value) in [
        ("otel.kind", Some("internal")),
        ("operation.id", Some("createPeer")),
        ("http.request.method", Some("POST")),
        ("url.template", Some("/groups/{groupId}/peers")),
        ("http.response.status_code", Some("200")),
        ("error.type", None),
    ] {
        assert_eq!(field(&log, call, name), value, "{name}");
    }
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    let attempts = log.spans("attempt");
    assert_eq!(attempts.len(), 3);
    for ((attempt, span), (resent, status, error)) in attempts.into_iter().zip([
        (None, "429", Some("429")),
        (Some("1"), "429", Some("429")),
        (Some("2"), "200", None),
    ]) {
        assert_eq!(span.parent, Some(call));
        for (name, value) in [
            ("otel.kind", Some("client")),
            ("http.request.method", Some("POST")),
            ("http.request.resend_count", resent),
            ("url.template", Some("/groups/{groupId}/peers")),
            ("server.address", Some("127.0.0.1")),
            ("server.port", Some(port.as_str())),
            ("http.response.status_code", Some(status)),
            ("error.type", error),
        ] {
            assert_eq!(field(&log, attempt, name), value, "{name}");
        }
    }
}

#[tokio::test]
async fn spans_name_the_kind_of_failure() {
    for (response, status, error) in [
        (Response::nothing(), None, "transport"),
        (json("409 Conflict", "{}"), Some("409"), "409"),
        (Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), Some("200"), "transport"),
    ] {
        let server = serve(move |_| response.clone()).await;
        let client: Client = builder(&server).bearer_token("token").build().unwrap();
        let (outcome, log) = Log::of(crate::model::send_create(&client)).await;
        outcome.unwrap_err();
        for name in ["call", "attempt"] {
            let [(span, _)] = log.spans(name)[..] else { panic!("{log:?}") };
            assert_eq!(field(&log, span, "http.response.status_code"), status);
            assert_eq!(field(&log, span, "error.type"), Some(error));
        }
    }
}

#[tokio::test]
async fn the_fetching_of_a_token_is_a_call_of_its_own() {
    let service = Service::default();
    let server = service.start().await;
    let client: Client = account(&server).build().unwrap();
    let (outcome, log) = Log::of(crate::model::send_create(&client)).await;
    outcome.unwrap();
    let [(call, _), (fetch, fetched)] = log.spans("call")[..] else { panic!("{log:?}") };
    assert_eq!(field(&log, call, "operation.id"), Some("createPeer"));
    assert_eq!(field(&log, fetch, "operation.id"), Some("fetch access token"));
    assert_eq!(field(&log, fetch, "http.request.method"), Some("POST"));
    assert_eq!(field(&log, fetch, "url.template"), None);
    assert_eq!(field(&log, fetch, "http.response.status_code"), Some("200"));
    assert_eq!(fetched.parent, Some(call));
    let [(_, first), (_, second)] = log.spans("attempt")[..] else { panic!("{log:?}") };
    assert_eq!((first.parent, second.parent), (Some(fetch), Some(call)));
}
