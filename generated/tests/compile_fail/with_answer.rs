//! An answer holds what only the service sets: it is no request.

use atlas_admin::models::{NetworkPeering, NetworkPeeringRequest};

fn main() {
    let send_back = |answer: NetworkPeering| -> NetworkPeeringRequest { answer };
    let _ = send_back;
}
