//! `id` is set by the service only: a request does not have it.

use atlas_admin::models::GcpNetworkPeeringRequest;

fn main() {
    let change = |request: &mut GcpNetworkPeeringRequest| request.id = None;
    let _ = change;
}
