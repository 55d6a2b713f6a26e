//! Watching: states as they change, what fails, what takes too long, and Ctrl-C in the middle.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use openapi_loopback::{Answer, Server};

use super::{AWS, GROUP, ID, program, run};

const WATCH: [&str; 8] =
    ["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--watch", "--watch-interval", "0"];

fn aws_in(state: &str, reason: &str) -> Answer {
    let error = format!(r#""errorStateName":{reason},"statusName":"{state}""#);
    Answer::json("200 OK", &[], &AWS.replace(r#""statusName":"INITIATING""#, &error))
}

#[tokio::test(flavor = "multi_thread")]
async fn states_are_told_as_they_change() {
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
async fn what_has_failed_is_told_with_the_services_reason() {
    let server =
        Server::script([aws_in("INITIATING", "null"), aws_in("FAILED", "\"REJECTED\"")]).await;
    let ended = run(&server, &WATCH);
    assert_eq!(ended.code, 4);
    let told = "error: getGroupPeer: it has failed: the state is FAILED\n  reason: REJECTED\n";
    assert!(ended.stderr.ends_with(told), "{ended:?}");
    assert!(
        ended.stdout.contains(r#""statusName":"FAILED""#),
        "the last answer is given: {ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ready_in_time_is_7() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let mut arguments = WATCH.to_vec();
    arguments[7] = "2";
    arguments.extend(["--watch-timeout", "1"]);
    let ended = run(&server, &arguments);
    assert_eq!(ended.code, 7);
    assert!(ended.stderr.contains("error: getGroupPeer: it is not ready after "), "{ended:?}");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_a_wait_and_says_so() {
    let server = Server::script([aws_in("INITIATING", "null")]).await;
    let mut arguments = WATCH.to_vec();
    arguments[7] = "3600";
    arguments.extend(["--watch-timeout", "7200"]);
    let mut command = program(&server.url());
    command.args(["api", "networkPeering"]).args(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("INITIATING after "), "{line}");
    let id = child.id().to_string();
    assert!(
        Command::new("sh").args(["-c", &format!("kill -INT {id}")]).status().unwrap().success()
    );
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(rest, "error: interrupted: the service goes on without being watched\n");
    let mut stdout = String::new();
    child.stdout.unwrap().read_to_string(&mut stdout).unwrap();
    assert_eq!(stdout, "");
}
