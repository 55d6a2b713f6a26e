//! A command line of all that a flag can stand for: the program itself, against a server on loopback.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::process::{Command, Output};

use openapi_loopback::{Request, Server};
use serde_json::{Value, json};

fn run(server: &Server, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_golden-commands"))
        .env_clear()
        .args(["api", "--base-url", &server.url()])
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

/// The request of a command that works.
fn sent(server: &Server, arguments: &[&str]) -> Request {
    let output = run(server, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    server.requests().pop().unwrap()
}

/// What is said of a command that is refused before it is sent.
fn refused(server: &Server, arguments: &[&str]) -> String {
    let output = run(server, arguments);
    assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_are_written_in_their_styles() {
    let server = Server::json("200 OK", &[], "[]").await;
    let request = sent(
        &server,
        &[
            "lamps",
            "lamps.find",
            "--output-parameter",
            "3",
            "--filter",
            r#"{"color": "red"}"#,
            "--raw",
            r#"{"a": 1}"#,
            "--colors",
            "red",
            "--colors",
            "green",
            "--since",
            "2026-01-31",
            "--x-request-id",
            "abc",
        ],
    );
    let query =
        "output=3&filter%5Bcolor%5D=red&raw=%7B%22a%22%3A1%7D&colors=red,green&since=2026-01-31";
    assert_eq!(request.line(), format!("GET /lamps?{query}"));
    assert_eq!(request.header("x-request-id"), ["abc"]);
    let told = refused(
        &server,
        &[
            "lamps",
            "lamps.find",
            "--colors",
            "red",
            "--colors",
            "blue",
            "--colors",
            "red",
            "--X-Request-Id",
            "abcd",
        ],
    );
    for line in ["  --colors ", "  header colors", "  --X-Request-Id "] {
        assert_eq!(told.contains(line), line.contains("--"), "{line}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn properties_are_of_their_types_and_never_mistaken_for_parameters() {
    let server = Server::json("200 OK", &[], "{}").await;
    let request = sent(
        &server,
        &[
            "lamps",
            "create",
            "--name",
            "of the query",
            "--name-property",
            "of the body",
            "--bright=false",
            "--file-property",
            "a",
            "--watts",
            "7.5",
            "--bought",
            "2026-01-31T08:00:00Z",
            "--place",
            r#"{"floor": 2}"#,
            "--colors",
            "red",
            "--note",
            "b",
        ],
    );
    assert_eq!(request.line(), "POST /lamps?name=of%20the%20query");
    assert_eq!(
        json(&request),
        json!({"name": "of the body", "bright": false, "file": "a", "watts": 7.5, "bought": "2026-01-31T08:00:00Z",
            "place": {"floor": 2}, "colors": ["red"], "note": "b"})
    );
    let told = refused(
        &server,
        &[
            "lamps",
            "create",
            "--name",
            "x",
            "--name-property",
            "y",
            "--bright",
            "--watts",
            "101",
            "--colors",
            "blue",
        ],
    );
    for line in ["  --name-property ", "  --watts ", "  --colors[0] is not one of red, green"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let output = run(&server, &["lamps", "create", "--name", "x", "--watts", "1"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("\n  --name-property <TEXT>\n  --bright <BOOLEAN>"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_parts_and_bodies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.png");
    std::fs::write(&path, b"\x89PNG\xff").unwrap();
    let path = path.to_str().unwrap();
    let server = Server::json("200 OK", &[], "{}").await;
    let request =
        sent(&server, &["lamps", "addPicture", "--id", "1", "--image", path, "--title", "a"]);
    assert!(request.header("content-type")[0].starts_with("multipart/form-data; boundary="));
    let has = |bytes: &[u8]| request.body.windows(bytes.len()).any(|window| window == bytes);
    assert!(has(b"\r\n\r\n\x89PNG\xff\r\n") && has(b"name=\"title\""));
    let told = refused(
        &server,
        &["lamps", "addPicture", "--id", "1", "--image", path, "--title", "too long"],
    );
    assert!(told.contains("  --title "), "{told}");
    assert!(has(b"name=\"image\"; filename=\"image.png\"\r\n"));
    assert_eq!(request.header("content-length"), [request.body.len().to_string()]);
    let request = sent(&server, &["lamps", "setFirmware", "--id", "1", "--file", path]);
    assert_eq!(request.body, b"\x89PNG\xff");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn files_of_parts_are_shown_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's.png");
    std::fs::write(&path, b"\x89PNG\xff").unwrap();
    let path = path.to_str().unwrap();
    let server = Server::json("200 OK", &[], "{}").await;
    let typed = ["lamps", "addPicture", "--id", "1", "--image", path, "--title", "%s\\"];
    let shown = run(&server, &[&typed[..], &["--dry-run"]].concat());
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains(&format!("\r\n\r\n[the bytes of {path}]\r\n--")), "{shown}");
    assert!(shown.contains("\r\n\r\n%s\\\r\n--"), "{shown}");

    // A shell makes the same body of the command, which curl would get.
    let command = run(&server, &[&typed[..], &["--dry-run=curl"]].concat());
    let command = String::from_utf8(command.stdout).unwrap();
    let script = format!("curl() {{ cat; }}\n{command}");
    let body = Command::new("sh").args(["-c", &script]).output().unwrap().stdout;
    let request = sent(&server, &typed);
    let boundary = |text: &str| text.split_once("boundary=").unwrap().1[..32].to_owned();
    let (ours, theirs) = (boundary(&command), boundary(request.header("content-type")[0]));
    let bytes = String::from_utf8_lossy(&body).replace(&ours, &theirs);
    assert_eq!(bytes, String::from_utf8_lossy(&request.body));
    assert!(body.windows(5).any(|window| window == b"\x89PNG\xff"), "{command}");

    let missing = ["lamps", "addPicture", "--id", "1", "--image", "nowhere/at/all"];
    let output = run(&server, &missing);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("reading nowhere/at/all: "), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_answers_go_into_pipes_and_files_as_they_are() {
    let server = Server::with("200 OK", &["content-type: image/png"], b"\x89PNG\xff\n").await;
    let output = run(&server, &["lamps", "getPicture", "--id", "1"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"\x89PNG\xff\n"[..]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.png");
    let output = run(
        &server,
        &["lamps", "getPicture", "--id", "1", "--output-file", path.to_str().unwrap()],
    );
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b""[..]));
    assert_eq!(std::fs::read(&path).unwrap(), b"\x89PNG\xff\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_and_alternatives_have_flags_too() {
    let server = Server::json("200 OK", &[], "{}").await;
    let request = sent(
        &server,
        &["empty-rooms", "postRooms", "--name", "a b", "--doors", "1", "--doors", "2"],
    );
    assert_eq!(request.body, b"name=a+b&doors=1&doors=2");
    let request = sent(&server, &["emptyRooms", "postRooms"]);
    assert_eq!(request.body, b"");
    let request = sent(&server, &["emptyRooms", "paint", "paper", "--pattern", "dots"]);
    assert_eq!(json(&request), json!({"pattern": "dots"}));
    let request = sent(&server, &["emptyRooms", "paint", "color", "--color", "red"]);
    assert_eq!(json(&request), json!({"color": "red"}));
}
