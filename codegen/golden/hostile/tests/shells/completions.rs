//! Completion scripts, loaded and used by the shells they are for.

use super::sandbox::{Sandbox, is_installed};
use super::terminal::Terminal;
use super::{GROUP, SEND};

/// Command lines whose last word is completed, without the program.
fn lines() -> Vec<Vec<&'static str>> {
    let send = ["api", GROUP, SEND];
    let mut lines = vec![vec![""], vec!["--"], vec!["api", ""], vec!["api", GROUP, ""]];
    for word in ["", "-", "--"] {
        lines.push([&send[..], &[word]].concat());
    }
    for flag in ["--id", "--plain", "--value", "--null", "--inner.touchNTouchNU2019U202e31m"] {
        for word in ["", "harmless", "$", "`", "'", "a", "=", "\\"] {
            lines.push([&send[..], &[flag, word]].concat());
        }
    }
    lines.push(vec!["api", GROUP, "form", "--value", ""]);
    lines
}

/// Asserts that the harmless values, and only them, are offered for a flag.
fn assert_values(shell: &str, words: &[&str], offered: &[String]) {
    if matches!(words, [.., "--plain" | "--id" | "--value", ""]) {
        for value in ["harmless", "harmless-two"] {
            assert!(offered.iter().any(|it| it == value), "{shell}: {words:?}: {offered:?}");
        }
    }
    let is_dangerous = |it: char| !it.is_alphanumeric() && !"-._:/+$".contains(it);
    assert!(!offered.iter().any(|it| it.contains(is_dangerous)), "{shell}: {words:?}: {offered:?}");
}

/// Completes each line with a script of the shell that prints the completions of its arguments.
fn assert_completes(shell: &str, options: &[&str], script: &str) {
    if !is_installed(shell) {
        return;
    }
    let sandbox = Sandbox::new();
    for words in lines() {
        let output =
            sandbox.command(shell).args(options).args(["-c", script, "x"]).args(&words).output();
        let output = output.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{shell}: {words:?}: {errors}");
        sandbox.assert_untouched(&format!("{shell}: completing {words:?}"));
        let offered = String::from_utf8(output.stdout).unwrap();
        let offered: Vec<String> = offered.lines().map(str::to_owned).collect();
        assert_values(shell, &words, &offered);
    }
}

#[test]
fn bash_runs_no_text_of_the_document() {
    // Every completion is also run, unquoted, as part of the completed line.
    let script = r#"
        eval "$(golden-hostile completions bash)" || exit 1
        function=$(complete -p golden-hostile | sed 's/.*-F \([^ ]*\) .*/\1/')
        COMP_WORDS=(golden-hostile "$@")
        COMP_CWORD=$#
        "$function" golden-hostile "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        for word in "${COMPREPLY[@]}"; do
            printf '%s\n' "$word"
            eval ": $word"
        done
    "#;
    assert_completes("bash", &["--noprofile", "--norc"], script);
}

#[test]
fn fish_runs_no_text_of_the_document() {
    let script = r#"
        golden-hostile completions fish | source
        set -e argv[1]
        set -l quoted (string escape -- $argv[1..-2])
        for word in (complete -C "golden-hostile $quoted $argv[-1]" | string replace -r '\t.*' '')
            printf '%s\n' $word
            eval : $word
        end
        true"#;
    assert_completes("fish", &["--no-config"], script);
}

#[test]
fn scripts_run_nothing_when_they_are_loaded() {
    for (shell, options, load) in [
        ("bash", &["--noprofile", "--norc"][..], "eval \"$(golden-hostile completions bash)\""),
        (
            "zsh",
            &["-f"],
            "autoload -U compinit; compinit -D -u; eval \"$(golden-hostile completions zsh)\"",
        ),
        ("fish", &["--no-config"], "golden-hostile completions fish | source"),
        (
            "pwsh",
            &["-NoProfile"],
            "golden-hostile completions powershell | Out-String | Invoke-Expression",
        ),
    ] {
        if is_installed(shell) {
            let sandbox = Sandbox::new();
            let output = sandbox.command(shell).args(options).args(["-c", load]).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {output:?}");
            sandbox.assert_untouched(shell);
        }
    }
}

/// PowerShell is rarely installed, so that its script is inspected as well: outside of single quotes it is the same for
/// each document, and between them there is no quote of any form.
#[test]
fn the_script_of_powershell_has_only_literal_strings() {
    let sandbox = Sandbox::new();
    let output =
        sandbox.command("golden-hostile").args(["completions", "powershell"]).output().unwrap();
    let script = String::from_utf8(output.stdout).unwrap();
    let typographic = |it: char| ('\u{2018}'..='\u{201f}').contains(&it);
    assert!(!script.contains(typographic));
    for line in script.lines().filter(|line| line.contains("CompletionResult]::new(")) {
        let rest = line.trim().strip_prefix("[CompletionResult]::new(").unwrap();
        let parts: Vec<&str> = rest.split('\'').collect();
        assert!(parts.len() == 7, "{line}");
        assert_eq!(parts[2], ", ", "{line}");
        assert!(parts[4].starts_with(", [CompletionResultType]::"), "{line}");
        assert_eq!(parts[6], ")", "{line}");
    }
}

#[test]
fn tab_on_a_terminal_runs_no_text_of_the_document() {
    for (shell, options, load) in [
        ("bash", &["--noprofile", "--norc", "-i"][..], "source <(golden-hostile completions bash)"),
        (
            "zsh",
            &["-f", "-i"],
            "autoload -U compinit; compinit -D -u; source <(golden-hostile completions zsh)",
        ),
        ("fish", &["--no-config", "-i"], "golden-hostile completions fish | source"),
        ("elvish", &["-norc"], "eval (golden-hostile completions elvish | slurp)"),
    ] {
        if !is_installed(shell) {
            continue;
        }
        let sandbox = Sandbox::new();
        let mut terminal = Terminal::start(&sandbox, shell, options);
        terminal.run(load);
        let send = format!("golden-hostile api {GROUP} {SEND}");
        terminal.complete("golden-hostile api ", "U202e31m");
        terminal.complete(&format!("{send} --"), "--plain");
        // The script for elvish has no values of flags.
        if shell != "elvish" {
            for flag in ["--plain", "--inner.touchNTouchNU2019U202e31m"] {
                terminal.complete(&format!("{send} {flag} "), "harmless-two");
            }
            // A completed word runs as part of its line.
            terminal.run_completed(&format!("{send} --id 1 --value 1 --dry-run --plain harmless-"));
        }
        sandbox.assert_untouched(&format!("{shell}:\n{}", terminal.output()));
    }
}
