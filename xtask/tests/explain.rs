//! The command that explains diagnostics, as its users meet it.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("explain").args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_kind_is_listed() {
    let list = printed(&[]);
    assert!(list.contains("\nunknown-keyword "), "{list}");
    for line in list.lines() {
        let mut words = line.split_whitespace();
        assert!(
            words.next().unwrap().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        );
        assert!(matches!(words.next(), Some("error" | "warning" | "note")), "{line}");
        assert!(line.ends_with('.'), "{line}");
    }
}

#[test]
fn pages_are_printed_one_after_another() {
    let pages = printed(&["unknown-keyword", "relative-server"]);
    assert!(pages.starts_with("unknown-keyword (warning)\n\nOpenAPI 3.0 knows no such"), "{pages}");
    assert!(pages.contains("\n\nrelative-server (note)\n\n"), "{pages}");
    for part in
        ["Bad:\n\n  openapi.yaml\n\n    openapi: 3.0.3\n", "Says:\n\n    warning[", "Mended:\n"]
    {
        assert!(pages.contains(part), "{part}\n{pages}");
    }
}

#[test]
fn a_slip_is_understood() {
    let output = run(&["unknown-keywrod"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains("did you mean `unknown-keyword`?"), "{error}");
}
