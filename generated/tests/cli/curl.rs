//! `--dry-run=curl`: the printed command sends the request that the program sends.

use std::process::{Command, Stdio};

use portolan_test_server::{Request, Response, Server};
use serde_json::json;

use super::{AWS, AWS_FLAGS, GROUP, ID, PROGRAM};

/// Whether curl is installed; prints a note if it is not.
fn is_installed() -> bool {
    let is_installed = Command::new("curl").arg("--version").output().is_ok();
    if !is_installed {
        println!("skipped: curl is not installed");
    }
    is_installed
}

/// Runs a shell command with the program as `$0`, and returns its output.
fn run(
    server: &Server,
    variables: &[(&str, &str)],
    command: &str,
    arguments: &[&str],
    input: &str,
) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    shell
        .args(["-eu", "-c", command, PROGRAM])
        .args(["api", "networkPeering"])
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home.path())
        .env("MONGODB_ATLAS_BASE_URL", server.url())
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command} {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the requests of the program, and those of the curl command that it prints.
fn both(
    server: &Server,
    variables: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
) -> [Vec<Request>; 2] {
    run(server, variables, r#""$0" "$@""#, arguments, input);
    let count = server.request_count();
    let printed = [arguments, &["--dry-run=curl"]].concat();
    let printed = run(server, variables, r#""$0" "$@""#, &printed, input);
    assert_eq!(server.request_count(), count, "a dry run sends no requests");
    for (_, secret) in variables {
        assert!(!printed.contains(secret), "{printed}");
    }
    run(server, variables, &format!("{} --silent --fail", printed.trim_end()), arguments, input);
    let mut requests = server.requests();
    let by_curl = requests.split_off(count);
    [requests, by_curl]
}

/// Asserts that two requests are equal, apart from headers of the connection.
fn assert_same(ours: &Request, by_curl: &Request) {
    let fields = |request: &Request| {
        let mut names: Vec<String> =
            request.header_names().iter().map(|name| name.to_ascii_lowercase()).collect();
        names.retain(|name| !matches!(name.as_str(), "accept-encoding" | "connection"));
        names.sort();
        names.dedup();
        let values = |name: &String| {
            request.header(name).iter().map(|value| (*value).to_owned()).collect::<Vec<_>>()
        };
        names.iter().map(|name| (name.clone(), values(name))).collect::<Vec<_>>()
    };
    assert_eq!(by_curl.line(), ours.line());
    assert_eq!(fields(by_curl), fields(ours));
    assert_eq!(String::from_utf8_lossy(&by_curl.body), String::from_utf8_lossy(&ours.body));
    assert_eq!(by_curl.body, ours.body);
}

/// Text with the special characters of shells.
const TEXT: &str =
    "it's \"$HOME\" `id` $(id) \\ \\n !! # ; & | * ~ {a,b} [c] %d\n\r\n\tü 日本 \u{1f600} @f <x";

const TOKEN: [(&str, &str); 1] = [("MONGODB_ATLAS_ACCESS_TOKEN", "token-'of-$HOME!")];

#[tokio::test(flavor = "multi_thread")]
async fn curl_sends_the_same_request() {
    if !is_installed() {
        return;
    }
    let body = json!({"providerName": "AWS", "vpcId": TEXT, TEXT: [TEXT]}).to_string();
    let peer = ["--groupId", GROUP, "--peerId", ID];
    let unvalidated = ["--groupId", GROUP, "--no-validate"];
    for (arguments, input) in [
        ([&["getGroupPeer", "--pretty"], &peer[..]].concat(), ""),
        ([&["deleteGroupPeer"], &peer[..]].concat(), ""),
        ([&["createGroupPeer", "--groupId", GROUP], &AWS_FLAGS[..]].concat(), ""),
        ([&["createGroupPeer"], &unvalidated[..]].concat(), body.as_str()),
        ([&["listGroupPeers", "--providerName", TEXT], &unvalidated[..]].concat(), ""),
        (vec!["getGroupPeer", "--groupId", TEXT, "--peerId", "a b/c?d", "--no-validate"], ""),
        (vec!["disableGroupPrivateIpModePeering", "--groupId", GROUP, "--enabled"], ""),
    ] {
        let server = Server::json("200 OK", &[], AWS).await;
        let [ours, by_curl] = both(&server, &TOKEN, &arguments, input);
        assert_eq!((ours.len(), by_curl.len()), (1, 1), "{arguments:?}");
        assert_same(&ours[0], &by_curl[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_authenticates_like_the_program() {
    if !is_installed() {
        return;
    }
    let arguments = ["getGroupPeer", "--groupId", GROUP, "--peerId", ID];
    let account = [
        ("MONGODB_ATLAS_CLIENT_ID", "id-of-the-account"),
        ("MONGODB_ATLAS_CLIENT_SECRET", "secret-of-the-account"),
    ];
    let server = Server::with_handler(|request: &Request, _| {
        if request.line().starts_with("POST /api/oauth/token") {
            let body = r#"{"access_token": "secret-token", "expires_in": 3600}"#;
            return Response::json("200 OK", &[], body);
        }
        let is_authenticated = request.header("authorization") == ["Bearer secret-token"];
        Response::json(if is_authenticated { "200 OK" } else { "401 Unauthorized" }, &[], AWS)
    })
    .await;
    let [ours, by_curl] = both(&server, &account, &arguments, "");
    assert_same(ours.last().unwrap(), by_curl.last().unwrap());
    let token_request = |requests: &[Request]| {
        let fetch = requests.iter().find(|it| it.line().starts_with("POST /api/oauth/token"));
        fetch.map(|it| (it.body.clone(), it.header("authorization").join("")))
    };
    assert!(token_request(&by_curl).is_some() && token_request(&ours) == token_request(&by_curl));

    let keys = [
        ("MONGODB_ATLAS_PUBLIC_KEY", "name-of-the-key"),
        ("MONGODB_ATLAS_PRIVATE_KEY", "secret-of-the-key"),
    ];
    let server = Server::with_handler(|request: &Request, _| {
        if request.header("authorization").is_empty() {
            let challenge =
                "www-authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5";
            return Response::json("401 Unauthorized", &[challenge], "{}");
        }
        Response::json("200 OK", &[], AWS)
    })
    .await;
    let [ours, by_curl] = both(&server, &keys, &arguments, "");
    for requests in [&ours, &by_curl] {
        assert_eq!(requests.len(), 2, "{requests:?}");
        let authorization = requests[1].header("authorization").join("");
        assert!(
            authorization.starts_with("Digest ")
                && authorization.contains("username=\"name-of-the-key\""),
            "{authorization}"
        );
    }
}
