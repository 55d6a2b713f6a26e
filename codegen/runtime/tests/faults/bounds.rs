//! Bounds on trying again: the time of a call and of a policy, and an attempt that does better than the one before.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::http::Method;
use portolan_runtime::{Client, RetryPolicy, reqwest};
use portolan_test_server::{Response, Server};

use crate::clock::Patient;
use crate::model::{ApiError, Error, LIST, PEER, Peer, Peers, builder, create};

const EMPTY: &str = r#"{"results":[]}"#;

const TOKEN: &str = r#"{"access_token":"token","expires_in":3600}"#;

fn busy() -> Response {
    Response::json("503 Service Unavailable", &[], "{}")
}

#[tokio::test]
async fn silence_is_tried_again_until_the_call_is_over() {
    let server = Server::silent().await;
    let client: Client = builder(&server)
        .retry(RetryPolicy::new().attempts(1_000).first_delay(Duration::ZERO))
        .attempt_timeout(Duration::from_millis(100))
        .timeout(Duration::from_millis(1_500))
        .build()
        .unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.request_may_have_been_executed(), "{error}");
    // Each attempt but the last takes its whole time.
    assert!((1..=16).contains(&error.attempts()), "{error}");
    server.until_open(0).await;
}

#[tokio::test]
async fn an_attempt_that_is_late_is_followed_by_one_that_is_not() {
    let server =
        Server::script([Response::stalled(""), Response::json("200 OK", &[], EMPTY)]).await;
    let client: Client = builder(&server)
        .clock(Patient::default())
        .attempt_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let response = client.call(&LIST).send::<Peers, ()>().await.unwrap();
    assert_eq!((response.attempts(), server.request_count()), (2, 2));
}

#[tokio::test]
async fn a_policy_has_a_time_of_its_own() {
    let server = Server::script([busy()]).await;
    let clock = Patient::default();
    let client: Client = builder(&server)
        .clock(clock.clone())
        .retry(RetryPolicy::new().time(Duration::ZERO))
        .build()
        .unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.attempts(), clock.delays().len()), (1, 0));
}

#[tokio::test]
async fn fetching_a_token_that_nobody_waits_for_ends() {
    let server = Server::silent().await;
    let client: Client = builder(&server).service_account("id", "secret").build().unwrap();
    let call = create(&client).send::<Peer, ApiError>();
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    server.until_open(0).await;
}

/// A service that gives out tokens, asks for a proof, is busy once, and then responses.
async fn served(is_busy_at: usize) -> Server {
    Server::answering(move |request, number| {
        if request.line() == "POST /token" {
            Response::kept("200 OK", &[], TOKEN.as_bytes())
        } else if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
            Response::kept("401 Unauthorized", &[challenge], b"{}")
        } else if number == is_busy_at {
            busy()
        } else {
            Response::json("200 OK", &[], PEER)
        }
    })
    .await
}

#[tokio::test]
async fn whoever_calls_what_the_document_lacks_proves_it_and_tries_again() {
    for (kind, busy_at, sent, attempts) in
        [("Bearer token", 1, 2, 2), ("Bearer token", 2, 3, 2), ("Digest ", 2, 3, 3)]
    {
        let server = served(busy_at).await;
        let builder = builder(&server).clock(Patient::default());
        let builder = match (kind, busy_at) {
            ("Digest ", _) => builder.digest("user", "password"),
            (_, 1) => builder.bearer_token("token"),
            // The first request fetches the token.
            _ => builder.service_account("id", "secret"),
        };
        let client: Client = builder.build().unwrap();
        let request = client.request::<ApiError>(Method::PUT, "/other?x=1").json(&42);
        let response = request.send::<Peer>().await.unwrap();
        assert_eq!((response.attempts(), server.request_count()), (attempts, sent), "{kind}");
        let last = &server.requests()[sent - 1];
        assert_eq!((last.line(), &last.body[..]), ("PUT /other?x=1", &b"42"[..]));
        assert!(last.header("authorization")[0].starts_with(kind), "{kind}");
    }
}

#[tokio::test]
async fn a_post_that_the_document_lacks_is_sent_again_only_where_the_caller_says_so() {
    for (is_idempotent, attempts) in [(false, 1), (true, 4)] {
        let server = Server::script([busy()]).await;
        let client: Client = builder(&server).clock(Patient::default()).build().unwrap();
        let mut request = client.request::<ApiError>(Method::POST, "/other");
        if is_idempotent {
            request = request.as_idempotent();
        }
        let error = request.send::<()>().await.unwrap_err();
        assert_eq!((error.attempts(), server.request_count()), (attempts, attempts as usize));
        assert!(error.request_may_have_been_executed());
    }
}

#[tokio::test]
async fn a_given_http_client_is_the_one_that_sends() {
    let server = Server::json("200 OK", &[], PEER).await;
    let fields = [("x-own".parse().unwrap(), "1".parse().unwrap())].into_iter().collect();
    let http = reqwest::Client::builder().default_headers(fields).build().unwrap();
    let client: Client = builder(&server).http_client(http).build().unwrap();
    create(&client).send::<Peer, ApiError>().await.unwrap();
    assert_eq!(server.request().header("x-own"), ["1"]);
}

#[tokio::test]
async fn an_observer_sees_the_fetching_of_a_token_apart_from_the_call() {
    let server = served(2).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let client: Client = builder(&server)
        .service_account("id", "secret")
        .clock(Patient::default())
        .observer(move |attempt| {
            let status = attempt.status.unwrap().as_u16();
            noted.lock().unwrap().push((attempt.operation.to_owned(), attempt.number, status));
        })
        .build()
        .unwrap();
    let mut call = create(&client);
    call.idempotent();
    call.send::<Peer, ApiError>().await.unwrap();
    let expected = [("fetch access token", 1, 200), ("createPeer", 1, 503), ("createPeer", 2, 200)];
    let expected = expected.map(|(operation, number, it)| (operation.to_owned(), number, it));
    assert_eq!(*seen.lock().unwrap(), expected);
}
