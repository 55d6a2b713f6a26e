//! The blocking client: the same operations, and its errors inside an async runtime.

use atlas_admin::blocking::Client;
use atlas_admin::http::Method;
use atlas_admin::models::{GcpNetworkPeeringRequest, GcpNetworkPeeringRequired};
use portolan_test_server::{Response, Server};
use tokio::runtime::Runtime;

const GROUP: &str = "0123456789abcdef01234567";

const GCP: &str = r#"{"containerId":"32b6e34b3d91647abb20e7b8","gcpProjectId":"my-project-123456",
"id":"32b6e34b3d91647abb20e7b9","networkName":"default","providerName":"GCP","status":"ADDING_PEER"}"#;

fn gcp() -> GcpNetworkPeeringRequest {
    GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        gcp_project_id: "my-project-123456".to_owned(),
        network_name: "default".to_owned(),
    })
}

/// Starts a server that issues tokens and returns a peering to all other requests. The runtime drives it.
fn token_server() -> (Runtime, Server) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::with_handler(|request, _| {
        if request.line().starts_with("POST /api/oauth/token") {
            Response::keep_alive(
                "200 OK",
                &[],
                br#"{"access_token":"the-token","expires_in":3600}"#,
            )
        } else if request.line().starts_with("POST /api/oauth/revoke") {
            Response::keep_alive("200 OK", &[], b"")
        } else {
            Response::keep_alive("200 OK", &["content-type: application/json"], GCP.as_bytes())
        }
    }));
    (runtime, server)
}

fn client(server: &Server) -> Client {
    Client::builder()
        .base_url(server.url())
        .service_account("mdb_sa_id_1", "the-secret")
        .build()
        .unwrap()
}

#[test]
fn clones_share_token_and_connections() {
    let (_runtime, server) = token_server();
    let client = client(&server);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || {
                let response = client.create_group_peer(GROUP, gcp()).pretty(true).send().unwrap();
                response.body().id().map(str::to_owned)
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap().as_deref(), Some("32b6e34b3d91647abb20e7b9"));
    }
    let other = client.raw_request(Method::GET, "/other").send::<()>().unwrap();
    assert_eq!(other.status(), 200);
    client.revoke_token().unwrap();
    let lines: Vec<_> = server.requests().iter().map(|request| request.line().to_owned()).collect();
    let count = |line: &str| lines.iter().filter(|sent| sent.starts_with(line)).count();
    assert_eq!(count("POST /api/oauth/token"), 1);
    assert_eq!(count(&format!("POST /api/atlas/v2/groups/{GROUP}/peers?pretty=true")), 4);
    assert_eq!(count("GET /other"), 1);
    assert_eq!(count("POST /api/oauth/revoke"), 1);
}

#[test]
fn returns_the_errors_of_the_async_client() {
    let (_runtime, server) = token_server();
    let error = client(&server).create_group_peer("no id", gcp()).send().unwrap_err();
    assert!(error.is_validation());
    let unreachable = Client::builder().base_url(Server::refused_url()).bearer_token("t");
    let once = atlas_admin::RetryPolicy::disabled();
    let error = unreachable.build().unwrap().create_group_peer(GROUP, gcp()).with_retry(once);
    let error = error.send().unwrap_err();
    assert!(error.is_connect() && !error.request_may_have_been_executed());
}

#[test]
fn fails_inside_an_async_runtime() {
    let (runtime, server) = token_server();
    let client = client(&server);
    runtime.block_on(async {
        let error = client.create_group_peer(GROUP, gcp()).send().unwrap_err();
        assert!(error.to_string().contains("use the async client there"), "{error}");
        assert!(error.is_transport() && !error.request_may_have_been_executed());
        assert!(client.revoke_token().unwrap_err().to_string().contains("async client"));
    });
    assert_eq!(server.request_count(), 0);
}

#[test]
fn supports_pagination_and_polling() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(Server::with_handler(|request, _| {
        let body = if request.line().contains("pageNum=") {
            format!(r#"{{"results":[{GCP}]}}"#)
        } else {
            GCP.replace("ADDING_PEER", "AVAILABLE")
        };
        Response::keep_alive("200 OK", &["content-type: application/json"], body.as_bytes())
    }));
    let client = Client::builder().base_url(server.url()).bearer_token("t").build().unwrap();
    let peerings: Vec<_> = client.list_group_peers(GROUP).items().collect();
    assert!(matches!(&peerings[..], [Ok(_)]));
    let request = client.list_group_peers(GROUP).items_per_page(1);
    let peerings: Vec<_> = request.items().max_pages(1).collect();
    assert!(matches!(&peerings[..], [Ok(_), Err(error)] if error.is_paging()));
    let peering =
        client.get_group_peer(GROUP, "32b6e34b3d91647abb20e7b9").poller().until_done().unwrap();
    assert_eq!(peering.id(), Some("32b6e34b3d91647abb20e7b9"));
    runtime.block_on(async {
        let mut items = client.list_group_peers(GROUP).items();
        assert!(items.next().unwrap().unwrap_err().to_string().contains("async client"));
        assert!(items.next().is_none());
    });
}
