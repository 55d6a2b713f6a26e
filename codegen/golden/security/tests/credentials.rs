//! Credentials: sent by the security requirements, to the base URL only, and never shown.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_security::{Client, ClientBuilder};
use portolan_runtime::http::Method;
use portolan_test_server::{Request, Server};

const BASIC: &str = "Basic bWU6czNjcmV0LXBhc3N3b3Jk";

/// The fields of a request without credentials.
const NO_CREDENTIALS: [Vec<&str>; 3] = [Vec::new(), Vec::new(), Vec::new()];

fn builder(server: &Server) -> ClientBuilder {
    builder_at(&server.url())
}

async fn server() -> Server {
    Server::with("204 No Content", &[], b"").await
}

/// Returns the credentials of a request: `Authorization`, the header of the key, and the cookie.
fn fields(request: &Request) -> [Vec<&str>; 3] {
    ["authorization", "x-api-key", "cookie"].map(|name| request.header(name))
}

#[tokio::test]
async fn sends_only_the_required_credentials() {
    let server = server().await;
    let client = builder(&server).build().unwrap();
    client.general().await.unwrap();
    client.open().await.unwrap();
    client.optional().await.unwrap();
    client.basic_only().await.unwrap();
    client.either().await.unwrap();
    client.impossible().await.unwrap();
    let requests = server.requests();
    let [general, open, optional, basic, either, impossible] = requests.as_slice() else {
        unreachable!("six requests were sent");
    };
    assert_eq!(fields(general), [vec![], vec!["s3cret-header"], vec![]]);
    assert_eq!(fields(open), NO_CREDENTIALS);
    assert_eq!(fields(optional), [vec![BASIC], vec![], vec![]]);
    assert_eq!(fields(basic), [vec![BASIC], vec![], vec![]]);
    assert_eq!(fields(either), [vec![BASIC], vec![], vec![]]);
    assert_eq!(fields(impossible), [vec![BASIC], vec![], vec![]]);
    assert!(requests.iter().all(|request| !request.line().contains("s3cret")));
}

#[tokio::test]
async fn sends_all_schemes_of_a_requirement() {
    let server = server().await;
    let client = builder(&server).build().unwrap();
    client.together().await.unwrap();
    let request = server.request();
    assert_eq!(request.line(), "GET /together?api%20key=s3cret%26query");
    assert_eq!(
        fields(&request),
        [vec![BASIC], vec!["s3cret-header"], vec!["session=s3cret-cookie"]]
    );
    client.query_key().filter("a").await.unwrap();
    let line = "GET /query?filter=a&api%20key=s3cret%26query";
    assert_eq!(server.requests().pop().unwrap().line(), line);
    client.cookie_key().theme("dark").await.unwrap();
    let cookie = "theme=dark; session=s3cret-cookie";
    assert_eq!(server.requests().pop().unwrap().header("cookie"), [cookie]);
    client.raw_request(Method::GET, "/else").send::<()>().await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "GET /else?api%20key=s3cret%26query");
}

#[tokio::test]
async fn custom_headers_override_api_keys() {
    let server = server().await;
    let client = builder(&server).default_header("X-Api-Key", "default").build().unwrap();
    client.general().await.unwrap();
    client.general().with_header("X-Api-Key", "own").await.unwrap();
    let requests = server.requests();
    let keys: Vec<&str> = requests.iter().flat_map(|request| request.header("x-api-key")).collect();
    assert_eq!(keys, ["s3cret-header", "own"]);
}

#[tokio::test]
async fn redirects_to_other_hosts_have_no_credentials() {
    let other = server().await;
    // The service leaks the key in the redirect URL.
    let location = format!("location: {}/there?a=b&api%20key=s3cret%26query", other.url());
    let server = Server::with("307 Temporary Redirect", &[&location], b"").await;
    let client = builder(&server).follow_redirects(3).build().unwrap();
    client.together().await.unwrap();
    let request = other.request();
    assert_eq!(request.line(), "GET /there?a=b");
    assert_eq!(fields(&request), NO_CREDENTIALS);

    let server = Server::script([
        portolan_test_server::Response::keep_alive(
            "307 Temporary Redirect",
            &["location: /there?c=d"],
            b"",
        ),
        portolan_test_server::Response::keep_alive("204 No Content", &[], b""),
    ])
    .await;
    let client = builder(&server).follow_redirects(3).build().unwrap();
    client.together().await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "GET /there?c=d&api%20key=s3cret%26query");
    assert_eq!(fields(&request)[1], ["s3cret-header"]);
}

#[tokio::test]
async fn output_does_not_contain_secrets() {
    let unreachable = Server::refused_url();
    let builder = || builder_at(&unreachable).timeout(std::time::Duration::from_secs(2));
    let client = builder().build().unwrap();
    let error = client.together().await.unwrap_err();
    let call = client.query_key().filter("x");
    let output = format!("{:?} {client:?} {error} {error:?} {call:?}", builder());
    assert!(output.contains("headerKey") && !output.contains("s3cret"), "{output}");
    // Nor its base64 form.
    assert!(!output.contains("bWU6"), "{output}");
    for problem in [
        builder().api_key("nobody", "s3cret"),
        builder().api_key("cookieKey", "s3cret; x"),
        builder().basic("m:e", "s3cret"),
        Client::builder().base_url("http://example.com").api_key("query-key", "s3cret"),
        Client::builder().base_url("http://example.com").basic("me", "s3cret"),
    ] {
        let problem = problem.build().unwrap_err().to_string();
        assert!(!problem.contains("s3cret"), "{problem}");
    }
}

fn builder_at(url: &str) -> ClientBuilder {
    Client::builder()
        .base_url(url)
        .basic("me", "s3cret-password")
        .api_key("headerKey", "s3cret-header")
        .api_key("query-key", "s3cret&query")
        .api_key("cookieKey", "s3cret-cookie")
}

#[tokio::test]
async fn reads_credentials_from_the_environment() {
    let server = server().await;
    let variables = [
        ("GOLDEN_SECURITY_HEADER_KEY", "s3cret-header"),
        ("GOLDEN_SECURITY_USERNAME", "me"),
        ("GOLDEN_SECURITY_PASSWORD", "s3cret-password"),
        // Named by an extension, which replaces the default name.
        ("SESSION", "s3cret-cookie"),
        ("GOLDEN_SECURITY_COOKIE_KEY", "other"),
    ];
    let look = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.into());
    let client = Client::builder().environment_from(look).base_url(server.url()).build().unwrap();
    client.basic_only().await.unwrap();
    client.general().await.unwrap();
    client.cookie_key().await.unwrap();
    let requests = server.requests();
    assert_eq!(fields(&requests[0])[0], [BASIC]);
    assert_eq!(fields(&requests[1])[1], ["s3cret-header"]);
    assert_eq!(requests[2].header("cookie"), ["session=s3cret-cookie"]);
    let nothing = Client::builder().environment_from(|_| None).base_url(server.url()).build();
    let advice = nothing.unwrap_err().to_string();
    for part in [
        "GOLDEN_SECURITY_USERNAME and",
        "(HTTP Basic)",
        "GOLDEN_SECURITY_HEADER_KEY (API key `headerKey`)",
    ] {
        assert!(advice.contains(part), "{advice}");
    }
}
