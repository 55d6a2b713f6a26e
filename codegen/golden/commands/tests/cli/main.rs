//! Flags of every kind, parsed by the program and sent to a loopback server.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

mod curl;
mod nesting;
mod secrets;
mod terminal;

use std::process::{Command, Output};

use portolan_test_server::{Request, Server};
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

/// Runs a command that has to succeed, and returns its request.
fn sent(server: &Server, arguments: &[&str]) -> Request {
    let output = run(server, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    server.requests().pop().unwrap()
}

/// Runs a command with an invalid request, and returns its standard error.
fn refused(server: &Server, arguments: &[&str]) -> String {
    let output = run(server, arguments);
    assert_eq!(output.status.code(), Some(3), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_are_serialized_in_their_styles() {
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
    let message = refused(
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
        assert_eq!(message.contains(line), line.contains("--"), "{line}: {message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn properties_have_types_and_names_distinct_from_parameters() {
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
    let message = refused(
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
        assert!(message.contains(line), "{line}: {message}");
    }
    let output = run(&server, &["lamps", "create", "--name", "x", "--watts", "1"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("\n  --name-property <TEXT>\n  --bright <BOOLEAN>"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_become_parts_and_bodies() {
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
    assert!(has(b"name=\"image\"; filename=\"image.png\"\r\nContent-Type: image/png\r\n"));
    let other = folder.path().join("a \"b\".bin");
    std::fs::write(&other, b"other").unwrap();
    let image = format!("{path};type=image/jpeg");
    let arguments = ["lamps", "addPicture", "--id", "1", "--image", &image];
    let more = ["--more", path, "--more", other.to_str().unwrap()];
    let request = sent(&server, &[&arguments[..], &more].concat());
    let body = String::from_utf8_lossy(&request.body).into_owned();
    for (name, file, media_type) in [
        ("image", "image.png", "image/jpeg"),
        ("more", "image.png", "application/octet-stream"),
        ("more", "a %22b%22.bin", "application/octet-stream"),
    ] {
        let head =
            format!("name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: {media_type}\r\n");
        assert!(body.contains(&head), "{head}: {body}");
    }
    let message =
        refused(&server, &["lamps", "addPicture", "--id", "1", "--image", other.to_str().unwrap()]);
    assert!(message.contains("  --image has no media type"), "{message}");
    let message = refused(
        &server,
        &["lamps", "addPicture", "--id", "1", "--image", path, "--title", "too long"],
    );
    assert!(message.contains("  --title "), "{message}");
    assert!(has(b"name=\"image\"; filename=\"image.png\"\r\n"));
    assert_eq!(request.header("content-length"), [request.body.len().to_string()]);
    let request = sent(&server, &["lamps", "setFirmware", "--id", "1", "--file", path]);
    assert_eq!(request.body, b"\x89PNG\xff");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn dry_runs_print_the_names_of_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's.png");
    std::fs::write(&path, b"\x89PNG\xff").unwrap();
    let path = path.to_str().unwrap();
    let server = Server::json("200 OK", &[], "{}").await;
    let typed = ["lamps", "addPicture", "--id", "1", "--image", path, "--title", "%s\\"];
    let output = run(&server, &[&typed[..], &["--dry-run"]].concat());
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(output.contains(&format!("\r\n\r\n[the bytes of {path}]\r\n--")), "{output}");
    assert!(output.contains("\r\n\r\n%s\\\r\n--"), "{output}");

    // The shell passes the same body to curl.
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
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("reading nowhere/at/all: "), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_responses_are_written_to_pipes_and_files() {
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

/// Runs a command with a usage error, and returns its standard error.
fn usage_error(server: &Server, arguments: &[&str]) -> String {
    let output = run(server, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

const CHANGE: [&str; 4] = ["lamps", "change", "--id", "1"];

#[tokio::test(flavor = "multi_thread")]
async fn nested_properties_have_flags() {
    let server = Server::json("200 OK", &[], "{}").await;
    let change = |arguments: &[&'static str]| [&CHANGE, arguments].concat();
    let level = ["--dimmer.level", "3"];
    let more = ["--dimmer.steps", "1", "--dimmer.steps", "2", "--dimmer.curve.kind", "flat"];
    let odd = ["--dimmer.curve.odd.name", "--dimmer.on-time", "x"];
    let request = sent(&server, &[&change(&level)[..], &more, &odd].concat());
    assert_eq!(
        json(&request),
        json!({"dimmer": {"level": 3, "onTime": "x", "steps": [1, 2], "curve": {"kind": "flat", "odd.name": true}}})
    );
    let whole = sent(&server, &change(&["--dimmer", r#"{"level": 3}"#, "--name", "a"]));
    assert_eq!(json(&whole), json!({"name": "a", "dimmer": {"level": 3}}));
    // Nesting of flags is limited; the flag of the object accepts any depth.
    let next =
        sent(&server, &change(&["--dimmer.next", r#"{"name": "b"}"#, "--dimmer.level", "1"]));
    assert_eq!(json(&next), json!({"dimmer": {"level": 1, "next": {"name": "b"}}}));

    let message = usage_error(&server, &change(&["--dimmer", "{}", "--dimmer.level", "3"]));
    let expected = "'dimmer' is given twice: by '--dimmer', which sets the whole value, and by '--dimmer.level'";
    assert!(message.contains(expected), "{message}");
    let message = usage_error(&server, &change(&["--dimmer.curve.odd.name"]));
    let expected = "not provided:\n  --dimmer.level <NUMBER>\n  --dimmer.curve.kind <VALUE>\n";
    assert!(message.contains(expected), "{message}");
    let message = refused(&server, &change(&["--dimmer.level", "0", "--dimmer.curve.kind", "x"]));
    for line in ["  --dimmer.level ", "  --dimmer.curve.kind is not one of flat, steep"] {
        assert!(message.contains(line), "{line}: {message}");
    }
    let message = refused(&server, &change(&["--dimmer", r#"{"level": 0}"#]));
    assert!(message.contains("  --dimmer.level "), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sets_properties_to_null() {
    let server = Server::json("200 OK", &[], "{}").await;
    let change = |arguments: &[&'static str]| [&CHANGE, arguments].concat();
    let request = sent(&server, &change(&["--null", "note", "--name", "a"]));
    assert_eq!(request.body, br#"{"name":"a","note":null}"#);
    let request = sent(&server, &change(&["--null", "note", "--null", "dimmer"]));
    assert_eq!(json(&request), json!({"note": null, "dimmer": null}));
    let inner = change(&["--null", "dimmer.on-time", "--dimmer.level", "1"]);
    assert_eq!(json(&sent(&server, &inner)), json!({"dimmer": {"level": 1, "onTime": null}}));
    // As the value of a string flag, it is a string.
    let request = sent(&server, &change(&["--note", "null"]));
    assert_eq!(json(&request), json!({"note": "null"}));

    let message = usage_error(&server, &change(&["--null", "note", "--note", "a"]));
    assert!(message.contains("'note' is given twice: by '--note' and by '--null'"), "{message}");
    let message = usage_error(&server, &change(&["--null", "dimmer", "--dimmer.level", "1"]));
    assert!(
        message.contains("'dimmer' is given twice: by '--null', and by '--dimmer.level'"),
        "{message}"
    );
    let message = usage_error(&server, &change(&["--null", "name"]));
    assert!(message.contains("[possible values: note, dimmer, dimmer.onTime"), "{message}");
    let message = usage_error(&server, &change(&["--null", "note", "--file", "x"]));
    assert!(message.contains("cannot be used with"), "{message}");
    // A body with nothing but `null` is a body.
    let incomplete = usage_error(&server, &change(&["--null", "dimmer.on-time"]));
    assert!(incomplete.contains("\n  --dimmer.level <NUMBER>\n"), "{incomplete}");
    assert_eq!(server.request_count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn help_lists_nested_properties() {
    let server = Server::json("200 OK", &[], "{}").await;
    let output = run(&server, &["lamps", "change", "--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    for text in [
        "--dimmer <JSON>",
        "--dimmer.level <NUMBER>",
        "[required with other flags of dimmer]",
        "--dimmer.curve.kind <VALUE>",
        "--null <PROPERTY>",
    ] {
        assert!(help.contains(text), "{text}: {help}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_through_the_get_operation() {
    let lamp = |state: &str| {
        let body = json!({"id": "7", "name": "of the body", "bright": true, "state": state});
        portolan_test_server::Response::json("200 OK", &[], &body.to_string())
    };
    let server = Server::script([lamp("lit"), lamp("off"), lamp("lit")]).await;
    let watch = ["--watch", "--watch-interval", "0"];
    let output = run(&server, &[&CHANGE[..], &["--name", "a"], &watch].concat());
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    assert_eq!(lines, ["PATCH /lamps/1", "GET /lamps/1", "GET /lamps/1"]);
    // Common parameters are passed to both operations.
    let server = Server::script([lamp("off"), lamp("lit")]).await;
    let create = ["lamps", "create", "--name", "q", "--name-property", "ab", "--bright"];
    let output = run(&server, &[&create[..], &watch].concat());
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    assert_eq!(lines, ["POST /lamps?name=q", "GET /lamps/7?name=q"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_through_a_link() {
    let json =
        |body: &Value| portolan_test_server::Response::json("202 Accepted", &[], &body.to_string());
    let lamp = json!({"id": "8", "name": "n", "bright": true, "state": "lit"});
    let server = Server::script([json(&json!({"lamp": {"id": 8}})), json(&lamp)]).await;
    let repair = ["lamps", "repair", "--id", "7", "--X-Name", "a b", "--watch"];
    let output = run(&server, &repair);
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    assert_eq!(lines, ["POST /lamps/7/repair", "GET /lamps/8?name=a%20b"]);
    let server = Server::script([json(&json!({"lamp": {}})), json(&lamp)]).await;
    let output = run(&server, &repair);
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(1), &b"{\"lamp\":{}}\n"[..])
    );
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("the response has no `/lamp/id` to call get with"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_and_untagged_unions_have_flags() {
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

#[tokio::test(flavor = "multi_thread")]
async fn dry_runs_hide_secrets_of_the_body() {
    let server = Server::json("200 OK", &[], "{}").await;
    let change = |arguments: &[&'static str]| [&CHANGE, arguments].concat();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, r#"{"dimmer": {"next": {"pin": "4711"}}, "odd": [1], "pin": "4711"}"#)
        .unwrap();
    let file: &'static str = file.to_str().unwrap().to_owned().leak();
    for (arguments, body) in [
        (&["--pin", "4711"][..], r#"{"pin":"[hidden]"}"#),
        (
            &["--file", file, "--no-validate"],
            r#"{"dimmer":{"next":{"pin":"[hidden]"}},"odd":[1],"pin":"[hidden]"}"#,
        ),
    ] {
        for form in ["--dry-run", "--dry-run=curl"] {
            let output = run(&server, &[&change(arguments)[..], &[form]].concat());
            let stdout = String::from_utf8(output.stdout).unwrap();
            assert!(stdout.contains(body) && !stdout.contains("4711"), "{stdout}");
            let message = String::from_utf8(output.stderr).unwrap();
            assert_eq!(message.contains("replace each [hidden]"), form.ends_with("curl"));
        }
    }
    // The actual value is validated and sent.
    let message = refused(&server, &change(&["--pin", "123456789", "--dry-run"]));
    assert!(message.contains("  --pin is 9 characters long"), "{message}");
    assert_eq!(sent(&server, &change(&["--pin", "-4711"])).body, br#"{"pin":"-4711"}"#);
}
