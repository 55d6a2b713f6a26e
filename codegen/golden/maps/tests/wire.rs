//! Maps on the wire: what the document does not name is kept where it may be, and what holds itself comes back.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

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
fn every_kind_of_map_comes_back_as_it_was() {
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
fn properties_beyond_the_document_are_said_where_they_may_not_be() {
    let json = json!({"chicken": {"egg": {}}, "labels": {}, "free": 1, "nothing_else": {"a": 1}});
    assert_eq!(read::<Tree>(&json).notes.unexpected, ["nothing_else.a"]);
}

#[test]
fn what_an_response_lacks_is_empty_without_end() {
    let chicken = read::<Chicken>(&json!({}));
    assert_eq!(chicken.notes.missing, ["egg"]);
    assert_eq!(*chicken.value.egg, Egg::default());
}
