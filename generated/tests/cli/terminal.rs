//! On a terminal, as a pseudo-terminal is one: JSON is indented, and a spinner turns beside what is waited for.

use std::io::{Read as _, Write as _};

use portolan_test_server::{Response, Server};

use super::{AWS, AWS_FLAGS, GROUP, ID, PROGRAM, TOKEN};

/// Runs an operation on a terminal; its exit code and everything that it showed.
fn shown(server: &Server, arguments: &[&str]) -> (i32, String) {
    interrupted(server, arguments, None)
}

/// As [`shown`], and presses Ctrl-C as soon as a text is shown.
fn interrupted(server: &Server, arguments: &[&str], when: Option<&str>) -> (i32, String) {
    let (mut terminal, other_end) = pty_process::blocking::open().unwrap();
    terminal.resize(pty_process::Size::new(40, 120)).unwrap();
    let mut child = pty_process::blocking::Command::new(PROGRAM)
        .env_clear()
        .env("TERM", "xterm")
        .env("HOME", "/nonexistent")
        .env("MONGODB_ATLAS_BASE_URL", server.url())
        .env("MONGODB_ATLAS_ACCESS_TOKEN", TOKEN)
        .args(["api", "networkPeering"])
        .args(arguments)
        .spawn(other_end)
        .unwrap();
    let mut bytes = Vec::new();
    if let Some(when) = when {
        let mut byte = [0];
        while !String::from_utf8_lossy(&bytes).contains(when) {
            terminal.read_exact(&mut byte).unwrap();
            bytes.extend(byte);
        }
        terminal.write_all(b"\x03").unwrap();
    }
    // Linux ends a terminal that nobody has open any more with an error.
    let _ = terminal.read_to_end(&mut bytes);
    let code = child.wait().unwrap().code().unwrap();
    (code, String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_indented() {
    let server = Server::json("200 OK", &[], r#"{"id":"a","more":[1]}"#).await;
    let arguments = ["getGroupPeer", "--groupId", GROUP, "--peerId", ID];
    let (code, shown) = shown(&server, &arguments);
    assert_eq!((code, shown.as_str()), (0, "{\n  \"id\": \"a\",\n  \"more\": [\n    1\n  ]\n}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spinner_turns_beside_the_states_and_is_gone_at_the_end() {
    let states = ["INITIATING", "FINALIZING", "AVAILABLE"];
    let server = Server::script(
        states.map(|state| Response::json("200 OK", &[], &AWS.replace("INITIATING", state))),
    )
    .await;
    let (code, shown) = shown(
        &server,
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--watch", "--watch-interval", "1"],
    );
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("\u{1b}[2KINITIATING after 0 s "), "{shown:?}");
    assert!(shown.contains(" FINALIZING ("), "the spinner's line: {shown:?}");
    let end = shown.rfind("\u{1b}[2K").unwrap();
    assert!(!shown[end..].contains(" AVAILABLE ("), "the spinner's line is gone: {shown:?}");
    assert!(shown.trim_end().ends_with("\n}"), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_created_is_watched_on_a_terminal_too() {
    let states = ["INITIATING", "FINALIZING", "AVAILABLE"];
    let server = Server::script(
        states.map(|state| Response::json("200 OK", &[], &AWS.replace("INITIATING", state))),
    )
    .await;
    let create = ["createGroupPeer", "--groupId", GROUP, "--watch", "--watch-interval", "1"];
    let (code, shown) = shown(&server, &[&create, &AWS_FLAGS[..]].concat());
    assert_eq!(code, 0, "{shown}");
    let told = "createGroupPeer: it was carried out; from now on getGroupPeer is asked, --peerId ";
    assert!(shown.contains(told) && shown.contains("FINALIZING after 0 s "), "{shown:?}");
    assert!(shown.contains(" FINALIZING ("), "the spinner's line: {shown:?}");
    assert!(shown.trim_end().ends_with("\n}"), "{shown:?}");
    assert_eq!(shown.matches("\"statusName\"").count(), 1, "the last response alone: {shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_the_watching_ends_the_spinner_is_gone() {
    let peer = |state: &str| Response::json("200 OK", &[], &AWS.replace("INITIATING", state));
    let watch = ["createGroupPeer", "--groupId", GROUP, "--watch"];
    let create = |more: &[&'static str]| [&watch, more, &AWS_FLAGS[..]].concat();
    // What stands behind the last time that the line of the spinner was cleared.
    let end = |shown: &str| shown.rsplit("\u{1b}[2K").next().unwrap().to_owned();

    let server = Server::script([peer("INITIATING"), peer("FAILED")]).await;
    let (code, shown) = shown(&server, &create(&[]));
    let failed = "error: createGroupPeer: it has failed: the state is FAILED\n";
    assert_eq!(code, 4, "{shown:?}");
    assert!(
        end(&shown).contains("\"statusName\": \"FAILED\"") && shown.ends_with(failed),
        "{shown:?}"
    );

    let server = Server::script([peer("INITIATING")]).await;
    let (code, shown) = self::shown(&server, &create(&["--watch-timeout", "1"]));
    let late = "error: createGroupPeer: it is not ready after 1 second\n  the service goes on without being watched\n\
                try: a longer --watch-timeout\n";
    assert_eq!(code, 7, "{shown:?}");
    assert!(end(&shown).contains(ID) && shown.ends_with(late), "{shown:?}");

    let server = Server::script([peer("INITIATING")]).await;
    let (code, shown) = interrupted(&server, &create(&[]), Some("INITIATING after 0 s"));
    assert_eq!(code, 130, "{shown:?}");
    let told = "error: interrupted: the service goes on without being watched\n";
    assert!(end(&shown).ends_with(told), "{shown:?}");
    assert!(shown.contains(&format!("--peerId {ID}")), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_to_type_a_body() {
    let server = Server::json("200 OK", &[], AWS).await;
    let (code, shown) = shown(&server, &["createGroupPeer", "--groupId", GROUP]);
    assert!(
        code == 2 && shown.contains("there is no body, and the operation needs one"),
        "{shown}"
    );
}
