//! A response is not a request, since it contains values that only the service sets.

use atlas_admin::models::{NetworkPeering, NetworkPeeringRequest};

fn main() {
    let send_back = |response: NetworkPeering| -> NetworkPeeringRequest { response };
    let _ = send_back;
}
