//! Responses in an envelope that the caller requested.

use portolan_runtime::Response;

use crate::api::{self, Error, LIST, PEER, Peer, Peers, builder, client, create, peer};
use portolan_test_server::Server;

async fn send_enveloped(server: &Server) -> Result<Response<Peer>, Error> {
    let mut call = create(&client(server));
    call.set(1, &true);
    call.send().await
}

async fn list_enveloped(server: &Server) -> Result<Response<Peers>, Error> {
    let mut call = client(server).call(&LIST);
    call.set(0, &true);
    call.send().await
}

#[tokio::test]
async fn unwraps_an_object_and_uses_the_inner_status() {
    let json = format!(r#"{{ "content": {PEER}, "status": 201 }}"#);
    let server = Server::json("200 OK", &[], &json).await;
    let response = send_enveloped(&server).await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.body(), &peer());
    assert_eq!(response.bytes(), json.as_str());
    assert!(response.unexpected().is_empty() && response.missing().is_empty());
}

#[tokio::test]
async fn reads_a_list_that_contains_the_status() {
    let json = format!(r#"{{"status":200,"results":[{PEER}]}}"#);
    let server = Server::json("200 OK", &[], &json).await;
    let response = list_enveloped(&server).await.unwrap();
    assert_eq!(response.body().results, [peer()]);
    assert!(response.unexpected().is_empty(), "{:?}", response.unexpected());
}

#[tokio::test]
async fn unwraps_an_error() {
    let json = r#"{"status":409,"content":{"error":409,"errorCode":"EXISTS","detail":"there"}}"#;
    let server = Server::json("200 OK", &[], json).await;
    let error = send_enveloped(&server).await.unwrap_err();
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.error_code(), Some("EXISTS"));
    assert_eq!(error.to_string(), "createPeer: 409 Conflict: EXISTS: there");
    assert_eq!(error.bytes(), json);
}

#[tokio::test]
async fn reads_an_error_that_contains_the_status() {
    let json = r#"{"status":400,"error":400,"errorCode":"BAD"}"#;
    let server = Server::json("200 OK", &[], json).await;
    let error = list_enveloped(&server).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.error_code(), Some("BAD"));
}

#[tokio::test]
async fn the_inner_status_overrides_an_outer_error() {
    let json = format!(r#"{{"status":200,"content":{PEER}}}"#);
    let server = Server::json("500 Internal Server Error", &[], &json).await;
    assert_eq!(send_enveloped(&server).await.unwrap().status(), 200);
}

#[tokio::test]
async fn reads_responses_without_the_requested_envelope() {
    let server = Server::json("200 OK", &[], PEER).await;
    assert_eq!(send_enveloped(&server).await.unwrap().body(), &peer());

    let json = r#"{"error":409,"errorCode":"EXISTS"}"#;
    let server = Server::json("409 Conflict", &[], json).await;
    assert_eq!(send_enveloped(&server).await.unwrap_err().error_code(), Some("EXISTS"));
}

#[tokio::test]
async fn does_not_unwrap_unless_requested() {
    let json = format!(r#"{{"status":409,"content":{PEER}}}"#);
    let server = Server::json("200 OK", &[], &json).await;
    let mut call = create(&client(&server));
    call.set(1, &false);
    let response = call.send::<Peer, api::ApiError>().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.unexpected(), ["status", "content"]);
}

#[tokio::test]
async fn decode_errors_have_positions_in_the_whole_response() {
    let json = "{\"status\":200,\n \"content\":[{\"name\":7}]}";
    let server = Server::json("200 OK", &[], json).await;
    let error = send_enveloped(&server).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.bytes(), json);
    assert_eq!(
        error.to_string(),
        "createPeer: the 200 OK response could not be decoded: at content: \
         expected an object, found an array (line 2, column 12)"
    );
}

#[tokio::test]
async fn malformed_envelopes_keep_the_bytes() {
    for json in [r#"{"status":200,"content":{"name":"n"#, r#"{"status":200,"content":null}"#] {
        let server = Server::json("200 OK", &[], json).await;
        let strict = builder(&server).strict_responses(true).build().unwrap();
        let mut call = create(&strict);
        call.set(1, &true);
        let error: Error = call.send::<Peer, _>().await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.bytes(), json);
    }
}
