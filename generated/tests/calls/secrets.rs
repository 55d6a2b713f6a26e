//! The token: it is in nothing that is printed.

use openapi_loopback::Server;

use crate::{AWS, GROUP, TOKEN, aws, builder, client};

#[tokio::test]
async fn the_token_is_in_nothing_that_is_printed() {
    let server =
        Server::json("401 Unauthorized", &[], r#"{"error":401,"errorCode":"UNAUTHORIZED"}"#).await;
    let request = client(&server).create_group_peer(GROUP, aws());
    let mut printed = vec![
        format!("{:?}", builder(&server)),
        format!("{:?}", client(&server)),
        format!("{request:?}"),
    ];
    let error = request.await.unwrap_err();
    printed.extend([error.to_string(), format!("{error:?}"), format!("{error:#?}")]);
    assert_eq!(server.request().header("authorization"), [format!("Bearer {TOKEN}")]);
    for text in printed {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[tokio::test]
async fn the_token_goes_to_no_other_host() {
    let error = atlas_admin::Client::builder()
        .base_url("http://atlas.example")
        .bearer_token(TOKEN)
        .build()
        .unwrap_err();
    assert!(!error.to_string().contains(TOKEN) && error.to_string().contains("http"), "{error}");

    let elsewhere = Server::json("200 OK", &[], AWS).await;
    let location = format!("location: {}/", elsewhere.url());
    let server = Server::with("307 Temporary Redirect", &[&location], b"").await;
    client(&server).create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(elsewhere.requests().is_empty());
}
