//! Bearer tokens of the caller: fixed, or from a function.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_runtime::{BoxError, Client, SecretString};
use portolan_test_server::Server;

use super::service::{UNAUTHORIZED, authorizations, chain, json, serve};
use crate::api::{DIGEST_ONLY, LIST, PEER, Peer, Peers, builder, create, send_create};
use crate::clock::ManualClock;

/// The error of the caller's function.
#[derive(Debug)]
struct VaultError(std::io::Error);

impl fmt::Display for VaultError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the vault is\nsealed")
    }
}

impl std::error::Error for VaultError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

async fn ok_server() -> Server {
    serve(|request| {
        json("200 OK", if request.line() == "GET /peers" { r#"{"results":[]}"# } else { PEER })
    })
    .await
}

#[tokio::test]
async fn sends_a_fixed_token_only_if_the_operation_requires_it() {
    let server = ok_server().await;
    let client: Client = builder(&server).bearer_token("token").build().unwrap();
    send_create(&client).await.unwrap();
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer token", "", ""]);
}

#[tokio::test]
async fn does_not_retry_a_rejected_fixed_token() {
    let server = serve(|_| json("401 Unauthorized", UNAUTHORIZED)).await;
    let client: Client = builder(&server).bearer_token("token").build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status() && error.authentication().is_none());
    assert_eq!((server.request_count(), error.attempts()), (1, 1));
}

#[tokio::test]
async fn authorization_header_of_a_request_overrides_the_token() {
    let server = ok_server().await;
    let client: Client = builder(&server).bearer_token("token").build().unwrap();
    let mut call = create(&client);
    call.header("Authorization", "Other credentials");
    call.send::<Peer, ()>().await.unwrap();
    assert_eq!(authorizations(&server), ["Other credentials"]);
}

#[tokio::test]
async fn calls_the_token_function_once_per_call() {
    let busy = AtomicUsize::new(0);
    let server = serve(move |_| {
        if busy.fetch_add(1, Ordering::SeqCst) == 1 {
            json("429 Too Many Requests", "{}")
        } else {
            json("200 OK", PEER)
        }
    })
    .await;
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let client: Client = builder(&server)
        .clock(ManualClock::new())
        .bearer_token_from(move || {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                tokio::task::yield_now().await;
                Ok(SecretString::from(format!("token-{number}")))
            }
        })
        .build()
        .unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    send_create(&client).await.unwrap();
    // The server rejects the first attempt of this call.
    send_create(&client).await.unwrap();
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2", "Bearer token-3", ""]);
}

#[tokio::test]
async fn reports_the_error_of_the_token_function() {
    let server = ok_server().await;
    let client: Client = builder(&server)
        .bearer_token_from(|| async {
            let cause = std::io::Error::other("no key");
            Err(BoxError::from(VaultError(cause)))
        })
        .build()
        .unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(error.to_string(), r"createPeer: no access token: the vault is\nsealed");
    assert!(error.is_auth() && !error.is_timeout() && !error.is_connect());
    let authentication = error.authentication().unwrap();
    assert_eq!((authentication.status(), authentication.code()), (None, None));
    assert!(authentication.bytes().is_empty());
    let source = authentication.source().unwrap().downcast_ref::<VaultError>().unwrap();
    assert_eq!(source.0.to_string(), "no key");
    assert!(chain(&error).ends_with("the vault is\nsealed <- no key"), "{}", chain(&error));
    assert_eq!((error.attempts(), server.connections().await), (0, 0));
    assert!(!error.request_may_have_been_executed());

    // The function is not called for operations without a security requirement.
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
}

#[tokio::test]
async fn invalid_tokens_of_the_function_are_refused_and_not_shown() {
    for (token, reason) in [
        ("", "the bearer token is empty"),
        ("s3cret token", "the bearer token contains a space"),
        ("s3cret\n", "the bearer token contains a space"),
        ("Bearer s3cret", "the bearer token contains a space"),
        ("s3crét", "the bearer token contains a space"),
    ] {
        let server = ok_server().await;
        let client: Client = builder(&server)
            .bearer_token_from(move || async move { Ok(SecretString::from(token)) })
            .build()
            .unwrap();
        let error = send_create(&client).await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with(&format!("createPeer: no access token: {reason}")), "{text}");
        let text = format!("{text} {error:?} {}", chain(&error));
        assert!(!text.contains("s3cr"), "{text}");
        assert!(error.authentication().is_some());
        assert_eq!(server.connections().await, 0);
    }
}
