//! Parameters in every style.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use std::collections::BTreeMap;

use golden_styles::Client;
use golden_styles::models::{Filter, Point, PointRequired};
use portolan_test_server::{Request, Server};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).build().unwrap()
}

async fn server() -> Server {
    Server::with("204 No Content", &[], b"").await
}

/// Returns the last request.
fn last(server: &Server) -> Request {
    server.requests().pop().unwrap()
}

fn point(x: i64) -> Point {
    let mut point = Point::new(PointRequired { x });
    point.y_z = Some("a,b".to_owned());
    point
}

fn texts(texts: [&str; 2]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

#[tokio::test]
async fn serializes_path_parameters() {
    let server = server().await;
    client(&server).in_simple_path("a/b", vec![1, 2], point(3), point(4)).await.unwrap();
    let expected = "GET /simple/a%2Fb/1,2/x,3,y%20z,a%2Cb/x=4,y%20z=a%2Cb";
    assert_eq!(last(&server).line(), expected);
    client(&server).in_other_path("a.b", vec![1, 2], point(3), texts(["c,d", "e"])).await.unwrap();
    let expected = "GET /label/.a.b/.1.2/matrix/;x=3;y%20z=a%2Cb/;names=c%2Cd,e";
    assert_eq!(last(&server).line(), expected);
}

#[tokio::test]
async fn refuses_path_values_that_change_the_path() {
    let server = server().await;
    let error = client(&server)
        .in_other_path(".", Vec::new(), point(3), Vec::new())
        .without_validation()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("path text is a dot segment"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn serializes_query_parameters() {
    let server = server().await;
    client(&server).in_query().comma(texts(["a,b", "c"])).space(texts(["d e", "f"])).await.unwrap();
    assert_eq!(last(&server).line(), "GET /query?comma=a%2Cb,c&space=d%20e%20f");
    client(&server).in_query().pipe(texts(["a|b", "c"])).reserved("a/b?c&d").await.unwrap();
    assert_eq!(last(&server).line(), "GET /query?pipe=a%7Cb%7Cc&reserved=a/b?c%26d");
    let mut filter = Filter::default();
    filter.name = Some("n".to_owned());
    filter.at = Some(point(1));
    filter.tags = Some(texts(["t", "u"]));
    client(&server).in_query().deep(filter).await.unwrap();
    let request = last(&server);
    let pairs: Vec<(String, String)> =
        url_pairs(request.line().strip_prefix("GET /query?").unwrap());
    let mut expected = [
        ("deep[name]", "n"),
        ("deep[at][x]", "1"),
        ("deep[at][y z]", "a,b"),
        ("deep[tags]", "t"),
        ("deep[tags]", "u"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    expected.sort();
    let mut sorted = pairs;
    sorted.sort();
    assert_eq!(sorted, expected);
}

/// Returns the decoded pairs of a query.
fn url_pairs(query: &str) -> Vec<(String, String)> {
    let url = format!("http://localhost/?{query}");
    let url: golden_styles::reqwest::Url = url.parse().unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[tokio::test]
async fn serializes_objects_and_json_in_the_query() {
    let server = server().await;
    let labels = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
    client(&server).in_query().point(point(1)).labels(labels).await.unwrap();
    assert_eq!(last(&server).line(), "GET /query?x=1&y%20z=a%2Cb&labels=k,v");
    let points = vec![Point::new(PointRequired { x: 2 })];
    client(&server).in_query().json(points).json_text("q".to_owned()).await.unwrap();
    let request = last(&server);
    let query = request.line().strip_prefix("GET /query?").unwrap();
    assert_eq!(
        url_pairs(query),
        [("json", r#"[{"x":2}]"#), ("jsonText", r#""q""#)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn serializes_headers_and_cookies() {
    let server = server().await;
    client(&server).in_others("a;b").x_point(point(1)).sizes(vec![1, 2]).await.unwrap();
    let request = last(&server);
    assert_eq!(request.header("x-point"), ["x=1,y z=a,b"]);
    assert_eq!(request.header("cookie"), ["session=a%3Bb; sizes=1,2"]);
}

#[tokio::test]
async fn validates_objects_and_cookies() {
    let server = server().await;
    let error = client(&server).in_others("a").x_point(point(10)).await.unwrap_err();
    let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "cookie session is 1 character long, at least 2 are needed",
            "header X-Point.x is 10, at most 9 is allowed",
        ]
    );
}
