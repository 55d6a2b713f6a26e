//! `Debug` and `Display` contain no secrets, header values or request bodies.

use crate::api::{CREATE, Error, Peer, builder, create, send_create};
use portolan_test_server::Server;

const SECRETS: [&str; 5] =
    ["s3cret-token", "s3cret-cookie", "s3cret-key", "s3cret-body", "s3cret-response"];

fn assert_no_secrets(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn shows_names_without_values() {
    let response = r#"{"error":"s3cret-response"}"#;
    let server =
        Server::json("409 Conflict", &["set-cookie: s3cret-cookie", "x-k: s3cret-key"], response)
            .await;
    let builder = builder(&server)
        .bearer_token("s3cret-token")
        .default_header("Cookie", "s3cret-cookie")
        .default_header("X-Key", "s3cret-key");
    let text = format!("{builder:?}");
    assert_no_secrets(&text);
    assert!(text.contains("cookie") && text.contains("x-key"), "{text}");

    let client = builder.build().unwrap();
    let text = format!("{client:?} {client:#?}");
    assert_no_secrets(&text);
    assert!(text.contains("cookie") && text.contains("[redacted]"), "{text}");

    let mut call = create(&client);
    call.set(3, &"s3cret-key");
    call.header("X-Other", "s3cret-key");
    call.json(&Peer { id: None, name: "s3cret-body".to_owned(), region: None, size: 1 });
    call.without_validation();
    let text = format!("{call:?} {CREATE:?}");
    assert_no_secrets(&text);
    assert!(text.contains("X-Trace") && text.contains("x-other"), "{text}");

    let error: Error = call.send::<Peer, _>().await.unwrap_err();
    assert_no_secrets(&format!("{error} {error:?} {error:#?}"));
    let request = server.request();
    assert_eq!(request.header("authorization"), ["Bearer s3cret-token"]);
    assert_eq!(request.header("cookie"), ["s3cret-cookie"]);
}

#[tokio::test]
async fn responses_show_no_header_values() {
    let server = Server::json(
        "200 OK",
        &["set-cookie: s3cret-cookie"],
        r#"{"name":"north","region":null,"size":3}"#,
    )
    .await;
    let client = builder(&server).build().unwrap();
    let response = send_create(&client).await.unwrap();
    let text = format!("{response:?}");
    assert_no_secrets(&text);
    assert!(text.contains("set-cookie") && text.contains("north"), "{text}");
}

#[tokio::test]
async fn configuration_errors_do_not_show_values() {
    let server = Server::silent().await;
    let error = builder(&server)
        .base_url("https://me:s3cret-token@example.com")
        .bearer_token("s3cret-token\n")
        .default_header("X-Key", "s3cret-key\n")
        .build()
        .unwrap_err();
    assert_eq!(error.problems().len(), 3);
    assert_no_secrets(&format!("{error} {error:?}"));
}
