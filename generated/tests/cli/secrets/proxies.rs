//! Proxies that the environment names, and base URLs with `http`: no secret reaches a proxy, and none leaves unencrypted.

use std::path::Path;
use std::process::Command;

use portolan_test_server::{Response, Server};

use super::token_cache::{account, token_server};
use crate::{AWS, Ended, GROUP, ID, TOKEN, ended, program};

/// A host that does not exist, so that only a proxy can receive a request to it.
const HOST: &str = "api.example.invalid";

const VARIABLES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Starts a proxy that refuses every request.
async fn proxy() -> Server {
    Server::with_handler(|_, _| Response::with("502 Bad Gateway", &[], b"")).await
}

/// Returns the address of a server with credentials for the proxy in it.
fn with_password(server: &Server) -> String {
    server.url().replace("http://", "http://me:s3cret@")
}

fn get(mut command: Command, more: &[&str]) -> Ended {
    command.args(["api", "networkPeering", "getGroupPeer", "--groupId", GROUP, "--peerId", ID]);
    let ended = ended(command.args(["--timeout", "5"]).args(more), None);
    assert!(!ended.stderr.contains("s3cret"), "{ended:?}");
    ended
}

/// Returns the program with each kind of credentials.
fn programs(url: &str, cache: &Path) -> Vec<Command> {
    let mut digest = program(url);
    digest
        .env_remove("MONGODB_ATLAS_ACCESS_TOKEN")
        .env("MONGODB_ATLAS_PUBLIC_KEY", "public")
        .env("MONGODB_ATLAS_PRIVATE_KEY", TOKEN);
    let mut account = program(url);
    account
        .env_remove("MONGODB_ATLAS_ACCESS_TOKEN")
        .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1")
        .env("MONGODB_ATLAS_CLIENT_SECRET", TOKEN)
        .env("XDG_CACHE_HOME", cache);
    vec![program(url), digest, account]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_local_host_is_reached_without_a_proxy() {
    let proxy = proxy().await;
    let server = Server::json("200 OK", &[], AWS).await;
    for url in [server.url(), server.url().replace("127.0.0.1", "localhost")] {
        for value in [with_password(&proxy), "not a URL".to_owned()] {
            let mut command = program(&url);
            command.envs(VARIABLES.map(|name| (name, &value)));
            let ended = get(command, &[]);
            assert_eq!(ended.code, 0, "{ended:?}");
        }
    }
    let server = token_server(usize::MAX).await;
    let cache = tempfile::tempdir().unwrap();
    let mut command = account(&server, cache.path());
    command.envs(VARIABLES.map(|name| (name, proxy.url())));
    assert_eq!(get(command, &[]).code, 0);
    assert_eq!(proxy.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_reach_no_proxy_over_plain_http() {
    let proxy = proxy().await;
    let cache = tempfile::tempdir().unwrap();
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        for more in [&[][..], &["--allow-plain-http"]] {
            for mut command in programs(&format!("http://{HOST}"), cache.path()) {
                command.env(name, with_password(&proxy));
                let ended = get(command, more);
                assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{ended:?}");
                let part = format!(
                    "would be sent unencrypted through the proxy {} ({name}), use https",
                    proxy.url()
                );
                assert!(ended.stderr.contains(&part), "{ended:?}");
                let advice = format!(", or add {HOST} to NO_PROXY");
                assert_eq!(ended.stderr.contains(&advice), !more.is_empty(), "{ended:?}");
            }
        }
    }
    assert_eq!(proxy.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_of_https_see_no_credentials() {
    let proxy = proxy().await;
    let cache = tempfile::tempdir().unwrap();
    for mut command in programs(&format!("https://{HOST}"), cache.path()) {
        command.env("HTTPS_PROXY", with_password(&proxy)).env("HTTP_PROXY", "http://127.0.0.1:9");
        let ended = get(command, &[]);
        assert!(ended.code == 6 || ended.code == 7, "{ended:?}");
    }
    let requests = proxy.requests();
    assert!(requests.len() >= 3);
    for request in requests {
        assert_eq!(request.line(), format!("CONNECT {HOST}:443"));
        assert_eq!(request.header("authorization"), Vec::<&str>::new());
        // Those of the proxy itself.
        assert_eq!(request.header("proxy-authorization"), ["Basic bWU6czNjcmV0"]);
        assert!(request.body.is_empty());
    }
    let count = proxy.request_count();
    let mut command = program(&format!("https://{HOST}"));
    command.env("HTTPS_PROXY", proxy.url()).env("NO_PROXY", "other, example.invalid");
    assert_eq!(get(command, &[]).code, 6);
    assert_eq!(proxy.request_count(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_proxies_are_configuration_errors() {
    for value in ["http://me:s3cret@[x", "socks5://me:s3cret@127.0.0.1:9", "http://"] {
        let mut command = program(&format!("https://{HOST}"));
        let ended = get(
            {
                command.env("https_proxy", value);
                command
            },
            &[],
        );
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.stderr.contains("proxy: https_proxy "), "{ended:?}");
        assert!(ended.stderr.contains(&format!("or add {HOST} to NO_PROXY")), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_leave_over_plain_http_only_if_allowed() {
    let server = Server::json("200 OK", &[], AWS).await;
    let cache = tempfile::tempdir().unwrap();
    // Not the address of the local host, and yet it reaches the server.
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    for command in programs(&url, cache.path()) {
        let ended = get(command, &[]);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.stderr.contains("would be sent unencrypted, use https"), "{ended:?}");
    }
    assert_eq!(server.connections().await, 0);
    let ended = get(program(&url), &["--allow-plain-http"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(server.request().header("authorization"), [format!("Bearer {TOKEN}")]);
}
