//! The cost of a call: `create_group_peer` against the same call with reqwest and `serde_json`.
//!
//! The server is another process on loopback that responds at once. Both clients are measured in small alternating
//! batches, so that changes of the machine's speed affect both. Run with `cargo bench -p atlas-admin --bench calls`.
#![allow(clippy::unwrap_used, reason = "a benchmark cannot recover from errors")]

use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_admin::models::{AwsNetworkPeeringRequest, AwsNetworkPeeringRequired, NetworkPeering};
use atlas_admin::{Client, reqwest};
use serde::{Deserialize, Serialize};

/// The argument that makes this program act as the server.
const SERVE: &str = "--serve";
const GROUP: &str = "32b6e34b3d91647abb20e7b8";
const TOKEN: &str = "token";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";
/// The number of concurrent callers.
const CALLERS: u32 = 64;

const BODY: &str = r#"{"accepterRegionName":"us-east-1","awsAccountId":"123456789012","connectionId":"pcx-0123456789abcdef0","containerId":"32b6e34b3d91647abb20e7b8","errorStateName":null,"id":"32b6e34b3d91647abb20e7b9","providerName":"AWS","routeTableCidrBlock":"10.0.0.0/24","statusName":"INITIATING","vpcId":"vpc-0123456789abcdef0"}"#;

fn main() {
    if std::env::args().any(|argument| argument == SERVE) {
        serve();
    } else {
        measure();
    }
}

/// Sends the same response to every request.
fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap());
    let response = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {MEDIA_TYPE}\r\nratelimit-remaining: 99\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let response: Arc<[u8]> = response.into_bytes().into();
    for stream in listener.incoming().flatten() {
        let response = Arc::clone(&response);
        std::thread::spawn(move || respond_to_all(&stream, &response));
    }
}

fn respond_to_all(stream: &TcpStream, response: &[u8]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut writer = stream;
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    let mut body = Vec::new();
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line).ok()? == 0 {
                return None;
            }
            let text = std::str::from_utf8(&line).ok()?.trim();
            if text.is_empty() {
                break;
            }
            if let Some(value) = text.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
        writer.write_all(response).ok()?;
    }
}

/// The server process.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let program = std::env::current_exe().unwrap();
        let mut process = Command::new(program).arg(SERVE).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, url: format!("http://{}", address.trim()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The request body of the client by hand.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainRequest<'a> {
    provider_name: &'a str,
    accepter_region_name: &'a str,
    aws_account_id: &'a str,
    container_id: &'a str,
    route_table_cidr_block: &'a str,
    vpc_id: &'a str,
}

/// The response body of the client by hand.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoding the fields is what is measured")]
struct PlainResponse {
    accepter_region_name: Option<String>,
    aws_account_id: String,
    connection_id: Option<String>,
    container_id: String,
    error_state_name: Option<String>,
    id: Option<String>,
    provider_name: Option<String>,
    route_table_cidr_block: String,
    status_name: Option<String>,
    vpc_id: String,
}

/// A client by hand, with the timeouts that production use requires.
#[derive(Clone)]
struct ByHand {
    http: reqwest::Client,
    url: String,
}

impl ByHand {
    fn new(url: &str) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .user_agent("by-hand/1.0")
            .build()
            .unwrap();
        Self { http, url: url.to_owned() }
    }

    async fn call(&self) -> PlainResponse {
        let body = PlainRequest {
            provider_name: "AWS",
            accepter_region_name: "us-east-1",
            aws_account_id: "123456789012",
            container_id: "32b6e34b3d91647abb20e7b8",
            route_table_cidr_block: "10.0.0.0/24",
            vpc_id: "vpc-0123456789abcdef0",
        };
        let response = self
            .http
            .post(format!("{}/api/atlas/v2/groups/{GROUP}/peers", self.url))
            .timeout(Duration::from_secs(30))
            .header("accept", MEDIA_TYPE)
            .header("content-type", MEDIA_TYPE)
            .bearer_auth(TOKEN)
            .body(serde_json::to_vec(&body).unwrap())
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }
}

async fn generated(client: &Client) -> NetworkPeering {
    let request = AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
        accepter_region_name: "us-east-1".to_owned(),
        aws_account_id: "123456789012".to_owned(),
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        route_table_cidr_block: "10.0.0.0/24".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
    });
    client.create_group_peer(GROUP, request).await.unwrap()
}

/// Returns the mean duration of `count` sequential calls, in microseconds.
async fn timed<T, F: Future<Output = T>>(count: u32, call: impl Fn() -> F) -> f64 {
    let start = Instant::now();
    for _ in 0..count {
        divan::black_box(call().await);
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

/// Returns the calls per second of concurrent callers with `count` sequential calls each.
async fn rate<T, F, C>(count: u32, callers: impl Fn() -> C) -> f64
where
    F: Future<Output = T> + Send,
    C: Fn() -> F + Send + Sync + 'static,
{
    let start = Instant::now();
    let tasks: Vec<_> = (0..CALLERS)
        .map(|_| {
            let call = callers();
            tokio::spawn(async move {
                for _ in 0..count {
                    divan::black_box(call().await);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    f64::from(count) * f64::from(CALLERS) / start.elapsed().as_secs_f64()
}

/// The measurements, in the order of the batches.
#[derive(Default)]
struct Measurements {
    by_hand: Vec<f64>,
    generated: Vec<f64>,
    /// The generated client without validation, which the client by hand lacks, too.
    unvalidated: Vec<f64>,
}

impl Measurements {
    /// Returns the median and the minimum.
    fn summarize(measurements: &mut [f64]) -> (f64, f64) {
        measurements.sort_by(f64::total_cmp);
        (measurements[measurements.len() / 2], measurements[0])
    }

    /// Returns the medians of the ratios to the batch by hand next to it, with and without validation.
    ///
    /// Neighbouring batches run under the same conditions.
    fn ratios(&self) -> (f64, f64) {
        let ratio = |generated: &[f64]| {
            let mut ratios: Vec<f64> = generated
                .iter()
                .zip(&self.by_hand)
                .map(|(generated, by_hand)| generated / by_hand)
                .collect();
            Self::summarize(&mut ratios).0
        };
        (ratio(&self.generated), ratio(&self.unvalidated))
    }
}

/// Returns a client that does not validate requests.
fn unvalidated(server: &Server) -> Client {
    let builder = Client::builder().base_url(&*server.url).bearer_token(TOKEN);
    builder.validate(false).build().unwrap()
}

fn measure() {
    let server = Server::start();
    let by_hand = ByHand::new(&server.url);
    let client = Client::builder().base_url(&*server.url).bearer_token(TOKEN).build().unwrap();
    let unvalidated = unvalidated(&server);

    let single = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut measurements = Measurements::default();
    single.block_on(async {
        timed(2_000, || by_hand.call()).await;
        timed(2_000, || generated(&client)).await;
        for _ in 0..300 {
            measurements.by_hand.push(timed(50, || by_hand.call()).await);
            measurements.generated.push(timed(50, || generated(&client)).await);
            measurements.unvalidated.push(timed(50, || generated(&unvalidated)).await);
        }
    });
    let (ratio, unvalidated_ratio) = measurements.ratios();
    let ((by_hand_median, fastest_hand), (median, fastest)) = (
        Measurements::summarize(&mut measurements.by_hand),
        Measurements::summarize(&mut measurements.generated),
    );
    println!("one caller, microseconds per call (goal: ratio below 1.05)");
    println!("  by hand:     median {by_hand_median:.2}, fastest {fastest_hand:.2}");
    println!("  atlas-admin: median {median:.2}, fastest {fastest:.2}");
    println!(
        "  ratio: of neighbouring batches {ratio:.3}, of the fastest {:.3}",
        fastest / fastest_hand
    );
    println!("  ratio without validation: {unvalidated_ratio:.3}");

    let several =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let by_hand = ByHand::new(&server.url);
    let client = Client::builder().base_url(&*server.url).bearer_token(TOKEN).build().unwrap();
    let unvalidated = self::unvalidated(&server);
    let mut measurements = Measurements::default();
    several.block_on(async {
        let by_hand_call = || {
            let by_hand = by_hand.clone();
            move || {
                let by_hand = by_hand.clone();
                async move { by_hand.call().await }
            }
        };
        let generated_call = |client: &Client| {
            let client = client.clone();
            move || {
                let client = client.clone();
                async move { generated(&client).await }
            }
        };
        rate(100, by_hand_call).await;
        rate(100, || generated_call(&client)).await;
        for _ in 0..40 {
            measurements.by_hand.push(rate(50, by_hand_call).await);
            measurements.generated.push(rate(50, || generated_call(&client)).await);
            measurements.unvalidated.push(rate(50, || generated_call(&unvalidated)).await);
        }
    });
    let (ratio, unvalidated_ratio) = measurements.ratios();
    let ((by_hand_median, _), (median, _)) = (
        Measurements::summarize(&mut measurements.by_hand),
        Measurements::summarize(&mut measurements.generated),
    );
    println!("{CALLERS} callers, calls per second (goal: ratio of at least 0.95)");
    println!("  by hand:     median {by_hand_median:.0}");
    println!("  atlas-admin: median {median:.0}");
    println!("  ratio: {ratio:.3}");
    println!("  ratio without validation: {unvalidated_ratio:.3}");
}
