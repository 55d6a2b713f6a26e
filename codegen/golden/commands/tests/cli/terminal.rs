//! Responses on a terminal.

use portolan_test_server::Server;

use super::run;

#[tokio::test(flavor = "multi_thread")]
async fn binary_responses_are_not_printed_to_a_terminal() {
    let server = Server::with("200 OK", &["content-type: image/png"], b"\x89PNG\xff\n").await;
    let (code, output) = run_on_terminal(&server, &["lamps", "getPicture", "--id", "1"]);
    assert_eq!((code, server.request_count()), (2, 0), "{output}");
    let message = "getPicture: the response is binary and is not written to a terminal; nothing was sent\n\
                try: --output-file FILE, or a pipe";
    assert!(output.contains(message), "{output}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("image.png");
    let arguments = ["lamps", "getPicture", "--id", "1", "--output-file", path.to_str().unwrap()];
    assert_eq!(run_on_terminal(&server, &arguments), (0, String::new()));
    assert_eq!(std::fs::read(&path).unwrap(), b"\x89PNG\xff\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_do_not_steer_a_terminal() {
    for body in
        ["[{\"name\": \"a\u{202e}b\u{9b}\"}]", "a\u{202e}b\u{9b}\u{1b}[31m, which is not JSON"]
    {
        let server =
            Server::with("200 OK", &["content-type: application/json"], body.as_bytes()).await;
        for format in ["json", "yaml", "table"] {
            let (_, output) =
                run_on_terminal(&server, &["lamps", "lamps.find", "--output", format]);
            let steers = |it: char| it != '\n' && it.is_control() || it == '\u{202e}';
            assert!(output.contains("a\\u202eb") && !output.contains(steers), "{output:?}");
        }
        let output = run(&server, &["lamps", "lamps.find"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains("a\u{202e}b"), "{output:?}");
    }
}

/// Runs a command on a terminal; returns its exit code and output.
fn run_on_terminal(server: &Server, arguments: &[&str]) -> (i32, String) {
    let (mut terminal, other_end) = pty_process::blocking::open().unwrap();
    let mut child = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_golden-commands"))
        .env_clear()
        .args(["api", "--base-url", &server.url()])
        .args(arguments)
        .spawn(other_end)
        .unwrap();
    let mut bytes = Vec::new();
    // On Linux, reading fails once the other end is closed.
    let _ = std::io::Read::read_to_end(&mut terminal, &mut bytes);
    let code = child.wait().unwrap().code().unwrap();
    (code, String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
}
