//! Values that select a variant: which variant is read, and which value is written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_discriminators::models::{
    Account, Call, Endless, Entry, Event, Item, Loop, Part, Resource, Revision, Search,
    SearchRequired, SearchType, Server, Setting, SettingFixed, Shape, Switch, SwitchOff, Tool,
    Version, VersionOne,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read<T: wire::Value>(json: &Value) -> T {
    let decoded = wire::decode(json.to_string().as_bytes()).unwrap();
    assert!(decoded.notes.missing.is_empty() && decoded.notes.unexpected.is_empty(), "{json}");
    decoded.value
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

/// An object, and the check of the variant that it is read as.
type Case<T> = (Value, fn(&T) -> bool);

/// Reads objects, passes each to a check of the variant, and expects the same JSON to be written.
fn kept<T: wire::Value>(cases: &[Case<T>]) {
    for (json, is_right) in cases {
        let value: T = read(json);
        assert!(is_right(&value), "{json}");
        assert_eq!(written(&value), *json);
    }
}

#[test]
fn own_values_select_variants_without_a_mapping() {
    kept::<Event>(&[
        (json!({"type": "text.delta", "delta": "a"}), |it| matches!(it, Event::TextDelta(_))),
        (json!({"delta": "a", "type": "text.delta"}), |it| it.r#type() == Some("text.delta")),
        (json!({"type": "text.done", "sequence": 1}), |it| matches!(it, Event::TextDone(_))),
        (json!({"type": "Heartbeat"}), |it| matches!(it, Event::Heartbeat(_))),
        (json!({"type": "error", "code": 1}), |it| matches!(it, Event::Error(_))),
        // The name of a schema whose property does not allow it.
        (json!({"type": "TextDelta", "delta": "a"}), |it| matches!(it, Event::Unknown(_))),
    ]);
}

#[test]
fn variants_with_several_values_hold_theirs() {
    kept::<Tool>(&[
        (json!({"type": "search"}), |it| it.r#type() == Some("search")),
        (json!({"type": "search_2025", "limit": 1}), |it| it.r#type() == Some("search_2025")),
        // A guess by the property that only this variant has.
        (json!({"limit": 1, "type": "search_2025"}), |it| matches!(it, Tool::Search(_))),
        (json!({"type": "shell"}), |it| matches!(it, Tool::Shell(_))),
        (json!({"type": "search_2026"}), |it| matches!(it, Tool::Unknown(_))),
    ]);
    let search = |r#type| Tool::Search(Search::new(SearchRequired { r#type }));
    assert_eq!(written(&search(SearchType::Search2025)), json!({"type": "search_2025"}));
    // A value that would select no variant is replaced.
    let other = search(SearchType::Unknown("other".to_owned()));
    assert_eq!((other.r#type(), written(&other)), (Some("search"), json!({"type": "search"})));
}

#[test]
fn integers_and_booleans_keep_their_type() {
    kept::<Version>(&[
        (json!({"version": 1, "a": "x"}), |it| matches!(it, Version::VersionOne(_))),
        (json!({"a": 3, "version": 2}), |it| it.version() == Some(2)),
        (json!({"version": "2"}), |it| matches!(it, Version::Unknown(_))),
        (json!({"version": 3}), |it| it.version() == Some(3)),
    ]);
    assert_eq!(written(&Version::VersionOne(VersionOne::default())), json!({"version": 1}));
    // JSON has one type of numbers.
    let two: Version = wire::decode(br#"{"version": 2.0}"#).unwrap().value;
    assert!(matches!(two, Version::VersionTwo(_)));

    kept::<Switch>(&[
        (json!({"on": true, "level": 1}), |it| matches!(it, Switch::SwitchOn(_))),
        (json!({"level": 1, "on": true}), |it| it.on() == Some(true)),
        (json!({"on": false}), |it| it.on() == Some(false)),
        (json!({"on": "true"}), |it| matches!(it, Switch::Unknown(_))),
    ]);
    assert_eq!(written(&Switch::SwitchOff(SwitchOff::default())), json!({"on": false}));
}

#[test]
fn values_of_several_types_select_one_union() {
    kept::<Setting>(&[
        (json!({"mode": "auto"}), |it| it.mode() == Some(json!("auto"))),
        (json!({"mode": true, "next": {"mode": 2}}), |it| it.mode() == Some(json!(true))),
        (json!({"mode": 1}), |it| matches!(it, Setting::SettingFixed(_))),
        (json!({"mode": 3}), |it| it.mode() == Some(json!(3))),
    ]);
    let fixed: SettingFixed = read(&json!({"mode": 2}));
    assert_eq!(written(&Setting::SettingFixed(fixed)), json!({"mode": 2}));
}

#[test]
fn disallowed_keys_of_a_mapping_are_accepted() {
    kept::<Resource>(&[
        (json!({"kind": "server", "host": "a"}), |it| matches!(it, Resource::Server(_))),
        (json!({"kind": "server_resource"}), |it| it.kind() == Some("server_resource")),
        (json!({"kind": "account"}), |it| matches!(it, Resource::Account(_))),
    ]);
    // The variant's own value is the one that services send.
    let server = Resource::Server(read::<Server>(&json!({"kind": "server_resource"})));
    assert_eq!(written(&server), json!({"kind": "server_resource"}));
    assert_eq!(written(&Resource::from(Account::default())), json!({"kind": "account"}));
}

#[test]
fn properties_distinguish_variants_with_a_common_value() {
    kept::<Item>(&[
        (json!({"type": "message", "role": "user", "text": "a"}), |it| {
            matches!(it, Item::InputMessage(_))
        }),
        (json!({"type": "message", "role": "assistant", "text": "a", "id": "1"}), |it| {
            matches!(it, Item::OutputMessage(_))
        }),
        (json!({"id": "1", "type": "message", "role": "assistant", "text": "a"}), |it| {
            matches!(it, Item::OutputMessage(_))
        }),
        (json!({"type": "call", "name": "a"}), |it| matches!(it, Item::Call(_))),
    ]);
    // An incomplete object is no unknown variant: its value is documented.
    let incomplete = wire::decode::<Item>(br#"{"type": "message", "id": "1"}"#).unwrap();
    assert!(matches!(incomplete.value, Item::OutputMessage(_)), "{incomplete:?}");
    assert_eq!(incomplete.notes.missing, ["role", "text"]);
}

#[test]
fn nested_unions_are_selected_by_the_values_of_their_variants() {
    kept::<Entry>(&[
        (json!({"type": "message", "role": "user", "text": "a"}), |it| {
            matches!(it, Entry::Item(Item::InputMessage(_))) && it.r#type() == Some("message")
        }),
        (json!({"name": "a", "type": "call"}), |it| matches!(it, Entry::Item(Item::Call(_)))),
        (json!({"type": "search_2025"}), |it| {
            matches!(it, Entry::Tool(_)) && it.r#type() == Some("search_2025")
        }),
        (json!({"type": "flat_shape", "form": "square", "side": 1.5}), |it| {
            matches!(it, Entry::Shape(Shape::Square(_))) && it.r#type() == Some("flat_shape")
        }),
        (json!({"type": "shape", "form": "triangle"}), |it| {
            matches!(it, Entry::Shape(Shape::Unknown(_)))
        }),
        (json!({"type": "flat_shape", "form": "triangle"}), |it| {
            matches!(it, Entry::Shape(Shape::Unknown(_)))
        }),
        (json!({"type": "drawing", "width": 1}), |it| {
            matches!(it, Entry::Part(Part::ImagePart(_))) && it.r#type() == Some("drawing")
        }),
        (json!({"type": "sound", "seconds": 0.5}), |it| {
            matches!(it, Entry::Part(Part::SoundPart(_)))
        }),
        (json!({"type": "ItemReference", "id": "1"}), |it| matches!(it, Entry::ItemReference(_))),
        (json!({"type": "other"}), |it| matches!(it, Entry::Unknown(_))),
    ]);
    // The tag of the inner union is written once.
    let call = Entry::from(Item::from(Call::default()));
    assert_eq!(String::from_utf8(wire::encode(&call)).unwrap(), r#"{"type":"call"}"#);
}

#[test]
fn unions_in_themselves_end() {
    kept::<Endless>(&[
        (json!({"type": "call"}), |it| matches!(it, Endless::Loop(Loop::Call(_)))),
        (json!({"type": "end", "next": {"type": "end"}}), |it| matches!(it, Endless::End(_))),
    ]);
}

#[test]
fn inferred_discriminators_can_be_integers() {
    kept::<Revision>(&[
        (json!({"revision": 1, "a": "x"}), |it| it.revision() == Some(1)),
        (json!({"revision": 2, "a": 1}), |it| it.revision() == Some(2)),
        (json!({"revision": 3}), |it| matches!(it, Revision::Unknown(_))),
    ]);
}
