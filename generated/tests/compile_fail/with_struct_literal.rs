//! A request is made by `new`, so that an optional property that comes later breaks nobody.

use atlas_admin::models::GcpNetworkPeeringRequest;

fn main() {
    let _ = GcpNetworkPeeringRequest {
        container_id: String::new(),
        gcp_project_id: String::new(),
        network_name: String::new(),
    };
}
