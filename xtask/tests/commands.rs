//! The commands with the defaults of this workspace.
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

#[track_caller]
fn assert_prints(output: &Output, expected: &str) {
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains(expected), "{text}{errors}");
}

#[test]
fn generated_crate_is_up_to_date() {
    assert_prints(&run(&["regenerate", "--check"]), "(0 changed)");
}

#[test]
fn document_has_no_drift_from_itself() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/network-peering.yaml");
    let output = run(&["drift", document.to_str().unwrap()]);
    assert_prints(&output, "0 breaking, 0 compatible, 0 notices");
}

#[test]
fn explain_lists_codes() {
    assert_prints(&run(&["explain"]), "unknown-keyword");
}
