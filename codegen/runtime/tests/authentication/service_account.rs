//! Service accounts: one token for all callers, fetched when it is needed and never twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portolan_runtime::{Client, ClientBuilder, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::model::{API, Error, LIST, Peers, builder, send_create};
use crate::service::{
    Crowd, ID, SECRET, Service, account, account_builder, assert_all_succeed, granted, json,
    proofs, serve,
};

const INVALID_CLIENT: &str = r#"{"error":"invalid_client","error_description":"bad secret"}"#;

#[tokio::test]
async fn one_token_is_fetched_and_reused_by_all_clones() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    send_create(&client).await.unwrap();
    send_create(&client.clone()).await.unwrap();
    assert_eq!(proofs(&server), ["Bearer token-1"; 3]);
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
async fn what_stands_apart_in_id_and_secret_is_encoded_as_in_a_form() {
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
async fn what_needs_no_credentials_fetches_none() {
    let server = Server::json("200 OK", &[], r#"{"results":[]}"#).await;
    let (client, _) = account(&server);
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
    assert!(server.request().header("authorization").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_first_calls_fetch_one_token() {
    let crowd = Crowd::gather().await;
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    assert_all_succeed(&crowd.call(&client).await);
    assert_eq!(service.tokens(), 1);
    assert_eq!(service.calls(), crowd.size);
    assert_eq!(proofs(&server), vec!["Bearer token-1"; crowd.size]);
}

#[tokio::test]
async fn a_token_is_replaced_before_it_expires() {
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account(&server);
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
        proofs(&server),
        ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]
    );
}

#[tokio::test]
async fn a_token_whose_end_nobody_knows_is_kept() {
    let service = Service::default();
    service.response_tokens_with([Some(json("200 OK", r#"{"access_token":"token-1"}"#))]);
    let server = service.start().await;
    let (client, clock) = account(&server);
    send_create(&client).await.unwrap();
    clock.advance(1_000_000_000);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_replace_a_token_once_each_time_it_expires() {
    let crowd = Crowd::gather().await;
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account(&server);
    // Once in the margin before the end, once just at the end, once long after it.
    for (wave, seconds) in [0, 3_300, 3_600, 100_000].into_iter().enumerate() {
        clock.advance(seconds);
        assert_all_succeed(&crowd.call(&client).await);
        assert_all_succeed(&crowd.call(&client).await);
        assert_eq!(service.tokens(), wave + 1);
    }
    assert_eq!(service.calls(), 8 * crowd.size);
    let proofs = proofs(&server);
    for (wave, proofs) in proofs.chunks(2 * crowd.size).enumerate() {
        let token = format!("Bearer token-{}", wave + 1);
        assert!(proofs.iter().all(|proof| *proof == token), "{token}");
    }
}

#[tokio::test]
async fn a_token_that_is_good_still_survives_a_failure_to_replace_it() {
    let service = Service::default();
    let server = service.start().await;
    let (client, clock) = account(&server);
    send_create(&client).await.unwrap();
    service.response_tokens_with([Some(json("500 Internal Server Error", "{}"))]);
    clock.advance(3_300);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    // Half of what is left goes by before the next try.
    clock.advance(149);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
    clock.advance(1);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 3);
    assert_eq!(proofs(&server), ["Bearer token-1"; 4]);

    clock.advance(150);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(error.authentication().unwrap().status().unwrap(), 500);
    assert_eq!((service.tokens(), service.calls()), (4, 4));

    service.response_tokens_with([None]);
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 5);
}

#[tokio::test]
async fn a_kept_token_that_is_refused_is_replaced_once() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    service.refuse("token-1");
    let response = send_create(&client).await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_eq!(proofs(&server), ["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    assert_eq!(service.tokens(), 2);
}

#[tokio::test]
async fn a_second_refusal_stands() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    for token in ["token-1", "token-2"] {
        service.refuse(token);
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
async fn a_token_that_was_fetched_for_the_call_is_not_replaced() {
    let service = Service::default();
    service.refuse("token-1");
    let server = service.start().await;
    let (client, _) = account(&server);
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status());
    assert_eq!((service.tokens(), service.calls(), error.attempts()), (1, 1, 1));
    // To the next call it is one that was there before.
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_refusals_of_a_token_replace_it_once() {
    let crowd = Crowd::gather().await;
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    service.refuse("token-1");
    assert_all_succeed(&crowd.call(&client).await);
    assert_eq!(service.tokens(), 2);
    let proofs = proofs(&server);
    let with = |token: &str| proofs.iter().filter(|proof| *proof == token).count();
    assert_eq!(with("Bearer token-2"), crowd.size);
    assert!(with("Bearer token-1") >= 2);
}

#[tokio::test]
async fn a_refusal_of_the_token_service_reaches_the_caller() {
    let service = Service::default();
    service.response_tokens_with([Some(json("401 Unauthorized", INVALID_CLIENT))]);
    let server = service.start().await;
    let (client, _) = account(&server);
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

    service.response_tokens_with([None]);
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 1));
}

#[tokio::test]
async fn a_refused_token_that_cannot_be_replaced_says_why() {
    let service = Service::default();
    let server = service.start().await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    service.refuse("token-1");
    service.response_tokens_with([Some(json("400 Bad Request", INVALID_CLIENT))]);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "createPeer: no access token: 400 Bad Request: invalid_client: bad secret"
    );
    assert!(error.is_auth() && error.authentication().is_some());
    assert_eq!(error.attempts(), 1);
    assert!(!error.request_may_have_been_executed());
    // What the API itself said of the refused token is there too.
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.bytes(), crate::service::UNAUTHORIZED);
}

/// A service whose tokens come when the gate is opened.
async fn gated(gate: &Arc<AtomicBool>, tokens: &Arc<AtomicUsize>, response: Response) -> Server {
    let (gate, tokens) = (Arc::clone(gate), Arc::clone(tokens));
    let api = json("200 OK", crate::model::PEER);
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
async fn all_who_wait_for_a_token_share_one_failure() {
    let crowd = Crowd::gather().await;
    let (gate, tokens) = Default::default();
    let response = json("401 Unauthorized", INVALID_CLIENT);
    let server = gated(&gate, &tokens, response).await;
    let (client, _) = account(&server);
    let outcomes = crowd.call_then(&client, || gate.store(true, Ordering::SeqCst)).await;
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

async fn until(condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_takes_no_token_from_the_others() {
    let (gate, tokens) = Default::default();
    let server = gated(&gate, &tokens, json("200 OK", &granted(1))).await;
    let (client, _) = account(&server);
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
    // Each is waiting; the first one began.
    let tasks: Vec<_> = callers.into_iter().map(tokio::spawn).collect();
    until(|| tokens.load(Ordering::SeqCst) == 1).await;
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
async fn when_all_callers_have_gone_nothing_stays_open() {
    let service = Service::default();
    service.response_tokens_with([Some(Response::stalled(""))]);
    let server = service.start().await;
    let (client, _) = account(&server);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { send_create(&client).await.map(drop) })
        })
        .collect();
    until(|| service.tokens() == 1).await;
    for task in tasks {
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    server.until_open(0).await;
    assert_eq!((service.tokens(), service.calls()), (1, 0));

    // What they left behind is in nobody's way.
    service.response_tokens_with([None]);
    send_create(&client).await.unwrap();
    assert_eq!((service.tokens(), service.calls()), (2, 1));
}

#[tokio::test]
async fn a_response_without_a_usable_token_is_told_as_it_is() {
    let html = Response::kept("200 OK", &["content-type: text/html"], b"<html>s3cret</html>");
    let unavailable = Response::kept("503 Service Unavailable", &[], b"<html>s3cret</html>");
    let json = |body| json("200 OK", body);
    for (response, status, reason, bytes) in [
        (
            crate::service::json("500 Internal Server Error", r#"{"error":"server_error"}"#),
            Some(500),
            "500 Internal Server Error: server_error",
            r#"{"error":"server_error"}"#,
        ),
        (unavailable, Some(503), "503 Service Unavailable", "<html>s3cret</html>"),
        (
            crate::service::json("400 Bad Request", r#"{"error":5,"error_description":"a\nb"}"#),
            Some(400),
            r"400 Bad Request: a\nb",
            r#"{"error":5,"error_description":"a\nb"}"#,
        ),
        (Response::kept("302 Found", &["location: /"], b""), Some(302), "302 Found", ""),
        (html, None, "the response is not the JSON of an OAuth token", "<html>s3cret</html>"),
        (json(""), None, "the response is not the JSON of an OAuth token", ""),
        (json("[]"), None, "the response is not the JSON of an OAuth token", "[]"),
        (json("{}"), None, "the response has no `access_token`", "{}"),
        (
            json(r#"{"access_token":null}"#),
            None,
            "the response has no `access_token`",
            r#"{"access_token":null}"#,
        ),
        (
            json(r#"{"access_token":"s3cret","token_type":"mac"}"#),
            None,
            "the token is of another type than `Bearer`",
            r#"{"access_token":"s3cret","token_type":"mac"}"#,
        ),
    ] {
        let service = Service::default();
        service.response_tokens_with([Some(response)]);
        let server = service.start().await;
        let (client, _) = account(&server);
        let error = send_create(&client).await.unwrap_err();
        assert_eq!(error.to_string(), format!("createPeer: no access token: {reason}"));
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        let authentication = error.authentication().unwrap();
        assert_eq!(authentication.status().map(|status| status.as_u16()), status, "{reason}");
        assert_eq!(str::from_utf8(authentication.bytes()).unwrap(), bytes);
        assert_eq!((error.attempts(), service.calls()), (0, 0));
        assert!(!error.is_timeout() && !error.is_connect());
    }
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_not_repeated() {
    for token in ["", "s3 cret", r"s3cret\n", "s3crét"] {
        let service = Service::default();
        let body = format!(r#"{{"access_token":"{token}"}}"#);
        service.response_tokens_with([Some(json("200 OK", &body))]);
        let server = service.start().await;
        let (client, _) = account(&server);
        let error = send_create(&client).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("no access token: the bearer token ") && !text.contains("s3"));
        assert_eq!((error.attempts(), service.calls()), (0, 0));
    }
}

#[tokio::test]
async fn a_token_service_that_fails_for_now_is_asked_again() {
    let busy = json("429 Too Many Requests", "{}");
    let down = json("503 Service Unavailable", "{}");
    let broken = Response::nothing();
    let service = Service::default();
    service.response_tokens_with([Some(busy), Some(down.clone()), Some(broken), None]);
    let server = service.start().await;
    let (client, _) = account(&server);
    let response = send_create(&client).await.unwrap();
    assert_eq!(response.attempts(), 1);
    assert_eq!((service.tokens(), service.calls()), (4, 1));

    let service = Service::default();
    service.response_tokens_with([Some(down)]);
    let server = service.start().await;
    let (client, _) = account(&server);
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(error.authentication().unwrap().status().unwrap(), 503);
    assert_eq!((service.tokens(), service.calls()), (4, 0));

    let client: Client = account_builder(&server).retry(RetryPolicy::never()).build().unwrap();
    send_create(&client).await.unwrap_err();
    assert_eq!(service.tokens(), 5);
}

#[tokio::test]
async fn a_token_service_that_is_not_there_is_tried_again() {
    let service = Service::default();
    let server = service.start().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&tries);
    let nowhere = Server::refused();
    let client: Client = account_builder(&server)
        .token_url(format!("{nowhere}/token"))
        .clock(crate::service::FakeClock::new())
        .observer(move |attempt| {
            assert_eq!((attempt.operation, attempt.error), ("fetch access token", Some("connect")));
            seen.fetch_add(1, Ordering::SeqCst);
        })
        .build()
        .unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert_eq!(tries.load(Ordering::SeqCst), 4);
    let text = error.to_string();
    let start = format!("createPeer: no access token: no connection to {nowhere}: ");
    assert!(text.starts_with(&start) && text.ends_with(" (after 4 attempts)"), "{text}");
    assert!(error.is_auth() && error.is_connect() && !error.is_transport());
    assert!(!error.request_may_have_been_executed());
    assert_eq!((error.attempts(), server.connections().await), (0, 0));
}

#[tokio::test]
async fn a_revoked_token_is_given_back_and_forgotten() {
    let service = Service::default();
    service.response_tokens_with([Some(json("200 OK", r#"{"access_token":"token-1&/=+"}"#)), None]);
    let server = service.start().await;
    let (client, _) = account(&server);
    // It is no token that this service takes.
    send_create(&client).await.unwrap_err();
    client.revoke_token().await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "POST /revoke");
    assert_eq!(
        str::from_utf8(&request.body).unwrap(),
        "token=token-1%26%2F%3D%2B&token_type_hint=access_token"
    );
    assert_eq!(request.header("content-type"), ["application/x-www-form-urlencoded"]);
    let basic = format!("Basic {}", STANDARD.encode("my+id:s3cret%26%2B"));
    assert_eq!(request.header("authorization"), [basic]);

    send_create(&client).await.unwrap();
    assert_eq!(proofs(&server), ["Bearer token-1&/=+", "Bearer token-2"]);
    client.revoke_token().await.unwrap();
    let sent = server.request_count();
    client.revoke_token().await.unwrap();
    assert_eq!(server.request_count(), sent);
}

#[tokio::test]
async fn without_a_token_there_is_nothing_to_revoke() {
    let server = Service::default().start().await;
    let (client, _) = account(&server);
    client.revoke_token().await.unwrap();
    let client: Client = builder(&server).bearer_token("token").build().unwrap();
    client.revoke_token().await.unwrap();
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn a_token_that_could_not_be_given_back_is_forgotten_nevertheless() {
    let service = Service::default();
    let own = service.clone();
    let server = serve(move |request| match request.line() {
        "POST /revoke" => json("400 Bad Request", r#"{"error":"unsupported_token_type"}"#),
        _ => own.response(request),
    })
    .await;
    let (client, _) = account(&server);
    send_create(&client).await.unwrap();
    let error = client.revoke_token().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the access token could not be revoked: 400 Bad Request: unsupported_token_type"
    );
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some("unsupported_token_type"));
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 2);
}

#[test]
fn the_secret_crosses_no_network_unencrypted() {
    let problems = |builder: ClientBuilder| {
        builder.service_account(ID, SECRET).build().unwrap_err().problems().to_vec()
    };
    let builder = || Client::builder(&API);
    let found = problems(builder().base_url("http://example.com"));
    assert_eq!(found.len(), 1);
    let expected = "base URL: the secret of a service account would cross the network unencrypted";
    assert!(found[0].starts_with(expected), "{found:?}");

    assert_eq!(
        problems(builder().token_url("http://login.example.com/token")),
        ["token URL: the client secret would cross the network to login.example.com unencrypted, \
          use https"]
    );
    assert_eq!(
        problems(builder().revocation_url("http://10.0.0.1:8080/revoke")),
        [
            "revocation URL: the client secret would cross the network to 10.0.0.1:8080 unencrypted, \
          use https"
        ]
    );
    for url in ["https://login.example.com/token", "http://127.0.0.1:1/token", "/token"] {
        let builder: ClientBuilder = builder().token_url(url).service_account(ID, SECRET);
        builder.build().unwrap();
    }
}
