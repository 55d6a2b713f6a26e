//! Faults at the stages that the matrix leaves out: making the connection, sending the body, fetching the token.

use std::time::Duration;

use portolan_runtime::{Call, Client, ClientBuilder, RetryPolicy};
use portolan_test_server::{Request, Response, Server};

use crate::clock::Patient;
use crate::model::{API, CREATE, Error, GROUP, Peer, peer};

const ATTEMPTS: u32 = 3;

/// No test is about time limits unless it sets one of its own.
const AMPLE: Duration = Duration::from_secs(300);

const TOKEN: &[u8] = br#"{"access_token":"token","expires_in":3600}"#;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Bearer,
    ServiceAccount,
    Digest,
}

const CALLERS: [Caller; 3] = [Caller::Bearer, Caller::ServiceAccount, Caller::Digest];

/// A service that gives out tokens, asks those without a proof for one, and responses all others so.
async fn serve(response: Response) -> Server {
    Server::answering(move |request: &Request, _| {
        if request.line() == "POST /token" {
            Response::kept("200 OK", &["content-type: application/json"], TOKEN)
        } else if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
            Response::kept("401 Unauthorized", &[challenge], b"{}")
        } else {
            response.clone()
        }
    })
    .await
}

fn builder(caller: Caller, url: String, clock: &Patient) -> ClientBuilder {
    let builder = Client::builder(&API)
        .base_url(url)
        .retry(RetryPolicy::new().attempts(ATTEMPTS))
        .timeout(AMPLE)
        .attempt_timeout(AMPLE)
        .clock(clock.clone());
    match caller {
        Caller::Bearer => builder.bearer_token("token"),
        Caller::ServiceAccount => builder.service_account("id", "secret"),
        Caller::Digest => builder.digest("user", "password"),
    }
}

/// A `POST` with a body of so many bytes and a few more.
fn call(client: &Client, bytes: usize) -> Call {
    let mut call = client.call(&CREATE);
    call.set(0, &GROUP);
    call.json(&Peer { region: Some("x".repeat(bytes)), ..peer() });
    call
}

/// How many requests arrived for a path; the token is none of the API's.
fn arrived(server: &Server, is_token: bool) -> usize {
    let is_wanted = |request: &&Request| (request.line() == "POST /token") == is_token;
    server.requests().iter().filter(is_wanted).count()
}

#[tokio::test]
async fn a_reset_while_the_body_is_sent_leaves_open_what_was_done() {
    for caller in CALLERS {
        for (is_idempotent, sent) in [(false, 1), (true, ATTEMPTS)] {
            let name = format!("{caller:?}, idempotent: {is_idempotent}");
            let server = serve(Response::nothing().after_head().and_reset()).await;
            let clock = Patient::default();
            let client: Client = builder(caller, server.url(), &clock).build().unwrap();
            // More than the sockets hold: most of it is not sent yet when the reset comes.
            let mut call = call(&client, 16 << 20);
            if is_idempotent {
                call.idempotent();
            }
            let error: Error = call.send::<Peer, _>().await.unwrap_err();
            assert!(error.is_transport() && !error.is_connect(), "{name}: {error}");
            assert!(!error.is_timeout() && error.status().is_none(), "{name}: {error}");
            assert!(error.request_may_have_been_executed(), "{name}: {error}");
            let text = error.to_string();
            let expected = format!("createPeer: no response from {}: ", server.url());
            assert!(text.starts_with(&expected), "{name}: {text}");
            assert!(text.ends_with("; it may have been carried out"), "{name}: {text}");
            // The first request of Digest is there to be asked for a proof.
            let requests = sent + u32::from(caller == Caller::Digest);
            assert_eq!(error.attempts(), requests, "{name}");
            assert_eq!(arrived(&server, false), requests as usize, "{name}");
            let tokens = usize::from(caller == Caller::ServiceAccount);
            assert_eq!(arrived(&server, true), tokens, "{name}");
            assert_eq!(clock.delays().len(), sent as usize - 1, "{name}");
        }
    }
}

/// A server that says nothing to the greeting of TLS holds up the connection, wherever this runs.
#[tokio::test]
async fn a_connection_that_is_not_made_in_time_sent_nothing() {
    let tokens = serve(Response::nothing()).await;
    for caller in CALLERS {
        let server = Server::silent().await;
        let clock = Patient::default();
        let client: Client = builder(caller, server.url().replace("http://", "https://"), &clock)
            .token_url(format!("{}/token", tokens.url()))
            .connect_timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        let error: Error = call(&client, 0).send::<Peer, _>().await.unwrap_err();
        assert!(error.is_connect() && error.is_timeout(), "{caller:?}: {error}");
        assert!(error.is_transport() && error.status().is_none(), "{caller:?}: {error}");
        // Not idempotent, and sent again nevertheless: nothing has reached the service.
        assert!(!error.request_may_have_been_executed(), "{caller:?}: {error}");
        assert_eq!(error.attempts(), ATTEMPTS, "{caller:?}: {error}");
        assert_eq!(clock.delays().len(), ATTEMPTS as usize - 1, "{caller:?}");
        assert_eq!((server.connections().await, server.request_count()), (3, 0), "{caller:?}");
        server.until_open(0).await;
    }
}

/// Fetching a token twice does no harm: it is tried again like a `GET`, and the call itself is never sent.
#[tokio::test]
async fn what_goes_wrong_with_the_token_is_no_fault_of_the_call() {
    let json = |status: &str, body: &str| Response::json(status, &[], body);
    let refusal = r#"{"error":"invalid_client"}"#;
    for (response, fetches, message) in [
        (json("401 Unauthorized", refusal), 1, "401 Unauthorized: invalid_client"),
        (json("500 Internal Server Error", ""), 1, "500 Internal Server Error"),
        (json("503 Service Unavailable", ""), 3, "503 Service Unavailable"),
        (json("429 Too Many Requests", ""), 3, "429 Too Many Requests"),
        (json("200 OK", "<html>"), 1, "the response is not the JSON of an OAuth token"),
        (Response::nothing().and_reset(), 3, "no response from "),
        (Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), 3, "the 200 OK response"),
        (Response::raw("garbage\r\n\r\n"), 3, "no response from "),
    ] {
        let server = Server::script([response]).await;
        let clock = Patient::default();
        let client: Client = builder(Caller::ServiceAccount, server.url(), &clock).build().unwrap();
        let error: Error = call(&client, 0).send::<Peer, _>().await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_auth() && error.authentication().is_some(), "{text}");
        assert!(!error.is_status() && !error.is_transport() && !error.is_timeout(), "{text}");
        assert!(!error.request_may_have_been_executed(), "{text}");
        assert_eq!(error.attempts(), 0, "{text}");
        let expected = format!("createPeer: no access token: {message}");
        assert!(text.starts_with(&expected), "{text}");
        assert_eq!((arrived(&server, true), arrived(&server, false)), (fetches, 0), "{text}");
    }
}

#[tokio::test]
async fn a_token_service_that_is_not_there_is_named() {
    let server = serve(Response::nothing()).await;
    let url = Server::refused();
    let clock = Patient::default();
    let client: Client = builder(Caller::ServiceAccount, server.url(), &clock)
        .token_url(format!("{url}/token"))
        .build()
        .unwrap();
    let error: Error = call(&client, 0).send::<Peer, _>().await.unwrap_err();
    assert!(error.is_connect() && error.is_auth() && !error.is_transport(), "{error}");
    let expected = format!("createPeer: no access token: no connection to {url}: ");
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert_eq!((error.attempts(), clock.delays().len()), (0, 2));
    assert!(!error.request_may_have_been_executed());
    assert_eq!(server.connections().await, 0);
}
