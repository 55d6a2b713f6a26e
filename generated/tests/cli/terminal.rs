//! Output on a pseudo-terminal: indented JSON and a spinner while watching.

use std::io::{Read as _, Write as _};

use portolan_test_server::{Response, Server};

use super::{AWS, AWS_FLAGS, GROUP, ID, PROGRAM, TOKEN};

/// Runs an operation on a terminal; returns its exit code and output.
fn run_on_terminal(server: &Server, arguments: &[&str]) -> (i32, String) {
    interrupted(server, arguments, None)
}

/// As [`run_on_terminal`], but presses Ctrl-C once the output contains `when`.
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
    // On Linux, reading fails once the other end is closed.
    let _ = terminal.read_to_end(&mut bytes);
    let code = child.wait().unwrap().code().unwrap();
    (code, String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn indents_json() {
    let server = Server::json("200 OK", &[], r#"{"id":"a","more":[1]}"#).await;
    let arguments = ["getGroupPeer", "--groupId", GROUP, "--peerId", ID];
    let (code, output) = run_on_terminal(&server, &arguments);
    assert_eq!((code, output.as_str()), (0, "{\n  \"id\": \"a\",\n  \"more\": [\n    1\n  ]\n}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn indents_the_items_of_all_pages() {
    let page =
        |id: &str| Response::json("200 OK", &[], &format!(r#"{{"results":[{{"id":"{id}"}}]}}"#));
    let empty = Response::json("200 OK", &[], r#"{"results":[]}"#);
    let arguments = ["listGroupPeers", "--groupId", GROUP, "--itemsPerPage", "1", "--all"];
    let server = Server::script([page("a"), page("\\u009b"), empty]).await;
    let (code, output) = run_on_terminal(&server, &arguments);
    let list = "[\n  {\n    \"id\": \"a\"\n  },\n  {\n    \"id\": \"\\u009b\"\n  }\n]\n";
    assert_eq!((code, output.as_str()), (0, list));

    let server = Server::script([page("a")]).await;
    let (code, output) = run_on_terminal(&server, &arguments);
    assert!(code == 1 && output.contains("  }\nerror: listGroupPeers: page 2 is"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_a_spinner_while_watching() {
    let states = ["INITIATING", "FINALIZING", "AVAILABLE"];
    let server = Server::script(
        states.map(|state| Response::json("200 OK", &[], &AWS.replace("INITIATING", state))),
    )
    .await;
    let (code, output) = run_on_terminal(
        &server,
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--watch", "--watch-interval", "1"],
    );
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("\u{1b}[2KINITIATING after 0 s "), "{output:?}");
    assert!(output.contains(" FINALIZING ("), "the spinner: {output:?}");
    let end = output.rfind("\u{1b}[2K").unwrap();
    assert!(!output[end..].contains(" AVAILABLE ("), "the spinner is cleared: {output:?}");
    assert!(output.trim_end().ends_with("\n}"), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_after_creating() {
    let states = ["INITIATING", "FINALIZING", "AVAILABLE"];
    let server = Server::script(
        states.map(|state| Response::json("200 OK", &[], &AWS.replace("INITIATING", state))),
    )
    .await;
    let create = ["createGroupPeer", "--groupId", GROUP, "--watch", "--watch-interval", "1"];
    let (code, output) = run_on_terminal(&server, &[&create, &AWS_FLAGS[..]].concat());
    assert_eq!(code, 0, "{output}");
    let expected = "createGroupPeer: executed; polling with getGroupPeer --peerId ";
    assert!(output.contains(expected) && output.contains("FINALIZING after 0 s "), "{output:?}");
    assert!(output.contains(" FINALIZING ("), "the spinner: {output:?}");
    assert!(output.trim_end().ends_with("\n}"), "{output:?}");
    assert_eq!(output.matches("\"statusName\"").count(), 1, "only the last response: {output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clears_the_spinner_however_watching_ends() {
    let peer = |state: &str| Response::json("200 OK", &[], &AWS.replace("INITIATING", state));
    let watch = ["createGroupPeer", "--groupId", GROUP, "--watch"];
    let create = |more: &[&'static str]| [&watch, more, &AWS_FLAGS[..]].concat();
    // The output after the spinner was last cleared.
    let end = |output: &str| output.rsplit("\u{1b}[2K").next().unwrap().to_owned();

    let server = Server::script([peer("INITIATING"), peer("FAILED")]).await;
    let (code, output) = run_on_terminal(&server, &create(&[]));
    let failed = "error: createGroupPeer: the resource has failed: its state is FAILED\n";
    assert_eq!(code, 4, "{output:?}");
    assert!(
        end(&output).contains("\"statusName\": \"FAILED\"") && output.ends_with(failed),
        "{output:?}"
    );

    let server = Server::script([peer("INITIATING")]).await;
    let (code, output) = run_on_terminal(&server, &create(&["--watch-timeout", "1"]));
    let late = "error: createGroupPeer: not ready after 1 second\n  the operation continues on the service\n\
                try: a longer --watch-timeout\n";
    assert_eq!(code, 7, "{output:?}");
    assert!(end(&output).contains(ID) && output.ends_with(late), "{output:?}");

    let server = Server::script([peer("INITIATING")]).await;
    let (code, output) = interrupted(&server, &create(&[]), Some("INITIATING after 0 s"));
    assert_eq!(code, 130, "{output:?}");
    let expected = "error: interrupted: stopped watching; the operation continues on the service\n";
    assert!(end(&output).ends_with(expected), "{output:?}");
    assert!(output.contains(&format!("--peerId {ID}")), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn does_not_read_a_body_from_a_terminal() {
    let server = Server::json("200 OK", &[], AWS).await;
    let (code, output) = run_on_terminal(&server, &["createGroupPeer", "--groupId", GROUP]);
    assert!(code == 2 && output.contains("the operation requires a body"), "{output}");
}
