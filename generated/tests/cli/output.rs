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
