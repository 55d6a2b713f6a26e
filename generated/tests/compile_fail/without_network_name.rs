//! A required property is left out.

use atlas_admin::models::GcpNetworkPeeringRequired;

fn main() {
    let _ = GcpNetworkPeeringRequired { container_id: String::new(), gcp_project_id: String::new() };
}
