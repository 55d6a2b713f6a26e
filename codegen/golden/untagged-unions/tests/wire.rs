//! Untagged unions: the variant is chosen by JSON kind, required properties and constants.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_untagged_unions::models::{
    Formula, Lodging, Note, NoteAnything, NoteLevel, NoteLevelKeyword, NoteNested, NotePosition,
    NoteRange, NoteRate, NoteSubject, NoteTwice, Person, PersonRequired, Sum,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> T {
    let decoded = wire::decode::<T>(json.to_string().as_bytes()).unwrap();
    assert_eq!(decoded.notes, wire::Notes::default(), "{json}");
    decoded.value
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

/// Asserts that the JSON round-trips, and returns the value.
#[track_caller]
fn round_trip<T: wire::Value>(json: &Value) -> T {
    let value = read::<T>(json);
    assert_eq!(written(&value), *json);
    value
}

#[test]
fn selects_by_json_kind() {
    let is = |json: Value, expected: fn(&NoteSubject) -> bool| {
        let subject = round_trip::<NoteSubject>(&json);
        assert!(expected(&subject), "{json}: {subject:?}");
    };
    is(json!("text"), |it| matches!(it, NoteSubject::Text(text) if text == "text"));
    is(json!(-3), |it| matches!(it, NoteSubject::Integer(-3)));
    is(json!(2.5), |it| matches!(it, NoteSubject::Number(number) if (number - 2.5).abs() < 1e-9));
    is(json!(true), |it| matches!(it, NoteSubject::Boolean(true)));
    is(json!(["a", "b"]), |it| matches!(it, NoteSubject::Array(texts) if texts.len() == 2));
    is(json!([]), |it| matches!(it, NoteSubject::Array(texts) if texts.is_empty()));
    is(
        json!([{"name": "n"}]),
        |it| matches!(it, NoteSubject::PersonArray(people) if people[0].name == "n"),
    );
    is(json!({"name": "n", "friend": {"name": "m"}}), |it| matches!(it, NoteSubject::Person(_)));
    is(json!([1]), |it| matches!(it, NoteSubject::Unknown(_)));
}

#[test]
fn prefers_keywords_to_free_text() {
    assert_eq!(round_trip::<NoteLevel>(&json!("low")), NoteLevel::Keyword(NoteLevelKeyword::Low));
    assert_eq!(round_trip::<NoteLevel>(&json!("other")), NoteLevel::Text("other".to_owned()));
    assert_eq!(round_trip::<NoteLevel>(&json!(7)), NoteLevel::Integer(7));
    assert_eq!(read::<Note>(&json!({"level": null})).level, None);
    // A number out of range is kept unchanged.
    let large = json!(5_000_000_000_i64);
    assert_eq!(round_trip::<NoteLevel>(&large), NoteLevel::Unknown(large));
}

#[test]
fn selects_by_required_properties() {
    assert!(matches!(round_trip(&json!({"from": 1, "to": 2, "unit": "m"})), NoteRange::FromTo(_)));
    assert!(matches!(round_trip(&json!({"unit": "m", "at": 2})), NoteRange::Single(_)));
    assert!(matches!(round_trip(&json!({})), NoteRange::Nothing(_)));
    // Two other variants have more of its properties than the one it fits.
    assert!(matches!(round_trip(&json!({"unit": "m"})), NoteRange::Unknown(_)));
}

#[test]
fn selects_by_values_of_common_required_properties() {
    assert!(matches!(round_trip(&json!({"amount": 1, "unit": "cent"})), NoteRate::Fixed(_)));
    assert!(matches!(round_trip(&json!({"unit": "percent"})), NoteRate::Relative(_)));
    assert!(matches!(round_trip(&json!({"unit": "pound"})), NoteRate::Unknown(_)));
}

#[test]
fn selects_arrays_by_length() {
    assert_eq!(
        round_trip::<NotePosition>(&json!([8.5, 47.4])),
        NotePosition::ArrayOf2(vec![8.5, 47.4])
    );
    assert_eq!(
        round_trip::<NotePosition>(&json!([8.5, 47.4, 1.5])),
        NotePosition::ArrayOf3(vec![8.5, 47.4, 1.5])
    );
    assert!(matches!(round_trip(&json!(["a", "b", "c", "d", "e"])), NotePosition::FormulaArray(_)));
    assert!(matches!(round_trip(&json!([8.5])), NotePosition::Unknown(_)));
    let mut note = Note::default();
    note.position = Some(NotePosition::ArrayOf2(vec![-190.0]));
    let violations: Vec<String> = wire::check(&note).iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "body position has 1 item, at least 2 are needed",
            "body position[0] is -190, at least -180 is needed",
        ]
    );
}

#[test]
fn flattens_nested_unions() {
    assert_eq!(round_trip::<NoteNested>(&json!(7)), NoteNested::Integer(7));
    assert_eq!(round_trip::<NoteNested>(&json!(true)), NoteNested::Boolean(true));
    assert_eq!(round_trip::<NoteNested>(&json!(["a"])), NoteNested::Array(vec!["a".to_owned()]));
    assert!(matches!(round_trip(&json!({"name": "n"})), NoteNested::Person(_)));
    assert_eq!(read::<Note>(&json!({"nested": null})).nested, None);
}

#[test]
fn recursive_unions_round_trip() {
    let json = json!({"left": {"left": "a", "right": "b"}, "right": "c"});
    let Formula::Sum(sum) = round_trip::<Formula>(&json) else {
        panic!("{json} is a sum");
    };
    assert!(matches!(*sum.left, Formula::Sum(Sum { .. })));
    assert_eq!(sum.right.as_deref(), Some(&Formula::Text("c".to_owned())));
}

#[test]
fn untyped_variants_are_selected_by_json_kind() {
    assert!(matches!(round_trip(&json!({"a": [1]})), NoteAnything::Object(_)));
    assert!(matches!(round_trip(&json!([1, "a"])), NoteAnything::Array(_)));
    assert!(matches!(round_trip(&json!("a")), NoteAnything::Text(_)));
    assert!(matches!(round_trip(&json!(1)), NoteAnything::Unknown(_)));
    assert!(matches!(round_trip(&json!(1)), NoteTwice::Integer(1)));
    assert!(matches!(round_trip(&json!({"name": "n"})), NoteTwice::Person(_)));
}

#[test]
fn merges_indistinguishable_variants() {
    for json in [
        json!({"city": "c", "rooms": 1, "grade": "two", "owner": "o"}),
        json!({"city": "c", "rooms": 1, "grade": "gold", "owner": {"name": "n"}}),
        json!({"city": "c", "rooms": 2}),
    ] {
        let lodging = round_trip::<Lodging>(&json);
        assert_eq!(lodging.city, "c");
        assert!(lodging.rooms > 0);
        assert_eq!(lodging.grade.as_deref(), json.get("grade").and_then(Value::as_str));
    }
}

#[test]
fn checks_the_rules_of_the_variant() {
    let violations = |note: &Note| {
        wire::check(note).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let mut note = Note::default();
    note.subject = Some("short".to_owned().into());
    assert_eq!(violations(&note), "");
    note.subject = Some("too long".to_owned().into());
    assert!(violations(&note).contains("subject"), "{}", violations(&note));
    note.subject = Some(vec![Person::new(PersonRequired { name: String::new() })].into());
    assert!(violations(&note).contains("subject[0].name"), "{}", violations(&note));
    note.subject = Some(NoteSubject::Unknown(json!({"a": 1})));
    assert!(violations(&note).contains("not a documented variant"), "{}", violations(&note));
}
