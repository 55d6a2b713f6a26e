//! `--dry-run`: the request as HTTP or as a curl command, without secrets.

use std::process::Command;

use portolan_test_server::Server;

use super::{AWS, AWS_FLAGS, Ended, GROUP, TOKEN, ended, program, run, with};

const CREATE: [&str; 3] = ["createGroupPeer", "--groupId", GROUP];

const BODY: &str = r#"{"providerName":"AWS","accepterRegionName":"us-east-1","awsAccountId":"123456789012","containerId":"32b6e34b3d91647abb20e7b8","routeTableCidrBlock":"10.0.0.0/24","vpcId":"vpc-0123456789abcdef0"}"#;

/// Runs a shell command with a fake curl, and returns its arguments. It responds to token requests.
fn curl(command: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let script = format!(
        "curl() {{ case \"$*\" in *grant_type*) echo '{{\"access_token\": \"fetched\", \"expires_in\": 1}}';; \
         *) printf '%s\\n' \"$@\";; esac; }}\n{command}"
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).envs(variables.iter().copied());
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn prints_the_http_request() {
    let server = Server::json("200 OK", &[], AWS).await;
    let ended = run(&server, &[&CREATE, &AWS_FLAGS[..], &["--pretty", "--dry-run"]].concat());
    let host = server.url().replace("http://", "");
    let version = env!("CARGO_PKG_VERSION");
    let media_type = "application/vnd.atlas.2023-01-01+json";
    assert_eq!(
        ended.stdout,
        format!(
            "POST /api/atlas/v2/groups/{GROUP}/peers?pretty=true HTTP/1.1\nhost: {host}\naccept: {media_type}\n\
             content-type: {media_type}\nuser-agent: atlas-admin/{version}\nauthorization: Bearer [hidden]\n\n{BODY}\n"
        )
    );
    assert_eq!((ended.code, server.connections().await), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_reads_secrets_from_the_environment() {
    let server = Server::json("200 OK", &[], AWS).await;
    let ended = run(&server, &[&CREATE, &AWS_FLAGS[..], &["--dry-run=curl"]].concat());
    assert_eq!((ended.code, server.connections().await), (0, 0));
    let arguments = curl(&ended.stdout, &[("MONGODB_ATLAS_ACCESS_TOKEN", "from-the-environment")]);
    let url = format!("{}/api/atlas/v2/groups/{GROUP}/peers", server.url());
    assert_eq!(arguments[..3], ["--request", "POST", &url]);
    for argument in [
        BODY,
        "content-type: application/vnd.atlas.2023-01-01+json",
        "Authorization: Bearer from-the-environment",
    ] {
        assert!(arguments.iter().any(|it| it == argument), "{argument}: {arguments:?}");
    }
}

/// Runs a dry run with other credentials than an access token.
fn with_variables(variables: &[(&str, &str)]) -> Ended {
    let mut command = program("http://127.0.0.1:9");
    command.env_remove("MONGODB_ATLAS_ACCESS_TOKEN").envs(variables.iter().copied());
    command.args(["api", "networkPeering", "listGroupPeers", "--groupId", GROUP, "--dry-run=curl"]);
    ended(&mut command, None)
}

#[test]
fn curl_supports_every_authentication_scheme() {
    let digest = [("MONGODB_ATLAS_PUBLIC_KEY", "public"), ("MONGODB_ATLAS_PRIVATE_KEY", TOKEN)];
    let output = with_variables(&digest);
    let arguments = curl(&output.stdout, &digest);
    let user = format!("public:{TOKEN}");
    assert!(arguments.windows(3).any(|it| it == ["--digest", "--user", &user]), "{arguments:?}");
    let account = [("MONGODB_ATLAS_CLIENT_ID", "id"), ("MONGODB_ATLAS_CLIENT_SECRET", TOKEN)];
    let output = with_variables(&account);
    assert!(output.stdout.contains("http://127.0.0.1:9/api/oauth/token"), "{output:?}");
    let arguments = curl(&output.stdout, &account);
    assert!(arguments.iter().any(|it| it == "Authorization: Bearer fetched"), "{arguments:?}");
    let unauthenticated = with_variables(&[]);
    assert!(
        unauthenticated.code == 0 && !unauthenticated.stdout.contains("uthorization"),
        "{unauthenticated:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_runs_validate_the_request() {
    let server = Server::json("200 OK", &[], AWS).await;
    let ended = run(
        &server,
        &with(&with(&["createGroupPeer", "--groupId", "x"], &AWS_FLAGS), &["--dry-run"]),
    );
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
}
