//! Bodies that can be sent only once, where the service asks who is calling after it has got them.

use std::io::Cursor;

use portolan_runtime::{Body, Client, Response};

use crate::model::{Error, Peer, builder, create, send_create};
use crate::proof::{Door, Rules};

async fn send(client: &Client) -> Result<Response<Peer>, Error> {
    let mut call = create(client);
    call.bytes(Body::reader(Cursor::new(b"{}")));
    call.send().await
}

#[tokio::test]
async fn the_question_cannot_be_answered_when_the_body_is_gone() {
    let rules = Rules::new("SHA-256");
    let door = Door::new(rules.clone());
    let server = door.open().await;
    let client = builder(&server).digest(rules.username, rules.password).build().unwrap();
    let error = send(&client).await.unwrap_err();
    assert!(error.is_auth(), "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(error.to_string().contains("a stream and cannot be sent again"), "{error}");
    assert!(!error.request_may_have_been_executed());
    assert_eq!(server.request_count(), 1);

    // Once the question is known, it is answered at once.
    send_create(&client).await.unwrap();
    assert_eq!(send(&client).await.unwrap().attempts(), 1);
    assert_eq!(server.requests().last().unwrap().body, b"{}");
}
