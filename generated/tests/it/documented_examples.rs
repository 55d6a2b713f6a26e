//! The examples of the publisher's documentation, placeholders included, as requests and as responses.

use atlas_admin::models::{
    AwsNetworkPeeringErrorState, AwsNetworkPeeringRequest, AwsNetworkPeeringRequired,
    AwsNetworkPeeringStatus, AzureNetworkPeeringRequest, AzureNetworkPeeringRequired,
    AzureNetworkPeeringStatus, GcpNetworkPeeringRequest, GcpNetworkPeeringRequired,
    GcpNetworkPeeringStatus, NetworkPeering, NetworkPeeringRequest,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

const ID: &str = "32b6e34b3d91647abb20e7b8";

fn string() -> String {
    "string".to_owned()
}

fn aws() -> Value {
    json!({
        "containerId": ID, "id": ID, "providerName": "AWS", "accepterRegionName": "string",
        "awsAccountId": "string", "connectionId": "string", "errorStateName": "REJECTED",
        "routeTableCidrBlock": "string", "statusName": "INITIATING", "vpcId": "string",
    })
}

fn azure() -> Value {
    json!({
        "containerId": ID, "id": ID, "providerName": "AZURE", "azureDirectoryId": "string",
        "azureSubscriptionId": "string", "errorState": "string", "resourceGroupName": "string",
        "status": "ADDING_PEER", "vnetName": "string",
    })
}

fn gcp() -> Value {
    json!({
        "containerId": ID, "id": ID, "providerName": "GCP", "errorMessage": "string",
        "gcpProjectId": "string", "networkName": "string", "status": "ADDING_PEER",
    })
}

#[test]
fn encodes_the_documented_requests() {
    let requests: [(NetworkPeeringRequest, Value); 3] = [
        (
            AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
                accepter_region_name: string(),
                aws_account_id: string(),
                container_id: ID.to_owned(),
                route_table_cidr_block: string(),
                vpc_id: string(),
            })
            .into(),
            json!({
                "containerId": ID, "providerName": "AWS", "accepterRegionName": "string",
                "awsAccountId": "string", "routeTableCidrBlock": "string", "vpcId": "string",
            }),
        ),
        (
            AzureNetworkPeeringRequest::new(AzureNetworkPeeringRequired {
                azure_directory_id: string(),
                azure_subscription_id: string(),
                container_id: ID.to_owned(),
                resource_group_name: string(),
                vnet_name: string(),
            })
            .into(),
            json!({
                "containerId": ID, "providerName": "AZURE", "azureDirectoryId": "string",
                "azureSubscriptionId": "string", "resourceGroupName": "string", "vnetName": "string",
            }),
        ),
        (
            GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
                container_id: ID.to_owned(),
                gcp_project_id: string(),
                network_name: string(),
            })
            .into(),
            json!({"containerId": ID, "providerName": "GCP", "gcpProjectId": "string", "networkName": "string"}),
        ),
    ];
    for (request, documented) in requests {
        let written: Value = serde_json::from_slice(&wire::encode(&request)).unwrap();
        assert_eq!(written, documented);
        assert_eq!(serde_json::to_value(&request).unwrap(), documented);
    }
}

#[test]
fn round_trips_the_documented_responses() {
    for documented in [aws(), azure(), gcp()] {
        let text = documented.to_string();
        let read = wire::decode::<NetworkPeering>(text.as_bytes()).unwrap();
        assert!(
            read.notes.missing.is_empty() && read.notes.unexpected.is_empty(),
            "{:?}",
            read.notes
        );
        let written: Value = serde_json::from_slice(&wire::encode(&read.value)).unwrap();
        assert_eq!(written, documented);
        let through_serde: NetworkPeering = serde_json::from_value(documented.clone()).unwrap();
        assert_eq!(through_serde, read.value);
        assert_eq!(serde_json::to_value(&through_serde).unwrap(), documented);
    }
}

#[test]
fn decodes_every_field_of_an_aws_response() {
    let NetworkPeering::Aws(peering) = serde_json::from_value(aws()).unwrap() else {
        panic!("another variant");
    };
    assert_eq!(peering.container_id, ID);
    assert_eq!(peering.id.as_deref(), Some(ID));
    assert_eq!(peering.accepter_region_name.as_deref(), Some("string"));
    assert_eq!(peering.aws_account_id, "string");
    assert_eq!(peering.connection_id.as_deref(), Some("string"));
    assert_eq!(peering.error_state_name, Some(AwsNetworkPeeringErrorState::Rejected));
    assert_eq!(peering.route_table_cidr_block, "string");
    assert_eq!(peering.status_name, Some(AwsNetworkPeeringStatus::Initiating));
    assert_eq!(peering.vpc_id, "string");
}

#[test]
fn decodes_every_field_of_an_azure_response() {
    let NetworkPeering::Azure(peering) = serde_json::from_value(azure()).unwrap() else {
        panic!("another variant");
    };
    assert_eq!(peering.container_id, ID);
    assert_eq!(peering.id.as_deref(), Some(ID));
    assert_eq!(peering.azure_directory_id, "string");
    assert_eq!(peering.azure_subscription_id, "string");
    assert_eq!(peering.error_state.as_deref(), Some("string"));
    assert_eq!(peering.resource_group_name, "string");
    assert_eq!(peering.status, Some(AzureNetworkPeeringStatus::AddingPeer));
    assert_eq!(peering.vnet_name, "string");
}

#[test]
fn decodes_every_field_of_a_gcp_response() {
    let NetworkPeering::Gcp(peering) = serde_json::from_value(gcp()).unwrap() else {
        panic!("another variant");
    };
    assert_eq!(peering.container_id, ID);
    assert_eq!(peering.id.as_deref(), Some(ID));
    assert_eq!(peering.error_message.as_deref(), Some("string"));
    assert_eq!(peering.gcp_project_id, "string");
    assert_eq!(peering.network_name, "string");
    assert_eq!(peering.status, Some(GcpNetworkPeeringStatus::AddingPeer));
}
