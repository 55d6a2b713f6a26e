//! A year of changes to five operations of a publisher, compared step by step, forward and backward.
//!
//! The documents are not part of this repository: `DRIFT_HISTORY` is the folder that has them, one for each date. If it
//! is not set, the test compares nothing and prints that.

use std::path::Path;

use portolan::drift::{self, Change, Report, Request};
use portolan::{Diagnostics, Source};

/// A step from one version to the next.
struct Step {
    old: &'static str,
    new: &'static str,
    /// The number of items that only have a new name in Rust.
    renamed: usize,
    /// The changes.
    forward: &'static [&'static str],
    /// The changes from the new version to the old one.
    backward: &'static [&'static str],
}

const STEPS: &[Step] = &[
    // Operations are renamed, and the parameters of an error become free-form.
    Step {
        old: "2023-02-06",
        new: "2023-02-13",
        renamed: 5,
        forward: &[
            "operation-renamed both: DELETE /api/atlas/v2/groups/{groupId}/peers/{peerId}: removeOneExistingNetworkPeeringConnection -> deletePeeringConnection",
            "operation-renamed both: GET /api/atlas/v2/groups/{groupId}/peers/{peerId}: returnOneNetworkPeeringConnectionInOneProject -> getPeeringConnection",
            "operation-renamed both: GET /api/atlas/v2/groups/{groupId}/peers: returnAllNetworkPeeringConnectionsInOneProject -> listPeeringConnections",
            "operation-renamed both: PATCH /api/atlas/v2/groups/{groupId}/peers/{peerId}: updateOneNewNetworkPeeringConnection -> updatePeeringConnection",
            "operation-renamed both: POST /api/atlas/v2/groups/{groupId}/peers: createOneNewNetworkPeeringConnection -> createPeeringConnection",
            "type-widened response: ApiError.parameters[]: string -> any JSON",
        ],
        backward: &[
            "operation-renamed both: DELETE /api/atlas/v2/groups/{groupId}/peers/{peerId}: deletePeeringConnection -> removeOneExistingNetworkPeeringConnection",
            "operation-renamed both: GET /api/atlas/v2/groups/{groupId}/peers/{peerId}: getPeeringConnection -> returnOneNetworkPeeringConnectionInOneProject",
            "operation-renamed both: GET /api/atlas/v2/groups/{groupId}/peers: listPeeringConnections -> returnAllNetworkPeeringConnectionsInOneProject",
            "operation-renamed both: PATCH /api/atlas/v2/groups/{groupId}/peers/{peerId}: updatePeeringConnection -> updateOneNewNetworkPeeringConnection",
            "operation-renamed both: POST /api/atlas/v2/groups/{groupId}/peers: createPeeringConnection -> createOneNewNetworkPeeringConnection",
            "type-narrowed response: ApiError.parameters[]: any JSON -> string",
        ],
    },
    // Bodies get a media type with a date.
    Step {
        old: "2023-02-13",
        new: "2023-03-02",
        renamed: 0,
        forward: &[
            "media-type-removed request: PATCH /api/atlas/v2/groups/{groupId}/peers/{peerId} body: application/json -> application/vnd.atlas.2023-01-01+json",
            "media-type-removed request: POST /api/atlas/v2/groups/{groupId}/peers body: application/json -> application/vnd.atlas.2023-01-01+json",
        ],
        backward: &[
            "media-type-removed request: PATCH /api/atlas/v2/groups/{groupId}/peers/{peerId} body: application/vnd.atlas.2023-01-01+json -> application/json",
            "media-type-removed request: POST /api/atlas/v2/groups/{groupId}/peers body: application/vnd.atlas.2023-01-01+json -> application/json",
        ],
    },
    // `envelope` and `pretty` are removed.
    Step {
        old: "2023-03-02",
        new: "2023-03-13",
        renamed: 0,
        forward: &[
            "parameter-removed request: query parameter envelope: boolean -> -",
            "parameter-removed request: query parameter pretty: boolean -> -",
        ],
        backward: &[
            "parameter-added request: query parameter envelope: - -> boolean",
            "parameter-added request: query parameter pretty: - -> boolean",
        ],
    },
    // Free-form items lose their empty schema.
    Step { old: "2023-03-13", new: "2023-03-31", renamed: 0, forward: &[], backward: &[] },
    // Responses gain the provider.
    Step {
        old: "2023-03-31",
        new: "2023-04-14",
        renamed: 0,
        forward: &[
            "property-added response: ApiAtlasAWSPeerVpcView.providerName: - -> one of AWS, GCP, AZURE",
            "property-added response: ApiAtlasAzurePeerNetworkView.providerName: - -> one of AWS, GCP, AZURE",
            "property-added response: ApiAtlasGCPPeerVpcView.providerName: - -> one of AWS, GCP, AZURE",
        ],
        backward: &[
            "property-removed response: ApiAtlasAWSPeerVpcView.providerName: one of AWS, GCP, AZURE -> -",
            "property-removed response: ApiAtlasAzurePeerNetworkView.providerName: one of AWS, GCP, AZURE -> -",
            "property-removed response: ApiAtlasGCPPeerVpcView.providerName: one of AWS, GCP, AZURE -> -",
        ],
    },
    // Responses become a union tagged by the provider, with members that have no variant; pages and requests get schemas.
    Step {
        old: "2023-04-14",
        new: "2023-05-25",
        renamed: 8,
        forward: &[
            "discriminator-added response: GET /api/atlas/v2/groups/{groupId}/peers/{peerId} 200: - -> providerName",
            "discriminator-added response: PATCH /api/atlas/v2/groups/{groupId}/peers/{peerId} 200: - -> providerName",
            "discriminator-added response: POST /api/atlas/v2/groups/{groupId}/peers 200: - -> providerName",
            "member-added request: ApiAtlasContainerPeerViewRequest.providerName: - -> FREE",
            "member-added request: ApiAtlasContainerPeerViewRequest.providerName: - -> NONE",
            "member-added request: ApiAtlasContainerPeerViewRequest.providerName: - -> SERVERLESS",
            "response-body-added response: accepted (202): - -> any JSON",
            "type-narrowed response: GET /api/atlas/v2/groups/{groupId}/peers 200.results: any JSON -> array of union ApiAtlasContainerPeerView",
        ],
        backward: &[
            "discriminator-removed response: ApiAtlasContainerPeerView: providerName -> -",
            "member-removed request: ApiAtlasContainerPeerView.providerName: FREE -> -",
            "member-removed request: ApiAtlasContainerPeerView.providerName: NONE -> -",
            "member-removed request: ApiAtlasContainerPeerView.providerName: SERVERLESS -> -",
            "response-body-removed response: DELETE /api/atlas/v2/groups/{groupId}/peers/{peerId} 202: any JSON -> -",
            "type-widened response: PaginatedContainerPeerView.results: array of union ApiAtlasContainerPeerView -> any JSON",
        ],
    },
    // Only the version of the document changes.
    Step { old: "2023-05-25", new: "2023-05-31", renamed: 0, forward: &[], backward: &[] },
    // Members without a variant are removed.
    Step {
        old: "2023-05-31",
        new: "2023-06-14",
        renamed: 0,
        forward: &[
            "member-removed both: ApiAtlasContainerPeerView.providerName: FREE -> -",
            "member-removed both: ApiAtlasContainerPeerView.providerName: NONE -> -",
            "member-removed both: ApiAtlasContainerPeerView.providerName: SERVERLESS -> -",
        ],
        backward: &[
            "member-added both: ApiAtlasContainerPeerView.providerName: - -> FREE",
            "member-added both: ApiAtlasContainerPeerView.providerName: - -> NONE",
            "member-added both: ApiAtlasContainerPeerView.providerName: - -> SERVERLESS",
        ],
    },
    // Schemas are renamed.
    Step { old: "2023-06-14", new: "2023-06-15", renamed: 12, forward: &[], backward: &[] },
    // Schemas are renamed again, and others move.
    Step { old: "2023-06-15", new: "2023-06-20", renamed: 12, forward: &[], backward: &[] },
    // An unused schema is renamed.
    Step { old: "2023-06-20", new: "2023-07-25", renamed: 0, forward: &[], backward: &[] },
    // Only the version of the document changes.
    Step { old: "2023-07-25", new: "2023-08-16", renamed: 0, forward: &[], backward: &[] },
    // `envelope` and `pretty` are added again.
    Step {
        old: "2023-08-16",
        new: "2023-08-29",
        renamed: 0,
        forward: &[
            "parameter-added request: query parameter envelope: - -> boolean",
            "parameter-added request: query parameter pretty: - -> boolean",
        ],
        backward: &[
            "parameter-removed request: query parameter envelope: boolean -> -",
            "parameter-removed request: query parameter pretty: boolean -> -",
        ],
    },
    // Only the version of the document changes.
    Step { old: "2023-08-29", new: "2023-10-03", renamed: 0, forward: &[], backward: &[] },
    // A pattern loses redundant backslashes.
    Step { old: "2023-10-03", new: "2023-10-06", renamed: 0, forward: &[], backward: &[] },
    // The status in an error loses its bounds.
    Step {
        old: "2023-10-06",
        new: "2024-03-08",
        renamed: 0,
        forward: &[
            "constraint-loosened response: ApiError.error: maximum: 599 -> -",
            "constraint-loosened response: ApiError.error: minimum: 200 -> -",
        ],
        backward: &[
            "constraint-tightened response: ApiError.error: - -> maximum: 599",
            "constraint-tightened response: ApiError.error: - -> minimum: 200",
        ],
    },
];

fn read(folder: &Path, date: &str) -> Source {
    let mut found = Diagnostics::new();
    let source = Source::read(folder.join(format!("{date}.yaml")), &mut found);
    source.unwrap_or_else(|| panic!("{found}"))
}

fn compare(old: &Source, new: &Source) -> Report {
    drift::run(&Request::new(old, new)).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Returns the changes in the format of the table.
fn changes(report: &Report) -> Vec<String> {
    let line = |change: &Change| {
        let end = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let Change { code, direction, subject, old, new, .. } = change;
        format!("{code} {direction}: {subject}: {} -> {}", end(&old.value), end(&new.value))
    };
    let mut lines: Vec<String> = report.changes.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn steps_are_reported_forward_and_backward() {
    let Some(folder) = std::env::var_os("DRIFT_HISTORY") else {
        println!("DRIFT_HISTORY is not set: no history is compared");
        return;
    };
    let folder = Path::new(&folder);
    for step in STEPS {
        let (old, new) = (read(folder, step.old), read(folder, step.new));
        let (forward, backward) = (compare(&old, &new), compare(&new, &old));
        let name = format!("{} to {}", step.old, step.new);
        assert_eq!(changes(&forward), step.forward, "{name}");
        assert_eq!(changes(&backward), step.backward, "{name}, backward");
        assert_eq!(forward.renamed.len(), step.renamed, "{name}");
        for report in [&forward, &backward] {
            for change in &report.changes {
                let verdicts = (change.wire, change.rust);
                assert_eq!(verdicts, change.code.verdicts(change.direction), "{name}");
            }
        }
        for source in [&old, &new] {
            assert!(compare(source, source).is_empty(), "{}", source.name);
        }
    }
}
