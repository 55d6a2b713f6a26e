//! The access token is not printed, and not sent to other hosts.

use std::error::Error as _;

use portolan_test_server::{Response, Server};

use super::{AWS, GROUP, TOKEN, aws, builder, client};

#[tokio::test]
async fn output_does_not_contain_the_token() {
    let unauthorized = r#"{"error":401,"errorCode":"UNAUTHORIZED"}"#;
    let server = Server::script([
        Response::json("401 Unauthorized", &[], unauthorized),
        Response::raw(""),
        Response::json("200 OK", &[], "{"),
        Response::json("200 OK", &[], AWS),
    ])
    .await;
    let client = client(&server);
    let call = || client.create_group_peer(GROUP, aws());
    let mut printed =
        vec![format!("{:#?}", builder(&server)), format!("{client:#?}"), format!("{:#?}", call())];
    let errors = [
        client.create_group_peer("wrong", aws()).await.unwrap_err(),
        call().await.unwrap_err(),
        call().await.unwrap_err(),
        call().await.unwrap_err(),
    ];
    assert!(errors[0].is_validation() && errors[1].is_status());
    assert!(errors[2].is_transport() && errors[3].is_decode());
    for error in errors {
        printed.extend([error.to_string(), format!("{error:#?}")]);
        let mut cause = error.source();
        while let Some(error) = cause {
            printed.extend([error.to_string(), format!("{error:#?}")]);
            cause = error.source();
        }
    }
    printed.push(format!("{:#?}", call().send().await.unwrap()));
    for request in server.requests() {
        assert_eq!(request.header("authorization"), [format!("Bearer {TOKEN}")]);
    }
    for text in printed {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[tokio::test]
async fn the_token_is_not_sent_to_other_hosts() {
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
    assert_eq!(elsewhere.connections().await, 0);
}
