//! Requests as the server receives them: method, path, query, headers and body.

use atlas_admin::models::{NetworkPeering, NetworkPeeringRequest};
use portolan_test_server::Server;
use serde_json::{Value, json};

use super::{AWS, GROUP, TOKEN, aws, azure, builder, client, gcp};

const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

#[tokio::test]
async fn sends_method_path_headers_and_body() {
    let bodies: [(NetworkPeeringRequest, Value); 3] = [
        (
            aws().into(),
            json!({
                "providerName": "AWS", "accepterRegionName": "us-east-1", "awsAccountId": "123456789012",
                "containerId": "32b6e34b3d91647abb20e7b8", "routeTableCidrBlock": "10.0.0.0/24",
                "vpcId": "vpc-0123456789abcdef0",
            }),
        ),
        (
            azure().into(),
            json!({
                "providerName": "AZURE", "azureDirectoryId": "123e4567-e89b-12d3-a456-426614174000",
                "azureSubscriptionId": "123E4567-E89B-12D3-A456-426614174001",
                "containerId": "32b6e34b3d91647abb20e7b8", "resourceGroupName": "my.group_(1)", "vnetName": "my-vnet",
            }),
        ),
        (
            gcp().into(),
            json!({
                "providerName": "GCP", "containerId": "32b6e34b3d91647abb20e7b8",
                "gcpProjectId": "my-project-123456", "networkName": "default",
            }),
        ),
    ];
    for (body, expected) in bodies {
        let server = Server::json("200 OK", &[], AWS).await;
        client(&server).create_group_peer(GROUP, body).await.unwrap();
        let request = server.request();
        assert_eq!(request.line(), format!("POST /api/atlas/v2/groups/{GROUP}/peers"));
        assert_eq!(
            request.header_names(),
            [
                "accept",
                "accept-encoding",
                "authorization",
                "content-length",
                "content-type",
                "host",
                "user-agent"
            ]
        );
        assert_eq!(request.header("host"), [server.url().trim_start_matches("http://")]);
        assert_eq!(request.header("accept"), [MEDIA_TYPE]);
        assert_eq!(request.header("content-type"), [MEDIA_TYPE]);
        assert_eq!(request.header("authorization"), [format!("Bearer {TOKEN}")]);
        assert_eq!(request.header("content-length"), [request.body.len().to_string()]);
        let user_agent = request.header("user-agent");
        assert!(
            user_agent[0].starts_with(concat!("atlas-admin/", env!("CARGO_PKG_VERSION"))),
            "{user_agent:?}"
        );
        assert_eq!(String::from_utf8(request.body).unwrap(), expected.to_string());
    }
}

#[tokio::test]
async fn sends_optional_parameters_in_the_query() {
    let server = Server::json("200 OK", &[], AWS).await;
    let request = client(&server).create_group_peer(GROUP, aws()).pretty(true).envelope(false);
    let response = request.with_header("x-request-id", "7").send().await.unwrap();
    assert_eq!(response.status(), 200);
    let request = server.request();
    assert_eq!(
        request.line(),
        format!("POST /api/atlas/v2/groups/{GROUP}/peers?envelope=false&pretty=true")
    );
    assert_eq!(request.header("x-request-id"), ["7"]);
}

#[tokio::test]
async fn percent_encodes_path_parameters() {
    for (group, sent) in [
        ("../../x", "..%2F..%2Fx"),
        ("a b", "a%20b"),
        ("%2F", "%252F"),
        ("größe/✓", "gr%C3%B6%C3%9Fe%2F%E2%9C%93"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
    ] {
        let server = Server::json("200 OK", &[], AWS).await;
        let client = builder(&server).validate(false).build().unwrap();
        client.create_group_peer(group, aws()).await.unwrap();
        assert_eq!(server.request().line(), format!("POST /api/atlas/v2/groups/{sent}/peers"));
    }
}

#[tokio::test]
async fn refuses_path_values_that_change_the_path() {
    for group in ["", ".", ".."] {
        let server = Server::json("200 OK", &[], AWS).await;
        let client = builder(&server).validate(false).build().unwrap();
        let error = client.create_group_peer(group, aws()).without_validation().await.unwrap_err();
        assert!(error.is_validation(), "{error}");
        assert!(error.to_string().contains("path groupId"), "{error}");
        assert_eq!(server.connections().await, 0);
    }
}

#[tokio::test]
async fn unwraps_an_enveloped_response() {
    let enveloped = format!(r#"{{"status":200,"content":{AWS}}}"#);
    let server = Server::json("200 OK", &[], &enveloped).await;
    let response =
        client(&server).create_group_peer(GROUP, aws()).envelope(true).send().await.unwrap();
    assert!(
        matches!(response.body(), NetworkPeering::Aws(peering) if peering.vpc_id == "vpc-0123456789abcdef0")
    );
    assert!(response.missing().is_empty() && response.unexpected().is_empty());
    assert_eq!(
        server.request().line(),
        format!("POST /api/atlas/v2/groups/{GROUP}/peers?envelope=true")
    );
}

#[tokio::test]
async fn unwraps_an_enveloped_error() {
    let enveloped = r#"{"status":404,"content":{"error":404,"errorCode":"GROUP_NOT_FOUND","detail":"No group."}}"#;
    let server = Server::json("200 OK", &[], enveloped).await;
    let error = client(&server).create_group_peer(GROUP, aws()).envelope(true).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.error_code(), Some("GROUP_NOT_FOUND"));
}

#[tokio::test]
async fn returns_headers_and_rate_limit() {
    let headers = ["RateLimit-Limit: 100", "RateLimit-Remaining: 99"];
    let server = Server::json("200 OK", &headers, AWS).await;
    let response = client(&server).create_group_peer(GROUP, aws()).send().await.unwrap();
    let limit = response.rate_limit();
    assert_eq!((limit.limit, limit.remaining, limit.retry_after), (Some(100), Some(99), None));
    assert_eq!(response.headers()["ratelimit-limit"], "100");
    assert_eq!(response.bytes(), AWS);
}
