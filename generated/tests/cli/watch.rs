//! `--watch`: states as they change, failure, timeout and Ctrl-C.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use portolan_test_server::{Response, Server};

use super::{AWS, AWS_FLAGS, Ended, GROUP, ID, program, run};

const WATCH: [&str; 8] =
    ["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--watch", "--watch-interval", "0"];

fn aws_in(state: &str, reason: &str) -> Response {
    let error = format!(r#""errorStateName":{reason},"statusName":"{state}""#);
    Response::json("200 OK", &[], &AWS.replace(r#""statusName":"INITIATING""#, &error))
}

#[tokio::test(flavor = "multi_thread")]
async fn prints_each_state_once() {
    let states = ["INITIATING", "PENDING_ACCEPTANCE", "PENDING_ACCEPTANCE", "AVAILABLE"];
    let server = Server::script(states.map(|state| aws_in(state, "null"))).await;
    let ended = run(&server, &WATCH);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.stdout.contains(r#""statusName":"AVAILABLE""#) && ended.stdout.lines().count() == 1
    );
    let lines: Vec<&str> = ended.stderr.lines().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["INITIATING", "PENDING_ACCEPTANCE", "AVAILABLE"]);
    assert_eq!(server.request_count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_state_exits_with_4_and_its_reason() {
    let server =
        Server::script([aws_in("INITIATING", "null"), aws_in("FAILED", "\"REJECTED\"")]).await;
    let ended = run(&server, &WATCH);
    assert_eq!(ended.code, 4);
    let expected =
        "error: getGroupPeer: the resource has failed: its state is FAILED\n  reason: REJECTED\n";
    assert!(ended.stderr.ends_with(expected), "{ended:?}");
    assert!(
        ended.stdout.contains(r#""statusName":"FAILED""#),
        "the last response is printed: {ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_timeout_exits_with_7() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let mut arguments = WATCH.to_vec();
    arguments[7] = "2";
    arguments.extend(["--watch-timeout", "1"]);
    let ended = run(&server, &arguments);
    assert_eq!(ended.code, 7);
    assert!(ended.stderr.contains("error: getGroupPeer: not ready after 1 "), "{ended:?}");
    // One request at the start, and one at the timeout.
    assert_eq!(server.request_count(), 2);
}

/// Runs the create operation with `--watch`.
fn create_and_watch(server: &Server, arguments: &[&str]) -> Ended {
    let create = ["createGroupPeer", "--groupId", GROUP, "--watch"];
    run(server, &[&create, arguments, &AWS_FLAGS[..]].concat())
}

const NO_DELAY: [&str; 2] = ["--watch-interval", "0"];

/// The message between creating and watching.
const CREATED: &str = "createGroupPeer: executed; polling with getGroupPeer --peerId \
                    32b6e34b3d91647abb20e7b9\n";

#[tokio::test(flavor = "multi_thread")]
async fn watches_the_created_peering_by_its_id() {
    let states = ["INITIATING", "INITIATING", "PENDING_ACCEPTANCE", "AVAILABLE"];
    let server = Server::script(states.map(|state| aws_in(state, "null"))).await;
    let ended = create_and_watch(&server, &["--watch-interval", "0", "--pretty"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains(r#""statusName":"AVAILABLE""#), "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 1, "only the last response: {ended:?}");
    let states = ended.stderr.strip_prefix(CREATED).unwrap();
    let states: Vec<&str> = states.lines().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(states, ["INITIATING", "PENDING_ACCEPTANCE", "AVAILABLE"]);
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    let path = format!("/api/atlas/v2/groups/{GROUP}/peers");
    let get = format!("GET {path}/{ID}?pretty=true");
    assert_eq!(lines, [format!("POST {path}?pretty=true"), get.clone(), get.clone(), get]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_created_peering_can_fail() {
    let server =
        Server::script([aws_in("INITIATING", "null"), aws_in("FAILED", "\"REJECTED\"")]).await;
    let ended = create_and_watch(&server, &NO_DELAY);
    assert_eq!(ended.code, 4);
    let expected = "error: createGroupPeer: the resource has failed: its state is FAILED\n  reason: REJECTED\n";
    assert!(ended.stderr.starts_with(CREATED) && ended.stderr.ends_with(expected), "{ended:?}");
    assert!(ended.stdout.contains(r#""statusName":"FAILED""#), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_created_peering_can_time_out() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let ended = create_and_watch(&server, &["--watch-timeout", "1"]);
    assert_eq!(ended.code, 7);
    assert!(ended.stderr.contains("error: createGroupPeer: not ready after 1 "), "{ended:?}");
    assert!(ended.stdout.contains(ID), "the last response is printed: {ended:?}");
    assert_eq!(server.request_count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn prints_the_created_peering_if_watching_fails() {
    let not_found = r#"{"error":404,"errorCode":"PEER_NOT_FOUND"}"#;
    let not_found = || Response::json("404 Not Found", &[], not_found);
    let server = Server::script([aws_in("INITIATING", "null"), not_found()]).await;
    let ended = create_and_watch(&server, &NO_DELAY);
    assert_eq!(ended.code, 4);
    assert!(
        ended.stderr.contains("error: getGroupPeer: 404 Not Found: PEER_NOT_FOUND"),
        "{ended:?}"
    );
    assert!(ended.stdout.contains(ID), "the id is printed: {ended:?}");

    let server = Server::script([Response::json("200 OK", &[], r#"{"providerName":"AWS"}"#)]).await;
    let ended = create_and_watch(&server, &NO_DELAY);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, "{\"providerName\":\"AWS\"}\n"));
    let expected = "createGroupPeer: executed, but cannot be watched: the response has no `/id`";
    assert!(ended.stderr.contains(expected), "{ended:?}");

    // A failed create is not watched.
    let server = Server::script([not_found()]).await;
    let ended = create_and_watch(&server, &NO_DELAY);
    assert_eq!((ended.code, ended.stdout.as_str(), server.request_count()), (4, "", 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_the_state_inside_an_envelope() {
    let enveloped = |state: &str| {
        let peer = AWS.replace("INITIATING", state);
        Response::json("200 OK", &[], &format!(r#"{{"status":200,"content":{peer}}}"#))
    };
    let server = Server::script(["INITIATING", "FINALIZING", "AVAILABLE"].map(enveloped)).await;
    let ended = create_and_watch(&server, &["--watch-interval", "0", "--envelope"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.starts_with(r#"{"status":200,"content":{"#), "{ended:?}");
    assert_eq!(server.request_count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_after_creating_prints_the_id() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let arguments = ["createGroupPeer", "--groupId", GROUP, "--watch"];
    let ended = interrupted(&server, &[&arguments, &AWS_FLAGS[..]].concat());
    let expected = format!("{CREATED}INITIATING after 0 s\n");
    let interrupted =
        "error: interrupted: stopped watching; the operation continues on the service\n";
    assert_eq!(ended.stderr, expected + interrupted);
    assert_eq!((ended.code, ended.stdout.as_str()), (130, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_watching() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let mut arguments = WATCH.to_vec();
    arguments[7] = "3600";
    arguments.extend(["--watch-timeout", "7200"]);
    let ended = interrupted(&server, &arguments);
    assert_eq!((ended.code, ended.stdout.as_str()), (130, ""));
    let expected = "INITIATING after 0 s\nerror: interrupted: stopped watching; the operation continues on the service\n";
    assert_eq!(ended.stderr, expected);
}

/// Runs an operation and sends SIGINT after the first state.
fn interrupted(server: &Server, arguments: &[&str]) -> Ended {
    let mut command = program(&server.url());
    command.args(["api", "networkPeering"]).args(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::new(child.stderr.take().unwrap());
    let mut stderr = String::new();
    while !stderr.contains("INITIATING after ") {
        assert_ne!(reader.read_line(&mut stderr).unwrap(), 0, "{stderr}");
    }
    let id = child.id().to_string();
    assert!(
        Command::new("sh").args(["-c", &format!("kill -INT {id}")]).status().unwrap().success()
    );
    reader.read_to_string(&mut stderr).unwrap();
    let code = child.wait().unwrap().code().unwrap();
    let mut stdout = String::new();
    child.stdout.unwrap().read_to_string(&mut stdout).unwrap();
    Ended { code, stdout, stderr }
}
