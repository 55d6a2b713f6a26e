//! What a whole call costs: `create_group_peer` beside the same call by hand with reqwest and `serde_json`.
//!
//! The server is another process on loopback that responses everything at once. Calls are made in small batches, by
//! turns, so that a machine which changes its speed changes it for both. Run with
//! `cargo bench -p atlas-admin --bench calls`.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set itself up has nothing to say")]

use std::future::Future;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_admin::models::{AwsNetworkPeeringRequest, AwsNetworkPeeringRequired, NetworkPeering};
use atlas_admin::{Client, reqwest};
use serde::{Deserialize, Serialize};

/// The argument that makes this program the server.
const SERVE: &str = "--serve";
const GROUP: &str = "32b6e34b3d91647abb20e7b8";
const TOKEN: &str = "token";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";
/// How many callers there are where there are many.
const CALLERS: usize = 64;

const BODY: &str = r#"{"accepterRegionName":"us-east-1","awsAccountId":"123456789012","connectionId":"pcx-0123456789abcdef0","containerId":"32b6e34b3d91647abb20e7b8","errorStateName":null,"id":"32b6e34b3d91647abb20e7b9","providerName":"AWS","routeTableCidrBlock":"10.0.0.0/24","statusName":"INITIATING","vpcId":"vpc-0123456789abcdef0"}"#;

fn main() {
    if std::env::args().any(|argument| argument == SERVE) {
        serve();
    } else {
        measure();
    }
}

/// Responses every request on every connection with the same bytes.
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
        std::thread::spawn(move || response_all(&stream, &response));
    }
}

fn response_all(stream: &TcpStream, response: &[u8]) -> Option<()> {
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

/// The server, as a process of its own.
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

/// What a program that does it by hand sends.
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

/// And what it reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the fields are read into, which is what is measured")]
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

/// The client by hand: one that could be left alone has limits of time too.
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

async fn ours(client: &Client) -> NetworkPeering {
    let request = AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
        accepter_region_name: "us-east-1".to_owned(),
        aws_account_id: "123456789012".to_owned(),
        container_id: "32b6e34b3d91647abb20e7b8".to_owned(),
        route_table_cidr_block: "10.0.0.0/24".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
    });
    client.create_group_peer(GROUP, request).await.unwrap()
}

/// How long each of so many calls in a row took.
async fn timed<T, F: Future<Output = T>>(count: u32, call: impl Fn() -> F) -> f64 {
    let begun = Instant::now();
    for _ in 0..count {
        std::hint::black_box(call().await);
    }
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

/// How many calls a second many callers make, each so many in a row.
async fn rate<T, F, C>(count: u32, callers: impl Fn() -> C) -> f64
where
    F: Future<Output = T> + Send,
    C: Fn() -> F + Send + Sync + 'static,
{
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CALLERS)
        .map(|_| {
            let call = callers();
            tokio::spawn(async move {
                for _ in 0..count {
                    std::hint::black_box(call().await);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    f64::from(count) * 64.0 / begun.elapsed().as_secs_f64()
}

/// The figures of both, by turns.
#[derive(Default)]
struct Figures {
    by_hand: Vec<f64>,
    ours: Vec<f64>,
    /// Ours without holding the request against the document, which the program by hand does not do either.
    unchecked: Vec<f64>,
}

impl Figures {
    /// Median and smallest.
    fn of(figures: &mut [f64]) -> (f64, f64) {
        figures.sort_by(f64::total_cmp);
        (figures[figures.len() / 2], figures[0])
    }

    /// The medians of the ratios of neighbours, with checks and without: what the machine does in the meantime counts
    /// for all.
    fn ratios(&self) -> (f64, f64) {
        let ratio = |ours: &[f64]| {
            let mut ratios: Vec<f64> =
                ours.iter().zip(&self.by_hand).map(|(ours, by_hand)| ours / by_hand).collect();
            Self::of(&mut ratios).0
        };
        (ratio(&self.ours), ratio(&self.unchecked))
    }
}

/// The client that sends requests as they are.
fn unchecked(server: &Server) -> Client {
    let builder = Client::builder().base_url(&*server.url).bearer_token(TOKEN);
    builder.validate(false).build().unwrap()
}

fn measure() {
    let server = Server::start();
    let by_hand = ByHand::new(&server.url);
    let client = Client::builder().base_url(&*server.url).bearer_token(TOKEN).build().unwrap();
    let unchecked = unchecked(&server);

    let single = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut figures = Figures::default();
    single.block_on(async {
        timed(2_000, || by_hand.call()).await;
        timed(2_000, || ours(&client)).await;
        for _ in 0..300 {
            figures.by_hand.push(timed(50, || by_hand.call()).await);
            figures.ours.push(timed(50, || ours(&client)).await);
            figures.unchecked.push(timed(50, || ours(&unchecked)).await);
        }
    });
    let (ratio, unchecked_ratio) = figures.ratios();
    let ((hand, fastest_hand), (ours_median, fastest)) =
        (Figures::of(&mut figures.by_hand), Figures::of(&mut figures.ours));
    println!("one caller, microseconds a call (goal: less than 1.05)");
    println!("  by hand:     median {hand:.2}, fastest {fastest_hand:.2}");
    println!("  atlas-admin: median {ours_median:.2}, fastest {fastest:.2}");
    println!("  ratio: of neighbours {ratio:.3}, of the fastest {:.3}", fastest / fastest_hand);
    println!("  ratio without the checks of the request: of neighbours {unchecked_ratio:.3}");

    let several =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let by_hand = ByHand::new(&server.url);
    let client = Client::builder().base_url(&*server.url).bearer_token(TOKEN).build().unwrap();
    let unchecked = self::unchecked(&server);
    let mut figures = Figures::default();
    several.block_on(async {
        let hand = || {
            let by_hand = by_hand.clone();
            move || {
                let by_hand = by_hand.clone();
                async move { by_hand.call().await }
            }
        };
        let own = |client: &Client| {
            let client = client.clone();
            move || {
                let client = client.clone();
                async move { ours(&client).await }
            }
        };
        rate(100, hand).await;
        rate(100, || own(&client)).await;
        for _ in 0..40 {
            figures.by_hand.push(rate(50, hand).await);
            figures.ours.push(rate(50, || own(&client)).await);
            figures.unchecked.push(rate(50, || own(&unchecked)).await);
        }
    });
    let (ratio, unchecked_ratio) = figures.ratios();
    let ((hand, _), (ours_median, _)) =
        (Figures::of(&mut figures.by_hand), Figures::of(&mut figures.ours));
    println!("{CALLERS} callers, calls a second (goal: at least 0.95)");
    println!("  by hand:     median {hand:.0}");
    println!("  atlas-admin: median {ours_median:.0}");
    println!("  ratio: of neighbours {ratio:.3}");
    println!("  ratio without the checks of the request: of neighbours {unchecked_ratio:.3}");
}
