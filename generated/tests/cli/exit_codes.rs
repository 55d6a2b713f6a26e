//! Exit codes, the messages with them, and `-v`.

use portolan_test_server::{Response, Server};

use super::{AWS, AWS_FLAGS, Ended, GROUP, ID, ended, program, run, with};

const GET: [&str; 5] = ["getGroupPeer", "--groupId", GROUP, "--peerId", ID];

fn error(status: &str, headers: &[&str], code: &str) -> Response {
    let number = status.split(' ').next().unwrap();
    let body = format!(
        r#"{{"error":{number},"reason":"Reason","errorCode":"{code}","detail":"What happened.","parameters":["a"],"badRequestDetail":null}}"#
    );
    Response::json(status, headers, &body)
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_errors_exit_with_2() {
    let server = Server::json("200 OK", &[], AWS).await;
    for arguments in [
        &["getGroupPeer"][..],
        &["noSuchOperation"],
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--noSuchFlag"],
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--output", "xml"],
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--output", "jsonpath=$["],
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--watch-timeout", "5"],
        &["listGroupPeers", "--groupId", GROUP, "--itemsPerPage", "many"],
        &["getGroupPeer", "--groupId", GROUP, "--peerId", ID, "--base-url", "ftp://x"],
    ] {
        let ended = run(&server, arguments);
        assert!(ended.code == 2 && ended.stderr.starts_with("error: "), "{arguments:?}: {ended:?}");
        assert_eq!(ended.stdout, "");
    }
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn error_responses_exit_with_4() {
    let server = Server::script([error("409 Conflict", &[], "PEER_ALREADY_EXISTS")]).await;
    let ended = run(&server, &[&["createGroupPeer", "--groupId", GROUP], &AWS_FLAGS[..]].concat());
    assert_eq!((ended.code, ended.stdout.as_str()), (4, ""));
    assert_eq!(
        ended.stderr,
        "error: createGroupPeer: 409 Conflict: PEER_ALREADY_EXISTS: What happened.
  error: 409
  reason: Reason
  errorCode: PEER_ALREADY_EXISTS
  detail: What happened.
  parameters: [\"a\"]
  executed: no
try: check the current state, which conflicts with the request
"
    );
    let server =
        Server::script([error("429 Too Many Requests", &["retry-after: 7"], "BUSY")]).await;
    let ended = run(&server, &with(&GET, &["--timeout", "1"]));
    assert!(ended.code == 4 && ended.stderr.contains("try: again in 7 seconds"), "{ended:?}");
    let server =
        Server::script([error("500 Internal Server Error", &[], "UNEXPECTED_ERROR")]).await;
    let ended = run(&server, &[&["createGroupPeer", "--groupId", GROUP], &AWS_FLAGS[..]].concat());
    let message = "executed: unknown: check the current state before retrying\ntry: again later\n";
    assert!(ended.code == 4 && ended.stderr.ends_with(message), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn authentication_errors_exit_with_5() {
    let server = Server::script([error("401 Unauthorized", &[], "INVALID_TOKEN")]).await;
    let ended = run(&server, &GET);
    assert!(ended.code == 5 && ended.stderr.contains("INVALID_TOKEN"), "{ended:?}");
    let mut command = program(&server.url());
    command.env_remove("MONGODB_ATLAS_ACCESS_TOKEN").args(["api", "networkPeering"]).args(GET);
    let ended = super::ended(&mut command, None);
    let message = "set MONGODB_ATLAS_ACCESS_TOKEN (access token), or MONGODB_ATLAS_CLIENT_ID";
    assert!(ended.code == 5 && ended.stderr.contains(message), "{ended:?}");
    assert_eq!(server.request_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn transport_errors_exit_with_6() {
    let mut command = program(&Server::refused_url());
    let ended = ended(command.args(["api", "networkPeering"]).args(GET), None);
    assert!(
        ended.code == 6 && ended.stderr.contains("no connection to http://127.0.0.1:"),
        "{ended:?}"
    );
    // The reset comes after the request was read; before, it would be a connect error.
    let server = Server::script([Response::empty().then_reset()]).await;
    let ended = run(&server, &[&["createGroupPeer", "--groupId", GROUP], &AWS_FLAGS[..]].concat());
    assert_eq!(ended.code, 6, "{ended:?}");
    let message = "executed: unknown: check the current state";
    assert!(ended.stderr.contains(message), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn truncated_responses_exit_with_6() {
    let server = Server::raw(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    )
    .await;
    let ended = run(&server, &with(&GET, &["--timeout", "2"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (6, ""), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn timeouts_exit_with_7() {
    let server = Server::silent().await;
    let ended = run(&server, &with(&GET, &["--timeout", "1"]));
    assert!(ended.code == 7 && ended.stderr.contains("try: a longer --timeout"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn local_errors_exit_with_1() {
    let server = Server::json("200 OK", &[], AWS).await;
    let ended = run(&server, &with(&GET, &["--output-file", "/dev/full"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    assert_eq!(
        ended.stderr,
        "error: writing /dev/full: No space left on device (os error 28)\n  the request was executed; its response is lost\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn verbose_output_lists_each_request() {
    let server = Server::script([
        error("503 Service Unavailable", &["retry-after: 0"], "BUSY"),
        Response::json("200 OK", &["set-cookie: secret=1", "x-request: 5"], AWS),
    ])
    .await;
    let ended = run(&server, &with(&GET, &["-vv"]));
    assert_eq!(ended.code, 0);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert!(lines[0].starts_with("* getGroupPeer: request 1: GET: 503 in "), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("* getGroupPeer: request 2: GET: 200 in ")));
    for line in [
        "> accept: application/vnd.atlas.2023-01-01+json",
        "< x-request: 5",
        "< set-cookie: [hidden]",
    ] {
        assert!(lines.contains(&line), "{line}: {lines:?}");
    }
    let total = |ended: &Ended| {
        let line = ended.stderr.lines().last().unwrap().to_owned();
        let took = line.strip_suffix(" ms total").unwrap();
        let (what, took) = took.rsplit_once(" in ").unwrap();
        (what.to_owned(), took.parse::<u32>().unwrap())
    };
    assert_eq!(total(&ended).0, "* getGroupPeer: 2 requests");
    let ended = run(&server, &with(&GET, &["-v"]));
    assert_eq!(ended.stderr.lines().count(), 2, "{ended:?}");
    assert_eq!(total(&ended).0, "* getGroupPeer: 1 request");
    // The total includes delays, and is printed for failed calls, too.
    let server = Server::script([
        error("503 Service Unavailable", &["retry-after: 1"], "BUSY"),
        error("404 Not Found", &[], "GONE"),
    ])
    .await;
    let ended = run(&server, &with(&GET, &["-v"]));
    let (log, message) = ended.stderr.split_once("error: ").unwrap();
    assert!(ended.code == 4 && message.contains("GONE"), "{ended:?}");
    let (what, took) = total(&Ended { stderr: log.to_owned(), ..ended });
    assert!(what == "* getGroupPeer: 2 requests" && took >= 1000, "{what} {took}");
    // Dry runs have no requests to list.
    let ended = run(&server, &with(&GET, &["-v", "--dry-run"]));
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
}
