//! A client's settings: what is refused when it is made, and why.

use std::time::Duration;

use portolan_runtime::{Api, Client, ClientBuilder, Environment, reqwest};

use crate::model::API;

fn problems(builder: ClientBuilder) -> Vec<String> {
    builder.build().unwrap_err().problems().to_vec()
}

fn base_url_problem(url: &str) -> String {
    let problems = problems(Client::builder(&API).base_url(url));
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].clone()
}

#[test]
fn the_first_server_of_the_document_is_the_base_url() {
    let client: Client = Client::builder(&API).build().unwrap();
    assert_eq!(client.base_url(), "https://api.example.com/v2");
}

#[test]
fn a_document_without_a_usable_server_asks_for_a_base_url() {
    const fn api(servers: &'static [&'static str]) -> Api {
        let environment = Environment::NONE;
        Api { name: "x", version: "1", servers, security_schemes: &[], environment }
    }
    static NO_SERVER: Api = api(&[]);
    static RELATIVE: Api = api(&["/v2"]);
    assert_eq!(
        problems(Client::builder(&NO_SERVER)),
        ["base URL: the document names no server, set one"]
    );
    assert!(problems(Client::builder(&RELATIVE))[0].starts_with("base URL: relative URL"));
}

#[test]
fn a_base_url_is_scheme_host_port_and_path() {
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
fn credentials_cross_no_network_unencrypted() {
    let expected = "base URL: a bearer token would cross the network unencrypted, use https \
                    (plain http is for 127.0.0.1, [::1] and localhost)";
    for url in ["http://example.com", "http://10.0.0.1:80", "http://localhost.example.com"] {
        let builder = Client::builder(&API).base_url(url).bearer_token("token");
        assert_eq!(problems(builder), [expected], "{url}");
        let builder = Client::builder(&API).base_url(url).default_header("Authorization", "x");
        assert_eq!(problems(builder).len(), 1, "{url}");
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
fn all_problems_are_reported_together() {
    let builder: ClientBuilder = Client::builder(&API)
        .base_url("http://example.com")
        .bearer_token("token")
        .user_agent("a\nb")
        .default_header("no name", "x")
        .default_header("content-length", "1");
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems().len(), 4);
    assert!(error.to_string().starts_with("the client cannot be made: default header \"no name\""));
}

#[test]
fn an_empty_token_is_refused() {
    assert_eq!(problems(Client::builder(&API).bearer_token("")), ["the bearer token is empty"]);
}

#[test]
fn a_given_http_client_has_its_own_connect_timeout() {
    let builder: ClientBuilder = Client::builder(&API)
        .http_client(reqwest::Client::new())
        .connect_timeout(Duration::from_secs(1));
    assert_eq!(
        problems(builder),
        ["connect timeout: a given HTTP client has its own, set it there"]
    );
}
