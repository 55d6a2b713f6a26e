//! Calls of the client against a loopback server.

mod credentials;
mod errors;
mod operations;
mod requests;
mod responses;
mod secrets;
mod validation;

use atlas_admin::models::{
    AwsNetworkPeeringRequest, AwsNetworkPeeringRequired, AzureNetworkPeeringRequest,
    AzureNetworkPeeringRequired, GcpNetworkPeeringRequest, GcpNetworkPeeringRequired,
};
use atlas_admin::{Client, ClientBuilder, RetryPolicy};
use portolan_test_server::Server;

/// A project id.
const GROUP: &str = "0123456789abcdef01234567";

/// A token that no output may contain.
const TOKEN: &str = "secret-access-token";

/// A response with an AWS peering.
const AWS: &str = r#"{"accepterRegionName":null,"awsAccountId":"123456789012","containerId":"32b6e34b3d91647abb20e7b8",
"id":"32b6e34b3d91647abb20e7b9","providerName":"AWS","routeTableCidrBlock":"10.0.0.0/24","statusName":"INITIATING",
"vpcId":"vpc-0123456789abcdef0"}"#;

fn builder(server: &Server) -> ClientBuilder {
    let retry = RetryPolicy::disabled();
    Client::builder().base_url(server.url()).bearer_token(TOKEN).retry(retry)
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

fn aws() -> AwsNetworkPeeringRequest {
    AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
        accepter_region_name: "us-east-1".to_owned(),
        aws_account_id: "123456789012".to_owned(),
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        route_table_cidr_block: "10.0.0.0/24".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
    })
}

fn azure() -> AzureNetworkPeeringRequest {
    AzureNetworkPeeringRequest::new(AzureNetworkPeeringRequired {
        azure_directory_id: "123e4567-e89b-12d3-a456-426614174000".to_owned(),
        azure_subscription_id: "123E4567-E89B-12D3-A456-426614174001".to_owned(),
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        resource_group_name: "my.group_(1)".to_owned(),
        vnet_name: "my-vnet".to_owned(),
    })
}

fn gcp() -> GcpNetworkPeeringRequest {
    GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        gcp_project_id: "my-project-123456".to_owned(),
        network_name: "default".to_owned(),
    })
}
