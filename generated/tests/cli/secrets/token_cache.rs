//! The cache of access tokens.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_test_server::{Request, Response, Server};

use crate::{AWS, Ended, GROUP, ID, ended, program};

/// Starts a server that issues numbered tokens and rejects the first one after `valid_uses` uses.
pub(crate) async fn token_server(valid_uses: usize) -> Server {
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
pub(crate) fn account(server: &Server, cache: &Path) -> Command {
    let mut command = program(&server.url());
    command
        .env_remove("MONGODB_ATLAS_ACCESS_TOKEN")
        .env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1")
        .env("MONGODB_ATLAS_CLIENT_SECRET", "secret-of-the-account")
        .env("XDG_CACHE_HOME", cache)
        .env("HOME", cache);
    command
}

pub(crate) fn get(server: &Server, cache: &Path) -> Ended {
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

pub(crate) fn token_requests(server: &Server) -> usize {
    server.requests().iter().filter(|it| it.line().starts_with("POST /api/oauth/token")).count()
}

/// Returns the path of the token cache.
fn token_cache(folder: &Path) -> Option<PathBuf> {
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

/// Returns a cache folder with a token in it, and the path of its file.
async fn filled_cache() -> (tempfile::TempDir, PathBuf) {
    let (server, cache) = (token_server(usize::MAX).await, tempfile::tempdir().unwrap());
    assert_eq!(get(&server, cache.path()).code, 0);
    let file = token_cache(cache.path()).unwrap();
    // The next server has another port, and the port is part of the account's name.
    (cache, file)
}

/// Returns the content of a cache with a token of an attacker for the account at a server.
fn planted(server: &Server) -> String {
    format!(
        r#"{{"{}/api/oauth/token mdb_sa_id_1":{{"token":"planted","expiresAt":null}}}}"#,
        server.url()
    )
}

/// Runs a request and asserts that the planted token is neither sent nor replaced, and that standard error says why.
fn assert_ignored(server: &Server, cache: &Path, file: &Path, reason: &str) {
    let ended = get(server, cache);
    assert_eq!(ended.code, 0, "{ended:?}");
    let warning = format!("warning: the token cache {} is ignored: {reason}", file.display());
    assert_eq!(ended.stderr.matches("warning: ").count(), 1, "{ended:?}");
    assert!(ended.stderr.contains(&warning), "{warning}: {ended:?}");
    let sent: Vec<String> = server
        .requests()
        .iter()
        .flat_map(|it| {
            it.header("authorization").into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert!(!sent.iter().any(|it| it.contains("planted")), "{reason}: {sent:?}");
    assert_eq!(sent.last().map(String::as_str), Some("Bearer secret-token-1"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_the_cache_are_private() {
    let (cache, file) = filled_cache().await;
    let mut folder = file.parent().unwrap();
    while folder != cache.path() {
        assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{folder:?}");
        folder = folder.parent().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_that_others_can_write_to_are_ignored() {
    for mode in [0o620, 0o602, 0o666] {
        let (cache, file) = filled_cache().await;
        let server = token_server(usize::MAX).await;
        fs::write(&file, planted(&server)).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        let reason = format!("it can be written to by others (its mode is {mode:04o}); ");
        assert_ignored(&server, cache.path(), &file, &reason);
        assert_eq!(fs::read_to_string(&file).unwrap(), planted(&server));
        // Once the mode is corrected, the user vouches for the content.
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(get(&server, cache.path()).code, 0);
        assert_eq!(server.requests().pop().unwrap().header("authorization"), ["Bearer planted"]);
    }
    for mode in [0o770, 0o707, 0o1777] {
        let (cache, file) = filled_cache().await;
        let server = token_server(usize::MAX).await;
        fs::write(&file, planted(&server)).unwrap();
        fs::set_permissions(file.parent().unwrap(), Permissions::from_mode(mode)).unwrap();
        let reason = format!("its folder can be written to by others (its mode is {mode:04o}); ");
        assert_ignored(&server, cache.path(), &file, &reason);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_and_pipes_are_not_read_as_a_cache() {
    let (cache, file) = filled_cache().await;
    let server = token_server(usize::MAX).await;
    let elsewhere = cache.path().join("elsewhere.json");
    fs::write(&elsewhere, planted(&server)).unwrap();
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
    assert_ignored(&server, cache.path(), &file, "it is a symbolic link; ");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), planted(&server));
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());

    fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg("-m600").arg(&file).status().unwrap().success());
    let server = token_server(usize::MAX).await;
    // Without a writer, a reader that waits for one would hang.
    assert_ignored(&server, cache.path(), &file, "it is not a regular file; ");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let server = token_server(usize::MAX).await;
    assert_ignored(&server, cache.path(), &file, "it ");
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_of_other_users_are_ignored() {
    let (cache, file) = filled_cache().await;
    let server = token_server(usize::MAX).await;
    fs::write(&file, planted(&server)).unwrap();
    // Only the superuser can give a file away.
    if std::os::unix::fs::chown(&file, Some(12_345), None).is_err() {
        println!("skipped: not the superuser");
        return;
    }
    let reason = "it belongs to the user with the id 12345, and not to you (id ";
    assert_ignored(&server, cache.path(), &file, reason);
    std::os::unix::fs::chown(&file, Some(0), None).unwrap();
    std::os::unix::fs::chown(file.parent().unwrap(), Some(12_345), None).unwrap();
    let server = token_server(usize::MAX).await;
    let reason = "its folder belongs to the user with the id 12345, and not to you (id ";
    assert_ignored(&server, cache.path(), &file, reason);
}
