//! Tagged unions: inheritance, schema names as tags, nesting, and variants used alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

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
fn a_variant_inherits_the_properties_of_the_base() {
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
fn a_variant_used_alone_keeps_its_tag() {
    let alone = read::<Circle>(&json!({"id": "1", "kind": "circle", "radius": 1.5}));
    assert_eq!(alone.value.kind.as_ref().map(ToString::to_string).as_deref(), Some("circle"));

    let mut circle = Circle::new(CircleRequired { id: "1".to_owned(), radius: 1.5 });
    circle.kind = Some("square".into());
    let text = String::from_utf8(wire::encode(&Shape::Circle(circle))).unwrap();
    assert_eq!(text, r#"{"kind":"circle","id":"1","radius":1.5}"#);

    // The tag is last, and the variant guessed from the radius is right.
    let shape = read::<Shape>(&json!({"id": "1", "radius": 1.5, "kind": "circle"}));
    assert!(matches!(shape.value, Shape::Circle(_)));
    // The guess is wrong, and the tag, which the variant also has as a field, corrects it.
    let shape = read::<Shape>(&json!({"id": "1", "radius": 1.5, "kind": "square"}));
    assert!(matches!(shape.value, Shape::Square(_)), "{shape:?}");
    assert_eq!(shape.notes.unexpected, ["radius"]);
}

#[test]
fn keeps_objects_with_an_unmapped_tag() {
    let json = json!({"kind": "blob", "id": "1", "goo": [1]});
    let shape = read::<Shape>(&json);
    assert!(matches!(shape.value, Shape::Unknown(_)));
    assert_eq!(written(&shape.value), json);
}

#[test]
fn mapped_subtypes_inherit_the_properties_of_the_base() {
    let json = json!({"species": "cat", "name": "Tom", "lives": 9});
    let animal = read::<Animal>(&json);
    assert!(matches!(&animal.value, Animal::Cat(cat) if cat.name == "Tom" && cat.lives == Some(9)));
    assert_eq!(written(&animal.value), json);
    let dog = json!({"species": "dog", "name": "Rex"});
    assert!(matches!(read::<Animal>(&dog).value, Animal::Dog(dog) if dog.name == "Rex"));
}

#[test]
fn nested_unions_use_schema_names_as_tags() {
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
fn problems_of_a_variant_are_listed_once_with_paths() {
    let shape = read::<Shape>(&json!({"radius": 1.0, "kind": "circle", "what": 1}));
    assert_eq!(
        (shape.notes.missing, shape.notes.unexpected),
        (vec!["id".to_owned()], vec!["what".to_owned()])
    );
    let shape = wire::decode::<Shape>(br#"{"radius":"wide","kind":"circle"}"#).unwrap();
    let [invalid] = &shape.notes.invalid[..] else { panic!("{:?}", shape.notes) };
    assert_eq!((invalid.path(), invalid.json()), ("radius", "\"wide\""));
}

#[test]
fn wrong_guesses_at_every_level_do_not_multiply() {
    // Each level is guessed to be a leaf until its tag at the end. Decoding each of the hundred levels twice would
    // take exponential time, also if the innermost value is invalid.
    for (innermost, is_valid) in [("1", true), ("true", true), ("tru", false)] {
        let mut json = format!("{{\"branch\":{innermost},\"kind\":\"branch\"}}");
        for _ in 0..100 {
            json = format!("{{\"leaf\":1,\"child\":{json},\"kind\":\"branch\"}}");
        }
        let read = wire::decode::<Tree>(json.as_bytes());
        assert_eq!(read.is_ok(), is_valid);
        if let Ok(tree) = read {
            assert!(matches!(tree.value, Tree::Branch(_)));
            assert_eq!(tree.notes.unexpected.len(), 100);
        }
    }
}
