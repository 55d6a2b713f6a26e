//! Help, man pages and messages: every character is visible.

use std::fs;

use super::sandbox::{Sandbox, is_installed};
use super::terminal::Terminal;
use super::{GROUP, SEND};

/// Asserts that a text has no character that steers a terminal.
pub fn assert_visible(text: &str) {
    let steers = |it: char| {
        it != '\t' && it.is_control()
            || ['\u{61c}', '\u{200e}', '\u{200f}'].contains(&it)
            || ('\u{2028}'..='\u{202e}').contains(&it)
            || ('\u{2066}'..='\u{2069}').contains(&it)
    };
    for line in text.lines() {
        assert!(!line.contains(steers), "{line:?}");
    }
}

/// Runs the program; returns both of its outputs.
fn output(arguments: &[&str]) -> [String; 2] {
    let output = Sandbox::new().command("golden-hostile").args(arguments).output().unwrap();
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap())
}

/// Returns the commands that the help of a command lists.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn help_of_every_command_is_visible() {
    let mut open = vec![Vec::<String>::new()];
    let mut count = 0;
    while let Some(path) = open.pop() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        for flag in ["-h", "--help"] {
            let [help, errors] = output(&[&path[..], &[flag]].concat());
            assert!(help.contains("Usage: ") && errors.is_empty(), "{path:?}: {errors}");
            assert_visible(&help);
            for name in subcommands(&help).iter().filter(|it| flag == "-h" && *it != "help") {
                open.push([&path[..], &[name]].concat().into_iter().map(str::to_owned).collect());
            }
        }
        count += 1;
    }
    assert!(count >= 16, "{count}");
}

#[test]
fn messages_are_visible() {
    let send = ["api", GROUP, SEND];
    for arguments in [
        &[&send[..], &["--plain", "\u{1b}[31m", "--id", "1", "--value", "\u{202e}"]].concat()[..],
        &[&send[..], &["--null", "\u{202e}"]].concat(),
        &["api", "\u{1b}]0;x\u{7}"],
        &send,
    ] {
        let [text, errors] = output(arguments);
        assert!(text.is_empty() && !errors.is_empty(), "{arguments:?}: {text}");
        assert_visible(&errors);
    }
}

#[test]
fn values_of_the_document_start_no_line() {
    for flag in ["-h", "--help"] {
        let [help, _] = output(&["api", GROUP, SEND, flag]);
        assert!(help.contains("harmless-two") && !help.contains("touch V10"), "{help}");
        assert!(!help.contains("touch V34"), "{help}");
    }
    let arguments = ["api", GROUP, SEND, "--id", "other", "--plain", "other", "--value", "other"];
    let [text, errors] = output(&arguments);
    assert!(text.is_empty() && errors.contains("is not one of harmless, "), "{errors}");
    assert!(
        errors.contains("a\\ntouch V10\\n, ") && errors.contains(", ... (34 values)"),
        "{errors}"
    );
    for line in errors.lines() {
        assert!(
            ["error: ", "  --", "try: "].iter().any(|start| line.starts_with(start)),
            "{line:?}"
        );
        assert!(line.len() < 1_000, "{line}");
    }
}

#[test]
fn dry_runs_are_visible_on_a_terminal() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::start(&sandbox, "sh", &[]);
    let start = terminal.output().len();
    terminal.run(&format!(
        "GOLDEN_HOSTILE_SHELL_QUERY=q GOLDEN_HOSTILE_SHELL_HEADER=h GOLDEN_HOSTILE_SHELL_COOKIE=c \
         golden-hostile api {GROUP} keys --dry-run; golden-hostile api {GROUP} form --dry-run --value \"$(printf \
         '\\342\\200\\256\\033[31m')\" --no-validate"
    ));
    let text = "\\u202e\\u001b[31m";
    terminal.wait(text, |output| output.contains("POST /") && output.contains(text));
    assert_visible(&terminal.output()[start..].replace('\r', ""));
}

#[test]
fn man_pages_steer_neither_typesetter_nor_terminal() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path("state");
    let mut program = sandbox.command("golden-hostile");
    assert!(program.arg("man").arg("--output-folder").arg(&folder).status().unwrap().success());
    let mut pages: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|page| fs::read_to_string(page.unwrap().path()).unwrap())
        .collect();
    assert!(pages.len() >= 16, "{}", pages.len());
    let [page, errors] = output(&["man"]);
    assert_eq!(errors, "");
    pages.push(page);
    for page in &pages {
        assert_visible(page);
        for line in page.lines().filter(|line| line.starts_with(['.', '\''])) {
            let request = line[1..].split(' ').next().unwrap();
            let known =
                ["ie", "el", "TH", "SH", "TP", "RS", "RE", "br", "sp", "nf", "fi", "PP", "IP"];
            assert!(known.contains(&request) || line.starts_with(".\\\""), "{line}");
        }
    }
    // In its unsafe mode, groff runs commands.
    if is_installed("groff") {
        for page in fs::read_dir(&folder).unwrap() {
            let page = page.unwrap().path();
            let mut groff = sandbox.command("groff");
            assert!(groff.args(["-U", "-man", "-Tutf8"]).arg(&page).output().is_ok());
            sandbox.assert_untouched(&page.display().to_string());
        }
    }
}
