//! Shell completions, as the shell itself requests them.

use std::process::{Command, Output};

use super::{GROUP, PROGRAM};

/// Whether the shell is installed; prints a note if it is not.
fn is_installed(shell: &str) -> bool {
    let is_installed = Command::new(shell).arg("--version").output().is_ok();
    if !is_installed {
        println!("skipped: {shell} is not installed");
    }
    is_installed
}

/// Returns the completions of the last word.
fn completions(shell: &str, words: &[&str]) -> Vec<String> {
    let output = match shell {
        "fish" => complete_in_fish(words),
        _ => complete_in_bash(words),
    };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn complete_in_fish(words: &[&str]) -> Output {
    let script = r#"$argv[1] completions fish | source; complete -C "atlas-admin $argv[2..]" | string replace -r '\t.*' ''; true"#;
    Command::new("fish").args(["--no-config", "-c", script, PROGRAM]).args(words).output().unwrap()
}

fn complete_in_bash(words: &[&str]) -> Output {
    let script = r#"
        eval "$("$0" completions bash)" || exit 1
        function=$(complete -p atlas-admin | sed 's/.*-F \([^ ]*\) .*/\1/')
        COMP_WORDS=(atlas-admin "$@")
        COMP_CWORD=$#
        "$function" atlas-admin "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    Command::new("bash")
        .args(["--noprofile", "--norc", "-c", script, PROGRAM])
        .args(words)
        .output()
        .unwrap()
}

#[test]
fn bash_completes_commands_flags_and_values() {
    if is_installed("bash") {
        assert_completions("bash");
    }
}

#[test]
fn fish_completes_commands_flags_and_values() {
    if is_installed("fish") {
        assert_completions("fish");
        assert_eq!(completions("fish", &["completions", "z"]), ["zsh"]);
    }
}

fn assert_completions(shell: &str) {
    let tag = ["api", "networkPeering"];
    for (words, expected) in [
        (&["a"][..], &["api", "auth"][..]),
        (&["api", ""], &["networkPeering"]),
        (&["api", "net"], &["networkPeering"]),
        (&[tag[0], tag[1], "createGroup"], &["createGroupContainer", "createGroupPeer"]),
        (&[tag[0], tag[1], "create-group-p"], &["create-group-peer"]),
        (&[tag[0], tag[1], "createGroupPeer", ""], &["aws", "azure", "gcp"]),
        (&[tag[0], tag[1], "createGroupPeer", "--proj"], &["--projectId", "--project-id"]),
        (&[tag[0], tag[1], "createGroupPeer", "--wat"], &["--watch", "--watch-timeout"]),
        (
            &[tag[0], tag[1], "createGroupPeer", "--groupId", GROUP, "aws", "--vpc"],
            &["--vpcId", "--vpc-id"],
        ),
        (&[tag[0], tag[1], "listGroupPeers", "--providerName", ""], &["AWS", "AZURE", "GCP"]),
        (
            &[tag[0], tag[1], "createGroupContainer", "aws", "--regionName", "US_E"],
            &["US_EAST_1", "US_EAST_2"],
        ),
    ] {
        let completions = completions(shell, words);
        let prefix = words.last().unwrap();
        assert!(completions.iter().all(|it| it.starts_with(prefix)), "{words:?}: {completions:?}");
        for word in expected {
            assert!(completions.iter().any(|it| it == word), "{word}, {words:?}: {completions:?}");
        }
    }
    // Each variant of the body has its own flags.
    let aws = completions(shell, &[tag[0], tag[1], "createGroupPeer", "aws", "--"]);
    assert!(!aws.iter().any(|it| it == "--vnetName"), "{aws:?}");
}

#[test]
fn completion_scripts_are_valid() {
    for shell in ["bash", "zsh", "fish"] {
        if is_installed(shell) {
            let command = format!("'{PROGRAM}' completions {shell} | {shell} -n");
            let output = Command::new("sh").args(["-c", &command]).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        }
    }
}
