//! `--dry-run=curl` with every kind of body, run by curl.

use std::process::Command;

use portolan_test_server::{Request, Server};

use super::{run, sent};

/// Text with the special characters of shells, and line breaks.
const TEXT: &str = "it's \"$HOME\" `id` \\ \\n !! %d %s\n\r\n\tü 日本\n\n";

/// Runs the curl command that a dry run prints, and returns its request.
fn by_curl(server: &Server, arguments: &[&str]) -> Request {
    let printed = run(server, &[arguments, &["--dry-run=curl"]].concat());
    assert!(printed.status.success(), "{printed:?}");
    let command = String::from_utf8(printed.stdout).unwrap();
    let output = Command::new("sh")
        .args(["-eu", "-c", &format!("{} --silent --fail", command.trim_end())])
        .output()
        .unwrap();
    assert!(output.status.success(), "{command}: {output:?}");
    server.requests().pop().unwrap()
}

/// Returns the media type and the body, with `B` instead of the random boundary.
fn body(request: &Request) -> (String, Vec<u8>) {
    let content_type = request.header("content-type").concat();
    let Some((media_type, boundary)) = content_type.split_once("boundary=") else {
        return (content_type, request.body.clone());
    };
    let mut bytes = request.body.as_slice();
    let mut body = Vec::new();
    while let [first, rest @ ..] = bytes {
        match bytes.strip_prefix(boundary.as_bytes()) {
            Some(rest) => {
                body.push(b'B');
                bytes = rest;
            }
            None => {
                body.push(*first);
                bytes = rest;
            }
        }
    }
    (media_type.to_owned(), body)
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_sends_the_same_body() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("skipped: curl is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let every_byte: Vec<u8> = (0..=255).collect();
    let binary = file("every byte's.png", &every_byte);
    let text = file("text.png", TEXT.as_bytes());
    let zero = file("zero.png", b"a\0b");
    let server = Server::json("200 OK", &[], "{}").await;
    let picture = ["lamps", "addPicture", "--no-validate", "--id", TEXT];
    for arguments in [
        [&picture[..], &["--image", &text, "--title", TEXT]].concat(),
        [&picture[..], &["--image", &binary, "--title", TEXT]].concat(),
        [&picture[..], &["--image", &zero, "--more", &text]].concat(),
        vec!["lamps", "setFirmware", "--id", "1", "--file", &binary],
        vec!["emptyRooms", "postRooms", "--name", TEXT, "--doors", "1"],
        vec!["emptyRooms", "paint", "paper", "--pattern", TEXT],
        vec!["lamps", "lamps.find", "--x-request-id", "'$!", "--raw", "{\"a\": \"it's [1]\"}"],
    ] {
        let ours = sent(&server, &arguments);
        let of_curl = by_curl(&server, &arguments);
        assert_eq!(of_curl.line(), ours.line());
        assert_eq!(of_curl.header("x-request-id"), ours.header("x-request-id"));
        assert_eq!(body(&of_curl), body(&ours), "{arguments:?}");
    }
    assert_eq!(server.request_count(), 14);
}
