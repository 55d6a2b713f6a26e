//! Peering connections in memory. Each `GET` of a connection advances its state.

use std::sync::{Mutex, PoisonError};

use portolan_test_server::{Request, Response, Server};
use serde_json::{Value, json};

/// The access token that the service accepts.
pub(crate) const TOKEN: &str = "loopback";

/// The states of a connection, in order.
const STATES: [&str; 4] = ["INITIATING", "PENDING_ACCEPTANCE", "FINALIZING", "AVAILABLE"];

/// Starts the service.
pub(crate) async fn start() -> Server {
    let peers = Mutex::new(Vec::<Value>::new());
    Server::with_handler(move |request, _| {
        // The handler is also called when only the head has arrived; that result is ignored.
        let awaits_body = request.line().starts_with("POST") && request.body.is_empty();
        let is_authenticated = request.header("authorization") == [format!("Bearer {TOKEN}")];
        if awaits_body {
            return Response::empty();
        }
        if !is_authenticated {
            return error(401, "Unauthorized", "INVALID_TOKEN", "The access token is invalid.");
        }
        let mut peers = peers.lock().unwrap_or_else(PoisonError::into_inner);
        response(request, &mut peers)
    })
    .await
}

fn response(request: &Request, peers: &mut Vec<Value>) -> Response {
    let line = request.line();
    let (method, target) = line.split_once(' ').unwrap_or_default();
    let path = target.split(['?', ' ']).next().unwrap_or_default();
    let segments: Vec<&str> = path.trim_start_matches("/api/atlas/v2").split('/').skip(1).collect();
    match (method, segments.as_slice()) {
        ("GET", []) => ok("200 OK", &json!({"appName": "loopback"})),
        ("POST", ["groups", _, "peers"]) => create(request, peers),
        ("GET", ["groups", _, "peers"]) => {
            ok("200 OK", &json!({"results": peers, "totalCount": peers.len()}))
        }
        ("GET", ["groups", _, "peers", id]) => match find(peers, id) {
            Some(peer) => {
                let response = ok("200 OK", peer);
                advance(peer);
                response
            }
            None => not_found(id),
        },
        ("DELETE", ["groups", _, "peers", id]) => {
            if find(peers, id).is_none() {
                return not_found(id);
            }
            peers.retain(|peer| peer["id"] != **id);
            ok("202 Accepted", &json!({}))
        }
        _ => error(404, "Not Found", "RESOURCE_NOT_FOUND", "There is no such resource."),
    }
}

fn create(request: &Request, peers: &mut Vec<Value>) -> Response {
    let Ok(mut peer) = serde_json::from_slice::<Value>(&request.body) else {
        return error(400, "Bad Request", "MALFORMED_JSON", "The body is not JSON.");
    };
    let provider = peer["providerName"].as_str().unwrap_or("AWS").to_owned();
    let same = |other: &&Value| {
        other["vpcId"] == peer["vpcId"] && other["containerId"] == peer["containerId"]
    };
    if provider == "AWS" && peers.iter().find(same).is_some() {
        return error(409, "Conflict", "PEER_ALREADY_EXISTS", "A connection with this VPC exists.");
    }
    peer["providerName"] = json!(provider);
    peer["id"] = json!(format!("{:024x}", 0x5f00_0000_0001_u64 + peers.len() as u64));
    peer[state_property(&provider)] = json!(STATES[0]);
    peers.push(peer.clone());
    ok("200 OK", &peer)
}

/// Returns the name of the property with the state.
fn state_property(provider: &str) -> &'static str {
    if provider == "AWS" { "statusName" } else { "status" }
}

/// Advances a connection to its next state.
fn advance(peer: &mut Value) {
    let property = state_property(peer["providerName"].as_str().unwrap_or_default());
    let current = STATES.iter().position(|state| peer[property] == **state).unwrap_or(STATES.len());
    if let Some(next) = STATES.get(current + 1) {
        peer[property] = json!(next);
    }
}

fn find<'a>(peers: &'a mut [Value], id: &str) -> Option<&'a mut Value> {
    peers.iter_mut().find(|peer| peer["id"] == id)
}

fn ok(status: &str, body: &Value) -> Response {
    Response::json(status, &[], &body.to_string())
}

fn not_found(id: &str) -> Response {
    error(404, "Not Found", "PEER_NOT_FOUND", &format!("Connection {id} does not exist."))
}

fn error(status: u16, reason: &str, code: &str, detail: &str) -> Response {
    let body = json!({"error": status, "reason": reason, "errorCode": code, "detail": detail});
    Response::json(&format!("{status} {reason}"), &[], &body.to_string())
}
