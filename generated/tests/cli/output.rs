//! Output formats, output files, and lists of all pages.

use std::fs;

use portolan_test_server::{Response, Server};

use super::{AWS, GROUP, ID, ended, output_of, program, run, with};

const GET: [&str; 5] = ["getGroupPeer", "--groupId", GROUP, "--peerId", ID];
const LIST: [&str; 3] = ["listGroupPeers", "--groupId", GROUP];

fn page(ids: &[&str]) -> Response {
    let items: Vec<String> = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","providerName":"AWS","links":[{{"rel":"self"}}]}}"#))
        .collect();
    Response::json("200 OK", &[], &format!(r#"{{"results":[{}],"totalCount":9}}"#, items.join(",")))
}

#[tokio::test(flavor = "multi_thread")]
async fn prints_each_format() {
    let server = Server::script([page(&["a", "b"])]).await;
    for (format, text) in [
        (
            "json",
            "{\"results\":[{\"id\":\"a\",\"providerName\":\"AWS\",\"links\":[{\"rel\":\"self\"}]},\
             {\"id\":\"b\",\"providerName\":\"AWS\",\"links\":[{\"rel\":\"self\"}]}],\"totalCount\":9}\n",
        ),
        (
            "yaml",
            "results:\n- id: a\n  providerName: AWS\n  links:\n  - rel: self\n- id: b\n  providerName: AWS\n  \
             links:\n  - rel: self\ntotalCount: 9\n",
        ),
        ("table", "id  providerName\na   AWS\nb   AWS\n"),
        ("jsonpath=$.results[*].id", "a\nb\n"),
        ("jsonpath=$.results[0].links", "[{\"rel\":\"self\"}]\n"),
        ("jsonpath=$.missing", ""),
    ] {
        assert_eq!(output_of(&server, &with(&LIST, &["-o", format])), text, "{format}");
    }
    let server = Server::json("200 OK", &[], AWS).await;
    let table = output_of(&server, &with(&GET, &["--output", "table"]));
    assert!(table.contains("\nawsAccountId         123456789012\n"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn joins_all_pages_to_one_list() {
    let pages = [page(&["a", "b"]), page(&["c", "d"]), page(&["e"])];
    let server = Server::script(pages).await;
    let arguments = with(&LIST, &["--itemsPerPage", "2", "--all", "-o", "jsonpath=$[*].id"]);
    assert_eq!(output_of(&server, &arguments), "a\nb\nc\nd\ne\n");
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[2].ends_with("?itemsPerPage=2&pageNum=3"), "{lines:?}");
    let server = Server::script([page(&["a"])]).await;
    assert_eq!(
        output_of(&server, &with(&LIST, &["--all", "-o", "table"])),
        "id  providerName\na   AWS\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_items_while_pages_arrive() {
    let refused = Response::json("403 Forbidden", &[], r#"{"error":403,"errorCode":"NO"}"#);
    let last = page(&["c"]);
    let item =
        |id: &str| format!(r#"{{"id":"{id}","providerName":"AWS","links":[{{"rel":"self"}}]}}"#);
    let yaml = |id: &str| format!("- id: {id}\n  providerName: AWS\n  links:\n  - rel: self\n");
    let (a, b, c) = (item("a"), item("b"), item("c"));
    for (format, whole, part) in [
        ("json", format!("[{a},{b},{c}]\n"), format!("[{a},{b}\n")),
        ("yaml", ["a", "b", "c"].map(yaml).concat(), ["a", "b"].map(yaml).concat()),
        ("jsonpath=$[*].id", "a\nb\nc\n".to_owned(), String::new()),
    ] {
        let arguments = with(&LIST, &["--itemsPerPage", "2", "--all", "-o", format]);
        let server = Server::script([page(&["a", "b"]), last.clone()]).await;
        assert_eq!(output_of(&server, &arguments), whole);
        let server = Server::script([page(&["a", "b"]), refused.clone()]).await;
        let ended = run(&server, &arguments);
        assert_eq!((ended.code, ended.stdout), (4, part), "{format}");
    }
    let server = Server::script([page(&[])]).await;
    assert_eq!(output_of(&server, &with(&LIST, &["--all"])), "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_pages_are_an_error() {
    let server = Server::with_handler(|_, number| page(&[&number.to_string()])).await;
    let arguments = with(&LIST, &["--itemsPerPage", "1", "--all", "--max-pages", "3"]);
    let ended = run(&server, &arguments);
    assert_eq!((ended.code, server.request_count()), (1, 3));
    assert_eq!(
        ended.stderr,
        "error: listGroupPeers: the list has more than 3 pages: raise the limit of pages, or request larger pages\n\
         try: a larger page, or a higher --max-pages\n"
    );
    let server = Server::script([page(&["a"])]).await;
    let ended = run(&server, &with(&LIST, &["--itemsPerPage", "1", "--all"]));
    assert_eq!((ended.code, server.request_count()), (1, 2));
    assert!(ended.stderr.contains("page 2 is the same as the page before"), "{ended:?}");
    let ended = run(&server, &with(&LIST, &["--max-pages", "3"]));
    assert!(ended.code == 2 && ended.stderr.contains("--all"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_have_a_bounded_number_of_columns() {
    let items: Vec<String> =
        (0..1000).map(|index| format!(r#"{{"own{index}":{index}}}"#)).collect();
    let body = format!(r#"{{"results":[{}]}}"#, items.join(","));
    let server = Server::json("200 OK", &[], &body).await;
    let ended = run(&server, &with(&LIST, &["-o", "table"]));
    let heading = ended.stdout.lines().next().unwrap();
    assert_eq!((ended.code, heading.split_whitespace().count()), (0, 64));
    let note = "the table has the first 64 columns only; --output json has all\n";
    assert_eq!(ended.stderr, note);
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_output_files_atomically() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peer.json");
    let file = path.to_str().unwrap();
    let server = Server::script([
        Response::json("200 OK", &[], r#"{"id":1}"#),
        Response::json("404 Not Found", &[], r#"{"error":404,"errorCode":"PEER_NOT_FOUND"}"#),
    ])
    .await;
    assert_eq!(output_of(&server, &with(&GET, &["--output-file", file])), "");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"id\":1}\n");
    assert_eq!(run(&server, &with(&GET, &["--output-file", file])).code, 4);
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"id\":1}\n");
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["peer.json"]);
    let ended = run(&server, &with(&GET, &["--output-file", "/nonexistent/peer.json"]));
    assert!(ended.code == 1 && ended.stderr.contains("nothing was sent"), "{ended:?}");
    assert_eq!(server.request_count(), 2);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn output_files_are_private_and_keep_their_mode() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("peer.json");
    let file = path.to_str().unwrap();
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let response = || Response::json("200 OK", &[], r#"{"id":1}"#);
    let server = Server::script([response(), response()]).await;
    assert_eq!(output_of(&server, &with(&GET, &["--output-file", file])), "");
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(output_of(&server, &with(&GET, &["--output-file", file])), "");
    assert_eq!(mode(), 0o640);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_pipe_is_not_an_error() {
    let body = format!(r#"{{"text":"{}"}}"#, "x".repeat(1 << 20));
    let server = Server::json("200 OK", &[], &body).await;
    let command = format!("{} \"$@\" | head -c 5; wait", super::PROGRAM);
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &command, "sh", "api", "networkPeering"])
        .args(GET)
        .env("MONGODB_ATLAS_BASE_URL", server.url())
        .env("MONGODB_ATLAS_ACCESS_TOKEN", super::TOKEN);
    let ended = ended(&mut shell, None);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("{\"tex", ""));
}

#[test]
fn completions_contain_commands_flags_and_values() {
    for (shell, expected) in [
        ("bash", ["createGroupPeer", "--projectId", "AWS AZURE GCP"]),
        ("zsh", ["createGroupPeer", "--projectId", "AWS AZURE GCP"]),
        ("fish", ["createGroupPeer", "--projectId", "'AWS' 'AZURE' 'GCP'"]),
    ] {
        let ended = ended(program("http://127.0.0.1:9").args(["completions", shell]), None);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
        for text in expected {
            assert!(ended.stdout.contains(text), "{shell}: {text}");
        }
    }
}

#[test]
fn generates_a_man_page_for_each_command() {
    let page = ended(program("http://127.0.0.1:9").arg("man"), None);
    assert!(
        page.code == 0 && page.stdout.contains(".SH SYNOPSIS\n\\fBatlas\\-admin\\fR"),
        "{page:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let ended = ended(program("http://127.0.0.1:9").args(["man", "--output-folder", path]), None);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(folder.path().join("atlas-admin-api-networkPeering-createGroupPeer-aws.1").exists());
}
