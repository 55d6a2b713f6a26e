//! Items of all pages: the stream ends, whatever the service sends.

use portolan_runtime::http::Method;
use portolan_runtime::{Items, Operation, Pages, Parameter};
use portolan_test_server::{Response, Server};

use crate::api::{ApiError, Error, Peer, Peers, client};

static PAGED: Operation = Operation {
    id: "listPages",
    method: Method::GET,
    path: "/pages",
    accept: "application/json",
    content_type: None,
    parameters: &[Parameter::query("page")],
    security: &[],
    errors: &[],
    required_headers: &[],
};

fn items(server: &Server) -> Items<Peers, Peer, ApiError> {
    let pages = Pages { page: 0, first: 1, size: None, default_size: Some(1) };
    Items::new(client(server).call(&PAGED), pages, |page: Peers| page.results)
}

fn page(number: usize) -> Response {
    let body = format!(r#"{{"results":[{{"name":"n","region":"r","size":{number}}}]}}"#);
    Response::json("200 OK", &[], &body)
}

async fn sizes_and_error(mut items: Items<Peers, Peer, ApiError>) -> (Vec<i32>, Error) {
    let mut sizes = Vec::new();
    loop {
        match items.next().await {
            Some(Ok(peer)) => sizes.push(peer.size),
            Some(Err(error)) => {
                assert!(items.next().await.is_none(), "an error ends the stream");
                return (sizes, error);
            }
            None => panic!("the stream ended without an error"),
        }
    }
}

#[tokio::test]
async fn a_repeated_page_is_an_error() {
    // The last response is repeated.
    let server = Server::script([page(1), page(2)]).await;
    let (sizes, error) = sizes_and_error(items(&server)).await;
    assert_eq!((sizes, server.request_count()), (vec![1, 2], 3));
    assert!(error.is_paging() && !error.is_status() && !error.is_decode());
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(
        error.to_string(),
        "listPages: page 3 is the same as the page before: the pages do not end"
    );
}

#[tokio::test]
async fn pages_are_limited() {
    let server = Server::with_handler(|_, number| page(number)).await;
    let (sizes, error) = sizes_and_error(items(&server).max_pages(3)).await;
    assert_eq!((sizes.len(), server.request_count()), (3, 3));
    assert!(error.is_paging() && error.status().is_none());
    assert_eq!(
        error.to_string(),
        "listPages: the list has more than 3 pages: raise the limit of pages, or request larger pages"
    );
}

#[tokio::test]
async fn a_list_may_have_as_many_pages_as_the_limit() {
    let empty = Response::json("200 OK", &[], r#"{"results":[]}"#);
    let server = Server::script([page(1), page(2), empty]).await;
    assert_eq!(items(&server).max_pages(3).all().await.unwrap().len(), 2);
}
