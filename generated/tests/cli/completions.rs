//! Completions, asked for as bash does it when somebody presses the tab key.

use std::process::{Command, Output};

use super::{GROUP, PROGRAM};

/// Where a shell cannot be tried, that is said.
fn is_there(shell: &str) -> bool {
    let is_there = Command::new(shell).arg("--version").output().is_ok();
    if !is_there {
        println!("skipped: there is no {shell} here");
    }
    is_there
}

/// What a shell offers behind these words, the last of which is being typed.
fn offered(shell: &str, words: &[&str]) -> Vec<String> {
    let output = match shell {
        "fish" => by_fish(words),
        _ => by_bash(words),
    };
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn by_fish(words: &[&str]) -> Output {
    let script = r#"$argv[1] completions fish | source; complete -C "atlas-admin $argv[2..]" | string replace -r '\t.*' ''; true"#;
    Command::new("fish").args(["--no-config", "-c", script, PROGRAM]).args(words).output().unwrap()
}

fn by_bash(words: &[&str]) -> Output {
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
    if is_there("bash") {
        everything_is_offered("bash");
    }
}

#[test]
fn fish_completes_commands_flags_and_values() {
    if is_there("fish") {
        everything_is_offered("fish");
        assert_eq!(offered("fish", &["completions", "z"]), ["zsh"]);
    }
}

fn everything_is_offered(shell: &str) {
    let of_peers = ["api", "networkPeering"];
    for (words, expected) in [
        (&["a"][..], &["api", "auth"][..]),
        (&["api", ""], &["networkPeering"]),
        (&["api", "net"], &["networkPeering"]),
        (&[of_peers[0], of_peers[1], "createGroup"], &["createGroupContainer", "createGroupPeer"]),
        (&[of_peers[0], of_peers[1], "create-group-p"], &["create-group-peer"]),
        (&[of_peers[0], of_peers[1], "createGroupPeer", ""], &["aws", "azure", "gcp"]),
        (
            &[of_peers[0], of_peers[1], "createGroupPeer", "--proj"],
            &["--projectId", "--project-id"],
        ),
        (&[of_peers[0], of_peers[1], "createGroupPeer", "--wat"], &["--watch", "--watch-timeout"]),
        (
            &[of_peers[0], of_peers[1], "createGroupPeer", "--groupId", GROUP, "aws", "--vpc"],
            &["--vpcId", "--vpc-id"],
        ),
        (
            &[of_peers[0], of_peers[1], "listGroupPeers", "--providerName", ""],
            &["AWS", "AZURE", "GCP"],
        ),
        (
            &[of_peers[0], of_peers[1], "createGroupContainer", "aws", "--regionName", "US_E"],
            &["US_EAST_1", "US_EAST_2"],
        ),
    ] {
        let offered = offered(shell, words);
        let begun = words.last().unwrap();
        assert!(offered.iter().all(|it| it.starts_with(begun)), "{words:?}: {offered:?}");
        for word in expected {
            assert!(offered.iter().any(|it| it == word), "{word}, {words:?}: {offered:?}");
        }
    }
    // Each form of the body has flags of its own.
    let aws = offered(shell, &[of_peers[0], of_peers[1], "createGroupPeer", "aws", "--"]);
    assert!(!aws.iter().any(|it| it == "--vnetName"), "{aws:?}");
}

#[test]
fn the_scripts_are_such_that_their_shells_take_them() {
    for shell in ["bash", "zsh", "fish"] {
        if is_there(shell) {
            let command = format!("'{PROGRAM}' completions {shell} | {shell} -n");
            let output = Command::new("sh").args(["-c", &command]).output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        }
    }
}
