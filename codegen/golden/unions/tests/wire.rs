//! Unions on the wire: bases, subtypes, names as tags, unions in unions, and a variant that also stands alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use golden_unions::models::{Animal, Circle, CircleRequired, Ended, Event, Shape, Tree};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> wire::Decoded<T> {
    wire::decode(json.to_string().as_bytes()).unwrap()
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

#[test]
fn a_variant_that_does_not_repeat_the_base_has_its_properties() {
    let json = json!({"kind": "square", "id": "1", "size": 3, "side": 2.5});
    let shape = read::<Shape>(&json);
    assert!(
        matches!(&shape.value, Shape::Square(square) if square.side == 2.5 && square.size == Some(3))
    );
    assert_eq!((shape.value.id(), shape.value.kind()), (Some("1"), Some("square")));
    assert!(shape.notes.missing.is_empty() && shape.notes.unexpected.is_empty());
    assert_eq!(written(&shape.value), json);
}

#[test]
fn a_variant_that_also_stands_alone_keeps_its_tag_and_writes_it_once() {
    let alone = read::<Circle>(&json!({"id": "1", "kind": "circle", "radius": 1.5}));
    assert_eq!(alone.value.kind.as_ref().map(ToString::to_string).as_deref(), Some("circle"));

    let mut circle = Circle::new(CircleRequired { id: "1".to_owned(), radius: 1.5 });
    circle.kind = Some("square".into());
    let text = String::from_utf8(wire::encode(&Shape::Circle(circle))).unwrap();
    assert_eq!(text, r#"{"kind":"circle","id":"1","radius":1.5}"#);

    // The tag stands last, and the guess that the radius gave was right.
    let shape = read::<Shape>(&json!({"id": "1", "radius": 1.5, "kind": "circle"}));
    assert!(matches!(shape.value, Shape::Circle(_)));
    // The guess was wrong: the tag says so, though the variant has it as a field.
    let shape = read::<Shape>(&json!({"id": "1", "radius": 1.5, "kind": "square"}));
    assert!(matches!(shape.value, Shape::Square(_)), "{shape:?}");
    assert_eq!(shape.notes.unexpected, ["radius"]);
}

#[test]
fn a_value_of_the_discriminator_without_a_schema_is_kept_whole() {
    let json = json!({"kind": "blob", "id": "1", "goo": [1]});
    let shape = read::<Shape>(&json);
    assert!(matches!(shape.value, Shape::Unknown(_)));
    assert_eq!(written(&shape.value), json);
}

#[test]
fn subtypes_of_a_mapping_have_the_properties_of_their_base() {
    let json = json!({"species": "cat", "name": "Tom", "lives": 9});
    let animal = read::<Animal>(&json);
    assert!(matches!(&animal.value, Animal::Cat(cat) if cat.name == "Tom" && cat.lives == Some(9)));
    assert_eq!(written(&animal.value), json);
    let dog = json!({"species": "dog", "name": "Rex"});
    assert!(matches!(read::<Animal>(&dog).value, Animal::Dog(dog) if dog.name == "Rex"));
}

#[test]
fn names_of_schemas_are_tags_and_unions_lie_in_unions() {
    let json = json!({"type": "Ended", "outcome": "Failed", "reason": "rain"});
    for json in [json.clone(), json!({"reason": "rain", "outcome": "Failed", "type": "Ended"})] {
        let event = read::<Event>(&json);
        let Event::Ended(Ended::Failed(failed)) = &event.value else {
            panic!("{event:?}");
        };
        assert_eq!(failed.reason, "rain");
        assert!(event.notes.unexpected.is_empty(), "{:?}", event.notes);
        assert_eq!(written(&event.value), json);
    }
    let started = json!({"type": "Started", "at": "2026-01-02T03:04:05Z"});
    assert_eq!(written(&read::<Event>(&started).value), started);
}

#[test]
fn what_is_wrong_inside_a_variant_is_said_once_and_with_its_path() {
    let shape = read::<Shape>(&json!({"radius": 1.0, "kind": "circle", "what": 1}));
    assert_eq!(
        (shape.notes.missing, shape.notes.unexpected),
        (vec!["id".to_owned()], vec!["what".to_owned()])
    );
    let error = wire::decode::<Shape>(br#"{"radius":"wide","kind":"circle"}"#).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("radius", 10));
}

#[test]
fn unions_in_unions_that_mislead_at_every_level_are_read_in_time() {
    // Each level looks like a leaf and says in the end that it is a branch; read twice at each of a hundred levels,
    // this would never end. So would it if the innermost value were wrong.
    for (innermost, is_sound) in [("1", true), ("true", false)] {
        let mut json = format!("{{\"branch\":{innermost},\"kind\":\"branch\"}}");
        for _ in 0..100 {
            json = format!("{{\"leaf\":1,\"child\":{json},\"kind\":\"branch\"}}");
        }
        let read = wire::decode::<Tree>(json.as_bytes());
        assert_eq!(read.is_ok(), is_sound);
        if let Ok(tree) = read {
            assert!(matches!(tree.value, Tree::Branch(_)));
            assert_eq!(tree.notes.unexpected.len(), 100);
        }
    }
}
