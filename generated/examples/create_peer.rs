//! Creates one network peering connection: the provider from the command line, everything else from the environment.
//!
//! ```sh
//! cargo run -p atlas-admin --example create_peer -- aws
//! ```
//!
//! Called without a provider it prints the variables that each one needs.

use std::env;
use std::fmt::Display;
use std::process::ExitCode;

use atlas_admin::models::{
    AwsNetworkPeeringRequest, AwsNetworkPeeringRequired, AzureNetworkPeeringRequest,
    AzureNetworkPeeringRequired, GcpNetworkPeeringRequest, GcpNetworkPeeringRequired,
    NetworkPeering, NetworkPeeringRequest,
};
use atlas_admin::{Client, Error, Response, Violation};

/// A variable of the environment, and what it means.
type Variable = (&'static str, &'static str);

/// Read by the client itself.
const CREDENTIALS: [Variable; 6] = [
    ("MONGODB_ATLAS_CLIENT_ID", "a service account"),
    ("MONGODB_ATLAS_CLIENT_SECRET", "its secret"),
    ("MONGODB_ATLAS_PUBLIC_KEY", "or the public part of an API key"),
    ("MONGODB_ATLAS_PRIVATE_KEY", "its private part"),
    ("MONGODB_ATLAS_ACCESS_TOKEN", "or a ready access token"),
    ("MONGODB_ATLAS_BASE_URL", "where to call, if not at https://cloud.mongodb.com"),
];
const GROUP: Variable = ("ATLAS_GROUP_ID", "id of the project, 24 hexadecimal digits");
const CONTAINER: Variable =
    ("ATLAS_CONTAINER_ID", "id of the network peering container, 24 hexadecimal digits");

const AWS: [Variable; 4] = [
    ("AWS_REGION", "region of your VPC, such as us-east-1"),
    ("AWS_ACCOUNT_ID", "the account that owns your VPC, 12 digits"),
    ("AWS_VPC_ID", "id of your VPC, such as vpc-0123456789abcdef0"),
    ("AWS_VPC_CIDR_BLOCK", "address range of your VPC, such as 10.0.0.0/24"),
];
const AZURE: [Variable; 4] = [
    ("AZURE_TENANT_ID", "the directory that your VNet belongs to, a UUID"),
    ("AZURE_SUBSCRIPTION_ID", "the subscription that your VNet belongs to, a UUID"),
    ("AZURE_RESOURCE_GROUP", "name of the resource group that holds your VNet"),
    ("AZURE_VNET", "name of your VNet"),
];
const GCP: [Variable; 2] = [
    ("GCP_PROJECT_ID", "the project that owns your network, such as my-project-123456"),
    ("GCP_NETWORK", "name of your network, such as default"),
];

/// Where each variable goes in the request.
const VARIABLES: [(&str, Variable); 12] = [
    ("groupId", GROUP),
    ("containerId", CONTAINER),
    ("accepterRegionName", AWS[0]),
    ("awsAccountId", AWS[1]),
    ("vpcId", AWS[2]),
    ("routeTableCidrBlock", AWS[3]),
    ("azureDirectoryId", AZURE[0]),
    ("azureSubscriptionId", AZURE[1]),
    ("resourceGroupName", AZURE[2]),
    ("vnetName", AZURE[3]),
    ("gcpProjectId", GCP[0]),
    ("networkName", GCP[1]),
];

#[tokio::main]
async fn main() -> ExitCode {
    let provider = env::args().nth(1).unwrap_or_default();
    let variables = match provider.as_str() {
        "aws" => AWS.as_slice(),
        "azure" => AZURE.as_slice(),
        "gcp" => GCP.as_slice(),
        _ => {
            print_usage();
            return ExitCode::from(2);
        }
    };
    let missing: Vec<&Variable> = [GROUP, CONTAINER]
        .iter()
        .chain(variables)
        .filter(|(name, _)| read(name).is_none())
        .collect();
    if !missing.is_empty() {
        eprintln!("These variables are not set:");
        missing.into_iter().for_each(print_variable);
        return ExitCode::from(2);
    }
    match create(&provider).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn create(provider: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    match client.create_group_peer(&value(GROUP), request(provider)).send().await {
        Ok(response) => print_response(&response),
        Err(error) => return Err(explained(&error).into()),
    }
    Ok(())
}

/// The request for a provider, of what the environment says.
fn request(provider: &str) -> NetworkPeeringRequest {
    let container_id = value(CONTAINER);
    match provider {
        "aws" => AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
            accepter_region_name: value(AWS[0]),
            aws_account_id: value(AWS[1]),
            container_id,
            route_table_cidr_block: value(AWS[3]),
            vpc_id: value(AWS[2]),
        })
        .into(),
        "azure" => AzureNetworkPeeringRequest::new(AzureNetworkPeeringRequired {
            azure_directory_id: value(AZURE[0]),
            azure_subscription_id: value(AZURE[1]),
            container_id,
            resource_group_name: value(AZURE[2]),
            vnet_name: value(AZURE[3]),
        })
        .into(),
        _ => GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
            container_id,
            gcp_project_id: value(GCP[0]),
            network_name: value(GCP[1]),
        })
        .into(),
    }
}

fn print_response(response: &Response<NetworkPeering>) {
    let peering = response.body();
    println!("Created ({}): {}", response.status(), peering.id().unwrap_or("without an id"));
    match peering {
        NetworkPeering::Aws(aws) => {
            print_state(aws.status_name.as_ref(), aws.error_state_name.as_ref());
            println!("  connection at AWS: {}", aws.connection_id.as_deref().unwrap_or("none yet"));
            println!(
                "  next: accept it in the account {} and add a route to the Atlas network",
                shown(&aws.aws_account_id)
            );
        }
        NetworkPeering::Azure(azure) => {
            print_state(azure.status.as_ref(), azure.error_state.as_ref());
            println!(
                "  network: {} in the resource group {}",
                shown(&azure.vnet_name),
                shown(&azure.resource_group_name)
            );
        }
        NetworkPeering::Gcp(gcp) => {
            print_state(gcp.status.as_ref(), gcp.error_message.as_ref());
            println!(
                "  next: create the matching peering from the network {} of the project {}",
                shown(&gcp.network_name),
                shown(&gcp.gcp_project_id)
            );
        }
        other => {
            println!(
                "  the response has a form that this client does not know, its provider is {}",
                other.provider_name().unwrap_or("not said")
            );
            println!("  it answered: {}", String::from_utf8_lossy(response.bytes()));
        }
    }
    for path in response.missing() {
        println!("  note: the service left out {path}");
    }
    for path in response.unexpected() {
        println!("  note: the service sent {path}, which this client does not know");
    }
}

fn print_state(state: Option<&impl Display>, problem: Option<&impl Display>) {
    match state {
        Some(state) => println!("  state: {state}"),
        None => println!("  state: not said"),
    }
    if let Some(problem) = problem {
        println!("  problem: {problem}");
    }
}

/// A required value, which is empty where the service left it out.
fn shown(value: &str) -> &str {
    if value.is_empty() { "(not said)" } else { value }
}

/// What went wrong, and what it means for the connection.
fn explained(error: &Error) -> String {
    if error.is_validation() {
        let mut lines = vec!["Nothing was sent. These values cannot be right:".to_owned()];
        lines.extend(error.violations().iter().map(refused));
        return lines.join("\n");
    }
    // One line that has the deepest cause already; `source()` has all of them.
    let mut lines = vec![error.to_string()];
    let fields = error.body().and_then(|body| body.bad_request_detail.as_ref()?.fields.as_ref());
    for field in fields.into_iter().flatten() {
        lines.push(format!("  {}: {}", field.field, field.description));
    }
    if let Some(wait) = error.rate_limit().retry_after {
        lines.push(format!("  try again in {} seconds", wait.as_secs()));
    }
    if error.request_may_have_been_executed() {
        lines.push(
            "  the connection may exist all the same: list the peerings before trying again"
                .to_owned(),
        );
    }
    lines.join("\n")
}

/// A value that was refused: the variable that it came from and what belongs there, or else the rule that it breaks.
fn refused(violation: &Violation) -> String {
    let source = VARIABLES.iter().find(|(path, _)| *path == violation.path());
    source.map_or_else(
        || format!("  - {violation}"),
        |(path, (name, meaning))| format!("  - {name} ({path}): {meaning}"),
    )
}

fn print_usage() {
    eprintln!("usage: create_peer aws|azure|gcp\n\nAlways needed:");
    [GROUP, CONTAINER].iter().for_each(print_variable);
    eprintln!("Who is calling:");
    CREDENTIALS.iter().for_each(print_variable);
    for (provider, variables) in [("aws", AWS.as_slice()), ("azure", &AZURE), ("gcp", &GCP)] {
        eprintln!("For {provider}:");
        variables.iter().for_each(print_variable);
    }
}

fn print_variable((name, meaning): &Variable) {
    eprintln!("  {name}: {meaning}");
}

/// A variable of the environment, if it is set to something.
fn read(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// A variable that is known to be set.
fn value((name, _): Variable) -> String {
    read(name).unwrap_or_default()
}
