//! Client configuration, and the problems that building a client reports.

use std::time::Duration;

use portolan_runtime::{Api, Client, ClientBuilder, Environment, reqwest};
use portolan_test_server::Server;

use crate::api::{API, ApiError, PEER, Peer, builder, create};

fn problems(builder: ClientBuilder) -> Vec<String> {
    builder.build().unwrap_err().problems().to_vec()
}

fn base_url_problem(url: &str) -> String {
    let problems = problems(Client::builder(&API).base_url(url));
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

#[test]
fn base_url_defaults_to_the_first_server() {
    let client: Client = Client::builder(&API).build().unwrap();
    assert_eq!(client.base_url(), "https://api.example.com/v2");
}

#[test]
fn base_url_is_required_without_a_usable_server() {
    const fn api(servers: &'static [&'static str]) -> Api {
        let environment = Environment::NONE;
        Api { name: "x", version: "1", servers, security_schemes: &[], environment }
    }
    static NO_SERVER: Api = api(&[]);
    static RELATIVE: Api = api(&["/v2"]);
    assert_eq!(
        problems(Client::builder(&NO_SERVER)),
        ["base URL: the document has no server, set one"]
    );
    assert!(problems(Client::builder(&RELATIVE))[0].starts_with("base URL: relative URL"));
}

#[test]
fn refuses_base_urls_with_other_parts() {
    for (url, reason) in [
        ("ftp://example.com", "the scheme is ftp"),
        ("unix:/run/socket", "the scheme is unix"),
        ("example.com/v2", "relative URL"),
        ("https://", "empty host"),
        ("https://example.com:99999", "invalid port"),
        ("https://me@example.com", "a user name or a password"),
        ("https://:pass@example.com", "a user name or a password"),
        ("https://example.com/?a=b", "a query or a fragment"),
        ("https://example.com/?", "a query or a fragment"),
        ("https://example.com/#a", "a query or a fragment"),
    ] {
        let problem = base_url_problem(url);
        assert!(problem.contains(reason), "{url}: {problem}");
    }
}

#[test]
fn refuses_credentials_over_unencrypted_connections() {
    let expected = "base URL: a bearer token would be sent unencrypted, use https (http is allowed \
                    for 127.0.0.1, [::1] and localhost, and by allow_plain_http)";
    for url in ["http://example.com", "http://10.0.0.1:80", "http://localhost.example.com"] {
        let unproxied = || Client::builder(&API).no_proxy().base_url(url);
        assert_eq!(problems(unproxied().bearer_token("token")), [expected], "{url}");
        let builder = unproxied().default_header("Authorization", "x");
        assert_eq!(problems(builder).len(), 1, "{url}");
        let builder: ClientBuilder = unproxied().bearer_token("token").allow_plain_http(true);
        builder.build().unwrap();
        let builder: ClientBuilder = Client::builder(&API).base_url(url);
        builder.build().unwrap();
    }
    for url in
        ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost", "https://example.com"]
    {
        let builder: ClientBuilder = Client::builder(&API).base_url(url).bearer_token("token");
        builder.build().unwrap();
    }
}

#[test]
fn reports_all_problems_at_once() {
    let builder: ClientBuilder = Client::builder(&API)
        .base_url("http://example.com")
        .bearer_token("token")
        .user_agent("a\nb")
        .default_header("no name", "x")
        .default_header("content-length", "1");
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems().len(), 4);
    assert!(
        error.to_string().starts_with("the client cannot be built: default header \"no name\"")
    );
}

#[test]
fn refuses_an_empty_token() {
    assert_eq!(problems(Client::builder(&API).bearer_token("")), ["the bearer token is empty"]);
}

#[test]
fn refuses_a_connect_timeout_for_a_custom_http_client() {
    let builder: ClientBuilder = Client::builder(&API)
        .http_client(reqwest::Client::new())
        .connect_timeout(Duration::from_secs(1));
    assert_eq!(problems(builder), ["connect timeout: set it on the HTTP client instead"]);
}

#[tokio::test]
async fn headers_of_a_request_override_those_of_the_client() {
    let server = Server::json("200 OK", &[], PEER).await;
    let http = reqwest::Client::builder().user_agent("mine").build().unwrap();
    let client: Client = builder(&server)
        .http_client(http)
        .bearer_token("token")
        .default_header("X-Team", "networks")
        .default_header("X-Both", "client")
        .build()
        .unwrap();
    let mut call = create(&client);
    call.header("X-Both", "request");
    call.header("Authorization", "Mine");
    call.send::<Peer, ()>().await.unwrap();
    let request = server.request();
    assert_eq!(request.header("x-team"), ["networks"]);
    assert_eq!(request.header("x-both"), ["request"]);
    assert_eq!(request.header("authorization"), ["Mine"]);
}

#[tokio::test]
async fn sends_through_a_custom_http_client() {
    let server = Server::json("200 OK", &[], PEER).await;
    let fields = [("x-own".parse().unwrap(), "1".parse().unwrap())].into_iter().collect();
    let http = reqwest::Client::builder().default_headers(fields).build().unwrap();
    let client: Client = builder(&server).http_client(http).build().unwrap();
    create(&client).send::<Peer, ApiError>().await.unwrap();
    assert_eq!(server.request().header("x-own"), ["1"]);
}
