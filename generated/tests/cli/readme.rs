//! Runs the shell commands of the README.

use std::path::Path;
use std::process::Command;

use super::{PROGRAM, service};

/// Returns the first shell block below a heading that calls the program.
fn block(heading: &str) -> String {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md"))
            .unwrap();
    let section = readme.split_once(heading).unwrap().1;
    let mut blocks =
        section.split("```sh\n").skip(1).map(|block| block.split_once("```").unwrap().0);
    blocks.find(|block| block.contains("createGroupPeer")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn readme_commands_create_watch_and_delete_a_peering() {
    let server = service::start().await;
    let commands = block("### From a shell");
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
