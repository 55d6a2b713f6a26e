//! The service: peering connections in memory, each of which gets further whenever somebody asks for it.

use std::sync::{Mutex, PoisonError};

use portolan_test_server::{Request, Response, Server};
use serde_json::{Value, json};

/// The token that is taken; there is no secret in it.
pub(crate) const TOKEN: &str = "loopback";

/// The states that a connection goes through, one each time that it is asked for.
const STATES: [&str; 4] = ["INITIATING", "PENDING_ACCEPTANCE", "FINALIZING", "AVAILABLE"];

/// Starts the service.
pub(crate) async fn start() -> Server {
    let peers = Mutex::new(Vec::<Value>::new());
    Server::answering(move |request, _| {
        // The head comes first, without its body: what is answered to that counts for nothing.
        let awaits_body = request.line().starts_with("POST") && request.body.is_empty();
        let is_known = request.header("authorization") == [format!("Bearer {TOKEN}")];
        if awaits_body {
            return Response::nothing();
        }
        if !is_known {
            return error(401, "Unauthorized", "INVALID_TOKEN", "The access token is not known.");
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
                let now = ok("200 OK", peer);
                advance(peer);
                now
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
        _ => error(404, "Not Found", "RESOURCE_NOT_FOUND", "There is nothing like it here."),
    }
}

fn create(request: &Request, peers: &mut Vec<Value>) -> Response {
    let Ok(mut peer) = serde_json::from_slice::<Value>(&request.body) else {
        return error(400, "Bad Request", "MALFORMED_JSON", "The body is no JSON.");
    };
    let provider = peer["providerName"].as_str().unwrap_or("AWS").to_owned();
    let same = |other: &&Value| {
        other["vpcId"] == peer["vpcId"] && other["containerId"] == peer["containerId"]
    };
    if provider == "AWS" && peers.iter().find(same).is_some() {
        return error(
            409,
            "Conflict",
            "PEER_ALREADY_EXISTS",
            "There is a connection with this VPC.",
        );
    }
    peer["providerName"] = json!(provider);
    peer["id"] = json!(format!("{:024x}", 0x5f00_0000_0001_u64 + peers.len() as u64));
    peer[status(&provider)] = json!(STATES[0]);
    peers.push(peer.clone());
    ok("200 OK", &peer)
}

/// The property that says how far a connection has got.
fn status(provider: &str) -> &'static str {
    if provider == "AWS" { "statusName" } else { "status" }
}

/// Gets a connection further.
fn advance(peer: &mut Value) {
    let status = status(peer["providerName"].as_str().unwrap_or_default());
    let at = STATES.iter().position(|state| peer[status] == **state).unwrap_or(STATES.len());
    if let Some(next) = STATES.get(at + 1) {
        peer[status] = json!(next);
    }
}

fn find<'a>(peers: &'a mut [Value], id: &str) -> Option<&'a mut Value> {
    peers.iter_mut().find(|peer| peer["id"] == id)
}

fn ok(status: &str, body: &Value) -> Response {
    Response::json(status, &[], &body.to_string())
}

fn not_found(id: &str) -> Response {
    error(404, "Not Found", "PEER_NOT_FOUND", &format!("There is no connection {id}."))
}

fn error(status: u16, reason: &str, code: &str, detail: &str) -> Response {
    let body = json!({"error": status, "reason": reason, "errorCode": code, "detail": detail});
    Response::json(&format!("{status} {reason}"), &[], &body.to_string())
}
