//! The speed of decoding: the union of peerings against a plain struct that derives serde.
//!
//! The plain struct has the ten fields of an AWS peering, as a program for AWS alone would define it. Run with
//! `cargo bench -p atlas-admin --bench decode`.

use atlas_admin::models::NetworkPeering;
use divan::{Bencher, black_box};
use serde::Deserialize;

fn main() {
    divan::main();
}

/// The position of `providerName` in the response.
#[derive(Debug, Clone, Copy)]
enum Tag {
    First,
    Middle,
    Last,
    Absent,
}

const TAGS: [Tag; 4] = [Tag::First, Tag::Middle, Tag::Last, Tag::Absent];

/// Returns a response for AWS with the tag at a position.
fn response(tag: Tag) -> Vec<u8> {
    let mut members = vec![
        r#""accepterRegionName":"us-east-1""#,
        r#""awsAccountId":"123456789012""#,
        r#""connectionId":"pcx-0123456789abcdef0""#,
        r#""containerId":"32b6e34b3d91647abb20e7b8""#,
        r#""errorStateName":null"#,
        r#""id":"32b6e34b3d91647abb20e7b9""#,
        r#""routeTableCidrBlock":"10.0.0.0/24""#,
        r#""statusName":"PENDING_ACCEPTANCE""#,
        r#""vpcId":"vpc-0123456789abcdef0""#,
    ];
    let index = match tag {
        Tag::First => Some(0),
        Tag::Middle => Some(5),
        Tag::Last => Some(members.len()),
        Tag::Absent => None,
    };
    if let Some(index) = index {
        members.insert(index, r#""providerName":"AWS""#);
    }
    format!("{{{}}}", members.join(",")).into_bytes()
}

/// The fields of an AWS peering.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoding the fields is what is measured")]
struct Plain {
    accepter_region_name: Option<String>,
    aws_account_id: String,
    connection_id: Option<String>,
    container_id: String,
    error_state_name: Option<PlainErrorState>,
    id: Option<String>,
    provider_name: Option<String>,
    route_table_cidr_block: String,
    status_name: Option<PlainStatus>,
    vpc_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum PlainErrorState {
    Rejected,
    Expired,
    InvalidArgument,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum PlainStatus {
    Initiating,
    PendingAcceptance,
    Failed,
    Finalizing,
    Available,
    Terminating,
}

/// A decoder and a response. Cases to compare are neighbours, since the speed of machines varies during a run.
#[derive(Clone, Copy)]
struct Case {
    tag: Tag,
    is_union: bool,
}

impl std::fmt::Display for Case {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decoder = if self.is_union { "union" } else { "plain struct" };
        write!(formatter, "{:?}: {decoder}", self.tag)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    TAGS.into_iter().flat_map(|tag| [false, true].map(|is_union| Case { tag, is_union }))
}

/// Decodes a response and drops it, as a program does that handles one response after another. Keeping all values
/// would measure page faults of fresh memory instead.
#[divan::bench(args = cases(), sample_count = 300, sample_size = 1000)]
fn decode(bencher: Bencher<'_, '_>, case: Case) {
    let json = response(case.tag);
    if case.is_union {
        bencher.bench_local(|| {
            let _ = black_box(portolan_runtime::wire::decode::<NetworkPeering>(black_box(&json)));
        });
    } else {
        bencher.bench_local(|| {
            let _ = black_box(serde_json::from_slice::<Plain>(black_box(&json)));
        });
    }
}
