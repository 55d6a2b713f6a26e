//! Property tests of the models: round trips through `wire` and through serde.

use atlas_admin::models::{
    ApiError, AwsNetworkPeering, AwsNetworkPeeringErrorState, AwsNetworkPeeringRequest,
    AwsNetworkPeeringRequired, AwsNetworkPeeringStatus, AzureNetworkPeering,
    AzureNetworkPeeringRequest, AzureNetworkPeeringRequired, BadRequestDetail, FieldViolation,
    GcpNetworkPeering, GcpNetworkPeeringRequest, GcpNetworkPeeringRequired, NetworkPeering,
    NetworkPeeringRequest,
};
use portolan_runtime::wire::{self, Value};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC*", "[\\x00-\\x1f\"\\\\/\u{202e}\u{1f600}]{0,8}"]
}

/// Returns any JSON value, a few levels deep.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1e300..1e300).prop_map(|number: f64| number.into()),
        text().prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Into::into),
            btree_map(text(), inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn aws() -> impl Strategy<Value = AwsNetworkPeering> {
    let status = text().prop_map(|value| AwsNetworkPeeringStatus::from(value.as_str()));
    let error = prop_oneof!["REJECTED", "EXPIRED", "[a-z]{1,4}"]
        .prop_map(|value| AwsNetworkPeeringErrorState::from(value.as_str()));
    let texts = [(); 4].map(|()| text());
    (
        option::of(text()),
        option::of(text()),
        option::of(text()),
        texts,
        option::of(status),
        option::of(error),
    )
        .prop_map(
            |(region, connection, id, [account, container, block, vpc], status, error)| {
                let mut peering = AwsNetworkPeering::default();
                peering.accepter_region_name = region;
                peering.connection_id = connection;
                peering.id = id;
                peering.aws_account_id = account;
                peering.container_id = container;
                peering.route_table_cidr_block = block;
                peering.vpc_id = vpc;
                peering.status_name = status;
                peering.error_state_name = error;
                peering
            },
        )
}

fn azure() -> impl Strategy<Value = AzureNetworkPeering> {
    ([(); 5].map(|()| text()), option::of(text()), option::of(text()), option::of(text())).prop_map(
        |([directory, subscription, container, group, vnet], error, id, status)| {
            let mut peering = AzureNetworkPeering::default();
            peering.azure_directory_id = directory;
            peering.azure_subscription_id = subscription;
            peering.container_id = container;
            peering.resource_group_name = group;
            peering.vnet_name = vnet;
            peering.error_state = error;
            peering.id = id;
            peering.status = status.map(|status| status.as_str().into());
            peering
        },
    )
}

fn gcp() -> impl Strategy<Value = GcpNetworkPeering> {
    ([(); 3].map(|()| text()), option::of(text()), option::of(text()), option::of(text())).prop_map(
        |([container, project, network], error, id, status)| {
            let mut peering = GcpNetworkPeering::default();
            peering.container_id = container;
            peering.gcp_project_id = project;
            peering.network_name = network;
            peering.error_message = error;
            peering.id = id;
            peering.status = status.map(|status| status.as_str().into());
            peering
        },
    )
}

/// Returns an object with an unknown provider, or with none.
fn unknown() -> impl Strategy<Value = serde_json::Map<String, serde_json::Value>> {
    (option::of("[A-Z]{6,9}"), btree_map("[a-f]{1,3}", json(), 0..4)).prop_map(
        |(provider, members)| {
            let provider = provider.map(|name| ("providerName".to_owned(), name.into()));
            members.into_iter().chain(provider).collect()
        },
    )
}

fn peering() -> impl Strategy<Value = NetworkPeering> {
    let unknown = unknown().prop_map(NetworkPeering::Unknown);
    prop_oneof![
        aws().prop_map(NetworkPeering::Aws),
        azure().prop_map(NetworkPeering::Azure),
        gcp().prop_map(NetworkPeering::Gcp),
        unknown,
    ]
}

fn request() -> impl Strategy<Value = NetworkPeeringRequest> {
    let aws = [(); 5].map(|()| text()).prop_map(|[region, account, container, block, vpc]| {
        AwsNetworkPeeringRequest::new(AwsNetworkPeeringRequired {
            accepter_region_name: region,
            aws_account_id: account,
            container_id: container,
            route_table_cidr_block: block,
            vpc_id: vpc,
        })
        .into()
    });
    let azure =
        [(); 5].map(|()| text()).prop_map(|[directory, subscription, container, group, vnet]| {
            AzureNetworkPeeringRequest::new(AzureNetworkPeeringRequired {
                azure_directory_id: directory,
                azure_subscription_id: subscription,
                container_id: container,
                resource_group_name: group,
                vnet_name: vnet,
            })
            .into()
        });
    let gcp = [(); 3].map(|()| text()).prop_map(|[container, project, network]| {
        GcpNetworkPeeringRequest::new(GcpNetworkPeeringRequired {
            container_id: container,
            gcp_project_id: project,
            network_name: network,
        })
        .into()
    });
    prop_oneof![aws, azure, gcp, unknown().prop_map(NetworkPeeringRequest::Unknown)]
}

fn error() -> impl Strategy<Value = ApiError> {
    let field = (text(), text()).prop_map(|(field, description)| {
        let mut violation = FieldViolation::default();
        violation.field = field;
        violation.description = description;
        violation
    });
    let detail = option::of(vec(field, 0..3)).prop_map(|fields| {
        let mut detail = BadRequestDetail::default();
        detail.fields = fields;
        detail
    });
    let parameters = option::of(vec(json(), 0..3));
    (any::<i32>(), text(), option::of(text()), option::of(text()), option::of(detail), parameters)
        .prop_map(|(status, code, text, reason, detail, parameters)| {
            let mut error = ApiError::default();
            error.error = status;
            error.error_code = code;
            error.detail = text;
            error.reason = reason;
            error.bad_request_detail = detail;
            error.parameters = parameters;
            error
        })
}

/// Asserts that a model survives a round trip through `wire` and through serde.
fn assert_round_trip<T: Value + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    model: &T,
) {
    let text = wire::encode(model);
    let read = wire::decode::<T>(&text).unwrap();
    assert_eq!(&read.value, model);
    assert_eq!((read.notes.missing.len(), read.notes.unexpected.len()), (0, 0), "{:?}", read.notes);
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(serde_json::to_value(model).unwrap(), json);
    assert_eq!(&serde_json::from_slice::<T>(&text).unwrap(), model);
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), model);
}

proptest! {
    #[test]
    fn responses_round_trip(model in peering()) {
        assert_round_trip(&model);
        match &model {
            NetworkPeering::Aws(peering) => {
                assert_round_trip(peering);
                peering.status_name.as_ref().map(assert_round_trip);
                peering.error_state_name.as_ref().map(assert_round_trip);
            }
            NetworkPeering::Azure(peering) => {
                assert_round_trip(peering);
                peering.status.as_ref().map(assert_round_trip);
            }
            NetworkPeering::Gcp(peering) => {
                assert_round_trip(peering);
                peering.status.as_ref().map(assert_round_trip);
            }
            _ => {}
        }
    }

    #[test]
    fn requests_round_trip(model in request()) {
        assert_round_trip(&model);
        match &model {
            NetworkPeeringRequest::Aws(request) => assert_round_trip(request),
            NetworkPeeringRequest::Azure(request) => assert_round_trip(request),
            NetworkPeeringRequest::Gcp(request) => assert_round_trip(request),
            _ => {}
        }
    }

    #[test]
    fn errors_round_trip(model in error()) {
        assert_round_trip(&model);
        if let Some(detail) = &model.bad_request_detail {
            assert_round_trip(detail);
            detail.fields.iter().flatten().for_each(assert_round_trip);
        }
    }

    #[test]
    fn arbitrary_text_in_a_response_does_not_panic(text in text(), at in 0usize..400) {
        // A valid response with text inserted decodes or fails, but does not panic.
        let mut response = serde_json::to_string(&AwsNetworkPeering::default()).unwrap();
        let at = (0..=at.min(response.len())).rev().find(|index| response.is_char_boundary(*index)).unwrap();
        response.insert_str(at, &text);
        let _ = wire::decode::<NetworkPeering>(response.as_bytes());
    }
}
