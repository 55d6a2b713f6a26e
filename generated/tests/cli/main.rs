//! Tests of the program against a loopback server, in pipes and on a terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]
#![cfg(unix)]

mod authentication;
mod bodies;
mod completions;
mod curl;
mod dry_run;
mod exit_codes;
mod guide;
mod help;
mod operations;
mod output;
mod secrets;
// The commands of the documentation are for the server of the example, so they are tested against it. A crate
// for the two users of this file would be disproportionate.
#[path = "../../examples/loopback/service.rs"]
mod service;
mod terminal;
mod watch;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use portolan_test_server::Server;

/// The path of the program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_atlas-admin");
/// A project id.
const GROUP: &str = "0123456789abcdef01234567";
/// An id of a connection or container.
const ID: &str = "32b6e34b3d91647abb20e7b9";
/// A token that no output may contain.
const TOKEN: &str = "secret-access-token";

/// A response with an AWS peering.
const AWS: &str = r#"{"accepterRegionName":null,"awsAccountId":"123456789012","containerId":"32b6e34b3d91647abb20e7b8","id":"32b6e34b3d91647abb20e7b9","providerName":"AWS","routeTableCidrBlock":"10.0.0.0/24","statusName":"INITIATING","vpcId":"vpc-0123456789abcdef0"}"#;

/// The flags of a complete AWS request body.
const AWS_FLAGS: [&str; 11] = [
    "aws",
    "--accepterRegionName",
    "us-east-1",
    "--awsAccountId",
    "123456789012",
    "--containerId",
    "32b6e34b3d91647abb20e7b8",
    "--routeTableCidrBlock",
    "10.0.0.0/24",
    "--vpcId",
    "vpc-0123456789abcdef0",
];

/// The exit code and output of a run.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Returns the program with a base URL and a token as its only environment.
fn program(url: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .env("MONGODB_ATLAS_BASE_URL", url)
        .env("MONGODB_ATLAS_ACCESS_TOKEN", TOKEN)
        .env("HOME", "/nonexistent")
        .stdin(Stdio::null());
    command
}

/// Runs a command, with `input` on standard input if there is one.
fn ended(command: &mut Command, input: Option<&str>) -> Ended {
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(input.as_bytes()).unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let ended = Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    let all = [ended.stdout.as_str(), &ended.stderr].concat();
    assert!(!all.contains(TOKEN), "{all}");
    ended
}

/// Runs an operation of the tag Network Peering.
fn run(server: &Server, arguments: &[&str]) -> Ended {
    let mut command = program(&server.url());
    ended(command.args(["api", "networkPeering"]).args(arguments), None)
}

/// Runs an operation that has to succeed without output on standard error.
fn output_of(server: &Server, arguments: &[&str]) -> String {
    let ended = run(server, arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}: {ended:?}");
    ended.stdout
}

/// Returns the concatenated arguments.
fn with<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, more].concat()
}

/// Compares a text with a file in `tests/cli`. `BLESS=1` writes the file.
fn assert_golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{file} differs; BLESS=1 writes it. Now:\n{text}");
}
