//! Lists the network peering connections of a project.
//!
//! ```sh
//! ATLAS_GROUP_ID=32b6e34b3d91647abb20e7b8 cargo run -p atlas-admin --example list_peers
//! ```
//!
//! Credentials are read from the environment: a service account (`MONGODB_ATLAS_CLIENT_ID`,
//! `MONGODB_ATLAS_CLIENT_SECRET`), an API key (`MONGODB_ATLAS_PUBLIC_KEY`, `MONGODB_ATLAS_PRIVATE_KEY`) or an access
//! token (`MONGODB_ATLAS_ACCESS_TOKEN`).

use std::env;
use std::error::Error;

use atlas_admin::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let group_id = env::var("ATLAS_GROUP_ID")?;
    // Fetches each page when its first item is needed.
    let mut peerings = client.list_group_peers(&group_id).items();
    while let Some(peering) = peerings.next().await {
        let peering = peering?;
        println!(
            "{}  {}",
            peering.id().unwrap_or("(no id)"),
            peering.provider_name().unwrap_or("(no provider)")
        );
    }
    Ok(())
}
