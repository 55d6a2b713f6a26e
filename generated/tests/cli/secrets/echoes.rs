//! A service that repeats the secrets of a request: `-vv` and messages hide them under any name.

use std::process::Command;

use portolan_test_server::{Request, Response, Server};

use super::token_cache::account;
use crate::{AWS, Ended, GROUP, ID, TOKEN, ended, program};

const TOKEN_ENCODED: &str = "c2VjcmV0LWFjY2Vzcy10b2tlbg";

fn get(mut command: Command) -> Ended {
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
    // `ended` asserts that no output contains the token.
    ended(&mut command, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn header_fields_that_repeat_a_token_are_hidden() {
    let headers = [
        format!("x-echo: {TOKEN}"),
        format!("x-request: Bearer {TOKEN}"),
        format!("x-quoted: the token \"{TOKEN}\" is good"),
        format!("x-encoded: {TOKEN_ENCODED}=="),
        format!("location: /next?from={TOKEN}"),
        format!("{TOKEN}: name"),
        "x-request-id: 4711".to_owned(),
        "set-cookie: session=0815".to_owned(),
    ];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    for status in ["200 OK", "404 Not Found", "503 Service Unavailable"] {
        let server = Server::json(status, &headers, AWS).await;
        let mut command = program(&server.url());
        command.args(["--timeout", "1"]);
        let ended = get(command);
        for line in [
            "< x-echo: [hidden]\n",
            "< x-request: [hidden]\n",
            "< x-quoted: [hidden]\n",
            "< x-encoded: [hidden]\n",
            "< location: [hidden]\n",
            "< [hidden]: name\n",
            "< x-request-id: 4711\n",
            "< set-cookie: [hidden]\n",
        ] {
            assert!(ended.stderr.contains(line), "{line}: {ended:?}");
        }
        assert!(!ended.stderr.contains(TOKEN_ENCODED), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn error_bodies_that_repeat_a_token_are_hidden() {
    let long = "x".repeat(480);
    for body in [
        format!(
            r#"{{"error":400,"errorCode":"{TOKEN}","detail":"{TOKEN}","reason":"Bearer {TOKEN}"}}"#
        ),
        format!(
            r#"{{"error":400,"detail":"{long} {TOKEN}","parameters":["{TOKEN}",{{"{TOKEN}":1}}]}}"#
        ),
        format!(r#"{{"{TOKEN}":"value","error":400,"detail":"{TOKEN_ENCODED}"}}"#),
        format!(r#"["{TOKEN}"]"#),
        TOKEN.to_owned(),
    ] {
        for status in ["400 Bad Request", "401 Unauthorized", "500 Internal Server Error"] {
            let server = Server::json(status, &[], &body).await;
            let mut command = program(&server.url());
            command.args(["--timeout", "1"]);
            let ended = get(command);
            // Not even a part of it, where a text is shortened.
            assert!(ended.code != 0 && !ended.stderr.contains("secret"), "{ended:?}");
            assert!(!ended.stderr.contains(TOKEN_ENCODED), "{ended:?}");
            let mut check = program(&server.url());
            let check = crate::ended(check.args(["auth", "check", "-vv", "--timeout", "1"]), None);
            assert!(
                !check.stderr.contains("secret") && !check.stdout.contains("secret"),
                "{check:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_endpoints_that_repeat_secrets_are_hidden() {
    for status in ["200 OK", "401 Unauthorized"] {
        let server = Server::with_handler(move |request: &Request, _| {
            let basic = request.header("authorization").concat();
            if !request.line().starts_with("POST /api/oauth/token") {
                return Response::json("200 OK", &[&format!("x-echo: {basic}")], AWS);
            }
            let headers = [
                "x-issued: secret-issued-token".to_owned(),
                "x-account: secret-of-the-account".to_owned(),
                format!("x-basic: {basic}"),
            ];
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let body = r#"{"access_token":"secret-issued-token","expires_in":3600,"error":"invalid_client",
                "error_description":"secret-of-the-account is unknown"}"#;
            Response::json(status, &headers, body)
        })
        .await;
        let cache = tempfile::tempdir().unwrap();
        let ended = get(account(&server, cache.path()));
        assert!(!ended.stderr.contains("secret"), "{ended:?}");
        for name in ["x-issued", "x-account", "x-basic"] {
            assert!(ended.stderr.contains(&format!("< {name}: [hidden]\n")), "{name}: {ended:?}");
        }
        assert_eq!(ended.code == 0, status == "200 OK", "{ended:?}");
    }
}
