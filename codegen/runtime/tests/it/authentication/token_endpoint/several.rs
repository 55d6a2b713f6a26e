//! Several security schemes with client credentials: each operation uses the token endpoint of its own scheme.

use portolan_runtime::http::Method;
use portolan_runtime::{
    Api, Client, ClientBuilder, Environment, Operation, SecurityKind, SecurityScheme,
};
use portolan_test_server::{Request, Server};

use crate::authentication::service::{json, serve};

const fn scheme(name: &'static str, token_url: &'static str) -> SecurityScheme {
    let revocation_url = Some("/revoke");
    SecurityScheme {
        name,
        kind: SecurityKind::OAuth2ClientCredentials { token_url, revocation_url },
    }
}

static API: Api = Api {
    name: "endpoints",
    version: "1.0.0",
    servers: &[],
    security_schemes: &[
        scheme("one", "/one/token"),
        scheme("two", "/two/token"),
        scheme("same", "/two/token"),
    ],
    environment: Environment::NONE,
};

const fn operation(path: &'static str, security: &'static [&'static [&'static str]]) -> Operation {
    Operation {
        id: "operation",
        method: Method::GET,
        path,
        accept: "application/json",
        content_type: None,
        parameters: &[],
        security,
        errors: &[],
        required_headers: &[],
    }
}

static ONE: Operation = operation("/one", &[&["one"]]);
static TWO: Operation = operation("/two", &[&["two"]]);
static SAME: Operation = operation("/same", &[&["same"]]);
/// No request can have both tokens, so the second requirement is used.
static EITHER: Operation = operation("/either", &[&["one", "two"], &["two", "same"]]);

/// Starts a server whose tokens are named after their endpoint.
async fn server() -> Server {
    serve(|request: &Request| match request.line().strip_suffix("/token") {
        Some(line) => {
            let name = line.rsplit('/').next().unwrap();
            json("200 OK", &format!(r#"{{"access_token":"token-{name}","expires_in":3600}}"#))
        }
        None => json("200 OK", "{}"),
    })
    .await
}

fn lines(server: &Server) -> Vec<String> {
    server.requests().iter().map(|request| request.line().to_owned()).collect()
}

#[tokio::test]
async fn operations_use_the_token_endpoint_of_their_scheme() {
    let server = server().await;
    let builder: ClientBuilder = Client::builder(&API).base_url(server.url());
    let client = builder.service_account("id", "secret").build().unwrap();
    for (operation, token) in
        [(&TWO, "token-two"), (&ONE, "token-one"), (&SAME, "token-two"), (&EITHER, "token-two")]
    {
        client.call(operation).send::<(), ()>().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.line(), format!("GET {}", operation.path));
        assert_eq!(request.header("authorization"), [format!("Bearer {token}")]);
    }
    let expected =
        ["POST /two/token", "GET /two", "POST /one/token", "GET /one", "GET /same", "GET /either"];
    assert_eq!(lines(&server), expected);
    client.revoke_token().await.unwrap();
    assert_eq!(lines(&server)[expected.len()..], ["POST /revoke", "POST /revoke"]);
    let bodies = server.requests();
    let bodies = bodies.iter().map(|it| String::from_utf8_lossy(&it.body).into_owned());
    for token in ["token=token-one&", "token=token-two&"] {
        assert!(bodies.clone().any(|body| body.starts_with(token)), "{token}");
    }
}

#[tokio::test]
async fn a_token_url_of_the_builder_is_that_of_all_schemes() {
    let server = server().await;
    let builder: ClientBuilder = Client::builder(&API).base_url(server.url());
    let builder = builder.service_account("id", "secret").token_url("/own/token");
    let client = builder.build().unwrap();
    for operation in [&ONE, &TWO, &EITHER] {
        client.call(operation).send::<(), ()>().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("authorization"), ["Bearer token-own"]);
    }
    assert_eq!(lines(&server), ["POST /own/token", "GET /one", "GET /two", "GET /either"]);
    let builder: ClientBuilder = Client::builder(&API).base_url(server.url());
    let builder = builder.service_account("id", "secret").token_url("http://example.com/token");
    assert_eq!(builder.build().unwrap_err().problems().len(), 1);
}
