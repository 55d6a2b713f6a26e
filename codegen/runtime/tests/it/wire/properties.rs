//! Property tests: round trips, agreement with serde, and the choice of a variant.

use std::fmt::Debug;

use portolan_runtime::jiff::{Timestamp, civil::Date};
use portolan_runtime::serde::{Serialize, de::DeserializeOwned};
use portolan_runtime::serde_json::{self, Map, Value as Json};
use portolan_runtime::wire::{self, TaggedUnion as _, Value};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample;

use super::models::{
    AllTypes, Animal, Aws, Azure, Cat, Dog, Gcp, Peering, Pet, Status, Wild, fail_exact, read,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,8}", "[\\x00-\\x1f\"\\\\/\u{202e}\u{1f600}]{0,8}"]
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("JSON has finite numbers only", |number| number.is_finite())
}

/// Returns any JSON value but `null`, a few levels deep.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        number().prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(prop_oneof![inner.clone(), Just(Json::Null)], 0..4).prop_map(Json::from),
            members(inner).prop_map(Json::Object),
        ]
    })
}

fn members(inner: impl Strategy<Value = Json>) -> impl Strategy<Value = Map<String, Json>> {
    btree_map(text(), inner, 0..4).prop_map(|members| members.into_iter().collect())
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Pending), Just(Status::Available), text().prop_map(Status::from)]
}

fn peering() -> impl Strategy<Value = Peering> {
    let aws = (text(), option::of(text()), option::of(text()), text(), option::of(status()));
    let azure = (text(), option::of(text()), text(), text());
    let gcp = (text(), option::of(text()), text(), btree_map("[a-b]{0,3}", json(), 0..3));
    prop_oneof![
        aws.prop_map(|(container_id, id, region, vpc_id, status)| {
            Peering::Aws(Aws { container_id, id, region, vpc_id, status })
        }),
        azure.prop_map(|(container_id, id, directory, vnet)| {
            Peering::Azure(Azure { container_id, id, directory, vnet })
        }),
        gcp.prop_map(|(container_id, id, project, labels)| {
            Peering::Gcp(Gcp { container_id, id, project, labels })
        }),
        members(json()).prop_map(|mut object| {
            object.insert("providerName".to_owned(), "IBM".into());
            Peering::Unknown(object)
        }),
    ]
}

fn animal() -> impl Strategy<Value = Animal> {
    let leaf = prop_oneof![
        number().prop_map(|range| Animal::Wild(Wild { range })),
        // The declared property has to equal the tag that is written.
        vec(text(), 0..3)
            .prop_map(|tricks| Animal::Pet(Pet::Dog(Dog { kind: "pet".to_owned(), tricks }))),
    ];
    leaf.prop_recursive(4, 8, 1, |inner| {
        (any::<i32>(), option::of(inner)).prop_map(|(lives, friend)| {
            Animal::Pet(Pet::Cat(Cat { lives, friend: friend.map(Box::new) }))
        })
    })
}

fn all_types() -> impl Strategy<Value = AllTypes> {
    let time = (-9_000_000_000_i64..9_000_000_000, 0..1_000_000_000)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap());
    let day = (1_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap());
    let rough =
        any::<f32>().prop_filter("JSON has finite numbers only", |number| number.is_finite());
    let scalars = (
        option::of(text()),
        option::of(any::<bool>()),
        option::of(any::<i32>()),
        option::of(any::<i64>()),
        option::of(rough),
        option::of(number()),
        option::of(time),
        option::of(day),
        option::of(status()),
    );
    let collections = (
        option::of(vec(text(), 0..3)),
        option::of(btree_map(text(), any::<i32>(), 0..3)),
        option::of(json()),
        option::of(members(json())),
        option::of(peering()),
        option::of(vec(peering(), 0..3)),
    );
    let flat = (scalars, collections).prop_map(|(scalars, collections)| {
        let (text, flag, small, large, rough, fine, time, day, status) = scalars;
        let (list, table, free, object, peering, peerings) = collections;
        AllTypes {
            text,
            flag,
            small,
            large,
            rough,
            fine,
            time,
            day,
            status,
            list,
            table,
            free,
            object,
            inner: None,
            peering,
            peerings,
        }
    });
    let flat = flat.boxed();
    (flat.clone(), option::of(flat))
        .prop_map(|(outer, inner)| AllTypes { inner: inner.map(Box::new), ..outer })
}

/// Asserts that a model survives a round trip through `wire` and through serde.
fn assert_round_trip<T: Value + Serialize + DeserializeOwned + PartialEq + Debug>(model: &T) {
    let text = wire::encode(model);
    let decoded = wire::decode::<T>(&text).unwrap();
    assert_eq!(&decoded.value, model);
    assert_eq!(decoded.notes, wire::Notes::default());
    let json: Json = serde_json::from_slice(&text).unwrap();
    assert_eq!(serde_json::to_value(model).unwrap(), json);
    assert_eq!(&serde_json::from_slice::<T>(&text).unwrap(), model);
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), model);
}

/// Returns the object with its members rotated.
fn rotated(object: &Map<String, Json>, by: usize) -> Json {
    let by = by % object.len().max(1);
    let members = object.iter().skip(by).chain(object.iter().take(by));
    Json::Object(members.map(|(name, member)| (name.clone(), member.clone())).collect())
}

proptest! {
    #[test]
    fn records_round_trip(model in all_types()) {
        assert_round_trip(&model);
    }

    #[test]
    fn unions_round_trip(model in peering()) {
        assert_round_trip(&model);
    }

    #[test]
    fn nested_unions_round_trip(model in animal()) {
        assert_round_trip(&model);
    }

    #[test]
    fn the_order_of_members_is_irrelevant(peering in peering(), animal in animal(), by in 0usize..8) {
        let rotated = |json: Json| rotated(json.as_object().unwrap(), by).to_string();
        let text = rotated(serde_json::to_value(&peering).unwrap());
        prop_assert_eq!(read::<Peering>(&text), (peering, vec![], vec![]));
        let text = rotated(serde_json::to_value(&animal).unwrap());
        prop_assert_eq!(read::<Animal>(&text), (animal, vec![], vec![]));
    }
}

/// The reference implementation of the choice of a variant: returns its index.
fn expected_variant(
    object: &Map<String, Json>,
    tag: &str,
    variants: &[(&str, &[&str])],
) -> Option<usize> {
    match object.get(tag) {
        None | Some(Json::Null) => {
            let owns = |own: &[&str]| own.iter().any(|name| object.contains_key(*name));
            let mut owners = (0..variants.len()).filter(|index| owns(variants[*index].1));
            owners.next().filter(|_| owners.next().is_none())
        }
        Some(met) => variants.iter().position(|(value, _)| met == value),
    }
}

/// Returns objects with some of these members, in any order.
fn some_of(members: &'static [(&'static str, &'static [&'static str])]) -> BoxedStrategy<String> {
    let each: Vec<_> = members
        .iter()
        .map(|(name, values)| {
            option::of(sample::select(*values).prop_map(move |value| format!("\"{name}\":{value}")))
        })
        .collect();
    each.prop_map(|members| members.into_iter().flatten().collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(|members| format!("{{{}}}", members.join(",")))
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn selects_the_same_variant_as_the_reference(json in some_of(&[
        ("providerName", &[r#""AWS""#, r#""AZURE""#, r#""GCP""#, r#""IBM""#, "null", "7"]),
        ("containerId", &[r#""c""#]),
        ("vpcId", &[r#""v""#]),
        ("statusName", &["null"]),
        ("vnetName", &[r#""n""#]),
        ("gcpProjectId", &[r#""p""#, "null"]),
        ("new", &["{}"]),
    ])) {
        let object = serde_json::from_str(&json).unwrap();
        let expected = expected_variant(&object, "providerName", &[
            ("AWS", &["accepterRegionName", "vpcId", "statusName"]),
            ("AZURE", &["azureDirectoryId", "vnetName"]),
            ("GCP", &["gcpProjectId"]),
        ]);
        let (peering, ..) = read::<Peering>(&json);
        prop_assert_eq!(peering.get().0, expected.unwrap_or(3), "{}", json);
        if expected.is_none() {
            prop_assert_eq!(peering, Peering::Unknown(object));
        }
    }

    #[test]
    fn selects_the_same_nested_variant_as_the_reference(json in some_of(&[
        ("kind", &[r#""pet""#, r#""wild""#, r#""fish""#, "null"]),
        ("species", &[r#""cat""#, r#""dog""#, r#""cow""#, "null", "[]"]),
        ("lives", &["9"]),
        ("friend", &["null", r#"{"kind":"pet","species":"cow"}"#, r#"{"range":1,"kind":"pet"}"#]),
        ("tricks", &["[]"]),
        ("range", &["1.5"]),
    ])) {
        let object = serde_json::from_str(&json).unwrap();
        let outer = expected_variant(&object, "kind", &[
            ("pet", &["species", "lives", "friend", "tricks"]),
            ("wild", &["range"]),
        ]);
        let inner = expected_variant(&object, "species", &[("cat", &["lives", "friend"]), ("dog", &["tricks"])]);
        let (animal, ..) = read::<Animal>(&json);
        prop_assert_eq!(animal.get().0, outer.unwrap_or(2), "{}", json);
        if let Animal::Pet(pet) = &animal {
            prop_assert_eq!(pet.get().0, inner.unwrap_or(2), "{}", json);
        }
    }

    /// Encoding writes each key once, and decodes to the same value.
    #[test]
    fn writes_each_key_once(json in some_of(&[
        ("kind", &[r#""pet""#, r#""wild""#]),
        ("species", &[r#""cat""#, r#""dog""#, r#""cow""#]),
        ("lives", &["9"]),
        ("friend", &[r#"{"kind":"pet","species":"cow"}"#, r#"{"species":"cow"}"#, r#"{"range":1}"#]),
        ("tricks", &["[]"]),
    ])) {
        let list = format!("[{json},{{\"range\":2,\"kind\":\"wild\"}},{json}]");
        let (animals, ..) = read::<Vec<Animal>>(&list);
        let text = String::from_utf8(wire::encode(&animals)).unwrap();
        // A tag inferred from the properties is added by encoding.
        let (again, ..) = read::<Vec<Animal>>(&text);
        prop_assert_eq!(String::from_utf8(wire::encode(&again)).unwrap(), text.clone());
        let parsed: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(parsed.to_string().len(), text.len(), "a repeated key: {}", text);
    }
}

#[test]
fn serde_errors_have_the_same_path() {
    let json = r#"{"peerings":[{"vpcId":1}]}"#;
    let error = serde_json::from_str::<AllTypes>(json).unwrap_err().to_string();
    assert!(error.contains("at peerings[0].vpcId: expected a string, found a number"), "{error}");
    assert_eq!(fail_exact::<AllTypes>(json).path(), "peerings[0].vpcId");
}
