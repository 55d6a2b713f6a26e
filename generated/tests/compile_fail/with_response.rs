//! A response holds what only the service sets: it is no request.

use atlas_admin::models::{NetworkPeering, NetworkPeeringRequest};

fn main() {
    let send_back = |response: NetworkPeering| -> NetworkPeeringRequest { response };
    let _ = send_back;
}
