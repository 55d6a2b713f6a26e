//! Extensions: envelopes, nullable responses, and the code and message of errors.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_tags::Client;
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn unwraps_an_enveloped_response() {
    let enveloped = r#"{"code":200,"data":{"bulb":{"watts":7},"label":null}}"#;
    let server = Server::json("200 OK", &[], enveloped).await;
    let response = client(&server).get_lamp("a/b").wrapped(true).send().await.unwrap();
    assert_eq!(server.request().line(), "GET /lamps/a%2Fb?wrapped=true");
    assert!(response.missing().is_empty() && response.unexpected().is_empty());
    assert_eq!((response.body().bulb.watts, &response.body().label), (Some(7), &None));
}

#[tokio::test]
async fn unwraps_an_enveloped_error() {
    let enveloped = r#"{"code":404,"data":{"reason":"NO_LAMP","text":"It is dark."}}"#;
    let server = Server::json("200 OK", &[], enveloped).await;
    let error = client(&server).get_lamp("1").wrapped(true).await.unwrap_err();
    assert_eq!(error.to_string(), "getLamp: 404 Not Found: NO_LAMP: It is dark.");
}
