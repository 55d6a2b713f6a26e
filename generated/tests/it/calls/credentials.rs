//! Authentication with the names of Atlas: environment variables and OAuth endpoints.

use std::ffi::OsString;

use atlas_admin::{Client, ClientBuilder, ConfigurationError};
use portolan_test_server::{Request, Response, Server};

use super::{AWS, GROUP, aws};

fn environment<const N: usize>(variables: [(&'static str, &str); N]) -> ClientBuilder {
    let variables = variables.map(|(name, value)| (name, OsString::from(value)));
    Client::builder().environment_from(move |variable| {
        variables.iter().find(|(name, _)| *name == variable).map(|(_, value)| value.clone())
    })
}

/// Starts a server that issues tokens, challenges requests without credentials, and returns a peering.
async fn server() -> Server {
    Server::with_handler(|request: &Request, _| {
        if request.line().starts_with("POST /api/oauth/") {
            return Response::keep_alive(
                "200 OK",
                &[],
                br#"{"access_token":"fetched","expires_in":3600}"#,
            );
        }
        if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="Atlas", nonce="n", qop="auth""#;
            return Response::keep_alive("401 Unauthorized", &[challenge], b"");
        }
        Response::keep_alive("200 OK", &["content-type: application/json"], AWS.as_bytes())
    })
    .await
}

/// Sends a call and returns the `Authorization` of its last request.
async fn authorization(server: &Server, builder: ClientBuilder) -> String {
    let client = builder.base_url(server.url()).build().unwrap();
    client.create_group_peer(GROUP, aws()).await.unwrap();
    server.requests().last().unwrap().header("authorization")[0].to_owned()
}

#[tokio::test]
async fn service_accounts_fetch_tokens_from_the_base_url() {
    let server = server().await;
    let account =
        [("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"), ("MONGODB_ATLAS_CLIENT_SECRET", "secret")];
    assert_eq!(authorization(&server, environment(account)).await, "Bearer fetched");
    let requests = server.requests();
    assert_eq!(requests[0].line(), "POST /api/oauth/token");
    // "mdb_sa_id_1:secret" in base64.
    assert_eq!(requests[0].header("authorization"), ["Basic bWRiX3NhX2lkXzE6c2VjcmV0"]);
    assert_eq!(requests[0].body, b"grant_type=client_credentials");

    let client = environment(account).base_url(server.url()).build().unwrap();
    client.create_group_peer(GROUP, aws()).await.unwrap();
    client.revoke_token().await.unwrap();
    assert_eq!(server.requests().last().unwrap().line(), "POST /api/oauth/revoke");
}

#[tokio::test]
async fn reads_both_names_of_the_api_key_variables() {
    for [public, private] in [
        ["MONGODB_ATLAS_PUBLIC_KEY", "MONGODB_ATLAS_PRIVATE_KEY"],
        ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
    ] {
        let server = server().await;
        let authorization =
            authorization(&server, environment([(public, "key"), (private, "secret")])).await;
        assert!(
            authorization.starts_with("Digest username=\"key\", realm=\"Atlas\""),
            "{authorization}"
        );
        assert_eq!(server.request_count(), 2);
    }
}

#[tokio::test]
async fn access_tokens_precede_service_accounts_and_api_keys() {
    let account = [("MONGODB_ATLAS_CLIENT_ID", "id"), ("MONGODB_ATLAS_CLIENT_SECRET", "secret")];
    let key = [("MONGODB_ATLAS_PUBLIC_KEY", "key"), ("MONGODB_ATLAS_PRIVATE_KEY", "secret")];
    let token = ("MONGODB_ATLAS_ACCESS_TOKEN", "token");
    let server = server().await;
    let all = environment([key[0], key[1], account[0], account[1], token]);
    assert_eq!(authorization(&server, all).await, "Bearer token");
    let both = environment([key[0], key[1], account[0], account[1]]);
    assert_eq!(authorization(&server, both).await, "Bearer fetched");
}

#[tokio::test]
async fn reads_the_base_url() {
    let server = server().await;
    let url = server.url();
    let variables =
        [("MONGODB_ATLAS_ACCESS_TOKEN", "token"), ("MONGODB_ATLAS_BASE_URL", url.as_str())];
    let client = environment(variables).build().unwrap();
    client.create_group_peer(GROUP, aws()).await.unwrap();
    assert_eq!(server.request_count(), 1);
}

#[test]
fn lists_the_variables_if_there_are_no_credentials() {
    let error: ConfigurationError = environment([]).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the client cannot be built: environment: no credentials found, \
         set MONGODB_ATLAS_ACCESS_TOKEN (access token), \
         or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET (service account), \
         or MONGODB_ATLAS_PUBLIC_KEY (or MONGODB_ATLAS_PUBLIC_API_KEY) \
         and MONGODB_ATLAS_PRIVATE_KEY (or MONGODB_ATLAS_PRIVATE_API_KEY) (HTTP Digest)"
    );
}
