//! HTTP Digest challenges after a one-shot stream body was sent.

use std::io::Cursor;

use portolan_runtime::{Body, Client, Response};

use super::digest_server::{DigestConfig, DigestServer};
use crate::api::{Error, Peer, builder, create, send_create};

async fn send(client: &Client) -> Result<Response<Peer>, Error> {
    let mut call = create(client);
    call.bytes(Body::reader(Cursor::new(b"{}")));
    call.send().await
}

#[tokio::test]
async fn cannot_resend_a_one_shot_body_after_a_challenge() {
    let config = DigestConfig::new("SHA-256");
    let digest_server = DigestServer::new(config.clone());
    let server = digest_server.start().await;
    let client = builder(&server).digest(config.username, config.password).build().unwrap();
    let error = send(&client).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(error.to_string().contains("one-shot body has already been sent"), "{error}");
    assert!(!error.request_may_have_been_executed());
    assert_eq!(server.request_count(), 1);

    // With a cached challenge, the first attempt is authorized.
    send_create(&client).await.unwrap();
    assert_eq!(send(&client).await.unwrap().attempts(), 1);
    assert_eq!(server.requests().last().unwrap().body, b"{}");
}
