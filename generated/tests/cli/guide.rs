//! Runs the shell commands of the guide.

use std::path::Path;
use std::process::Command;

use super::{PROGRAM, service};

/// Returns the commands of the page's shell block.
fn commands() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("guide/command-line.md");
    let page = std::fs::read_to_string(page).unwrap();
    let block = page.split_once("```sh\n").unwrap().1;
    block.split_once("```").unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn guide_commands_create_watch_and_delete_a_peering() {
    let server = service::start().await;
    let commands = commands();
    for word in ["createGroupPeer", "getGroupPeer", "--watch", "deleteGroupPeer"] {
        assert!(commands.contains(word), "{word}: {commands}");
    }
    let bin = Path::new(PROGRAM).parent().unwrap().to_str().unwrap();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-eu", "-c", &commands])
        .env("PATH", path)
        .env("MONGODB_ATLAS_BASE_URL", server.url())
        .env("MONGODB_ATLAS_ACCESS_TOKEN", service::TOKEN)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines: Vec<String> = server.requests().iter().map(|it| it.line().to_owned()).collect();
    assert!(lines.iter().any(|line| line.starts_with("POST ")), "{lines:?}");
    assert!(lines.iter().filter(|line| line.starts_with("GET ")).count() >= 4, "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("DELETE ")), "{lines:?}");
}
