//! A service that repeats the secrets of a request: neither errors nor traces contain them.

use std::fmt::Write as _;

use portolan_runtime::ClientBuilder;
use portolan_test_server::{Request, Response, Server};

use super::log::Log;
use super::service::{chain, json};
use crate::api::{ApiError, PEER, Peer, builder, create};
use crate::clock::ManualClock;

/// Long enough that an error message shortens the text around it.
const TOKEN: &str = "s3cret-0123456789abcdefghijklmnopqrstuvwxyz";
const ENCODED: &str = "czNjcmV0LTAxMjM0NTY3ODlhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg";

/// Returns error responses that repeat the secrets of a request in every way.
fn errors(secret: &str) -> Vec<Response> {
    let long = "x".repeat(480);
    let body = |code: &str, detail: &str| {
        serde_json::json!({"error": 400, "errorCode": code, "detail": detail}).to_string()
    };
    vec![
        json("400 Bad Request", &body(secret, "x")),
        json("400 Bad Request", &body("X", &format!("the token {secret} is unknown"))),
        json("400 Bad Request", &body("X", &format!("{long} {secret} {secret}"))),
        json("400 Bad Request", &body("X", &format!("Bearer {secret}, Basic {ENCODED}"))),
        json("400 Bad Request", &format!(r#"{{"{secret}":1,"error":"{secret}"}}"#)),
        json("400 Bad Request", &format!(r#"{{"error":"{secret}"}}"#)),
        json("200 OK", &format!(r#"{{"name":"north","region":null,"size":3,"{secret}":1}}"#)),
        json("200 OK", &format!(r#"{{"name":"north","region":null,"size":"{secret}"}}"#)),
        Response::with("200 OK", &[&format!("content-type: {secret}")], secret.as_bytes()),
        Response::with("418 I am", &[&format!("content-type: {secret}")], secret.as_bytes()),
    ]
}

/// Sends a call, and asserts that what is printed and logged contains none of the secrets.
async fn assert_hidden(builder: ClientBuilder, secrets: &[&str]) -> String {
    let call = async {
        let client = builder.clock(ManualClock::new()).build().unwrap();
        let mut text = match create(&client).send::<Peer, ApiError>().await {
            Ok(response) => response.status().to_string(),
            Err(error) => format!("{error} {error:?} {error:#?} {}", chain(&error)),
        };
        if let Err(error) = client.revoke_token().await {
            write!(text, "{error} {error:?} {error:#?} {}", chain(&error)).unwrap();
        }
        text
    };
    let (text, log) = Log::record(call).await;
    for secret in secrets {
        for text in [&text, &log.text(true)] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    text
}

#[tokio::test]
async fn repeated_tokens_are_hidden() {
    for response in errors(TOKEN) {
        let server = Server::with_handler(move |_, _| response.clone()).await;
        // Not even a part of the token, where the message is shortened.
        assert_hidden(builder(&server).bearer_token(TOKEN), &["s3cret", "czNjcmV0"]).await;
    }
    let detail = r#"{"error":400,"errorCode":"UNKNOWN","detail":"the token s3cret-0123456789abcdefghijklmnopqrstuvwxyz is unknown"}"#;
    let server = Server::json("400 Bad Request", &[], detail).await;
    let text = assert_hidden(builder(&server).bearer_token(TOKEN), &["s3cret"]).await;
    assert!(
        text.starts_with("createPeer: 400 Bad Request: UNKNOWN: the token [hidden] is unknown"),
        "{text}"
    );
}

#[tokio::test]
async fn repeated_secrets_of_service_accounts_are_hidden() {
    let secrets = ["s3cret-issued", "s3cret&client", "s3cret%26client"];
    for response in errors("s3cret-issued") {
        let server = Server::with_handler(move |request: &Request, _| match request.line() {
            "POST /token" => {
                json("200 OK", r#"{"access_token":"s3cret-issued","expires_in":3600}"#)
            }
            "POST /revoke" => json(
                "400 Bad Request",
                r#"{"error":"s3cret-issued","error_description":"s3cret-issued is unknown"}"#,
            ),
            _ => response.clone(),
        })
        .await;
        assert_hidden(builder(&server).service_account("the-id", "s3cret&client"), &secrets).await;
    }
    for response in errors("s3cret&client").into_iter().chain([
        json(
            "401 Unauthorized",
            r#"{"error":"invalid_client","error_description":"not s3cret&client"}"#,
        ),
        json("401 Unauthorized", r#"{"error":"s3cret%26client"}"#),
        json("200 OK", r#"{"access_token":"s3cret&client issued"}"#),
    ]) {
        let server = Server::with_handler(move |_, _| response.clone()).await;
        assert_hidden(builder(&server).service_account("the-id", "s3cret&client"), &secrets).await;
    }
}

#[tokio::test]
async fn texts_without_a_secret_are_unchanged() {
    let body = r#"{"error":409,"errorCode":"EXISTS","detail":"the token of north exists"}"#;
    for token in ["token", "s3cret-unrelated"] {
        let server = Server::json("409 Conflict", &[], body).await;
        let text = assert_hidden(builder(&server).bearer_token(token), &["s3cret"]).await;
        assert!(text.contains("EXISTS: the token of north exists"), "{text}");
    }
    let server = Server::json("200 OK", &[], PEER).await;
    assert_hidden(builder(&server).bearer_token(TOKEN), &["s3cret"]).await;
}
