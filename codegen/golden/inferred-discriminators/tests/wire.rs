//! Unions without a discriminator whose variants have a constant property.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_inferred_discriminators::models::{
    Circular, Drawing, DrawingNothing, Shape, ShapeSquare, ShapeSquareRequired,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> wire::Decoded<T> {
    wire::decode(json.to_string().as_bytes()).unwrap()
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

#[test]
fn every_variant_round_trips() {
    for json in [
        json!({"kind": "circle", "radius": 1.5, "colour": "blue"}),
        json!({"side": 2.5, "colour": "red", "kind": "square"}),
        json!({"kind": "blank", "name": "n"}),
    ] {
        let shape = read::<Shape>(&json);
        assert!(shape.notes.missing.is_empty() && shape.notes.unexpected.is_empty(), "{shape:?}");
        let kind = json.get("kind").unwrap().as_str();
        assert_eq!(shape.value.kind(), kind);
        assert!(!matches!(shape.value, Shape::Unknown(_)), "{json}");
        assert_eq!(written(&shape.value), json);
    }
}

#[test]
fn writes_the_constant_property() {
    let square = ShapeSquare::new(ShapeSquareRequired { side: 1.0 });
    assert_eq!(written(&Shape::from(square)), json!({"kind": "square", "side": 1}));
}

#[test]
fn keeps_objects_with_an_unknown_value() {
    let json = json!({"kind": "star", "points": [5]});
    let shape = read::<Shape>(&json);
    assert!(matches!(shape.value, Shape::Unknown(_)));
    assert_eq!(written(&shape.value), json);
}

#[test]
fn recursive_unions_round_trip() {
    let json = json!({"kind": "ring", "inner": {"kind": "ring", "inner": {"kind": "circle", "radius": 1}}});
    let ring = read::<Circular>(&json);
    assert!(!matches!(ring.value, Circular::Unknown(_)));
    assert_eq!(written(&ring.value), json);
}

#[test]
fn undiscriminated_variants_round_trip() {
    let json = json!({"same": {"a": "x"}, "optional": {"a": "y"}, "nothing": 1});
    let drawing = read::<Drawing>(&json);
    assert_eq!(drawing.value.nothing, Some(DrawingNothing::Integer(1)));
    assert_eq!(written(&drawing.value), json);
}
