//! Subtypes: inherited properties, two tags of one type, and a variant of two unions.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_subtypes::models::{CarRequest, CarRequired, File, Medium, Vehicle, VehicleRequest};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> wire::Decoded<T> {
    wire::decode(json.to_string().as_bytes()).unwrap()
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

#[test]
fn a_subtype_has_the_properties_of_its_base() {
    let json = json!({"kind": "bike", "id": "1", "wheels": 2, "gears": 7,
        "trailer": {"kind": "car", "id": "2", "wheels": 4, "doors": 0}});
    let vehicle = read::<Vehicle>(&json);
    assert!(vehicle.notes.missing.is_empty() && vehicle.notes.unexpected.is_empty());
    assert_eq!(vehicle.value.trailer().and_then(Vehicle::id), Some("2"));
    assert_eq!(written(&vehicle.value), json);
}

#[test]
fn two_tags_can_map_to_one_type() {
    let car = CarRequest::new(CarRequired { wheels: 4, doors: 5 });
    for (vehicle, kind) in
        [(VehicleRequest::Car(car.clone()), "car"), (VehicleRequest::Estate(car), "estate")]
    {
        assert_eq!(written(&vehicle), json!({"kind": kind, "wheels": 4, "doors": 5}));
    }
}

#[test]
fn a_variant_of_two_unions_keeps_both_tags() {
    let json = json!({"file": "wav", "name": "a", "medium": "tape", "length": 1.5});
    let file = read::<File>(&json);
    assert!(matches!(&file.value, File::Wav(sound) if sound.medium.as_deref() == Some("tape")));
    assert!(file.notes.unexpected.is_empty(), "{:?}", file.notes);
    assert_eq!(written(&file.value), json);

    let json = json!({"medium": "Sound", "name": "a", "file": "wav"});
    let medium = read::<Medium>(&json);
    assert!(matches!(&medium.value, Medium::Sound(sound) if sound.file.as_deref() == Some("wav")));
    assert_eq!(written(&medium.value), json);
}
