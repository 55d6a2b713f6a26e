//! The document chooses environment variables of other programs as credentials.

use std::process::{Command, Stdio};

use portolan_test_server::Server;

use super::{GROUP, PROGRAM};

/// Variables that the document chooses, and their values.
const FOREIGN: [(&str, &str); 3] = [
    ("AWS_SECRET_ACCESS_KEY", "s3cret-aws"),
    ("GITHUB_TOKEN", "s3cret-github"),
    ("SSH_AUTH_SOCK", "s3cret-ssh"),
];

/// Returns the program with the variables that the document chooses.
fn program(server: &Server, operation: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(FOREIGN).env("PATH", "http://127.0.0.1:9").stdin(Stdio::null());
    command.args(["api", "--base-url", &server.url(), GROUP, operation]);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_of_other_programs_are_not_sent() {
    let server = Server::with("204 No Content", &[], b"").await;
    for operation in ["bearer", "basic", "digest", "keys", "account"] {
        for more in [&[][..], &["--dry-run"], &["--dry-run=curl"], &["-vv"]] {
            let output = program(&server, operation).args(more).output().unwrap();
            let text =
                String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(!text.contains("s3cret"), "{text}");
            for (name, _) in FOREIGN {
                assert!(!text.contains(name), "{name}: {text}");
            }
        }
    }
    assert_eq!(server.connections().await, 0);
    // The crate's own names remain, also if the document lists them beside others.
    for (operation, name, field, value) in [
        ("bearer", "GOLDEN_HOSTILE_ACCESS_TOKEN", "authorization", "Bearer own"),
        ("keys", "GOLDEN_HOSTILE_SHELL_HEADER", "x-key-`touch$ifs'pwned'`", "own"),
    ] {
        let output = program(&server, operation).env(name, "own").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(server.requests().pop().unwrap().header(field), [value]);
    }
}
