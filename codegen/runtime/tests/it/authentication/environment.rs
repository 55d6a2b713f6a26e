//! Configuration from environment variables: precedence, and reports of invalid values.

use std::collections::HashMap;
use std::ffi::OsString;

use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::Server;

use super::digest_server::{DigestConfig, DigestServer};
use super::service::{Service, serve};
use crate::api::{API, DIGEST_ONLY, Peer, send_create};

fn with_variables(builder: ClientBuilder, variables: &[(&str, &str)]) -> ClientBuilder {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    builder.environment_from(|name| variables.get(name).map(OsString::from))
}

fn problems(builder: ClientBuilder) -> Vec<String> {
    builder.build().unwrap_err().problems().to_vec()
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&API).base_url(server.url())
}

/// Starts an API that accepts its own tokens and HTTP Digest.
async fn any_scheme_server() -> Server {
    let (service, digest_server) =
        (Service::default(), DigestServer::new(DigestConfig::new("SHA-256")));
    serve(move |request| match request.header("authorization")[..] {
        [field] if !field.starts_with("Digest ") => service.response(request),
        _ => digest_server.response(request),
    })
    .await
}

/// Returns the last path segment of each request, with the scheme of its authorization.
fn lines(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let line = |request: &portolan_test_server::Request| {
        let authorization = request.header("authorization").join(" and ");
        let path = request.line().rsplit('/').next().unwrap().to_owned();
        let scheme = authorization.split(' ').next().unwrap();
        if scheme == "Bearer" {
            format!("{path} {authorization}")
        } else {
            format!("{path} {scheme}")
        }
    };
    requests.iter().map(line).collect()
}

const TOKEN: (&str, &str) = ("PEERS_ACCESS_TOKEN", "token");
const ACCOUNT: [(&str, &str); 2] = [("PEERS_CLIENT_ID", "id"), ("PEERS_CLIENT_SECRET", "secret")];
const USER: [(&str, &str); 2] =
    [("PEERS_PUBLIC_KEY", "Mufasa"), ("PEERS_PRIVATE_KEY", "Circle of Life")];

#[tokio::test]
async fn reads_each_scheme_from_its_variables() {
    for (variables, expected) in [
        (&[TOKEN][..], &["peers Bearer token"][..]),
        (&ACCOUNT, &["token Basic", "peers Bearer token-1"]),
        (&USER, &["peers ", "peers Digest"]),
    ] {
        let server = any_scheme_server().await;
        let client = with_variables(builder(&server), variables).build().unwrap();
        // The fixed token is not one that the server issued, so the call fails.
        let _ = send_create(&client).await;
        assert_eq!(lines(&server), expected);
    }
}

#[tokio::test]
async fn prefers_the_first_scheme_that_the_operation_accepts() {
    let all = [&[TOKEN][..], &ACCOUNT, &USER].concat();
    for (variables, expected) in [
        (&all[..], &["peers Bearer token"][..]),
        (&all[1..], &["token Basic", "peers Bearer token-1"]),
    ] {
        let server = any_scheme_server().await;
        let client = with_variables(builder(&server), variables).build().unwrap();
        let _ = send_create(&client).await;
        assert_eq!(lines(&server), expected);
        client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
        let digest = ["digest ", "digest Digest"];
        assert_eq!(lines(&server)[expected.len()..], digest);
    }
}

#[tokio::test]
async fn the_first_name_of_a_variable_takes_precedence() {
    let other = [("PEERS_PUBLIC_API_KEY", "Mufasa"), ("PEERS_PRIVATE_API_KEY", "Circle of Life")];
    let wrong = [("PEERS_PUBLIC_API_KEY", "Scar"), ("PEERS_PRIVATE_API_KEY", "Be Prepared")];
    let empty = [("PEERS_PUBLIC_KEY", ""), ("PEERS_PRIVATE_KEY", "")];
    for variables in [
        other.to_vec(),
        vec![USER[0], other[1]],
        vec![other[0], USER[1]],
        [USER, wrong].concat(),
        [empty, other].concat(),
    ] {
        let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
        let server = digest_server.start().await;
        let client = with_variables(builder(&server), &variables).build().unwrap();
        send_create(&client).await.unwrap();
        assert_eq!(digest_server.rejections(), [""; 0], "{variables:?}");
    }
}

#[tokio::test]
async fn reads_the_base_url() {
    let service = Service::default();
    let server = service.start().await;
    let url = server.url();
    let variables = [&[("PEERS_BASE_URL", url.as_str())][..], &ACCOUNT].concat();
    for before in [Client::builder(&API), Client::builder(&API).base_url("http://127.0.0.1:1")] {
        let client = with_variables(before, &variables).build().unwrap();
        assert_eq!(client.base_url(), format!("{url}/"));
        send_create(&client).await.unwrap();
    }
    assert_eq!(service.calls(), 2);

    let client = with_variables(builder(&server), &ACCOUNT).build().unwrap();
    assert_eq!(client.base_url(), format!("{url}/"));
    let client =
        with_variables(Client::builder(&API), &[TOKEN, ("PEERS_BASE_URL", "")]).build().unwrap();
    assert_eq!(client.base_url(), API.servers[0]);
    let bad = [TOKEN, ("PEERS_BASE_URL", "ftp://me:secret@example.com")];
    assert_eq!(
        problems(with_variables(Client::builder(&API), &bad)),
        ["base URL: the scheme is ftp, it has to be https or http"]
    );
}

#[tokio::test]
async fn keeps_builder_settings_that_the_environment_does_not_set() {
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
    let server = digest_server.start().await;
    let before = builder(&server).digest("Mufasa", "Circle of Life");
    let client = with_variables(before, &[TOKEN]).build().unwrap();
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(digest_server.rejections(), [""; 0]);

    // The environment overrides the same scheme.
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
    let server = digest_server.start().await;
    let before = builder(&server).digest("Scar", "Be Prepared");
    let client = with_variables(before, &USER).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(digest_server.rejections(), [""; 0]);

    let server = any_scheme_server().await;
    let before = builder(&server).bearer_token("before");
    let client = with_variables(before, &ACCOUNT).build().unwrap();
    let _ = send_create(&client).await;
    assert_eq!(lines(&server), ["peers Bearer before"]);
}

#[test]
fn credentials_of_the_builder_suffice() {
    for builder in [
        Client::builder::<Client>(&API).bearer_token("token").environment_from(|_| None),
        Client::builder::<Client>(&API).environment_from(|_| None).bearer_token("token"),
    ] {
        builder.build().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn reports_a_non_utf8_half_of_a_pair_once() {
    use std::os::unix::ffi::OsStringExt;
    let builder: ClientBuilder =
        Client::builder(&API).environment_from(|variable| match variable {
            "PEERS_CLIENT_ID" => Some("id".into()),
            "PEERS_CLIENT_SECRET" => Some(OsString::from_vec(b"\xff".to_vec())),
            _ => None,
        });
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems(), ["PEERS_CLIENT_SECRET: is not valid UTF-8"]);
}

#[test]
fn reports_both_variables_of_an_incomplete_pair() {
    for (variable, expected) in [
        (
            ACCOUNT[0],
            "environment: PEERS_CLIENT_ID is set and PEERS_CLIENT_SECRET is not: both are required",
        ),
        (
            ACCOUNT[1],
            "environment: PEERS_CLIENT_SECRET is set and PEERS_CLIENT_ID is not: both are required",
        ),
        (
            USER[1],
            "environment: PEERS_PRIVATE_KEY (or PEERS_PRIVATE_API_KEY) is set and \
             PEERS_PUBLIC_KEY (or PEERS_PUBLIC_API_KEY) is not: both are required",
        ),
    ] {
        assert_eq!(problems(with_variables(Client::builder(&API), &[variable])), [expected]);
        // A complete scheme does not hide the problem.
        assert_eq!(problems(with_variables(Client::builder(&API), &[variable, TOKEN])), [expected]);
    }
    let both = [ACCOUNT[0], USER[0]];
    assert_eq!(problems(with_variables(Client::builder(&API), &both)).len(), 2);
}

#[test]
fn lists_the_variables_if_there_are_no_credentials() {
    let expected = "environment: no credentials found, set \
                    PEERS_ACCESS_TOKEN (access token), \
                    or PEERS_CLIENT_ID and PEERS_CLIENT_SECRET (service account), \
                    or PEERS_PUBLIC_KEY (or PEERS_PUBLIC_API_KEY) and \
                    PEERS_PRIVATE_KEY (or PEERS_PRIVATE_API_KEY) (HTTP Digest)";
    for variables in [
        &[][..],
        &[("PEERS_BASE_URL", "https://example.com")],
        &[("PEERS_ACCESS_TOKEN", ""), ("PEERS_CLIENT_ID", ""), ("PEERS_PUBLIC_KEY", "")],
    ] {
        assert_eq!(problems(with_variables(Client::builder(&API), variables)), [expected]);
    }
}

#[test]
fn refuses_an_invalid_token_without_showing_it() {
    for token in ["s3cret token", "s3cret\n"] {
        let error = with_variables(Client::builder(&API), &[(TOKEN.0, token)]).build().unwrap_err();
        assert_eq!(error.problems().len(), 1);
        let text = format!("{error} {error:?}");
        assert!(text.contains("the bearer token contains a space") && !text.contains("s3cret"));
    }
}

#[cfg(unix)]
#[test]
fn refuses_non_utf8_values_without_showing_them() {
    use std::os::unix::ffi::OsStringExt;
    for name in ["PEERS_ACCESS_TOKEN", "PEERS_BASE_URL", "PEERS_PRIVATE_API_KEY"] {
        let builder: ClientBuilder = Client::builder(&API).environment_from(|variable| {
            (variable == name).then(|| OsString::from_vec(b"s3cret\xff".to_vec()))
        });
        let error = builder.build().unwrap_err();
        assert!(error.problems().contains(&format!("{name}: is not valid UTF-8")), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
