//! Who is calling, in the names of Atlas: the environment's variables, the addresses that give out and take back tokens.

use std::ffi::OsString;

use atlas_admin::{Client, ClientBuilder, ConfigurationError};
use portolan_test_server::{Request, Response, Server};

use super::{AWS, GROUP, aws};

fn environment<const N: usize>(variables: [(&'static str, &str); N]) -> ClientBuilder {
    let variables = variables.map(|(name, value)| (name, OsString::from(value)));
    Client::builder().environment_from(move |asked| {
        variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| value.clone())
    })
}

/// Gives out tokens, asks for Digest where there is no proof, and responses with a peering.
async fn service() -> Server {
    Server::answering(|request: &Request, _| {
        if request.line().starts_with("POST /api/oauth/") {
            return Response::kept(
                "200 OK",
                &[],
                br#"{"access_token":"fetched","expires_in":3600}"#,
            );
        }
        if request.header("authorization").is_empty() {
            let challenge = r#"www-authenticate: Digest realm="Atlas", nonce="n", qop="auth""#;
            return Response::kept("401 Unauthorized", &[challenge], b"");
        }
        Response::kept("200 OK", &["content-type: application/json"], AWS.as_bytes())
    })
    .await
}

/// The `Authorization` of the last request.
async fn proof(server: &Server, builder: ClientBuilder) -> String {
    let client = builder.base_url(server.url()).build().unwrap();
    client.create_group_peer(GROUP, aws()).await.unwrap();
    server.requests().last().unwrap().header("authorization")[0].to_owned()
}

#[tokio::test]
async fn service_accounts_have_their_token_from_the_host_that_is_called() {
    let server = service().await;
    let account =
        [("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"), ("MONGODB_ATLAS_CLIENT_SECRET", "secret")];
    assert_eq!(proof(&server, environment(account)).await, "Bearer fetched");
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
async fn api_keys_are_read_in_both_spellings() {
    for [public, private] in [
        ["MONGODB_ATLAS_PUBLIC_KEY", "MONGODB_ATLAS_PRIVATE_KEY"],
        ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
    ] {
        let server = service().await;
        let proof = proof(&server, environment([(public, "key"), (private, "secret")])).await;
        assert!(proof.starts_with("Digest username=\"key\", realm=\"Atlas\""), "{proof}");
        assert_eq!(server.request_count(), 2);
    }
}

#[tokio::test]
async fn a_ready_token_goes_before_a_service_account_before_an_api_key() {
    let account = [("MONGODB_ATLAS_CLIENT_ID", "id"), ("MONGODB_ATLAS_CLIENT_SECRET", "secret")];
    let key = [("MONGODB_ATLAS_PUBLIC_KEY", "key"), ("MONGODB_ATLAS_PRIVATE_KEY", "secret")];
    let token = ("MONGODB_ATLAS_ACCESS_TOKEN", "ready");
    let server = service().await;
    let all = environment([key[0], key[1], account[0], account[1], token]);
    assert_eq!(proof(&server, all).await, "Bearer ready");
    let both = environment([key[0], key[1], account[0], account[1]]);
    assert_eq!(proof(&server, both).await, "Bearer fetched");
}

#[tokio::test]
async fn the_base_url_is_read_too() {
    let server = service().await;
    let url = server.url();
    let variables =
        [("MONGODB_ATLAS_ACCESS_TOKEN", "ready"), ("MONGODB_ATLAS_BASE_URL", url.as_str())];
    let client = environment(variables).build().unwrap();
    client.create_group_peer(GROUP, aws()).await.unwrap();
    assert_eq!(server.request_count(), 1);
}

#[test]
fn an_environment_without_credentials_says_what_to_set() {
    let error: ConfigurationError = environment([]).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the client cannot be made: environment: it holds no credentials, \
         set MONGODB_ATLAS_ACCESS_TOKEN (access token), \
         or MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET (service account), \
         or MONGODB_ATLAS_PUBLIC_KEY (or MONGODB_ATLAS_PUBLIC_API_KEY) \
         and MONGODB_ATLAS_PRIVATE_KEY (or MONGODB_ATLAS_PRIVATE_API_KEY) (HTTP Digest)"
    );
}
