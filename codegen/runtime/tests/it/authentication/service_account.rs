//! Service accounts: one token shared by all calls, fetched on demand and only once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::{Response, Server};

use super::callers::{Callers, assert_all_succeed};
use super::service::{
    ID, SECRET, Service, account_client, authorizations, json, serve, token_json,
};
use crate::api::{API, Error, LIST, Peers, builder, send_create};

const INVALID_CLIENT: &str = r#"{"error":"invalid_client","error_description":"bad secret"}"#;

#[tokio::test]
async fn clones_share_one_token() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    send_create(&client).await.unwrap();
    send_create(&client.clone()).await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer token-1"; 3]);
    assert_eq!(service.tokens(), 1);

    let request = &server.requests()[0];
    assert_eq!(request.line(), "POST /token");
    assert_eq!(str::from_utf8(&request.body).unwrap(), "grant_type=client_credentials");
    assert_eq!(request.header("content-type"), ["application/x-www-form-urlencoded"]);
    assert_eq!(request.header("accept"), ["application/json"]);
    let basic = format!("Basic {}", STANDARD.encode("my+id:s3cret%26%2B"));
    assert_eq!(request.header("authorization"), [basic]);
}

#[tokio::test]
async fn form_encodes_client_id_and_secret() {
    let service = Service::default();
    let server = service.start().await;
    let client: Client =
        builder(&server).service_account("a:b/ü", "p%:=\n \"~*-._").build().unwrap();
    send_create(&client).await.unwrap();
    let encoded = server.requests()[0].header("authorization")[0].to_owned();
    let encoded = STANDARD.decode(encoded.strip_prefix("Basic ").unwrap()).unwrap();
    assert_eq!(String::from_utf8(encoded).unwrap(), "a%3Ab%2F%C3%BC:p%25%3A%3D%0A+%22%7E*-._");
}

#[tokio::test]
async fn fetches_no_token_without_a_security_requirement() {
    let server = Server::json("200 OK", &[], r#"{"results":[]}"#).await;
    let (client, _) = account_client(&server);
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
    assert!(server.request().header("authorization").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_first_calls_fetch_one_token() {
    let callers = Callers::up_to(1_000).await;
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    assert_all_succeed(&callers.call(&client).await);
    assert_eq!(service.tokens(), 1);
    assert_eq!(service.calls(), callers.count);
    assert_eq!(authorizations(&server), vec!["Bearer token-1"; callers.count]);
}

#[tokio::test]
async fn refreshes_a_token_before_it_expires() {
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account_client(&server);
    send_create(&client).await.unwrap();
    clock.advance(3_299);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 1);
    clock.advance(1);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    assert_eq!(
        authorizations(&server),
        ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]
    );
}

#[tokio::test]
async fn keeps_a_token_without_expiry() {
    let service = Service::default();
    service.set_token_responses([Some(json("200 OK", r#"{"access_token":"token-1"}"#))]);
    let server = service.start().await;
    let (client, clock) = account_client(&server);
    send_create(&client).await.unwrap();
    clock.advance(1_000_000_000);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_callers_refresh_an_expired_token_once() {
    let callers = Callers::up_to(1_000).await;
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account_client(&server);
    // Within the refresh margin, at the expiry, and long after it.
    for (wave, seconds) in [0, 3_300, 3_600, 100_000].into_iter().enumerate() {
        clock.advance(seconds);
        assert_all_succeed(&callers.call(&client).await);
        assert_all_succeed(&callers.call(&client).await);
        assert_eq!(service.tokens(), wave + 1);
    }
    assert_eq!(service.calls(), 8 * callers.count);
    let authorizations = authorizations(&server);
    for (wave, authorizations) in authorizations.chunks(2 * callers.count).enumerate() {
        let token = format!("Bearer token-{}", wave + 1);
        assert!(authorizations.iter().all(|value| *value == token), "{token}");
    }
}

#[tokio::test]
async fn uses_a_valid_token_if_refreshing_it_fails() {
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account_client(&server);
    send_create(&client).await.unwrap();
    service.set_token_responses([Some(json("500 Internal Server Error", "{}"))]);
    clock.advance(3_300);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    // The next attempt is made after half of the remaining lifetime.
    clock.advance(149);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    clock.advance(1);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 3);
    assert_eq!(authorizations(&server), ["Bearer token-1"; 4]);

    clock.advance(150);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(error.authentication().unwrap().status().unwrap(), 500);
    assert_eq!((service.tokens(), service.calls()), (4, 4));

    service.set_token_responses([None]);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 5);
}

#[tokio::test]
async fn replaces_a_rejected_cached_token_once() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    service.reject("token-1");
    let response = send_create(&client).await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    assert_eq!(service.tokens(), 2);
}

#[tokio::test]
async fn returns_the_401_if_the_new_token_is_rejected() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    for token in ["token-1", "token-2"] {
        service.reject(token);
    }
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status() && error.authentication().is_none());
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.error_code(), Some("UNAUTHORIZED"));
    assert_eq!(error.attempts(), 2);
    assert!(!error.request_may_have_been_executed());
    assert_eq!((service.tokens(), service.calls()), (2, 3));
}

#[tokio::test]
async fn does_not_replace_a_token_fetched_for_the_same_call() {
    let service = Service::default();
    service.reject("token-1");
    let server = service.start().await;
    let (client, _) = account_client(&server);
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status());
    assert_eq!((service.tokens(), service.calls(), error.attempts()), (1, 1, 1));
    // To the next call it is a cached token.
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_rejections_replace_a_token_once() {
    let callers = Callers::up_to(1_000).await;
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    service.reject("token-1");
    assert_all_succeed(&callers.call(&client).await);
    assert_eq!(service.tokens(), 2);
    let authorizations = authorizations(&server);
    let with = |token: &str| authorizations.iter().filter(|value| *value == token).count();
    assert_eq!(with("Bearer token-2"), callers.count);
    assert!(with("Bearer token-1") >= 2);
}

#[tokio::test]
async fn reports_the_error_of_the_token_endpoint() {
    let service = Service::default();
    service.set_token_responses([Some(json("401 Unauthorized", INVALID_CLIENT))]);
    let server = service.start().await;
    let (client, _) = account_client(&server);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "createPeer: no access token: 401 Unauthorized: invalid_client: bad secret"
    );
    assert!(error.is_auth() && !error.is_status() && !error.is_transport());
    assert_eq!(error.status(), None);
    assert_eq!(error.attempts(), 0);
    assert!(!error.request_may_have_been_executed());
    let authentication = error.authentication().unwrap();
    assert_eq!(authentication.status().unwrap(), 401);
    assert_eq!(authentication.code(), Some("invalid_client"));
    assert_eq!(authentication.bytes(), INVALID_CLIENT.as_bytes());
    assert_eq!((service.tokens(), service.calls()), (1, 0));

    service.set_token_responses([None]);
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 1));
}

#[tokio::test]
async fn reports_why_a_rejected_token_could_not_be_replaced() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account_client(&server);
    send_create(&client).await.unwrap();
    service.reject("token-1");
    service.set_token_responses([Some(json("400 Bad Request", INVALID_CLIENT))]);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "createPeer: no access token: 400 Bad Request: invalid_client: bad secret"
    );
    assert!(error.is_auth() && error.authentication().is_some());
    assert_eq!(error.attempts(), 1);
    assert!(!error.request_may_have_been_executed());
    // The API's own response is kept too.
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.bytes(), super::service::UNAUTHORIZED);
}

/// Starts a server that holds back its token responses until the gate is open.
async fn gated_server(
    gate: &Arc<AtomicBool>,
    tokens: &Arc<AtomicUsize>,
    response: Response,
) -> Server {
    let (gate, tokens) = (Arc::clone(gate), Arc::clone(tokens));
    let api = json("200 OK", crate::api::PEER);
    serve(move |request| {
        if request.line() != "POST /token" {
            return api.clone();
        }
        tokens.fetch_add(1, Ordering::SeqCst);
        tokio::task::block_in_place(|| {
            while !gate.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        response.clone()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_waiting_for_a_token_share_its_error() {
    let callers = Callers::up_to(1_000).await;
    let (gate, tokens) = Default::default();
    let response = json("401 Unauthorized", INVALID_CLIENT);
    let server = gated_server(&gate, &tokens, response).await;
    let (client, _) = account_client(&server);
    let outcomes = callers.call_then(&client, || gate.store(true, Ordering::SeqCst)).await;
    let mut shared: Vec<*const _> = Vec::new();
    for outcome in &outcomes {
        let error: &Error = outcome.as_ref().unwrap_err();
        shared.push(error.authentication().unwrap());
        assert_eq!(
            error.to_string(),
            "createPeer: no access token: 401 Unauthorized: invalid_client: bad secret"
        );
    }
    shared.dedup();
    assert_eq!(shared.len(), 1);
    assert_eq!((tokens.load(Ordering::SeqCst), server.request_count()), (1, 1));
}

async fn wait_until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_call_does_not_cancel_the_token_request() {
    let (gate, tokens) = Default::default();
    let server = gated_server(&gate, &tokens, json("200 OK", &token_json(1))).await;
    let (client, _) = account_client(&server);
    let call = || {
        let client = client.clone();
        Box::pin(async move { send_create(&client).await })
    };
    let mut callers: Vec<_> = (0..20).map(|_| call()).collect();
    std::future::poll_fn(|context| {
        for caller in &mut callers {
            assert!(caller.as_mut().poll(context).is_pending());
        }
        std::task::Poll::Ready(())
    })
    .await;
    // All calls wait for the token that the first one requested.
    let tasks: Vec<_> = callers.into_iter().map(tokio::spawn).collect();
    wait_until(|| tokens.load(Ordering::SeqCst) == 1).await;
    for task in tasks.iter().step_by(3) {
        task.abort();
    }
    for (index, task) in tasks.into_iter().enumerate() {
        if index % 3 == 0 {
            assert!(task.await.unwrap_err().is_cancelled());
            gate.store(true, Ordering::SeqCst);
        } else {
            task.await.unwrap().unwrap();
        }
    }
    assert_eq!(tokens.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_all_calls_closes_the_token_request() {
    let service = Service::default();
    service.set_token_responses([Some(Response::stalled(""))]);
    let server = service.start().await;
    let (client, _) = account_client(&server);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { send_create(&client).await.map(drop) })
        })
        .collect();
    wait_until(|| service.tokens() == 1).await;
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    server.wait_for_open(0).await;
    assert_eq!((service.tokens(), service.calls()), (1, 0));

    // The next call starts afresh.
    service.set_token_responses([None]);
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 1));
}

#[test]
fn refuses_client_secrets_over_unencrypted_connections() {
    let problems = |builder: ClientBuilder| {
        builder.service_account(ID, SECRET).build().unwrap_err().problems().to_vec()
    };
    let builder = || Client::builder(&API);
    let found = problems(builder().base_url("http://example.com"));
    assert_eq!(found.len(), 1);
    let expected = "base URL: the secret of a service account would be sent unencrypted";
    assert!(found[0].starts_with(expected), "{found:?}");

    assert_eq!(
        problems(builder().token_url("http://login.example.com/token")),
        ["token URL: the client secret would be sent to login.example.com unencrypted, \
          use https"]
    );
    assert_eq!(
        problems(builder().revocation_url("http://10.0.0.1:8080/revoke")),
        ["revocation URL: the client secret would be sent to 10.0.0.1:8080 unencrypted, \
          use https"]
    );
    for url in ["https://login.example.com/token", "http://127.0.0.1:1/token", "/token"] {
        let builder: ClientBuilder = builder().token_url(url).service_account(ID, SECRET);
        builder.build().unwrap();
    }
}
