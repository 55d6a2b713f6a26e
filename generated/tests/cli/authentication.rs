//! `auth check`, and the cache of access tokens.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_test_server::{Request, Response, Server};

use super::{AWS, Ended, GROUP, ID, ended, program};

/// Starts a server that issues numbered tokens and rejects the first one after `valid_uses` uses.
async fn token_server(valid_uses: usize) -> Server {
    let (issued, used) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Server::with_handler(move |request: &Request, _| {
        if request.line().starts_with("POST /api/oauth/token") {
            if request.body.is_empty() {
                return Response::empty();
            }
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            let body = format!(r#"{{"access_token":"secret-token-{number}","expires_in":3600}}"#);
            return Response::json("200 OK", &[], &body);
        }
        let is_first = request.header("authorization") == ["Bearer secret-token-1"];
        if is_first && used.fetch_add(1, Ordering::SeqCst) >= valid_uses {
            let body = r#"{"error":401,"errorCode":"INVALID_TOKEN","reason":"Unauthorized"}"#;
            return Response::json("401 Unauthorized", &[], body);
        }
        Response::json("200 OK", &[], AWS)
    })
    .await
}

/// Returns the program with a service account and its own cache folder.
fn account(server: &Server, cache: &Path) -> Command {
    let mut command = program(&server.url());
    command
        .env_remove("MONGODB_ATLAS_ACCESS_TOKEN")
        .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1")
        .env("MONGODB_ATLAS_CLIENT_SECRET", "secret-of-the-account")
        .env("XDG_CACHE_HOME", cache)
        .env("HOME", cache);
    command
}

fn get(server: &Server, cache: &Path) -> Ended {
    let mut command = account(server, cache);
    command.args([
        "api",
        "networkPeering",
        "getGroupPeer",
        "--groupId",
        GROUP,
        "--peerId",
        ID,
        "-vv",
    ]);
    let ended = ended(&mut command, None);
    assert!(!ended.stderr.contains("secret"), "{ended:?}");
    ended
}

fn token_requests(server: &Server) -> usize {
    server.requests().iter().filter(|it| it.line().starts_with("POST /api/oauth/token")).count()
}

/// Returns the path of the token cache.
fn token_cache(folder: &Path) -> Option<std::path::PathBuf> {
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.ends_with("atlas-admin/tokens.json") {
                return Some(path);
            }
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_a_token_readable_only_by_the_user() {
    let (server, cache) = (token_server(usize::MAX).await, tempfile::tempdir().unwrap());
    for _ in 0..3 {
        assert_eq!(get(&server, cache.path()).code, 0);
    }
    assert_eq!(token_requests(&server), 1);
    let file = token_cache(cache.path()).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&file).unwrap().contains("secret-token-1"));
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn replaces_a_rejected_cached_token() {
    let (server, cache) = (token_server(1).await, tempfile::tempdir().unwrap());
    assert_eq!(get(&server, cache.path()).code, 0);
    assert_eq!(get(&server, cache.path()).code, 0);
    assert_eq!(token_requests(&server), 2);
    let cached = fs::read_to_string(token_cache(cache.path()).unwrap()).unwrap();
    assert!(cached.contains("secret-token-2") && !cached.contains("secret-token-1"), "{cached}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ignores_a_malformed_token_cache() {
    let (server, cache) = (token_server(usize::MAX).await, tempfile::tempdir().unwrap());
    assert_eq!(get(&server, cache.path()).code, 0);
    let file = token_cache(cache.path()).unwrap();
    fs::write(&file, "{").unwrap();
    assert_eq!(get(&server, cache.path()).code, 0);
    assert!(fs::read_to_string(&file).unwrap().contains("secret-token-2"));
}

fn check(command: &mut Command) -> Ended {
    ended(command.args(["auth", "check"]), None)
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_reports_scheme_and_status() {
    let request = "GET /api/atlas/v2";
    let suffix = "invalid credentials would be rejected with 401";
    for (status, body, detail) in [
        ("200 OK", "{}", format!("{request}: 200 OK")),
        ("204 No Content", "", format!("{request}: 204 No Content")),
        (
            "403 Forbidden",
            r#"{"error":403,"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST"}"#,
            format!("{request}: 403 Forbidden: IP_ADDRESS_NOT_ON_ACCESS_LIST; {suffix}"),
        ),
        ("404 Not Found", "<html>", format!("{request}: 404 Not Found; {suffix}")),
        ("406 Not Acceptable", "", format!("{request}: 406 Not Acceptable; {suffix}")),
    ] {
        let server = Server::json(status, &[], body).await;
        let ended = check(&mut program(&server.url()));
        let used = "an access token (MONGODB_ATLAS_ACCESS_TOKEN)";
        let expected = format!("{used}: accepted by {}\n  {detail}\n", server.url());
        assert_eq!((ended.code, ended.stdout, ended.stderr.as_str()), (0, expected, ""));
        assert_eq!(server.requests()[0].line(), request);
    }
    let unauthenticated =
        check(program("http://127.0.0.1:9").env_remove("MONGODB_ATLAS_ACCESS_TOKEN"));
    assert!(
        unauthenticated.code == 5 && unauthenticated.stderr.contains("no credentials found"),
        "{unauthenticated:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_reports_errors() {
    for (status, code, expected) in [
        ("401 Unauthorized", 5, "401 Unauthorized: SOME_CODE"),
        ("429 Too Many Requests", 4, "429 Too Many Requests: SOME_CODE"),
        ("302 Found", 4, "302 Found"),
        ("501 Not Implemented", 4, "501 Not Implemented: SOME_CODE"),
    ] {
        let body = r#"{"error":1,"errorCode":"SOME_CODE"}"#;
        let server = Server::json(status, &["retry-after: 3600"], body).await;
        let ended = check(program(&server.url()).args(["--timeout", "1"]));
        assert_eq!((ended.code, ended.stdout.as_str()), (code, ""), "{ended:?}");
        assert!(!ended.stderr.contains("try: `auth check`"), "{ended:?}");
        let used = "  credentials: an access token (MONGODB_ATLAS_ACCESS_TOKEN)";
        assert!(ended.stderr.contains(expected) && ended.stderr.contains(used), "{ended:?}");
    }
    let ended = check(program(&Server::refused_url()).args(["--timeout", "1"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (6, ""), "{ended:?}");
    let ended = check(program(&Server::silent().await.url()).args(["--timeout", "1"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (7, ""), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_fetches_a_token_of_a_service_account() {
    let (server, cache) = (token_server(usize::MAX).await, tempfile::tempdir().unwrap());
    let ended = check(&mut account(&server, cache.path()));
    let names = "a service account (MONGODB_ATLAS_CLIENT_ID, MONGODB_ATLAS_CLIENT_SECRET): ";
    assert!(ended.code == 0 && ended.stdout.starts_with(names), "{ended:?}");
    let server = Server::json("401 Unauthorized", &[], r#"{"error":"invalid_client"}"#).await;
    let cache = tempfile::tempdir().unwrap();
    let ended = check(&mut account(&server, cache.path()));
    assert!(ended.code == 5 && ended.stderr.contains("invalid_client"), "{ended:?}");
}
