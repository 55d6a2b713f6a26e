//! Limits of time and number: of the whole call, of an attempt, of retries, and nothing left behind.

use std::time::Duration;

use portolan_runtime::{Client, RetryPolicy};
use portolan_test_server::{Response, Server};

use crate::clock::Patient;
use crate::model::{Error, LIST, Peers, builder, create, send_create};

const LATER: &[&str] = &["retry-after: 3600"];

fn limited() -> Response {
    Response::json("429 Too Many Requests", &[], r#"{"error":429,"errorCode":"SLOW"}"#)
}

#[tokio::test]
async fn the_whole_call_has_a_limit() {
    // The delays are real here: they end with the call.
    let server = Server::script([limited()]).await;
    let retry = RetryPolicy::new().attempts(1_000).first_delay(Duration::from_millis(100));
    let client = builder(&server).retry(retry).timeout(Duration::from_millis(400)).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() < 1_000, "{error}");
}

#[tokio::test]
async fn a_wait_that_is_longer_than_the_call_is_not_begun() {
    let response =
        Response::json("429 Too Many Requests", LATER, r#"{"error":429,"errorCode":"SLOW"}"#);
    let server = Server::script([response]).await;
    let clock = Patient::default();
    let client = builder(&server).clock(clock.clone()).timeout(Duration::from_secs(5));
    let client: Client = client.build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!((error.attempts(), clock.delays().len()), (1, 0));
    assert_eq!(error.rate_limit().retry_after, Some(Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_long_wait_is_cut_where_the_call_has_the_time() {
    let response =
        Response::json("429 Too Many Requests", LATER, r#"{"error":429,"errorCode":"SLOW"}"#);
    let server = Server::script([response]).await;
    let clock = Patient::default();
    let retry = RetryPolicy::new().attempts(2).longest_retry_after(Duration::from_secs(30));
    let client: Client = builder(&server).clock(clock.clone()).retry(retry).build().unwrap();
    let error: Error = client.call(&LIST).send::<Peers, _>().await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    let delay = clock.delays()[0];
    assert!((30.0..=30.5).contains(&delay.as_secs_f64()), "{delay:?}");
}

#[tokio::test]
async fn an_access_token_that_does_not_come_ends_the_call_in_time() {
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
    // Nobody waits for the token any more.
    server.until_open(0).await;
}

#[tokio::test]
async fn retries_end_with_the_budget_and_calls_do_not() {
    let server = Server::script([limited()]).await;
    let retry = RetryPolicy::new().attempts(3).budget(5);
    let client: Client = builder(&server).retry(retry).clock(Patient::default()).build().unwrap();
    let mut attempts = Vec::new();
    for _ in 0..3 {
        let error: Error = client.clone().call(&LIST).send::<Peers, _>().await.unwrap_err();
        attempts.push(error.attempts());
    }
    assert_eq!(attempts, [2, 1, 1]);
}

#[tokio::test]
async fn a_request_may_have_a_policy_of_its_own() {
    let server = Server::script([limited()]).await;
    let client: Client = builder(&server).clock(Patient::default()).build().unwrap();
    for (policy, attempts) in [(RetryPolicy::never(), 1), (RetryPolicy::new().attempts(7), 7)] {
        let mut call = client.call(&LIST);
        call.retry(policy);
        let error: Error = call.send::<Peers, _>().await.unwrap_err();
        assert_eq!(error.attempts(), attempts);
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing_behind() {
    let server = Server::silent().await;
    let client: Client = builder(&server).build().unwrap();
    let call = client.call(&LIST).send::<Peers, ()>();
    assert!(tokio::time::timeout(Duration::from_millis(100), call).await.is_err());
    server.until_open(0).await;

    // Between two attempts too.
    let server = Server::script([limited()]).await;
    let retry = RetryPolicy::new()
        .first_delay(Duration::from_secs(3600))
        .longest_delay(Duration::from_secs(3600));
    let client = builder(&server).retry(retry).timeout(Duration::from_secs(9_999)).build().unwrap();
    let call = send_create(&client);
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    server.until_open(0).await;
    assert!(server.request_count() <= 2);
}

#[tokio::test]
async fn a_refusal_stands_however_much_of_it_came() {
    let large = format!("x-large: {}\r\n", "x".repeat(70_000));
    for (head, attempts) in [("409 Conflict", 1), ("429 Too Many Requests", 4)] {
        for rest in ["content-length: 99\r\n\r\n{", "content-encoding: gzip\r\n\r\nno", &large] {
            let server = Server::raw(format!("HTTP/1.1 {head}\r\n{rest}\r\n")).await;
            let builder = builder(&server).bearer_token("t").clock(Patient::default());
            let client = builder.build().unwrap();
            let error: Error = send_create(&client).await.unwrap_err();
            assert!(error.is_status() && !error.request_may_have_been_executed(), "{error}");
            assert_eq!(error.attempts(), attempts, "{error}");
        }
    }
}

#[tokio::test]
async fn whichever_limit_of_the_same_length_ends_first_the_error_is_the_same() {
    for _ in 0..20 {
        let server = Server::silent().await;
        let builder = builder(&server).service_account("id", "secret");
        let client = builder.timeout(Duration::from_millis(30)).build().unwrap();
        let error: Error = send_create(&client).await.unwrap_err();
        assert!(error.is_timeout() && error.is_transport(), "{error}");
    }
}
