//! The command line: the program itself, against a real server on loopback, in pipes and on a terminal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]
#![cfg(unix)]

mod authentication;
mod bodies;
mod completions;
mod curl;
mod dry_run;
mod exits;
mod help;
mod operations;
mod output;
mod readme;
#[path = "../../examples/loopback/service.rs"]
mod service;
mod terminal;
mod watching;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use portolan_test_server::Server;

/// The program.
const PROGRAM: &str = env!("CARGO_BIN_EXE_atlas-admin");
/// The id of a project.
const GROUP: &str = "0123456789abcdef01234567";
/// The id of a connection or a container.
const ID: &str = "32b6e34b3d91647abb20e7b9";
/// A token that must not be seen anywhere.
const TOKEN: &str = "token-that-nobody-may-see";

/// A response for AWS.
const AWS: &str = r#"{"accepterRegionName":null,"awsAccountId":"123456789012","containerId":"32b6e34b3d91647abb20e7b8","id":"32b6e34b3d91647abb20e7b9","providerName":"AWS","routeTableCidrBlock":"10.0.0.0/24","statusName":"INITIATING","vpcId":"vpc-0123456789abcdef0"}"#;

/// What a request for AWS is made of.
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

/// How a run ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

/// The program with a base URL and a token, and nothing else of this process's environment.
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

/// Runs a command with a text on standard input, or with nothing there.
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

/// Runs an operation of the tag.
fn run(server: &Server, arguments: &[&str]) -> Ended {
    let mut command = program(&server.url());
    ended(command.args(["api", "networkPeering"]).args(arguments), None)
}

/// As [`run`], for one that works and says nothing on standard error.
fn answered(server: &Server, arguments: &[&str]) -> String {
    let ended = run(server, arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{arguments:?}: {ended:?}");
    ended.stdout
}

/// The arguments with more behind them.
fn with<'a>(first: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [first, more].concat()
}

/// Compares a text with a file of `tests/cli`, which `BLESS=1` writes.
fn assert_golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{file} differs, BLESS=1 writes it; it is now:\n{text}");
}
