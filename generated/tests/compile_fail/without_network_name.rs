//! A required property is missing.

use atlas_admin::models::GcpNetworkPeeringRequired;

fn main() {
    let _ = GcpNetworkPeeringRequired { container_id: String::new(), gcp_project_id: String::new() };
}
