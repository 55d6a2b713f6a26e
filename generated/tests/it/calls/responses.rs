//! Responses with their missing and unexpected properties.

use atlas_admin::models::NetworkPeering;
use portolan_test_server::{Response, Server};

use super::{AWS, GROUP, aws, azure, builder, client};

/// Recorded from the live service: an Azure response without `providerName`.
const AZURE: &str = r#"{"containerId":"32b6e34b3d91647abb20e7b8","id":"32b6e34b3d91647abb20e7b9",
    "azureDirectoryId":"123e4567-e89b-12d3-a456-426614174000",
    "azureSubscriptionId":"123e4567-e89b-12d3-a456-426614174001",
    "resourceGroupName":"group","vnetName":"my-vnet","status":"AVAILABLE"}"#;

#[tokio::test]
async fn infers_a_missing_provider_from_the_properties() {
    let server = Server::json("200 OK", &[], AZURE).await;
    let response = client(&server).create_group_peer(GROUP, azure()).send().await.unwrap();
    let NetworkPeering::Azure(peering) = response.body() else {
        panic!("not Azure: {:?}", response.body());
    };
    assert_eq!(peering.vnet_name, "my-vnet");
    assert!(response.missing().is_empty() && response.unexpected().is_empty());
}

#[tokio::test]
async fn lists_missing_and_unexpected_properties() {
    let body = r#"{"providerName":"AWS","vpcId":"v","awsAccountId":null,"tier":{"level":1}}"#;
    let server = Server::json("200 OK", &[], body).await;
    let response = client(&server).create_group_peer(GROUP, aws()).send().await.unwrap();
    assert!(matches!(response.body(), NetworkPeering::Aws(peering) if peering.vpc_id == "v"));
    let mut missing = response.missing().to_vec();
    missing.sort_unstable();
    assert_eq!(
        missing,
        ["accepterRegionName", "awsAccountId", "containerId", "routeTableCidrBlock"]
    );
    assert_eq!(response.unexpected(), ["tier"]);
    assert_eq!(response.bytes(), body);
}

#[tokio::test]
async fn strict_responses_reject_missing_properties() {
    let body = r#"{"providerName":"GCP","containerId":"c","gcpProjectId":"project"}"#;
    let server = Server::json("200 OK", &[], body).await;
    let strict = builder(&server).strict_responses(true).build().unwrap();
    let error = strict.create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(error.to_string().ends_with("lacks required values: networkName"), "{error}");
    assert_eq!(error.bytes(), body);
}

#[tokio::test]
async fn errors_do_not_affect_later_calls() {
    let error = r#"{"error":429,"errorCode":"RATE_LIMITED"}"#;
    let responses = [
        Response::json("429 Too Many Requests", &["retry-after: 1"], error),
        Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"),
        Response::json("200 OK", &[], AWS),
    ];
    let server = Server::script(responses).await;
    let client = client(&server);
    let limited = client.create_group_peer(GROUP, aws()).await.unwrap_err();
    assert_eq!(limited.error_code(), Some("RATE_LIMITED"));
    let broken = client.clone().create_group_peer(GROUP, aws()).await.unwrap_err();
    assert!(broken.is_transport(), "{broken}");
    let response = client.create_group_peer(GROUP, aws()).send().await.unwrap();
    assert_eq!(response.rate_limit().retry_after, None);
    let bodies: Vec<_> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}
