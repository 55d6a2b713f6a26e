//! What was answered cannot be sent.

use atlas_admin::Client;
use atlas_admin::models::NetworkPeering;

fn main() {
    let send = |client: &Client, peering: NetworkPeering| drop(client.create_group_peer("", peering));
    let _ = send;
}
