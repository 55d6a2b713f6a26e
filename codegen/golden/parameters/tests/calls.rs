//! Parameters in path, query and headers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_parameters::Client;
use golden_parameters::models::{ListItemsKind, ListItemsOrderItem};
use portolan_runtime::jiff::civil::date;
use portolan_test_server::Server;

fn client(server: &Server) -> Client {
    Client::builder().base_url(format!("{}/v1", server.url())).build().unwrap()
}

#[tokio::test]
async fn sends_parameters_in_their_locations() {
    let server = Server::with("200 OK", &[], b"").await;
    let request = client(&server)
        .list_items("7", 3, vec!["a b".to_owned(), "c&d".to_owned()], date(2026, 1, 2))
        .page(2)
        .send_query(true)
        .x_trace("t")
        .order(vec![ListItemsOrderItem::Down, ListItemsOrderItem::Up])
        .x_numbers(vec![1, 2])
        .kind(ListItemsKind::B);
    request.await.unwrap();
    let request = server.request();
    assert_eq!(
        request.line(),
        "GET /v1/groups/7/3?ids=a%20b&ids=c%26d&page=2&send=true&order=down&order=up&kind=b"
    );
    assert_eq!(request.header("x-trace"), ["t"]);
    assert_eq!(request.header("x-day"), ["2026-01-02"]);
    assert_eq!(request.header("x-numbers"), ["1,2"]);
}

#[tokio::test]
async fn validates_parameters_before_sending() {
    let server = Server::with("200 OK", &[], b"").await;
    let ids = ["a", "b", "c"].map(str::to_owned).to_vec();
    let request = client(&server).list_items("x", 3, ids, date(2026, 1, 2)).ratio(1.5);
    let error = request.await.unwrap_err();
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(found[0], "path groupId does not match the pattern `^[0-9]+$`");
    assert_eq!(found[1], "query ids has 3 items, at most 2 are allowed");
    assert!(found[2].starts_with("query ratio "), "{found:?}");
    assert!(server.requests().is_empty());
}

#[test]
fn lists_the_servers_of_the_document() {
    assert_eq!(Client::SERVERS, ["https://eu.example.com/v1"]);
}
