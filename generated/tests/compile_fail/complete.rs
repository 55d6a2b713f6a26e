//! A complete request compiles.

use atlas_admin::models::{GcpNetworkPeeringRequest, GcpNetworkPeeringRequired};

fn main() {
    let _ = GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
        container_id: String::new(),
        gcp_project_id: String::new(),
        network_name: String::new(),
    });
}
