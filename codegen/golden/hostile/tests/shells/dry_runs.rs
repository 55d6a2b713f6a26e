//! `--dry-run=curl`: the printed commands, run by shells with a `curl` that records its arguments.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::help::assert_visible;
use super::sandbox::{Sandbox, is_installed};
use super::{GROUP, SEND};

/// The value of a secret, which a shell must expand once and then leave alone.
const SECRET: &str = "s`touch$IFS'PWNED'`$(touch$IFS'PWNED')$HOME*~";

/// Values of flags that one of the shells would interpret.
const VALUES: [&str; 9] = [
    SECRET,
    "$(touch V3)",
    "a\ntouch V10\n",
    "’;touch V11;’",
    "\\';touch V6;#",
    "=ls",
    "\\",
    "\u{1b}[31m",
    "\u{202e}",
];

/// The token that the token endpoint returns.
const TOKEN: &str = "t`touch PWNED`$(touch PWNED)'*~";

/// A name of a header or cookie in the document.
const NAME: &str = "`touch$IFS'PWNED'`";

/// The URL of the document's first server, followed by the path of the operations.
const BASE: &str = "https://example.com/%22*/]$(touch$IFS'PWNED')/shell/";

const CURL: &str = r#"#!/bin/sh
for argument in "$@"; do printf '%s\000' "$argument"; done >"$MARKS/$$"
printf '{"access_token":"%s"}' "$TOKEN"
"#;

const VARIABLES: [&str; 8] = [
    "ACCESS_TOKEN",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "USERNAME",
    "PASSWORD",
    "SHELL_HEADER",
    "SHELL_QUERY",
    "SHELL_COOKIE",
];

/// Shells that run the printed commands, with the options before the script.
const SHELLS: [(&str, &[&str]); 4] = [
    ("bash", &["--noprofile", "--norc", "-eu", "-c"]),
    ("sh", &["-eu", "-c"]),
    ("zsh", &["-f", "-eu", "-c"]),
    ("fish", &["--no-config", "-c"]),
];

/// The arguments of each call of `curl`, that of the printed command first.
type Calls = Vec<Vec<String>>;

/// Prints the command of a dry run, runs it in each shell, and returns the calls of `curl`, which are the same in each.
fn run_curl(arguments: &[&str], unset: &str) -> Calls {
    let script = printed(arguments, unset);
    let mut first: Option<Calls> = None;
    for (shell, options) in SHELLS.into_iter().filter(|(shell, _)| is_installed(shell)) {
        let calls = run_script(shell, options, &script, unset);
        if let Some(calls) = calls {
            assert_eq!(&calls, first.get_or_insert_with(|| calls.clone()), "{shell} {script}");
        }
    }
    first.unwrap()
}

/// Returns the command of a dry run.
fn printed(arguments: &[&str], unset: &str) -> String {
    let sandbox = Sandbox::new();
    let mut program = with_secrets(sandbox.command("golden-hostile"), unset);
    let output = program.arg("api").args(arguments).arg("--dry-run=curl").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    let script = String::from_utf8(output.stdout).unwrap();
    assert_visible(&script);
    script
}

fn with_secrets(mut command: Command, unset: &str) -> Command {
    for name in VARIABLES.iter().filter(|name| **name != unset) {
        command.env(format!("GOLDEN_HOSTILE_{name}"), SECRET);
    }
    command
}

/// Runs a script in a shell; returns the calls of `curl`, unless the shell refuses the syntax.
fn run_script(shell: &str, options: &[&str], script: &str, unset: &str) -> Option<Calls> {
    let sandbox = Sandbox::new();
    let curl = sandbox.path("bin").join("curl");
    fs::write(&curl, CURL).unwrap();
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = with_secrets(sandbox.command(shell), unset);
    command.args(options).arg(script).env("MARKS", sandbox.path("marks")).env("TOKEN", TOKEN);
    let output = command.output().unwrap();
    sandbox.assert_untouched(&format!("{shell}: {script}"));
    // Before version 4.1, fish has no braces around commands. It reports them and runs nothing.
    if shell == "fish" && script.starts_with('{') && !output.status.success() {
        return None;
    }
    assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {script}: {output:?}");
    let mut calls: Calls = fs::read_dir(sandbox.path("marks"))
        .unwrap()
        .map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            text.split_terminator('\0').map(str::to_owned).collect()
        })
        .collect();
    calls.sort_by_key(|call| call.contains(&"--silent".to_owned()));
    Some(calls)
}

/// Asserts that an option of a call has a value.
fn assert_option(call: &[String], option: &str, value: &str) {
    assert!(call.windows(2).any(|pair| pair == [option, value]), "{option} {value}: {call:#?}");
}

#[test]
fn names_of_api_keys_reach_curl_literally() {
    let calls = run_curl(&[GROUP, "keys"], "");
    assert_eq!(calls[0][2], format!("{BASE}keys"));
    assert_option(&calls[0], "--header", &format!("X-Key-{NAME}: {SECRET}"));
    assert_option(&calls[0], "--cookie", &format!("key-{NAME}={SECRET}"));
    let query = "%24%28touch%20N%29%60touch%20N%60%27%3B%22%E2%80%99%E2%80%AE%1B%5B31m";
    assert_option(&calls[0], "--url-query", &format!("{query}={SECRET}"));
}

#[test]
fn credentials_reach_curl_literally() {
    let pair = format!("{SECRET}:{SECRET}");
    let calls = run_curl(&[GROUP, "bearer"], "");
    assert_option(&calls[0], "--header", &format!("Authorization: Bearer {SECRET}"));
    for method in ["basic", "digest"] {
        let calls = run_curl(&[GROUP, method], "");
        assert!(calls[0].contains(&format!("--{method}")));
        assert_option(&calls[0], "--user", &pair);
        assert_eq!(calls[0][2], format!("{BASE}{method}"));
    }
    let calls = run_curl(&[GROUP, "account"], "ACCESS_TOKEN");
    assert_option(&calls[0], "--header", &format!("Authorization: Bearer {TOKEN}"));
    assert_option(&calls[1], "--user", &pair);
    // That of the operation's scheme, and not of the first scheme in the document.
    let token_url = "https://example.com/$(touch$IFS'PWNED')/token";
    assert!(calls[1].iter().any(|it| it == token_url), "{:?}", calls[1]);
}

#[test]
fn parameters_and_bodies_reach_curl_literally() {
    for value in VALUES {
        let text = format!("--{}", "touch-n-touch-n-u2019-u202e-31m");
        let mut arguments =
            vec![GROUP, SEND, "--no-validate", "--id", value, "--plain", value, &text, value];
        arguments.extend(["--value", value, "--inner.touchNTouchNU2019U202e31m", value]);
        let is_header = !value.contains(|it: char| it.is_control() || it == '\u{202e}');
        if is_header {
            arguments.extend(["--x-touch-ifs-pwned", value]);
        }
        let calls = run_curl(&arguments, "");
        assert!(calls[0][2].starts_with(BASE), "{:?}", calls[0]);
        let media_type = format!("content-type: application/vnd.{NAME}+json");
        assert_option(&calls[0], "--header", &media_type);
        if is_header {
            let name = format!("x-{NAME}").to_lowercase();
            assert_option(&calls[0], "--header", &format!("{name}: {value}"));
        }
        run_curl(&[GROUP, "form", "--no-validate", "--value", value], "");
    }
}

#[test]
fn other_operations_reach_curl_literally() {
    let evil = "fn-stolen-r-x-s-etc-passwd";
    let evil_flag = format!("--{evil}");
    for value in VALUES {
        let calls = run_curl(&["escape", "escape", "--no-validate", "--fenced", value], "");
        assert_eq!(calls[0][1], "GET");
        let path = &["--i-d", value, &evil_flag, value, "--no-validate"];
        let body = &["double-quote-close-brace-comma", "--hostile", value, "--named", value];
        let calls = run_curl(&[&[evil, evil][..], path, body].concat(), "");
        assert_eq!(calls[0][1], "POST");
        let media_type = "content-type: application/vnd.\"*/+json";
        assert_option(&calls[0], "--header", media_type);
    }
}
