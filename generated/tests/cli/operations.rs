//! All operations of the tag, under each of their names.

use portolan_test_server::{Response, Server};

use super::{AWS, AWS_FLAGS, GROUP, ID, output_of, run, with};

/// Arguments without the project id, and the expected request line.
const OPERATIONS: [(&[&str], &str); 13] = [
    (&["listGroupContainers", "--providerName", "GCP"], "GET /containers?providerName=GCP"),
    (
        &[
            "createGroupContainer",
            "aws",
            "--regionName",
            "US_EAST_1",
            "--atlasCidrBlock",
            "10.8.0.0/21",
        ],
        "POST /containers",
    ),
    (&["getGroupContainer", "--containerId", ID], "GET /containers/{ID}"),
    (&["deleteGroupContainer", "--containerId", ID], "DELETE /containers/{ID}"),
    (
        &["updateGroupContainer", "--containerId", ID, "aws", "--regionName", "US_EAST_1"],
        "PATCH /containers/{ID}",
    ),
    (&["listGroupContainerAll", "--itemsPerPage", "5"], "GET /containers/all?itemsPerPage=5"),
    (&["listGroupPeers", "--pageNum=2", "--pretty"], "GET /peers?pageNum=2&pretty=true"),
    (
        &[
            "createGroupPeer",
            "gcp",
            "--containerId",
            ID,
            "--gcpProjectId",
            "my-project-1",
            "--networkName",
            "default",
        ],
        "POST /peers",
    ),
    (&["getGroupPeer", "--peerId", ID], "GET /peers/{ID}"),
    (&["deleteGroupPeer", "--peerId", ID], "DELETE /peers/{ID}"),
    (
        &[
            "updateGroupPeer",
            "--peerId",
            ID,
            "azure",
            "--azureDirectoryId",
            "c1a3e6d2-6f0b-4f7a-9d56-0e8f4d6a2b11",
            "--azureSubscriptionId",
            "c1a3e6d2-6f0b-4f7a-9d56-0e8f4d6a2b12",
            "--containerId",
            ID,
            "--resourceGroupName",
            "group",
            "--vnetName",
            "net",
        ],
        "PATCH /peers/{ID}",
    ),
    (&["verifyGroupPrivateIpMode"], "GET /privateIpMode"),
    (&["disableGroupPrivateIpModePeering", "--enabled=false"], "PATCH /privateIpMode"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_its_method_and_path() {
    let server = Server::json("200 OK", &[], r#"{"ok": true}"#).await;
    for (arguments, line) in OPERATIONS {
        let stdout = output_of(&server, &with(arguments, &["--groupId", GROUP]));
        assert_eq!(stdout, "{\"ok\":true}\n");
        let (method, path) = line.split_once(" /").unwrap();
        let path = path.replace("{ID}", ID);
        let expected = format!("{method} /api/atlas/v2/groups/{GROUP}/{path}");
        assert_eq!(server.requests().last().unwrap().line(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepts_kebab_case_names_and_aliases() {
    let server = Server::json("200 OK", &[], AWS).await;
    for project in ["--groupId", "--group-id", "--projectId", "--project-id"] {
        output_of(&server, &["get-group-peer", project, GROUP, "--peer-id", ID]);
        let line = format!("GET /api/atlas/v2/groups/{GROUP}/peers/{ID}");
        assert_eq!(server.requests().last().unwrap().line(), line);
    }
    let mut command = super::program(&server.url());
    command.args(["api", "network-peering", "list-group-peers", "--project-id", GROUP]);
    assert_eq!(super::ended(&mut command, None).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn accepts_flags_before_and_after_the_variant() {
    let server = Server::json("200 OK", &[], AWS).await;
    output_of(&server, &with(&["createGroupPeer", "--groupId", GROUP], &AWS_FLAGS));
    output_of(&server, &with(&with(&["createGroupPeer"], &AWS_FLAGS), &["--groupId", GROUP]));
    let requests = server.requests();
    assert_eq!(requests[0].line(), requests[1].line());
    assert_eq!(requests[0].body, requests[1].body);
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_responses_print_nothing() {
    let server = Server::script([Response::raw("HTTP/1.1 204 No Content\r\n\r\n")]).await;
    let arguments = ["deleteGroupContainer", "--groupId", GROUP, "--containerId", ID];
    assert_eq!(output_of(&server, &arguments), "");
    let ended = run(&server, &with(&arguments, &["--output", "table"]));
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
}
