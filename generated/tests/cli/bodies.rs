//! Request bodies from flags, files and standard input, as JSON and YAML.

use portolan_test_server::Server;
use serde_json::{Value, json};

use super::{AWS, AWS_FLAGS, Ended, GROUP, ID, ended, output_of, program, run, with};

const CREATE: [&str; 3] = ["createGroupPeer", "--groupId", GROUP];

fn aws() -> Value {
    json!({
        "providerName": "AWS", "accepterRegionName": "us-east-1", "awsAccountId": "123456789012",
        "containerId": "32b6e34b3d91647abb20e7b8", "routeTableCidrBlock": "10.0.0.0/24",
        "vpcId": "vpc-0123456789abcdef0",
    })
}

const YAML: &str = "providerName: AWS
accepterRegionName: us-east-1
awsAccountId: '123456789012'
containerId: 32b6e34b3d91647abb20e7b8
routeTableCidrBlock: 10.0.0.0/24
vpcId: vpc-0123456789abcdef0
";

fn sent(server: &Server) -> Value {
    serde_json::from_slice(&server.requests().last().unwrap().body).unwrap()
}

fn piped(server: &Server, arguments: &[&str], input: &str) -> Ended {
    let mut command = program(&server.url());
    ended(command.args(["api", "networkPeering"]).args(CREATE).args(arguments), Some(input))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_variant_has_its_flags() {
    let server = Server::json("200 OK", &[], AWS).await;
    output_of(&server, &with(&CREATE, &AWS_FLAGS));
    assert_eq!(sent(&server), aws());
    let uuid = "c1a3e6d2-6f0b-4f7a-9d56-0e8f4d6a2b11";
    let azure = [
        "azure",
        "--azure-directory-id",
        uuid,
        "--azure-subscription-id",
        uuid,
        "--container-id",
        ID,
        "--resource-group-name",
        "group",
        "--vnet-name",
        "net",
    ];
    output_of(&server, &with(&CREATE, &azure));
    assert_eq!(
        sent(&server),
        json!({"providerName": "AZURE", "azureDirectoryId": uuid, "azureSubscriptionId": uuid, "containerId": ID,
            "resourceGroupName": "group", "vnetName": "net"})
    );
    let gcp =
        ["GCP", "--containerId", ID, "--gcpProjectId", "my-project-1", "--networkName", "default"];
    output_of(&server, &with(&CREATE, &gcp));
    assert_eq!(
        sent(&server),
        json!({"providerName": "GCP", "containerId": ID, "gcpProjectId": "my-project-1", "networkName": "default"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_have_the_documented_types() {
    let server = Server::json("200 OK", &[], "{}").await;
    let gcp = [
        "gcp",
        "--atlasCidrBlock",
        "10.8.0.0/18",
        "--regions",
        "US_EAST_4",
        "--regions",
        "EUROPE_WEST_3",
    ];
    output_of(&server, &with(&["createGroupContainer", "--groupId", GROUP], &gcp));
    assert_eq!(sent(&server)["regions"], json!(["US_EAST_4", "EUROPE_WEST_3"]));
    output_of(&server, &["disableGroupPrivateIpModePeering", "--groupId", GROUP, "--enabled"]);
    assert_eq!(sent(&server), json!({"enabled": true}));
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_json_and_yaml_from_files_and_stdin() {
    let server = Server::json("200 OK", &[], AWS).await;
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("body.json", aws().to_string()), ("body.yaml", YAML.to_owned())] {
        let path = folder.path().join(name);
        std::fs::write(&path, &text).unwrap();
        output_of(&server, &with(&CREATE, &["--file", path.to_str().unwrap()]));
        assert_eq!(sent(&server), aws());
        for arguments in [&["--file", "-"][..], &[]] {
            let ended = piped(&server, arguments, &text);
            assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
            assert_eq!(sent(&server), aws());
        }
    }
    assert_eq!(server.request_count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_and_missing_bodies_are_usage_errors() {
    let server = Server::json("200 OK", &[], AWS).await;
    let twice = run(&server, &with(&with(&CREATE, &["--file", "x"]), &AWS_FLAGS));
    let expected = "the body is given twice: by '--file' and by the flags of 'aws'";
    assert!(twice.code == 2 && twice.stderr.contains(expected), "{twice:?}");
    let mode = ["disableGroupPrivateIpModePeering", "--groupId", GROUP, "--enabled", "--file", "x"];
    let twice = run(&server, &mode);
    assert!(twice.code == 2 && twice.stderr.contains("cannot be used with"), "{twice:?}");
    let missing = run(&server, &CREATE);
    let expected =
        "the operation requires a body\ntry: --file FILE, a pipe, or the flags of aws, azure, gcp";
    assert!(missing.code == 2 && missing.stderr.contains(expected), "{missing:?}");
    let incomplete = run(&server, &with(&CREATE, &["gcp", "--networkName", "default"]));
    let expected = "--containerId <TEXT>\n  --gcpProjectId <TEXT>";
    assert!(incomplete.code == 2 && incomplete.stderr.contains(expected), "{incomplete:?}");
    let without_group = run(&server, &with(&["createGroupPeer"], &AWS_FLAGS));
    assert!(
        without_group.code == 2 && without_group.stderr.contains("\n  --groupId <TEXT>"),
        "{without_group:?}"
    );
    let absent = run(&server, &with(&CREATE, &["--file", "/nonexistent/body.json"]));
    assert!(
        absent.code == 2 && absent.stderr.contains("reading /nonexistent/body.json: "),
        "{absent:?}"
    );
    let broken = piped(&server, &[], "{\"a\": ");
    assert!(
        broken.code == 2 && broken.stderr.contains("reading standard input as JSON: "),
        "{broken:?}"
    );
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn violations_name_the_flag_or_the_path() {
    let server = Server::json("200 OK", &[], AWS).await;
    let mut flags = AWS_FLAGS;
    flags[10] = "vpc-x";
    let ended = run(&server, &[&["createGroupPeer", "--groupId", "x"], &flags[..]].concat());
    assert_eq!(ended.code, 3);
    let lines: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "error: createGroupPeer: the request was not sent: 2 values violate the constraints of the API's document",
            "  --groupId does not match the pattern `^([a-f0-9]{24})$`",
            "  --vpcId does not match the pattern `^vpc-[0-9a-f]{17}$`",
            "try: correct the values, or send them unchanged with --no-validate",
        ]
    );
    let ended = piped(
        &server,
        &[],
        r#"{"providerName": "GCP", "containerId": null, "gcpProjectId": "My", "more": 1}"#,
    );
    assert_eq!(ended.code, 3);
    for line in [
        "  $.gcpProjectId does not match",
        "  $.containerId is required, and absent or invalid",
        "  $.networkName is required, and absent or invalid",
        "  $.more is not a documented property",
    ] {
        assert!(ended.stderr.contains(line), "{line}: {ended:?}");
    }
    let ended = piped(&server, &[], r#"{"providerName": "AWS", "vpcId": 3}"#);
    assert!(
        ended.code == 3 && ended.stderr.contains("  $.vpcId expected a string, found a number"),
        "{ended:?}"
    );
    let ended = run(&server, &["listGroupPeers", "--groupId", GROUP, "--providerName", "AWSX"]);
    let expected = "  --providerName is not one of AWS, AZURE, GCP";
    assert!(ended.code == 3 && ended.stderr.contains(expected), "{ended:?}");
    assert_eq!(server.connections().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_invalid_values_without_validation() {
    let server = Server::json("200 OK", &[], AWS).await;
    let body = json!({"providerName": "AWSX", "vpcId": 3, "more": [1]});
    let ended = piped(&server, &["--no-validate"], &body.to_string());
    assert_eq!(ended.code, 0);
    assert_eq!(sent(&server), body);
    output_of(
        &server,
        &["listGroupPeers", "--groupId", "x", "--providerName", "AWSX", "--no-validate"],
    );
    assert!(server.requests()[1].line().ends_with("/groups/x/peers?providerName=AWSX"));
    output_of(&server, &with(&CREATE, &["aws", "--vpcId", "vpc-x", "--no-validate"]));
    assert_eq!(sent(&server), json!({"providerName": "AWS", "vpcId": "vpc-x"}));
    let ended = run(&server, &["createGroupPeer", "aws", "--vpcId", "vpc-x", "--no-validate"]);
    assert!(
        ended.code == 2 && ended.stderr.contains("provided:\n  --groupId <TEXT>\n"),
        "{ended:?}"
    );
}
