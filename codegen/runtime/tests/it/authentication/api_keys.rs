//! API keys and HTTP Basic: neither errors, nor spans, nor the logs of other crates contain them.

use std::fmt::Write;

use portolan_runtime::http::Method;
use portolan_runtime::{Api, Client, Environment, Operation, SecurityKind, SecurityScheme};
use portolan_test_server::{Response, Server};

use super::log::Log;
use super::service::{chain, json, serve};

const SECRET_PREFIX: &str = "s3cret";
/// `me:s3cret-password` in base64.
const ENCODED: &str = "bWU6czNjcmV0LXBhc3N3b3Jk";

static API: Api = Api {
    name: "keys",
    version: "1.0.0",
    servers: &[],
    security_schemes: &[
        SecurityScheme { name: "basic", kind: SecurityKind::HttpBasic },
        SecurityScheme {
            name: "header",
            kind: SecurityKind::ApiKeyHeader { name: "X-Key", environment: &[] },
        },
        SecurityScheme {
            name: "query",
            kind: SecurityKind::ApiKeyQuery { name: "key", environment: &[] },
        },
        SecurityScheme {
            name: "cookie",
            kind: SecurityKind::ApiKeyCookie { name: "sid", environment: &[] },
        },
    ],
    environment: Environment::NONE,
};

static ALL: Operation = Operation {
    id: "all",
    method: Method::GET,
    path: "/all",
    accept: "application/json",
    content_type: None,
    parameters: &[],
    security: &[&["basic", "header", "query", "cookie"]],
    errors: &[],
    required_headers: &[],
};

/// Sends a call with every credential and returns the `Debug` and `Display` output along the way.
async fn printed_output(url: String) -> String {
    let builder = Client::builder::<Client>(&API)
        .base_url(url)
        .basic("me", "s3cret-password")
        .api_key("header", "s3cret-header")
        .api_key("query", "s3cret-query")
        .api_key("cookie", "s3cret-cookie")
        .follow_redirects(1)
        .retry(portolan_runtime::RetryPolicy::disabled());
    let mut text = format!("{builder:?} {builder:#?}");
    let client = builder.build().unwrap();
    let call = client.call(&ALL);
    write!(text, "{client:?} {client:#?} {call:?} {call:#?}").unwrap();
    match call.send::<(), ()>().await {
        Ok(response) => text += &response.attempts().to_string(),
        Err(error) => write!(text, "{error} {error:?} {error:#?} {}", chain(&error)).unwrap(),
    }
    text
}

async fn assert_no_secrets(url: String) {
    let (printed_output, log) = Log::record(printed_output(url)).await;
    assert!(!log.spans("call").is_empty() && !log.spans("attempt").is_empty());
    for text in [printed_output, log.text(true), log.text(false)] {
        for secret in [SECRET_PREFIX, ENCODED] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn neither_output_nor_logs_contain_credentials() {
    for response in [
        json("200 OK", "{}"),
        json("401 Unauthorized", "{}"),
        json("503 Service Unavailable", "{}"),
        Response::keep_alive("302 Found", &["location: /elsewhere"], b""),
        Response::raw("no HTTP at all\r\n\r\n"),
        Response::empty().then_reset(),
    ] {
        let server = serve(move |_| response.clone()).await;
        assert_no_secrets(server.url()).await;
        let request = server.requests().remove(0);
        assert_eq!(request.line(), "GET /all?key=s3cret-query");
        assert_eq!(request.header("x-key"), ["s3cret-header"]);
        assert_eq!(request.header("cookie"), ["sid=s3cret-cookie"]);
        assert_eq!(request.header("authorization"), [format!("Basic {ENCODED}")]);
    }
    assert_no_secrets(Server::refused_url()).await;
}
