//! Observers of attempts.

use std::sync::{Arc, Mutex};

use portolan_runtime::Client;
use portolan_test_server::{Response, Server};

use crate::api::{ApiError, LIST, Peer, Peers, builder, create};
use crate::clock::RecordingClock;

#[tokio::test]
async fn observers_see_every_attempt() {
    let busy = Response::json("429 Too Many Requests", &[], "{}");
    let server = Server::script([
        busy,
        Response::empty().then_reset(),
        Response::json("200 OK", &[], r#"{"results":[]}"#),
    ])
    .await;
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&attempts);
    let client: Client = builder(&server)
        .clock(RecordingClock::default())
        .observer(move |attempt| {
            let status = attempt.status.map(|status| status.as_u16());
            recorded.lock().unwrap().push((
                attempt.operation.to_owned(),
                attempt.number,
                status,
                attempt.error,
            ));
        })
        .build()
        .unwrap();
    client.call(&LIST).send::<Peers, ()>().await.unwrap();
    let expected = [(1, Some(429), None), (2, None, Some("transport")), (3, Some(200), None)];
    let expected =
        expected.map(|(number, status, error)| ("listPeers".to_owned(), number, status, error));
    assert_eq!(*attempts.lock().unwrap(), expected);
}

#[tokio::test]
async fn observers_see_token_requests_as_separate_operations() {
    let server = super::authenticating_server(2).await;
    let attempts = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&attempts);
    let client: Client = builder(&server)
        .service_account("id", "secret")
        .clock(RecordingClock::default())
        .observer(move |attempt| {
            let status = attempt.status.unwrap().as_u16();
            recorded.lock().unwrap().push((attempt.operation.to_owned(), attempt.number, status));
        })
        .build()
        .unwrap();
    let mut call = create(&client);
    call.idempotent();
    call.send::<Peer, ApiError>().await.unwrap();
    let expected = [("fetch access token", 1, 200), ("createPeer", 1, 503), ("createPeer", 2, 200)];
    let expected = expected.map(|(operation, number, it)| (operation.to_owned(), number, it));
    assert_eq!(*attempts.lock().unwrap(), expected);
}
