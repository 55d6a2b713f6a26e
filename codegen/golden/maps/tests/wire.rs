//! Maps, additional properties and recursive objects.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_maps::models::{Chicken, Egg, Tree};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> wire::Decoded<T> {
    wire::decode(json.to_string().as_bytes()).unwrap()
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

#[test]
fn every_kind_of_map_round_trips() {
    let leaf = json!({"chicken": {"egg": {}}, "labels": {}, "free": null});
    let json = json!({
        "parent": leaf, "list": [leaf], "map": {"a": leaf},
        "chicken": {"egg": {"chicken": {"egg": {}}}},
        "labels": {"a b": "c"},
        "nested": {"a": [{"b": 1}, {}]},
        "free": {"any": [1, "x", null]},
        "named_too": {"a": 1},
        "nothing_else": {},
        "forest": {"name": "n", "more": {"x": 1}, "": null},
        "alias": {"total": 1, "other": {"name": "o", "z": true}},
    });
    let tree = read::<Tree>(&json);
    assert!(tree.notes.missing.is_empty() && tree.notes.unexpected.is_empty(), "{:?}", tree.notes);
    assert_eq!(tree.value.forest.as_ref().unwrap().additional_properties["more"], json!({"x": 1}));
    assert_eq!(tree.value.alias.as_ref().unwrap().additional_properties["other"].name, "o");
    assert_eq!(written(&tree.value), json);
}

#[test]
fn lists_unexpected_properties_of_a_closed_object() {
    let json = json!({"chicken": {"egg": {}}, "labels": {}, "free": 1, "nothing_else": {"a": 1}});
    assert_eq!(read::<Tree>(&json).notes.unexpected, ["nothing_else.a"]);
}

#[test]
fn a_missing_recursive_property_is_empty() {
    let chicken = read::<Chicken>(&json!({}));
    assert_eq!(chicken.notes.missing, ["egg"]);
    assert_eq!(*chicken.value.egg, Egg::default());
}
