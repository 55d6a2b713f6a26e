//! The provider is the variant: there is no field that could say another.

use atlas_admin::models::GcpNetworkPeeringRequired;

fn main() {
    let _ = GcpNetworkPeeringRequired {
        container_id: String::new(),
        gcp_project_id: String::new(),
        network_name: String::new(),
        provider_name: "AWS".to_owned(),
    };
}
