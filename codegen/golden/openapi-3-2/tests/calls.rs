//! Operations of OpenAPI 3.2: the method `QUERY`, and a query string that is one object.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_openapi_3_2::Client;
use golden_openapi_3_2::models::{Lamp, QueryLampsBody, QueryLampsBodyRequired, QueryLampsFilter};
use portolan_test_server::Server;

#[tokio::test]
async fn queries_have_a_body_and_a_query_string() {
    let lamps = br#"[{"kind": "led", "watts": 3}, {"kind": "tube"}]"#;
    let server = Server::with("200 OK", &[], lamps).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let mut filter = QueryLampsFilter::default();
    filter.color = Some("red & blue".to_owned());
    filter.watts = Some(3);
    let body = QueryLampsBody::new(QueryLampsBodyRequired { text: "t".to_owned() });
    let lamps = client.query_lamps(body).filter(filter).await.unwrap();
    assert!(matches!(lamps.as_slice(), [Lamp::Led(_), Lamp::Unknown(_)]));
    let request = server.request();
    assert_eq!(request.line(), "QUERY /lamps?color=red%20%26%20blue&watts=3");
    assert_eq!(request.body, br#"{"text":"t"}"#);
}
