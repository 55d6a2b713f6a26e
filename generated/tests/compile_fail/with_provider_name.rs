//! The variant determines the provider, so there is no field for it.

use atlas_admin::models::GcpNetworkPeeringRequired;

fn main() {
    let _ = GcpNetworkPeeringRequired {
        container_id: String::new(),
        gcp_project_id: String::new(),
        network_name: String::new(),
        provider_name: "AWS".to_owned(),
    };
}
