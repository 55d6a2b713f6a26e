//! Validation of requests before they are sent.

use atlas_admin::models::NetworkPeeringRequest;
use portolan_test_server::Server;

use super::{AWS, GROUP, aws, azure, builder, client, gcp};

#[tokio::test]
async fn accepts_valid_requests() {
    let mut requests: Vec<NetworkPeeringRequest> = vec![aws().into(), azure().into(), gcp().into()];
    for block in
        ["0.0.0.0/0", "172.16.0.0/12", "255.255.255.255/32", "2001:db8::/32", "::/0", "fe80::1/128"]
    {
        let mut request = aws();
        request.route_table_cidr_block = block.to_owned();
        requests.push(request.into());
    }
    for request in requests {
        let server = Server::json("200 OK", &[], AWS).await;
        client(&server).create_group_peer(GROUP, request).await.unwrap();
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn reports_all_violations_and_sends_nothing() {
    let mut request = aws();
    request.aws_account_id = "12345678901".to_owned();
    request.container_id = "32B6E34B3D91647ABB20E7B8".to_owned();
    request.route_table_cidr_block = "10.0.0.0".to_owned();
    request.vpc_id = "vpc-1".to_owned();
    let server = Server::json("200 OK", &[], AWS).await;
    let error = client(&server).create_group_peer("my-project", request).await.unwrap_err();
    assert!(error.is_validation());
    let locations: Vec<_> = error
        .violations()
        .iter()
        .map(|violation| format!("{} {}", violation.location(), violation.path()))
        .collect();
    assert_eq!(
        locations,
        [
            "path groupId",
            "body awsAccountId",
            "body containerId",
            "body routeTableCidrBlock",
            "body vpcId"
        ]
    );
    assert_eq!(server.connections().await, 0);
    let text = error.to_string();
    assert!(text.starts_with("createGroupPeer: "), "{text}");
    for value in ["my-project", "12345678901", "32B6E34B", "10.0.0.0", "vpc-1"] {
        assert!(!text.contains(value), "values may be secret: {text}");
    }
}

#[tokio::test]
async fn refuses_invalid_address_ranges() {
    for block in [
        "",
        "10.0.0/24",
        "10.0.0.0/33",
        "256.0.0.0/8",
        "10.0.0.0/24\n",
        "10.0.0.0/24, 10.1.0.0/24",
        "2001:db8::/129",
        "2001::db8::/32",
    ] {
        let mut request = aws();
        request.route_table_cidr_block = block.to_owned();
        let server = Server::json("200 OK", &[], AWS).await;
        let error = client(&server).create_group_peer(GROUP, request).await.unwrap_err();
        let paths: Vec<_> = error.violations().iter().map(atlas_admin::Violation::path).collect();
        assert_eq!(paths, ["routeTableCidrBlock"], "{block:?}");
        assert_eq!(server.connections().await, 0);
    }
}

#[tokio::test]
async fn refuses_invalid_values_of_each_provider() {
    let requests = [
        (with_azure(|azure| azure.azure_directory_id = "string".to_owned()), "azureDirectoryId"),
        (with_azure(|azure| azure.azure_subscription_id = String::new()), "azureSubscriptionId"),
        (with_azure(|azure| azure.vnet_name = "my vnet".to_owned()), "vnetName"),
        (with_azure(|azure| azure.resource_group_name = String::new()), "resourceGroupName"),
        (with_gcp(|gcp| gcp.gcp_project_id = "1project".to_owned()), "gcpProjectId"),
        (with_gcp(|gcp| gcp.network_name = "1".to_owned()), "networkName"),
    ];
    for (request, path) in requests {
        let server = Server::json("200 OK", &[], AWS).await;
        let error = client(&server).create_group_peer(GROUP, request).await.unwrap_err();
        let paths: Vec<_> = error.violations().iter().map(atlas_admin::Violation::path).collect();
        assert_eq!(paths, [path]);
        assert_eq!(server.connections().await, 0);
    }
}

fn with_azure(
    change: impl FnOnce(&mut atlas_admin::models::AzureNetworkPeeringRequest),
) -> NetworkPeeringRequest {
    let mut request = azure();
    change(&mut request);
    request.into()
}

fn with_gcp(
    change: impl FnOnce(&mut atlas_admin::models::GcpNetworkPeeringRequest),
) -> NetworkPeeringRequest {
    let mut request = gcp();
    change(&mut request);
    request.into()
}

#[tokio::test]
async fn refuses_an_unknown_provider_unless_unvalidated() {
    let object = serde_json::json!({"providerName": "ORACLE"});
    let request = NetworkPeeringRequest::Unknown(object.as_object().unwrap().clone());
    let server = Server::json("200 OK", &[], AWS).await;
    let error = client(&server).create_group_peer(GROUP, request.clone()).await.unwrap_err();
    assert!(error.to_string().contains("AWS, AZURE, GCP"), "{error}");
    client(&server).create_group_peer(GROUP, request).without_validation().await.unwrap();
    assert_eq!(server.request().body, object.to_string().into_bytes());
}

#[tokio::test]
async fn sends_invalid_values_without_validation() {
    let mut request = aws();
    request.vpc_id = "vpc-1".to_owned();
    let server = Server::json("200 OK", &[], AWS).await;
    let unchecked = builder(&server).validate(false).build().unwrap();
    unchecked.create_group_peer("my-project", request.clone()).await.unwrap();
    client(&server).create_group_peer("my-project", request).without_validation().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
