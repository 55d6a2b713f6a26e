//! Requests have no `id`, which only the service sets.

use atlas_admin::models::GcpNetworkPeeringRequest;

fn main() {
    let change = |request: &mut GcpNetworkPeeringRequest| request.id = None;
    let _ = change;
}
