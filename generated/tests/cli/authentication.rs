//! `auth check`.

use std::process::Command;

use portolan_test_server::Server;

use super::secrets::token_cache::{account, token_server};
use super::{Ended, ended, program};

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
