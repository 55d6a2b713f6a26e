//! Composed objects: recursion, additional properties, and the limit of depth.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_composition::models::Node;
use portolan_runtime::wire;
use serde_json::{Value, json};

#[test]
fn recursive_objects_keep_additional_properties() {
    let json = json!({
        "name": "n", "size": "s", "nowhere": 1, "children": [], "next": {"name": "m", "size": "", "nowhere": null},
        "open": {"name": "o", "additional_properties": "a", "other": 7, "none": null},
        "either": 5,
    });
    let node = wire::decode::<Node>(json.to_string().as_bytes()).unwrap();
    assert_eq!(node.value.next.as_ref().map(|next| next.name.as_str()), Some("m"));
    let open = node.value.open.as_ref().unwrap();
    assert_eq!(
        (open.additional_properties_2["other"], open.additional_properties_2["none"]),
        (Some(7), None)
    );
    assert!(node.notes.missing.is_empty(), "{:?}", node.notes);
    let written: Value = serde_json::from_slice(&wire::encode(&node.value)).unwrap();
    assert_eq!(written, json);
}

#[test]
fn lists_unexpected_properties_of_a_closed_object() {
    let json = json!({"name": "n", "size": "s", "nowhere": 1, "closed": {"name": "c", "odd": 1}});
    let node = wire::decode::<Node>(json.to_string().as_bytes()).unwrap();
    assert_eq!(node.notes.unexpected, ["closed.odd"]);
}

#[test]
fn paths_include_every_level() {
    let json =
        json!({"name": "", "size": "", "nowhere": 1, "children": [{}, {"next": {"size": 1}}]});
    let node = wire::decode::<Node>(json.to_string().as_bytes()).unwrap();
    assert_eq!(node.notes.invalid[0].path(), "children[1].next.size");
    let json =
        json!({"name": "", "size": "", "nowhere": 1, "children": [{"name": "", "size": ""}]});
    let node = wire::decode::<Node>(json.to_string().as_bytes()).unwrap();
    assert_eq!(node.notes.missing, ["children[0].nowhere"]);
}

#[test]
fn refuses_deep_nesting() {
    let deep = format!("{}{{}}{}", "{\"next\":".repeat(10_000), "}".repeat(10_000));
    let error = wire::decode::<Node>(deep.as_bytes()).unwrap_err();
    assert!(error.problem().contains("deep"), "{}", error.problem());
}
