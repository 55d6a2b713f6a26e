//! All operations of the tag Network Peering, pagination, and polling for a state.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use atlas_admin::models::{
    AwsNetworkPeeringContainerRequest, AwsNetworkPeeringContainerRequired, AwsRegion,
    ListGroupContainersProviderName, ListGroupPeersProviderName, NetworkPeering,
    NetworkPeeringContainer, PrivateIpMode,
};
use atlas_admin::{BoxFuture, Client, Clock, Outcome, PollError, Stateful};
use portolan_test_server::{Response, Server};

use super::{AWS, GROUP, aws, builder, client};

const ID: &str = "32b6e34b3d91647abb20e7b9";

const CONTAINER: &str = r#"{"atlasCidrBlock":"10.8.0.0/21","id":"32b6e34b3d91647abb20e7b9","providerName":"AWS",
"provisioned":false,"regionName":"US_EAST_1","vpcId":null}"#;

fn page(items: &[&str], total: usize) -> Response {
    let items = items.join(",");
    let body = format!(r#"{{"links":[],"results":[{items}],"totalCount":{total}}}"#);
    Response::json("200 OK", &[], &body)
}

fn gcp_in(state: &str, message: &str) -> Response {
    let body = format!(
        r#"{{"containerId":"{ID}","gcpProjectId":"my-project-123456","id":"{ID}","networkName":"default",
            "providerName":"GCP","status":"{state}","errorMessage":{message}}}"#
    );
    Response::json("200 OK", &[], &body)
}

fn container() -> AwsNetworkPeeringContainerRequest {
    let mut container =
        AwsNetworkPeeringContainerRequest::new(AwsNetworkPeeringContainerRequired {
            region_name: AwsRegion::UsEast1,
        });
    container.atlas_cidr_block = Some("10.8.0.0/21".to_owned());
    container
}

#[tokio::test]
async fn every_operation_has_its_method_and_path() {
    let responses = [
        page(&[AWS], 1),
        Response::json("200 OK", &[], AWS),
        Response::json("200 OK", &[], AWS),
        Response::json("202 Accepted", &[], "{}"),
        page(&[CONTAINER], 1),
        page(&[CONTAINER], 1),
        Response::json("200 OK", &[], CONTAINER),
        Response::json("200 OK", &[], CONTAINER),
        Response::json("200 OK", &[], CONTAINER),
        Response::raw("HTTP/1.1 204 No Content\r\n\r\n"),
        Response::json("200 OK", &[], r#"{"enabled":true}"#),
        Response::json("200 OK", &[], r#"{"enabled":false}"#),
    ];
    let server = Server::script(responses).await;
    let client = client(&server);

    let azure = ListGroupPeersProviderName::Azure;
    let peers = client.list_group_peers(GROUP).provider_name(azure).await.unwrap();
    assert!(matches!(&peers.results[..], [NetworkPeering::Aws(_)]));
    assert_eq!(peers.total_count, Some(1));
    assert_eq!(client.get_group_peer(GROUP, ID).await.unwrap().id(), Some(ID));
    assert_eq!(client.update_group_peer(GROUP, ID, aws()).await.unwrap().id(), Some(ID));
    let removed = client.delete_group_peer(GROUP, ID).send().await.unwrap();
    assert_eq!(removed.status(), 202);

    let aws = ListGroupContainersProviderName::Aws;
    let containers = client.list_group_containers(GROUP, aws).await.unwrap();
    assert!(matches!(&containers.results[..], [NetworkPeeringContainer::Aws(_)]));
    let all = client.list_group_container_all(GROUP).include_count(false).await.unwrap();
    assert_eq!(all.results[0].provider_name(), Some("AWS"));
    let created = client.create_group_container(GROUP, container()).await.unwrap();
    assert_eq!(created.id(), Some(ID));
    assert_eq!(client.get_group_container(GROUP, ID).await.unwrap().id(), Some(ID));
    client.update_group_container(GROUP, ID, container()).await.unwrap();
    client.delete_group_container(GROUP, ID).await.unwrap();

    #[expect(deprecated, reason = "deprecated operations still work")]
    {
        assert!(client.verify_group_private_ip_mode(GROUP).await.unwrap().enabled);
        let mode = client.disable_group_private_ip_mode_peering(GROUP, disabled_mode());
        assert!(!mode.await.unwrap().enabled);
    }

    let lines: Vec<String> =
        server.requests().iter().map(|request| request.line().to_owned()).collect();
    let at = |line: &str| line.replace("{}", &format!("/api/atlas/v2/groups/{GROUP}"));
    let expected = [
        "GET {}/peers?providerName=AZURE",
        "GET {}/peers/32b6e34b3d91647abb20e7b9",
        "PATCH {}/peers/32b6e34b3d91647abb20e7b9",
        "DELETE {}/peers/32b6e34b3d91647abb20e7b9",
        "GET {}/containers?providerName=AWS",
        "GET {}/containers/all?includeCount=false",
        "POST {}/containers",
        "GET {}/containers/32b6e34b3d91647abb20e7b9",
        "PATCH {}/containers/32b6e34b3d91647abb20e7b9",
        "DELETE {}/containers/32b6e34b3d91647abb20e7b9",
        "GET {}/privateIpMode",
        "PATCH {}/privateIpMode",
    ];
    assert_eq!(lines, expected.map(at));
    assert_eq!(
        server.requests()[6].body,
        br#"{"providerName":"AWS","atlasCidrBlock":"10.8.0.0/21","regionName":"US_EAST_1"}"#
    );
}

fn disabled_mode() -> PrivateIpMode {
    serde_json::from_str(r#"{"enabled":false}"#).unwrap()
}

#[tokio::test]
async fn items_come_from_all_pages() {
    let server =
        Server::script([page(&[AWS, AWS], 5), page(&[AWS, AWS], 6), page(&[AWS], 5)]).await;
    let mut items = client(&server).list_group_peers(GROUP).items_per_page(2).items();
    assert_eq!(server.request_count(), 0);
    let mut count = 0;
    while let Some(item) = items.next().await {
        assert_eq!(item.unwrap().id(), Some(ID));
        count += 1;
        // A page is fetched when its first item is requested.
        assert_eq!(server.request_count(), usize::div_ceil(count, 2));
    }
    assert_eq!(count, 5);
    assert!(items.next().await.is_none());
    let pages: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.line().split_once('?').unwrap().1.to_owned())
        .collect();
    assert_eq!(
        pages,
        [1, 2, 3].map(|page| format!("itemsPerPage=2&pageNum={page}")),
        "the requests sent"
    );
}

#[tokio::test]
async fn the_first_incomplete_page_is_the_last() {
    // Fewer than the default page size of 100.
    let server = Server::script([page(&[CONTAINER, CONTAINER], 2)]).await;
    let all = client(&server).list_group_container_all(GROUP).items().all().await.unwrap();
    assert_eq!((all.len(), server.request_count()), (2, 1));

    // A full last page is followed by an empty one. Pagination starts at the requested page.
    let server = Server::script([page(&[AWS], 9), page(&[], 9)]).await;
    let from = client(&server).list_group_peers(GROUP).items_per_page(1).page_num(9);
    assert_eq!(from.items().all().await.unwrap().len(), 1);
    assert!(server.requests()[1].line().ends_with("itemsPerPage=1&pageNum=10"));
}

#[tokio::test]
async fn an_error_ends_the_pagination() {
    let refused = Response::json("403 Forbidden", &[], r#"{"error":403,"errorCode":"NO"}"#);
    let server = Server::script([page(&[AWS], 2), refused]).await;
    let mut items = client(&server).list_group_peers(GROUP).items_per_page(1).items();
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.error_code(), Some("NO"));
    assert!(items.next().await.is_none());
}

/// A clock that sleeping advances at once.
#[derive(Debug, Clone)]
struct SkippingClock(Arc<Mutex<Instant>>);

impl Clock for SkippingClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn instant(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        *self.0.lock().unwrap() += duration;
        Box::pin(async {})
    }
}

fn client_without_delays(server: &Server) -> Client {
    builder(server).clock(SkippingClock(Arc::new(Mutex::new(Instant::now())))).build().unwrap()
}

#[tokio::test]
async fn polling_ends_at_a_ready_state() {
    let responses = ["ADDING_PEER", "WAITING_FOR_USER", "SOMETHING_NEW", "AVAILABLE"]
        .map(|it| gcp_in(it, "null"));
    let server = Server::script(responses).await;
    let states = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&states);
    let peering = client_without_delays(&server)
        .get_group_peer(GROUP, ID)
        .poller()
        .on_progress(move |peering| {
            recorded.lock().unwrap().push(peering.state().name.unwrap().to_owned());
        })
        .await
        .unwrap();
    assert_eq!(peering.state().outcome, Outcome::Ready);
    let expected = ["ADDING_PEER", "WAITING_FOR_USER", "SOMETHING_NEW", "AVAILABLE"];
    assert_eq!(*states.lock().unwrap(), expected);
    assert_eq!(server.request_count(), 4);
}

#[tokio::test]
async fn polling_ends_at_a_failed_state_with_its_reason() {
    let server =
        Server::script([gcp_in("ADDING_PEER", "null"), gcp_in("FAILED", "\"no such network\"")])
            .await;
    let error =
        client_without_delays(&server).get_group_peer(GROUP, ID).poller().await.unwrap_err();
    assert_eq!(error.to_string(), "getGroupPeer: the state is FAILED: no such network");
    assert!(matches!(error, PollError::Failed { .. }));
    assert_eq!(error.response().unwrap().id(), Some(ID));
}

#[tokio::test]
async fn polling_ends_at_its_timeout_or_an_error() {
    let server = Server::script([gcp_in("ADDING_PEER", "null")]).await;
    let poller = client_without_delays(&server).get_group_peer(GROUP, ID).poller();
    let minute = Duration::from_secs(60);
    let error = poller.poll_interval(minute).timeout(3 * minute).await.unwrap_err();
    assert_eq!(error.to_string(), "getGroupPeer: the state is ADDING_PEER after 180 seconds");
    assert_eq!(server.request_count(), 4);

    let gone = r#"{"error":404,"errorCode":"RESOURCE_NOT_FOUND"}"#;
    let server = Server::json("404 Not Found", &[], gone).await;
    let error =
        client_without_delays(&server).get_group_peer(GROUP, ID).poller().await.unwrap_err();
    assert!(matches!(&error, PollError::Call(error) if error.status().unwrap() == 404));
    assert_eq!(error.to_string(), "getGroupPeer: 404 Not Found: RESOURCE_NOT_FOUND");
}
