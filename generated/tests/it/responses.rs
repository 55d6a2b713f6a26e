//! Decoding of responses that deviate from the document.

use atlas_admin::models::{AwsNetworkPeering, AwsNetworkPeeringStatus, NetworkPeering};
use portolan_runtime::wire::{self, Decoded};
use serde_json::{Value, json};

const ID: &str = "32b6e34b3d91647abb20e7b8";

fn read(response: &Value) -> Decoded<NetworkPeering> {
    wire::decode(response.to_string().as_bytes()).unwrap()
}

/// Decodes an AWS peering, with its missing and unexpected properties.
fn aws(text: &str) -> (AwsNetworkPeering, Vec<String>, Vec<String>) {
    let Decoded { value, notes } = wire::decode(text.as_bytes()).unwrap();
    let NetworkPeering::Aws(peering) = value else {
        panic!("not AWS: {value:?}");
    };
    (peering, notes.missing, notes.unexpected)
}

/// The required properties of the AWS variant, without the closing brace.
const REQUIRED: &str = r#"{"providerName":"AWS","accepterRegionName":"us-east-1","awsAccountId":"1","containerId":"c",
    "routeTableCidrBlock":"10.0.0.0/24","vpcId":"v""#;

#[test]
fn keeps_an_unknown_enum_value() {
    let (peering, missing, unexpected) =
        aws(&format!(r#"{REQUIRED},"statusName":"HIBERNATING"}}"#));
    let status = peering.status_name.unwrap();
    assert_eq!(status, AwsNetworkPeeringStatus::Unknown("HIBERNATING".to_owned()));
    assert_eq!(status.to_string(), "HIBERNATING");
    assert!(missing.is_empty() && unexpected.is_empty());
}

#[test]
fn keeps_an_object_of_an_unknown_provider() {
    let response =
        json!({"containerId": ID, "providerName": "ORACLE", "vcnId": {"deep": [1, null]}});
    let Decoded { value, notes } = read(&response);
    assert_eq!(value.provider_name(), Some("ORACLE"));
    assert_eq!(value.container_id(), Some(ID));
    assert!(
        matches!(&value, NetworkPeering::Unknown(object) if Value::Object(object.clone()) == response)
    );
    assert_eq!(serde_json::to_value(&value).unwrap(), response);
    assert!(notes.missing.is_empty() && notes.unexpected.is_empty());
}

#[test]
fn keeps_an_object_whose_provider_is_not_a_string() {
    let response = json!({"containerId": ID, "providerName": 7, "vpcId": "v"});
    assert!(matches!(read(&response).value, NetworkPeering::Unknown(_)));
}

#[test]
fn lists_an_unexpected_property() {
    let (peering, missing, unexpected) = aws(&format!(r#"{REQUIRED},"peeringTier":{{"a":[1]}}}}"#));
    assert_eq!(peering.vpc_id, "v");
    assert!(missing.is_empty());
    assert_eq!(unexpected, ["peeringTier"]);
}

#[test]
fn lists_a_missing_required_property() {
    let (peering, missing, _) =
        aws(r#"{"providerName":"AWS","accepterRegionName":"r","vpcId":"v"}"#);
    assert_eq!(peering.vpc_id, "v");
    assert_eq!(peering.aws_account_id, "");
    assert_eq!(missing, ["awsAccountId", "containerId", "routeTableCidrBlock"]);
}

#[test]
fn lists_a_required_property_that_is_null() {
    let (peering, missing, _) = aws(&format!(r#"{REQUIRED},"vpcId":null}}"#));
    assert_eq!(peering.vpc_id, "");
    assert_eq!(missing, ["vpcId"]);
}

#[test]
fn nullable_required_properties_decode_to_none() {
    let text = format!(r#"{REQUIRED},"accepterRegionName":null,"errorStateName":null}}"#);
    let (peering, missing, unexpected) = aws(&text);
    assert_eq!((peering.accepter_region_name, peering.error_state_name), (None, None));
    assert!(missing.is_empty() && unexpected.is_empty());
    for response in [
        json!({"providerName": "AZURE", "errorState": null}),
        json!({"providerName": "GCP", "errorMessage": null}),
    ] {
        let missing = read(&response).notes.missing;
        assert!(
            !missing.contains(&"errorState".to_owned())
                && !missing.contains(&"errorMessage".to_owned())
        );
    }
}

#[test]
fn infers_a_missing_provider_from_the_properties() {
    // Recorded from the live service: an Azure response without `providerName`.
    let azure = json!({
        "azureDirectoryId": "c1a2", "azureSubscriptionId": "5f2b", "containerId": ID, "id": ID,
        "resourceGroupName": "group", "status": "AVAILABLE", "vnetName": "my-vnet",
    });
    let aws = json!({
        "accepterRegionName": "us-east-1", "awsAccountId": "1", "containerId": ID, "routeTableCidrBlock": "10.0.0.0/24",
        "vpcId": "v",
    });
    let gcp = json!({"containerId": ID, "gcpProjectId": "project", "networkName": "default", "status": "AVAILABLE"});
    for (response, provider) in [(azure, "AZURE"), (aws, "AWS"), (gcp, "GCP")] {
        for tagged in [response.clone(), with(&response, "providerName", Value::Null)] {
            let Decoded { value, notes } = read(&tagged);
            assert_eq!(value.provider_name(), Some(provider));
            assert!(!matches!(value, NetworkPeering::Unknown(_)), "{value:?}");
            assert!(notes.missing.is_empty() && notes.unexpected.is_empty(), "{notes:?}");
        }
    }
}

#[test]
fn keeps_an_object_whose_provider_cannot_be_inferred() {
    for response in [
        json!({}),
        json!({"containerId": ID, "status": "AVAILABLE"}),
        // Properties of two providers.
        json!({"containerId": ID, "vpcId": "v", "vnetName": "n"}),
    ] {
        let Decoded { value, .. } = read(&response);
        assert!(matches!(value, NetworkPeering::Unknown(_)), "{value:?}");
        assert_eq!(serde_json::to_value(&value).unwrap(), response);
    }
}

#[test]
fn reads_the_provider_at_any_position() {
    let members = [
        ("accepterRegionName", json!("us-east-1")),
        ("awsAccountId", json!("123456789012")),
        ("containerId", json!(ID)),
        ("routeTableCidrBlock", json!("10.0.0.0/24")),
        ("vpcId", json!("v")),
    ];
    let read_with_provider_at = |index: usize| {
        let mut members = members.to_vec();
        members.insert(index, ("providerName", json!("AWS")));
        let object: serde_json::Map<_, _> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        read(&Value::Object(object))
    };
    let first = read_with_provider_at(0);
    assert!(matches!(first.value, NetworkPeering::Aws(_)));
    for index in 1..=members.len() {
        assert_eq!(read_with_provider_at(index), first, "at {index}");
    }
}

#[test]
fn the_last_value_of_a_repeated_key_wins() {
    let (peering, ..) = aws(&format!(r#"{REQUIRED},"vpcId":"later"}}"#));
    assert_eq!(peering.vpc_id, "later");
    // Of a repeated discriminator, the first value wins.
    let (peering, ..) = aws(&format!(r#"{REQUIRED},"providerName":"GCP"}}"#));
    assert_eq!(peering.vpc_id, "v");
}

#[test]
fn the_provider_overrides_the_properties() {
    for text in [
        r#"{"providerName":"GCP","containerId":"c","vpcId":"v","awsAccountId":"1"}"#,
        r#"{"containerId":"c","vpcId":"v","awsAccountId":"1","providerName":"GCP"}"#,
    ] {
        let Decoded { value, notes } = wire::decode::<NetworkPeering>(text.as_bytes()).unwrap();
        assert!(matches!(value, NetworkPeering::Gcp(_)), "{value:?}");
        assert_eq!(notes.missing, ["gcpProjectId", "networkName"]);
        assert_eq!(notes.unexpected, ["vpcId", "awsAccountId"]);
    }
}

#[test]
fn reports_the_position_of_a_wrong_type() {
    let text = format!(r#"{REQUIRED},"statusName":["AVAILABLE"]}}"#);
    let notes = wire::decode::<NetworkPeering>(text.as_bytes()).unwrap().notes;
    assert_eq!(notes.invalid[0].path(), "statusName");
    assert_eq!(notes.invalid[0].json(), r#"["AVAILABLE"]"#);
    let error = wire::decode_exact::<NetworkPeering>(text.as_bytes()).unwrap_err();
    assert_eq!(error.path(), "statusName");
    assert!(error.to_string().contains("expected a string, found an array (line 2"), "{error}");
}

fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().insert(name.to_owned(), value);
    object
}
