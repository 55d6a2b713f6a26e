//! Keywords of OpenAPI 3.1: values that the document allows are read and written unchanged.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_openapi_3_1::models::{
    Color, Lamp, LampKind, LampLabel, LampPositionItem, LampRequest, LampRequired, LampSize, Mode,
    OwnerRequest, OwnerRequired,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

fn read(json: &Value) -> Lamp {
    let decoded = wire::decode::<Lamp>(json.to_string().as_bytes()).unwrap();
    assert_eq!(decoded.notes, wire::Notes::default(), "{json}");
    decoded.value
}

fn written(value: &dyn wire::Value) -> Value {
    serde_json::from_slice(&wire::encode(value)).unwrap()
}

/// Returns a response with the given properties beside the required ones.
fn lamp(properties: &Value) -> Value {
    let mut lamp = json!({"name": "n", "owner": null, "kind": "lamp"});
    let all = lamp.as_object_mut().unwrap();
    all.extend(properties.as_object().unwrap().clone());
    lamp
}

#[test]
fn every_value_that_the_document_allows_round_trips() {
    for properties in [
        json!({"nickname": "Sunny", "watts": 2.5, "size": 3, "label": "a", "revision": 3}),
        json!({"label": 7, "size": "xl", "anything": [1, "a"], "extra": {"a": null}}),
        json!({"owner": {"name": "o", "lamps": [lamp(&json!({"id": "1"}))]}}),
        json!({"since": "2026-01-02T03:04:05Z", "mode": 2, "code": "ABC"}),
        json!({"keeper": {"name": "k"}, "seller": {"name": "s", "phone": "1"}}),
        json!({"shade": {"material": "paper"}, "tags": {"a": null, "b": "c"}}),
        json!({"position": [1.5, "kitchen"], "limits": {"maxWatts": 60}, "shelf": 4}),
        json!({"icon": "aGk=", "settings": "{}"}),
    ] {
        let response = lamp(&properties);
        assert_eq!(written(&read(&response)), response);
    }
}

#[test]
fn unions_of_types_have_a_variant_for_each() {
    let lamp = read(&lamp(&json!({"label": 7, "size": "xl", "position": [1.5, "kitchen"]})));
    assert_eq!(lamp.label, Some(LampLabel::Integer(7)));
    assert_eq!(lamp.size, Some(LampSize::Text("xl".to_owned())));
    let kitchen = LampPositionItem::Text("kitchen".to_owned());
    assert_eq!(lamp.position, Some(vec![LampPositionItem::Number(1.5), kitchen]));
}

#[test]
fn constants_are_members() {
    let lamp = read(&lamp(&json!({"mode": 1})));
    assert_eq!((lamp.kind, lamp.mode), (LampKind::Lamp, Some(Mode::On)));
    assert_eq!(Color::Unknown("green".to_owned()), serde_json::from_value(json!("green")).unwrap());
}

#[test]
fn requests_are_checked_with_all_constraints() {
    let owner = OwnerRequest::new(OwnerRequired { name: "o".to_owned() });
    let new = || {
        let owner = Some(owner.clone());
        LampRequest::new(LampRequired { name: "n".to_owned(), owner, kind: LampKind::Lamp })
    };
    let violations = |change: fn(&mut LampRequest)| {
        let mut request = new();
        change(&mut request);
        wire::check(&request).len()
    };
    assert_eq!(violations(|_| ()), 0);
    assert_eq!(violations(|it| it.watts = Some(60.0)), 1);
    assert_eq!(violations(|it| it.watts = Some(59.5)), 0);
    assert_eq!(violations(|it| it.code = Some("ABCDEFGHI".to_owned())), 1);
    assert_eq!(violations(|it| it.code = Some("abc".to_owned())), 1);
    assert_eq!(violations(|it| it.nickname = Some(Some(String::new()))), 1);
    // A property that refers to a read-only schema, or is read-only itself, is not sent.
    let mut request = new();
    request.nickname = Some(None);
    request.owner = None;
    let expected = json!({"name": "n", "owner": null, "kind": "lamp", "nickname": null});
    assert_eq!(written(&request), expected);
}
