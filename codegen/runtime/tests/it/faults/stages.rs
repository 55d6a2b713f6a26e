//! Faults at stages outside the matrix: connecting, sending the body, fetching the token.

use std::time::Duration;

use portolan_runtime::{Call, Client, ClientBuilder, RetryPolicy};
use portolan_test_server::{Request, Response, Server};

use super::{SCHEMES, Scheme};
use crate::api::{API, CREATE, Error, GROUP, Peer, peer};
use crate::clock::RecordingClock;

const ATTEMPTS: u32 = 3;

/// A limit that no test reaches.
const LONG: Duration = Duration::from_secs(300);

const TOKEN: &[u8] = br#"{"access_token":"token","expires_in":3600}"#;

/// Starts a server that issues tokens, challenges requests without credentials, and sends `response` to all others.
async fn serve(response: Response) -> Server {
    Server::with_handler(move |request: &Request, _| {
        if request.line() == "POST /token" {
            Response::keep_alive("200 OK", &["content-type: application/json"], TOKEN)
        } else if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
            Response::keep_alive("401 Unauthorized", &[challenge], b"{}")
        } else {
            response.clone()
        }
    })
    .await
}

fn builder(scheme: Scheme, url: String, clock: &RecordingClock) -> ClientBuilder {
    let builder = Client::builder(&API)
        .base_url(url)
        .retry(RetryPolicy::new().max_attempts(ATTEMPTS))
        .timeout(LONG)
        .attempt_timeout(LONG)
        .clock(clock.clone());
    scheme.apply(builder)
}

/// Returns a `POST` with a body of at least so many bytes.
fn call(client: &Client, bytes: usize) -> Call {
    let mut call = client.call(&CREATE);
    call.set(0, &GROUP);
    call.json(&Peer { region: Some("x".repeat(bytes)), ..peer() });
    call
}

/// Returns the number of token requests, or of all other requests.
fn received(server: &Server, is_token: bool) -> usize {
    let is_wanted = |request: &&Request| (request.line() == "POST /token") == is_token;
    server.requests().iter().filter(is_wanted).count()
}

#[tokio::test]
async fn a_reset_while_sending_is_an_ambiguous_failure() {
    for scheme in SCHEMES {
        for (is_idempotent, sent) in [(false, 1), (true, ATTEMPTS)] {
            let name = format!("{scheme:?}, idempotent: {is_idempotent}");
            let server = serve(Response::empty().after_head().then_reset()).await;
            let clock = RecordingClock::default();
            let client: Client = builder(scheme, server.url(), &clock).build().unwrap();
            // More than the socket buffers hold, so that most of it is unsent at the reset.
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
            assert!(text.ends_with("; the request may have been executed"), "{name}: {text}");
            // The first request of HTTP Digest gets the challenge.
            let requests = sent + u32::from(scheme == Scheme::Digest);
            assert_eq!(error.attempts(), requests, "{name}");
            assert_eq!(received(&server, false), requests as usize, "{name}");
            let tokens = usize::from(scheme == Scheme::ServiceAccount);
            assert_eq!(received(&server, true), tokens, "{name}");
            assert_eq!(clock.delays().len(), sent as usize - 1, "{name}");
        }
    }
}

/// A server that ignores the TLS handshake stalls the connection on every platform.
#[tokio::test]
async fn connect_timeouts_are_retried_for_every_method() {
    let tokens = serve(Response::empty()).await;
    for scheme in SCHEMES {
        let server = Server::silent().await;
        let clock = RecordingClock::default();
        let client: Client = builder(scheme, server.url().replace("http://", "https://"), &clock)
            .token_url(format!("{}/token", tokens.url()))
            .connect_timeout(Duration::from_millis(300))
            .build()
            .unwrap();
        let error: Error = call(&client, 0).send::<Peer, _>().await.unwrap_err();
        assert!(error.is_connect() && error.is_timeout(), "{scheme:?}: {error}");
        assert!(error.is_transport() && error.status().is_none(), "{scheme:?}: {error}");
        // Retried although it is not idempotent: nothing has reached the server.
        assert!(!error.request_may_have_been_executed(), "{scheme:?}: {error}");
        assert_eq!(error.attempts(), ATTEMPTS, "{scheme:?}: {error}");
        assert_eq!(clock.delays().len(), ATTEMPTS as usize - 1, "{scheme:?}");
        assert_eq!((server.connections().await, server.request_count()), (3, 0), "{scheme:?}");
        server.wait_for_open(0).await;
    }
}

/// Token requests are retried like a `GET`; the call itself is not sent.
#[tokio::test]
async fn errors_of_the_token_endpoint_are_authentication_errors() {
    let json = |status: &str, body: &str| Response::json(status, &[], body);
    let refusal = r#"{"error":"invalid_client"}"#;
    for (response, fetches, message) in [
        (json("401 Unauthorized", refusal), 1, "401 Unauthorized: invalid_client"),
        (json("500 Internal Server Error", ""), 1, "500 Internal Server Error"),
        (json("503 Service Unavailable", ""), 3, "503 Service Unavailable"),
        (json("429 Too Many Requests", ""), 3, "429 Too Many Requests"),
        (json("200 OK", "<html>"), 1, "the response is not the JSON of an OAuth token"),
        (Response::empty().then_reset(), 3, "no response from "),
        (Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), 3, "the 200 OK response"),
        (Response::raw("garbage\r\n\r\n"), 3, "no response from "),
    ] {
        let server = Server::script([response]).await;
        let clock = RecordingClock::default();
        let client: Client = builder(Scheme::ServiceAccount, server.url(), &clock).build().unwrap();
        let error: Error = call(&client, 0).send::<Peer, _>().await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_auth() && error.authentication().is_some(), "{text}");
        assert!(!error.is_status() && !error.is_transport() && !error.is_timeout(), "{text}");
        assert!(!error.request_may_have_been_executed(), "{text}");
        assert_eq!(error.attempts(), 0, "{text}");
        let expected = format!("createPeer: no access token: {message}");
        assert!(text.starts_with(&expected), "{text}");
        assert_eq!((received(&server, true), received(&server, false)), (fetches, 0), "{text}");
    }
}

#[tokio::test]
async fn reports_the_url_of_an_unreachable_token_endpoint() {
    let server = serve(Response::empty()).await;
    let url = Server::refused_url();
    let clock = RecordingClock::default();
    let client: Client = builder(Scheme::ServiceAccount, server.url(), &clock)
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
