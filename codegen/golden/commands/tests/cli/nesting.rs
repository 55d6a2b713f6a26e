//! Bodies and flags with a hundred thousand open brackets: each ends at once, and nothing is sent.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use portolan_test_server::Server;

use super::run;

/// The time that a run may take. The parser of YAML alone would take minutes.
const LIMIT: Duration = Duration::from_secs(10);

/// Units of text, each nesting deeper than the one before.
const UNITS: [&str; 10] =
    ["[", "{", "{\"a\":", "{a: ", "[&a ", "[!t ", "- ", "? ", "a: [", "- - ["];

/// Asserts that a run is a usage error within the limit, with a short message.
fn assert_refused(start: Instant, output: &Output, expected: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(start.elapsed() < LIMIT, "{:?}: {message}", start.elapsed());
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(expected) && message.len() < 2_000, "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deeply_nested_files_are_refused_at_once() {
    let server = Server::json("200 OK", &[], "{}").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body");
    for unit in UNITS {
        std::fs::write(&path, unit.repeat(100_000)).unwrap();
        let start = Instant::now();
        let output =
            run(&server, &["lamps", "create", "--name", "a", "--file", path.to_str().unwrap()]);
        assert_refused(start, &output, "error: reading ");
    }
    std::fs::write(&path, "[".repeat(100_000)).unwrap();
    let output =
        run(&server, &["lamps", "create", "--name", "a", "--file", path.to_str().unwrap()]);
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("as JSON: objects and arrays are nested too deeply"), "{message}");
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn deeply_nested_standard_input_is_refused_at_once() {
    let server = Server::json("200 OK", &[], "{}").await;
    for (unit, file) in UNITS.into_iter().flat_map(|unit| [(unit, None), (unit, Some("-"))]) {
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_golden-commands"))
            .env_clear()
            .args(["api", "--base-url", &server.url(), "lamps", "create", "--name", "a"])
            .args(file.map(|file| format!("--file={file}")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(unit.repeat(100_000).as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_refused(start, &output, "error: reading standard input as ");
    }
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn deeply_nested_flags_are_refused_at_once() {
    let server = Server::json("200 OK", &[], "{}").await;
    // The system limits an argument to 128 KiB.
    for text in ["[".repeat(100_000), "{\"a\":".repeat(20_000)] {
        for arguments in [
            ["create", "--place", &text],
            ["lamps.find", "--raw", &text],
            ["lamps.find", "--filter", &text],
        ] {
            let start = Instant::now();
            let output = run(&server, &[&["lamps"], &arguments[..]].concat());
            assert_refused(start, &output, "must be ");
        }
    }
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn deeply_nested_paths_are_refused() {
    let server = Server::json("200 OK", &[], "[]").await;
    for unit in ["(", "!(", "[?(", "[?@[?", "["] {
        let start = Instant::now();
        let path = format!("jsonpath=$[?{}", unit.repeat(20_000));
        let output = run(&server, &["lamps", "lamps.find", "--output", &path]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(start.elapsed() < LIMIT && output.status.code() == Some(2), "{:?}", output.status);
        assert!(message.contains("a JSONPath has at most 64 open brackets"), "{message}");
    }
    let output = run(&server, &["lamps", "lamps.find", "--output", "jsonpath=$[?((@.a))][0]"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(server.request_count(), 1);
}
