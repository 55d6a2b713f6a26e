//! Bodies that are no JSON, over a real server on loopback.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use golden_media::Client;
use golden_media::models::{Grant, GrantGrantType, GrantRequired, Sort};
use openapi_loopback::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

#[tokio::test]
async fn text_goes_out_and_comes_back_as_it_is() {
    let server = Server::with("200 OK", &["content-type: text/html"], "<p>ü".as_bytes()).await;
    let answer = client(&server).create_note("\"ü\"\n").await.unwrap();
    assert_eq!(answer, "<p>ü");
    let request = server.request();
    assert_eq!(request.body, "\"ü\"\n".as_bytes());
    assert_eq!(request.header("content-type"), ["text/plain"]);
    assert_eq!(request.header("accept"), ["text/html"]);
}

#[tokio::test]
async fn text_that_is_none_is_kept_as_bytes() {
    let server = Server::with("200 OK", &[], b"a\xffb").await;
    let answer = client(&server).create_note("").send().await.unwrap();
    assert_eq!(answer.body(), "a\u{fffd}b");
    assert_eq!(answer.bytes().as_ref(), b"a\xffb");
}

#[tokio::test]
async fn bytes_go_out_and_come_back_as_they_are() {
    let server = Server::with("204 No Content", &[], b"").await;
    client(&server).put_notes(vec![0, 255, 10]).await.unwrap();
    assert_eq!(server.request().body, [0, 255, 10]);
    assert_eq!(server.request().header("content-type"), ["application/octet-stream"]);

    let server = Server::with("200 OK", &[], b"\x1f\x8b\0\xff").await;
    let answer = client(&server).get_notes().await.unwrap();
    assert_eq!(answer.as_ref(), b"\x1f\x8b\0\xff");
    assert_eq!(server.request().header("accept"), ["application/vnd.example.2024-01-01+gzip"]);

    let server = Server::with("200 OK", &[], b"").await;
    assert!(client(&server).get_notes().await.unwrap().is_empty(), "nothing is bytes too");
}

#[tokio::test]
async fn an_error_is_read_as_json_nevertheless() {
    let server = Server::json("404 Not Found", &[], r#"{"text":"all gone"}"#).await;
    let error = client(&server).get_notes().await.unwrap_err();
    assert_eq!(error.to_string(), "getNotes: 404 Not Found: all gone");
}

#[tokio::test]
async fn a_form_has_a_pair_for_each_value() {
    let server = Server::with("200 OK", &[], b"token=x&kind=y").await;
    let mut grant = Grant::new(GrantRequired { grant_type: GrantGrantType::Code });
    grant.scope = Some(vec!["a b".to_owned(), "c&d".to_owned()]);
    let answer = client(&server).create_token().body(grant).await.unwrap();
    assert_eq!(answer, "token=x&kind=y");
    let request = server.request();
    assert_eq!(String::from_utf8_lossy(&request.body), "grant_type=code&scope=a+b&scope=c%26d");
    assert_eq!(request.header("content-type"), ["application/x-www-form-urlencoded"]);
}

#[tokio::test]
async fn alternatives_that_are_text_are_text() {
    let server = Server::with("200 OK", &[], b"").await;
    client(&server).get_notes().note("7").sort(Sort::NameAscending).await.unwrap();
    assert_eq!(server.request().line(), "GET /notes?note=7&sort=name_ascending");
}
