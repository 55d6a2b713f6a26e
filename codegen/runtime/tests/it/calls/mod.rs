//! Calls against a loopback server that records each request byte for byte.

mod configuration;
mod envelopes;
mod errors;
mod observers;
mod paging;
mod raw_requests;
mod redirects;
mod requests;
mod responses;
mod secrets;

use portolan_test_server::{Response, Server};

use crate::api::PEER;

fn busy() -> Response {
    Response::json("503 Service Unavailable", &[], "{}")
}

/// Starts a server that issues tokens, challenges requests without credentials, and is busy at request `busy_at`.
async fn authenticating_server(busy_at: usize) -> Server {
    Server::with_handler(move |request, number| {
        if request.line() == "POST /token" {
            let token = br#"{"access_token":"token","expires_in":3600}"#;
            Response::keep_alive("200 OK", &[], token)
        } else if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="r", nonce="n", qop="auth""#;
            Response::keep_alive("401 Unauthorized", &[challenge], b"{}")
        } else if number == busy_at {
            busy()
        } else {
            Response::json("200 OK", &[], PEER)
        }
    })
    .await
}
