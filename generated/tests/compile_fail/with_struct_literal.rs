//! Requests are constructed by `new`, so that new optional properties do not break callers.

use atlas_admin::models::GcpNetworkPeeringRequest;

fn main() {
    let _ = GcpNetworkPeeringRequest {
        container_id: String::new(),
        gcp_project_id: String::new(),
        network_name: String::new(),
    };
}
