//! Timeouts of calls and attempts, limits of retries, and cancellation.

use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::api::{ApiError, Error, LIST, PEER, Peer, Peers, builder, create, send_create};
use crate::clock::{RecordingClock, TickingClock};

const RETRY_AFTER: &[&str] = &["retry-after: 3600"];

fn rate_limited() -> Response {
    Response::json("429 Too Many Requests", &[], r#"{"error":429,"errorCode":"SLOW"}"#)
}

#[tokio::test]
async fn the_call_timeout_includes_retries() {
    // The delays are real here, and the call timeout ends them.
    let server = Server::script([rate_limited()]).await;
    let retry = RetryPolicy::new().max_attempts(1_000).initial_backoff(Duration::from_millis(100));
    let client = builder(&server).retry(retry).timeout(Duration::from_millis(400)).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() < 1_000, "{error}");
}

#[tokio::test]
async fn does_not_wait_longer_than_the_call_timeout() {
    let response =
        Response::json("429 Too Many Requests", RETRY_AFTER, r#"{"error":429,"errorCode":"SLOW"}"#);
    let server = Server::script([response]).await;
    let clock = RecordingClock::default();
    let client = builder(&server).clock(clock.clone()).timeout(Duration::from_secs(5));
    let client: Client = client.build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.attempts(), clock.delays().len()), (1, 0));
    assert_eq!(error.rate_limit().retry_after, Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn caps_retry_after_by_the_policy() {
    let response =
        Response::json("429 Too Many Requests", RETRY_AFTER, r#"{"error":429,"errorCode":"SLOW"}"#);
    let server = Server::script([response]).await;
    let clock = RecordingClock::default();
    let retry = RetryPolicy::new().max_attempts(2).max_retry_after(Duration::from_secs(30));
    let client: Client = builder(&server).clock(clock.clone()).retry(retry).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    let delay = clock.delays()[0];
    assert!((30.0..=30.5).contains(&delay.as_secs_f64()), "{delay:?}");
}

#[tokio::test]
async fn the_call_timeout_includes_fetching_a_token() {
    let server = Server::silent().await;
    let client = builder(&server).service_account("id", "secret").build().unwrap();
    let mut call = create(&client);
    call.timeout(Duration::from_millis(100));
    let error: Error = call.send::<Peers, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport(), "{error}");
    assert!(!error.request_may_have_been_executed() && error.attempts() == 0);
    assert_eq!(
        error.to_string(),
        "createPeer: the call took longer than 100ms, waiting for an access token"
    );
    // The token request was cancelled.
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn an_exhausted_retry_budget_disables_only_retries() {
    let server = Server::script([rate_limited()]).await;
    let retry = RetryPolicy::new().max_attempts(3).budget(5);
    let client: Client =
        builder(&server).retry(retry).clock(RecordingClock::default()).build().unwrap();
    let mut attempts = Vec::new();
    for _ in 0..3 {
        let error: Error = client.clone().call(&LIST).send::<Peers, _>().await.unwrap_err();
        attempts.push(error.attempts());
    }
    assert_eq!(attempts, [2, 1, 1]);
}

#[tokio::test]
async fn a_request_can_have_its_own_retry_policy() {
    let server = Server::script([rate_limited()]).await;
    let client: Client = builder(&server).clock(RecordingClock::default()).build().unwrap();
    for (policy, attempts) in
        [(RetryPolicy::disabled(), 1), (RetryPolicy::new().max_attempts(7), 7)]
    {
        let mut call = client.call(&LIST);
        call.retry(policy);
        let error: Error = call.send::<Peers, _>().await.unwrap_err();
        assert_eq!(error.attempts(), attempts);
    }
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let server = Server::silent().await;
    let client: Client = builder(&server).build().unwrap();
    let call = client.call(&LIST).send::<Peers, ()>();
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    server.wait_for_open(0).await;

    // The same between two attempts.
    let server = Server::script([rate_limited()]).await;
    let retry = RetryPolicy::new()
        .initial_backoff(Duration::from_secs(3600))
        .max_backoff(Duration::from_secs(3600));
    let client = builder(&server).retry(retry).timeout(Duration::from_secs(9_999)).build().unwrap();
    let call = send_create(&client);
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    server.wait_for_open(0).await;
    assert!(server.request_count() <= 2);
}

#[tokio::test]
async fn a_truncated_error_response_is_a_status_error() {
    let large = format!("x-large: {}\r\n", "x".repeat(70_000));
    for (head, attempts) in [("409 Conflict", 1), ("429 Too Many Requests", 4)] {
        for rest in ["content-length: 99\r\n\r\n{", "content-encoding: gzip\r\n\r\nno", &large] {
            let server = Server::raw(format!("HTTP/1.1 {head}\r\n{rest}\r\n")).await;
            let builder = builder(&server).bearer_token("t").clock(RecordingClock::default());
            let client = builder.build().unwrap();
            let error: Error = send_create(&client).await.unwrap_err();
            assert!(error.is_status() && !error.request_may_have_been_executed(), "{error}");
            assert_eq!(error.attempts(), attempts, "{error}");
        }
    }
}

#[tokio::test]
async fn timeouts_of_the_same_length_give_the_same_error() {
    for _ in 0..20 {
        let server = Server::silent().await;
        let builder = builder(&server).service_account("id", "secret");
        let client = builder.timeout(Duration::from_millis(30)).build().unwrap();
        let error: Error = send_create(&client).await.unwrap_err();
        assert!(error.is_timeout() && error.is_transport(), "{error}");
    }
}

#[tokio::test]
async fn retries_attempt_timeouts_until_the_call_timeout() {
    let server = Server::silent().await;
    let client: Client = builder(&server)
        .retry(RetryPolicy::new().max_attempts(1_000).initial_backoff(Duration::ZERO))
        .attempt_timeout(Duration::from_millis(100))
        .timeout(Duration::from_millis(1_500))
        .build()
        .unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_timeout() && error.request_may_have_been_executed(), "{error}");
    // Each attempt but the last takes its full timeout.
    assert!((1..=16).contains(&error.attempts()), "{error}");
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn retries_an_attempt_that_timed_out() {
    let server =
        Server::script([Response::stalled(""), Response::json("200 OK", &[], r#"{"results":[]}"#)])
            .await;
    let client: Client = builder(&server)
        .clock(RecordingClock::default())
        .attempt_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let response = client.call(&LIST).send::<Peers, ()>().await.unwrap();
    assert_eq!((response.attempts(), server.request_count()), (2, 2));
}

#[tokio::test]
async fn a_policy_can_limit_the_time_of_retries() {
    let server = Server::script([rate_limited()]).await;
    let clock = RecordingClock::default();
    let client: Client = builder(&server)
        .clock(clock.clone())
        .retry(RetryPolicy::new().time_limit(Duration::ZERO))
        .build()
        .unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.attempts(), clock.delays().len()), (1, 0));
}

#[tokio::test]
async fn dropping_a_call_cancels_its_token_request() {
    let server = Server::silent().await;
    let client: Client = builder(&server).service_account("id", "secret").build().unwrap();
    let call = create(&client).send::<Peer, ApiError>();
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    server.wait_for_open(0).await;
}

#[tokio::test]
async fn decoding_counts_towards_the_timeout_of_the_call() {
    let peers = vec![PEER; 10_000].join(",");
    let server = Server::json("200 OK", &[], &format!(r#"{{"results":[{peers}]}}"#)).await;
    let client: Client = builder(&server).clock(TickingClock::new()).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_decode() && error.request_may_have_been_executed());
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (200, 1));
    assert_eq!(
        error.to_string(),
        "listPeers: the call took longer than 120s, waiting for the response to be decoded"
    );
}
