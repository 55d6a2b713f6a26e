//! Who is calling: `auth check`, and tokens that are kept between runs.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_test_server::{Request, Response, Server};

use super::{AWS, Ended, GROUP, ID, ended, program};

/// Gives out tokens by number, and takes all but the first, once that has been used so often.
async fn service(first_is_good: usize) -> Server {
    let (given, used) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Server::answering(move |request: &Request, _| {
        if request.line().starts_with("POST /api/oauth/token") {
            if request.body.is_empty() {
                return Response::nothing();
            }
            let number = given.fetch_add(1, Ordering::SeqCst) + 1;
            let body = format!(r#"{{"access_token":"secret-token-{number}","expires_in":3600}}"#);
            return Response::json("200 OK", &[], &body);
        }
        let is_first = request.header("authorization") == ["Bearer secret-token-1"];
        if is_first && used.fetch_add(1, Ordering::SeqCst) >= first_is_good {
            let body = r#"{"error":401,"errorCode":"INVALID_TOKEN","reason":"Unauthorized"}"#;
            return Response::json("401 Unauthorized", &[], body);
        }
        Response::json("200 OK", &[], AWS)
    })
    .await
}

/// The program as a service account, with a cache folder of its own.
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

fn fetches(server: &Server) -> usize {
    server.requests().iter().filter(|it| it.line().starts_with("POST /api/oauth/token")).count()
}

/// The file that tokens are kept in.
fn token_file(folder: &Path) -> Option<std::path::PathBuf> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.ends_with("atlas-admin/tokens.json") {
                return Some(path);
            }
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_kept_for_the_next_run_where_nobody_else_can_read_it() {
    let (server, cache) = (service(usize::MAX).await, tempfile::tempdir().unwrap());
    for _ in 0..3 {
        assert_eq!(get(&server, cache.path()).code, 0);
    }
    assert_eq!(fetches(&server), 1);
    let file = token_file(cache.path()).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&file).unwrap().contains("secret-token-1"));
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_dropped() {
    let (server, cache) = (service(1).await, tempfile::tempdir().unwrap());
    assert_eq!(get(&server, cache.path()).code, 0);
    assert_eq!(get(&server, cache.path()).code, 0);
    assert_eq!(fetches(&server), 2);
    let kept = fs::read_to_string(token_file(cache.path()).unwrap()).unwrap();
    assert!(kept.contains("secret-token-2") && !kept.contains("secret-token-1"), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_file_that_is_broken_is_no_fault() {
    let (server, cache) = (service(usize::MAX).await, tempfile::tempdir().unwrap());
    assert_eq!(get(&server, cache.path()).code, 0);
    let file = token_file(cache.path()).unwrap();
    fs::write(&file, "{").unwrap();
    assert_eq!(get(&server, cache.path()).code, 0);
    assert!(fs::read_to_string(&file).unwrap().contains("secret-token-2"));
}

fn check(command: &mut Command) -> Ended {
    ended(command.args(["auth", "check"]), None)
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_says_what_is_in_use_and_whether_it_is_taken() {
    let asked = "GET /api/atlas/v2";
    let known = "a caller who is not known would be told so with 401";
    for (status, body, learned) in [
        ("200 OK", "{}", format!("{asked}: 200 OK")),
        ("204 No Content", "", format!("{asked}: 204 No Content")),
        (
            "403 Forbidden",
            r#"{"error":403,"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST"}"#,
            format!("{asked}: 403 Forbidden: IP_ADDRESS_NOT_ON_ACCESS_LIST; {known}"),
        ),
        ("404 Not Found", "<html>", format!("{asked}: 404 Not Found; {known}")),
        ("406 Not Acceptable", "", format!("{asked}: 406 Not Acceptable; {known}")),
    ] {
        let server = Server::json(status, &[], body).await;
        let ended = check(&mut program(&server.url()));
        let used = "an access token (MONGODB_ATLAS_ACCESS_TOKEN)";
        let told = format!("{used}: {} takes it\n  {learned}\n", server.url());
        assert_eq!((ended.code, ended.stdout, ended.stderr.as_str()), (0, told, ""));
        assert_eq!(server.requests()[0].line(), asked);
    }
    let nobody = check(program("http://127.0.0.1:9").env_remove("MONGODB_ATLAS_ACCESS_TOKEN"));
    assert!(nobody.code == 5 && nobody.stderr.contains("it holds no credentials"), "{nobody:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_says_what_it_could_not_learn() {
    for (status, code, told) in [
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
        let used = "  in use: an access token (MONGODB_ATLAS_ACCESS_TOKEN)";
        assert!(ended.stderr.contains(told) && ended.stderr.contains(used), "{ended:?}");
    }
    let ended = check(program(&Server::refused()).args(["--timeout", "1"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (6, ""), "{ended:?}");
    let ended = check(program(&Server::silent().await.url()).args(["--timeout", "1"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (7, ""), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_check_fetches_the_token_of_a_service_account() {
    let (server, cache) = (service(usize::MAX).await, tempfile::tempdir().unwrap());
    let ended = check(&mut account(&server, cache.path()));
    let names = "a service account (MONGODB_ATLAS_CLIENT_ID, MONGODB_ATLAS_CLIENT_SECRET): ";
    assert!(ended.code == 0 && ended.stdout.starts_with(names), "{ended:?}");
    let server = Server::json("401 Unauthorized", &[], r#"{"error":"invalid_client"}"#).await;
    let cache = tempfile::tempdir().unwrap();
    let ended = check(&mut account(&server, cache.path()));
    assert!(ended.code == 5 && ended.stderr.contains("invalid_client"), "{ended:?}");
}
