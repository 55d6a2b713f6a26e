//! Secrets in bodies: they do not leave unencrypted, and no output contains them.

use std::process::{Command, Output, Stdio};

use portolan_test_server::Server;

/// Runs a command with a proxy and a base URL.
fn run(proxy: &Server, url: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_golden-commands"))
        .env_clear()
        .env("HTTP_PROXY", proxy.url())
        .args(["api", "--base-url", url, "lamps"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_in_bodies_do_not_leave_unencrypted() {
    let server = Server::json("200 OK", &[], "{}").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, r#"{"dimmer": {"level": 1, "next": {"pin": "4711"}}}"#).unwrap();
    let file = file.to_str().unwrap();
    let change = |more: &[&'static str]| [&["change", "--id", "1"], more].concat();
    let bodies = [
        change(&["--pin", "4711"]),
        change(&["--pin", "4711", "--no-validate"]),
        change(&["--pin", "4711", "--allow-plain-http"]),
        change(&["--dimmer.level", "1", "--dimmer.next", r#"{"pin": "4711"}"#]),
        vec!["change", "--id", "1", "--file", file],
        vec!["change", "--id", "1", "--file", file, "--no-validate"],
    ];
    for arguments in &bodies {
        let output = run(&server, "http://api.example.invalid", arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        let expected = format!(
            "error: change: the request was not sent: a secret in the body would be sent unencrypted through the \
             proxy {} (HTTP_PROXY), use https",
            server.url()
        );
        assert!(message.contains(&expected) && !message.contains("4711"), "{message}");
    }
    assert_eq!(server.connections().await, 0);
    // Neither does a request without a proxy, unless it is allowed to.
    let url = server.url().replace("127.0.0.1", "0.0.0.0");
    let direct = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_golden-commands"))
            .env_clear()
            .args(["api", "--base-url", &url, "lamps"])
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
            .status
            .code()
    };
    assert_eq!(direct(&bodies[0]), Some(2));
    assert_eq!(server.connections().await, 0);
    assert_eq!(direct(&bodies[2]), Some(0));
    assert_eq!(server.request().body, br#"{"pin":"4711"}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_without_secrets_use_proxies() {
    let server = Server::json("200 OK", &[], "[]").await;
    let url = "http://api.example.invalid/v1";
    let output = run(&server, url, &["lamps.find"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(server.request().line(), "GET http://api.example.invalid/v1/lamps");
    for form in ["--dry-run", "--dry-run=curl"] {
        // Nothing is sent, and the secret is hidden.
        let output = run(&server, url, &["change", "--id", "1", "--pin", "4711", form]);
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(server.request_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_in_bodies_that_a_service_repeats_are_hidden() {
    let pin = "s3cret\"p";
    let detail = format!("the pin {pin} is known");
    let body = serde_json::json!({"detail": detail, "pin": pin, "pins": [pin], pin: 1});
    let headers = ["x-pin: s3cret\"p", "x-encoded: <s3cret%22p>", "x-other: 1"];
    for status in ["200 OK", "400 Bad Request"] {
        let server = Server::json(status, &headers, &body.to_string()).await;
        for more in [&[][..], &["--no-validate"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_golden-commands"));
            command.env_clear().args(["api", "--base-url", &server.url(), "-vv", "lamps"]);
            command.args(["change", "--id", "1", "--pin", pin]).args(more).stdin(Stdio::null());
            let log = String::from_utf8(command.output().unwrap().stderr).unwrap();
            assert!(!log.contains("s3cret"), "{log}");
            for line in ["< x-pin: [hidden]\n", "< x-encoded: [hidden]\n", "< x-other: 1\n"] {
                assert!(log.contains(line), "{line}: {log}");
            }
        }
        assert_eq!(server.requests()[0].body, br#"{"pin":"s3cret\"p"}"#);
    }
}
