//! Extensions at work: a wrapped response, a property that is answered as null, and what every error shows.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use golden_tags::Client;
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn a_wrapped_response_is_unwrapped() {
    let wrapped = r#"{"code":200,"data":{"bulb":{"watts":7},"label":null}}"#;
    let server = Server::json("200 OK", &[], wrapped).await;
    let response = client(&server).get_lamp("a/b").wrapped(true).send().await.unwrap();
    assert_eq!(server.request().line(), "GET /lamps/a%2Fb?wrapped=true");
    assert!(response.missing().is_empty() && response.unexpected().is_empty());
    assert_eq!((response.body().bulb.watts, &response.body().label), (Some(7), &None));
}

#[tokio::test]
async fn a_wrapped_error_shows_its_code_and_message() {
    let wrapped = r#"{"code":404,"data":{"reason":"NO_LAMP","text":"It is dark."}}"#;
    let server = Server::json("200 OK", &[], wrapped).await;
    let error = client(&server).get_lamp("1").wrapped(true).await.unwrap_err();
    assert_eq!(error.to_string(), "getLamp: 404 Not Found: NO_LAMP: It is dark.");
}
