//! Creates a network peering connection.
//!
//! ```sh
//! cargo run -p atlas-admin --example create_peer -- aws
//! ```
//!
//! Credentials and values are environment variables. Without an argument, the example prints their names.

use std::env;
use std::error::Error as StdError;
use std::fmt::Display;
use std::process::ExitCode;

use atlas_admin::models::{
    AwsNetworkPeeringRequest, AwsNetworkPeeringRequired, AzureNetworkPeeringRequest,
    AzureNetworkPeeringRequired, GcpNetworkPeeringRequest, GcpNetworkPeeringRequired,
    NetworkPeering, NetworkPeeringRequest,
};
use atlas_admin::{Client, Error, Response};

const USAGE: &str = "\
usage: create_peer aws|azure|gcp

Credentials, one of:
  MONGODB_ATLAS_CLIENT_ID      id of a service account, and
  MONGODB_ATLAS_CLIENT_SECRET  its secret
  MONGODB_ATLAS_PUBLIC_KEY     public part of an API key, and
  MONGODB_ATLAS_PRIVATE_KEY    its private part
  MONGODB_ATLAS_ACCESS_TOKEN   access token

All providers:
  ATLAS_GROUP_ID               id of the project, 24 hexadecimal digits
  ATLAS_CONTAINER_ID           id of the network peering container, 24 hexadecimal digits

aws:
  AWS_REGION                   region of the VPC, such as us-east-1
  AWS_ACCOUNT_ID               account that owns the VPC, 12 digits
  AWS_VPC_ID                   id of the VPC, such as vpc-0123456789abcdef0
  AWS_VPC_CIDR_BLOCK           address range of the VPC, such as 10.0.0.0/24

azure:
  AZURE_TENANT_ID              directory of the VNet, a UUID
  AZURE_SUBSCRIPTION_ID        subscription of the VNet, a UUID
  AZURE_RESOURCE_GROUP         name of the resource group of the VNet
  AZURE_VNET                   name of the VNet

gcp:
  GCP_PROJECT_ID               project of the network, such as my-project-123456
  GCP_NETWORK                  name of the network, such as default
";

#[tokio::main]
async fn main() -> ExitCode {
    let Some(provider) = env::args().nth(1) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    match create(&provider).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn create(provider: &str) -> Result<(), Box<dyn StdError>> {
    // The credentials come from the environment. Create one client and clone it: clones share tokens and connections.
    let client = Client::from_env()?;
    let group_id = var("ATLAS_GROUP_ID")?;
    let request = request(provider)?;
    // `.await` alone would return the body. `send()` returns it with the status and the headers.
    match client.create_group_peer(&group_id, request).send().await {
        Ok(response) => print_response(&response),
        Err(error) => return Err(describe(&error).into()),
    }
    Ok(())
}

/// Returns the request for a provider. A missing required property does not compile.
fn request(provider: &str) -> Result<NetworkPeeringRequest, Box<dyn StdError>> {
    let container_id = var("ATLAS_CONTAINER_ID")?;
    Ok(match provider {
        "aws" => AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
            accepter_region_name: var("AWS_REGION")?,
            aws_account_id: var("AWS_ACCOUNT_ID")?,
            container_id,
            route_table_cidr_block: var("AWS_VPC_CIDR_BLOCK")?,
            vpc_id: var("AWS_VPC_ID")?,
        })
        .into(),
        "azure" => AzureNetworkPeeringRequest::new(AzureNetworkPeeringRequired {
            azure_directory_id: var("AZURE_TENANT_ID")?,
            azure_subscription_id: var("AZURE_SUBSCRIPTION_ID")?,
            container_id,
            resource_group_name: var("AZURE_RESOURCE_GROUP")?,
            vnet_name: var("AZURE_VNET")?,
        })
        .into(),
        "gcp" => GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
            container_id,
            gcp_project_id: var("GCP_PROJECT_ID")?,
            network_name: var("GCP_NETWORK")?,
        })
        .into(),
        other => return Err(format!("unknown provider {other}, use aws, azure or gcp").into()),
    })
}

fn print_response(response: &Response<NetworkPeering>) {
    let peering = response.body();
    println!("created ({}): {}", response.status(), peering.id().unwrap_or("no id"));
    match peering {
        NetworkPeering::Aws(aws) => {
            print_state(aws.status_name.as_ref(), aws.error_state_name.as_ref());
            println!(
                "  next: accept the connection in the AWS account {} and add a route to the Atlas network",
                aws.aws_account_id
            );
        }
        NetworkPeering::Azure(azure) => {
            print_state(azure.status.as_ref(), azure.error_state.as_ref());
            println!("  VNet: {} in {}", azure.vnet_name, azure.resource_group_name);
        }
        NetworkPeering::Gcp(gcp) => {
            print_state(gcp.status.as_ref(), gcp.error_message.as_ref());
            println!(
                "  next: create the matching peering of the network {} in the project {}",
                gcp.network_name, gcp.gcp_project_id
            );
        }
        // The API may add providers. Such objects are kept, and the response is still a success.
        other => println!("  unknown provider {}", other.provider_name().unwrap_or("(none)")),
    }
    // Deviations from the document are no errors, unless the client has `strict_responses(true)`.
    for path in response.missing() {
        println!("  note: the response has no {path}");
    }
    for path in response.unexpected() {
        println!("  note: the response has an undocumented {path}");
    }
}

fn print_state(state: Option<&impl Display>, problem: Option<&impl Display>) {
    if let Some(state) = state {
        println!("  state: {state}");
    }
    if let Some(problem) = problem {
        println!("  problem: {problem}");
    }
}

/// Returns a description of the error, and of its consequences for the connection.
fn describe(error: &Error) -> String {
    if error.is_validation() {
        // The request breaks rules of the document and was not sent.
        let violations = error.violations().iter().map(|violation| format!("\n  {violation}"));
        return format!("invalid values, nothing was sent:{}", violations.collect::<String>());
    }
    // One line, which includes the deepest cause. `source()` has the whole chain.
    let mut text = error.to_string();
    if let Some(wait) = error.rate_limit().retry_after {
        text.extend(["\n  retry after ", &wait.as_secs().to_string(), " seconds"]);
    }
    if error.request_may_have_been_executed() {
        // Without a response, the client cannot know. A second request could create a duplicate.
        text += "\n  the connection may exist: list the connections before trying again";
    }
    text
}

fn var(name: &str) -> Result<String, Box<dyn StdError>> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("{name} is not set; run without an argument for help").into()),
    }
}
