//! `Debug`, `Display` and logs contain no secrets, header values or bodies.

use std::fmt::Write;

use portolan_runtime::{Client, ClientBuilder, SecretString};
use portolan_test_server::{Response, Server};

use super::digest_server::{DigestConfig, DigestServer, parameters};
use super::log::Log;
use super::service::{Service, chain, json, serve};
use crate::api::{ApiError, DIGEST_ONLY, PEER, Peer, builder, create};
use crate::clock::ManualClock;

/// The prefix of all secrets in this module.
const SECRET_PREFIX: &str = "s3cret";

/// Sends calls full of secrets and returns the `Debug` and `Display` output along the way.
async fn printed_output(builder: ClientBuilder) -> String {
    let builder = builder
        .clock(ManualClock::new())
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
            // The `Debug` output of a response contains its body on purpose.
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
        write!(text, "{error} {error:?} {error:#?} {}", chain(&error)).unwrap();
    }
    text
}

/// Returns the credentials of all requests, with the secret parameters of HTTP Digest.
fn sent_credentials(server: &Server) -> Vec<String> {
    let mut sent_credentials = Vec::new();
    for request in server.requests() {
        for field in request.header("authorization") {
            let (scheme, value) = field.split_once(' ').unwrap();
            sent_credentials.push(value.to_owned());
            if scheme == "Digest" {
                let secret = ["response", "cnonce", "nonce", "username", "opaque"];
                sent_credentials.extend(
                    parameters(field)
                        .into_iter()
                        .filter(|parameter| secret.contains(&parameter.name.as_str()))
                        .map(|parameter| parameter.value),
                );
            }
        }
    }
    sent_credentials
}

/// Asserts that no secret is printed or logged, and returns the logs of other crates.
async fn assert_no_secrets(server: &Server, builder: ClientBuilder) -> String {
    let (printed_output, log) = Log::record(printed_output(builder)).await;
    assert!(!log.spans("call").is_empty() && !log.spans("attempt").is_empty());
    for text in [&printed_output, &log.text(true)] {
        for secret in sent_credentials(server).iter().map(String::as_str).chain([SECRET_PREFIX]) {
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

/// Responses of an API; only the last one is a success.
fn responses() -> Vec<Response> {
    let head = "HTTP/1.1 200 OK\r\nx-response: s3cret-field\r\ncontent-length: 1000\r\n\r\n";
    vec![
        Response::keep_alive("401 Unauthorized", &["x-response: s3cret-field"], b"s3cret-response"),
        json("409 Conflict", r#"{"s3cret-name":"s3cret-response"}"#),
        json("200 OK", r#"{"name":"s3cret-response","size":"s3cret-size"}"#),
        json("200 OK", "s3cret-response"),
        Response::keep_alive(
            "302 Found",
            &["location: /s3cret-path?s3cret-query"],
            b"s3cret-response",
        ),
        Response::keep_alive("307 Temporary Redirect", &["location: https://s3cret@x"], b""),
        Response::raw(format!("{head}s3cret-response")),
        Response::raw("s3cret-response, not HTTP\r\n\r\n"),
        Response::empty(),
        Response::empty().then_reset(),
        json("503 Service Unavailable", r#"{"x":"s3cret-response"}"#),
        json("200 OK", PEER),
    ]
}

#[tokio::test]
async fn bearer_tokens_are_not_shown() {
    for response in responses() {
        let server = serve(move |_| response.clone()).await;
        assert_no_secrets(&server, builder(&server).bearer_token("s3cret-bearer")).await;
        let function = || async { Ok(SecretString::from("s3cret-bearer")) };
        assert_no_secrets(&server, builder(&server).bearer_token_from(function)).await;
        assert_no_secrets(
            &server,
            builder(&server).bearer_token("s3cret-bearer").follow_redirects(3),
        )
        .await;
    }
    let server = serve(|_| json("200 OK", PEER)).await;
    let function = || async { Ok(SecretString::from("s3cret bearer")) };
    assert_no_secrets(&server, builder(&server).bearer_token_from(function)).await;
}

#[tokio::test]
async fn service_accounts_are_not_shown() {
    for response in responses() {
        let server = serve(move |request| match request.line() {
            "POST /token" => granted(),
            _ => response.clone(),
        })
        .await;
        assert_no_secrets(&server, account(&server)).await;
        assert_no_secrets(&server, account(&server).follow_redirects(3)).await;
    }
}

#[tokio::test]
async fn failed_service_accounts_are_not_shown() {
    let bad = [
        json("401 Unauthorized", r#"{"error":"invalid_client","x":"s3cret-response"}"#),
        json("200 OK", r#"{"access_token":"s3cret-token","token_type":"mac"}"#),
        json("200 OK", r#"{"access_token":"s3cret token"}"#),
        json("200 OK", r#"{"access_token":["s3cret-token"]}"#),
    ];
    for response in responses().into_iter().chain(bad) {
        let server = serve(move |_| response.clone()).await;
        assert_no_secrets(&server, account(&server)).await;
        let nowhere = Server::refused_url();
        assert_no_secrets(&server, account(&server).token_url(format!("{nowhere}/token"))).await;
    }
}

#[tokio::test]
async fn passwords_are_not_shown() {
    for response in responses() {
        let config = DigestConfig { password: "s3cret-password", ..DigestConfig::new("SHA-256") };
        let digest_server = DigestServer::new(config);
        let handler = digest_server.clone();
        let server = serve(move |request| match request.header("authorization")[..] {
            [] => handler.response(request),
            _ => response.clone(),
        })
        .await;
        assert_no_secrets(&server, builder(&server).digest("Mufasa", "s3cret-password")).await;
        let server = digest_server.start().await;
        assert_no_secrets(&server, builder(&server).digest("Mufasa", "s3cret-wrong")).await;
    }
    for field in [
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce", qop="auth-int""#,
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce", algorithm=MD5-sess"#,
        r#"Digest realm="s3cret-realm", nonce="s3cret-nonce"#,
        r#"Digest realm="s3cret-realm", opaque="s3cret-opaque""#,
    ] {
        let field = format!("www-authenticate: {field}");
        let server = Server::json("401 Unauthorized", &[&field], "s3cret-response").await;
        assert_no_secrets(&server, builder(&server).digest("Mufasa", "s3cret-password")).await;
    }
}

#[tokio::test]
async fn refused_configuration_is_not_shown() {
    let assert_refused = |builder: ClientBuilder| async {
        let (printed_output, log) = Log::record(printed_output(builder)).await;
        assert!(printed_output.contains("the client cannot be built"));
        assert!(
            !printed_output.contains(SECRET_PREFIX) && !log.text(true).contains(SECRET_PREFIX),
            "{printed_output}"
        );
    };
    let url = "http://s3cret-user:s3cret-password@example.com";
    let server = Service::default().start().await;
    assert_refused(builder(&server).bearer_token("s3cret token")).await;
    assert_refused(builder(&server).base_url(url)).await;
    assert_refused(account(&server).base_url("http://example.com")).await;
    assert_refused(account(&server).token_url("http://example.com/token")).await;
    assert_refused(builder(&server).base_url("http://example.com").digest("me", "s3cret-password"))
        .await;
}

fn field<'a>(log: &'a Log, index: usize, name: &str) -> Option<&'a str> {
    log.spans[index].fields.get(name).map(String::as_str)
}

#[tokio::test]
async fn spans_record_operation_and_outcome() {
    let server = Server::script([
        json("429 Too Many Requests", "{}"),
        json("429 Too Many Requests", "{}"),
        json("200 OK", PEER),
    ])
    .await;
    let client: Client =
        builder(&server).bearer_token("token").clock(ManualClock::new()).build().unwrap();
    let (outcome, log) = Log::record(crate::api::send_create(&client)).await;
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
async fn spans_record_the_kind_of_error() {
    for (response, status, error) in [
        (Response::empty(), None, "transport"),
        (json("409 Conflict", "{}"), Some("409"), "409"),
        (Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), Some("200"), "transport"),
    ] {
        let server = serve(move |_| response.clone()).await;
        let client: Client = builder(&server).bearer_token("token").build().unwrap();
        let (outcome, log) = Log::record(crate::api::send_create(&client)).await;
        outcome.unwrap_err();
        for name in ["call", "attempt"] {
            let [(span, _)] = log.spans(name)[..] else { panic!("{log:?}") };
            assert_eq!(field(&log, span, "http.response.status_code"), status);
            assert_eq!(field(&log, span, "error.type"), Some(error));
        }
    }
}

#[tokio::test]
async fn fetching_a_token_has_its_own_call_span() {
    let service = Service::default();
    let server = service.start().await;
    let client: Client = account(&server).build().unwrap();
    let (outcome, log) = Log::record(crate::api::send_create(&client)).await;
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
