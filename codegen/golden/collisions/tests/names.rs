//! Colliding names: identifiers are unique, and the wire has the names of the document.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_collisions::Client;
use golden_collisions::models::{Everything, Kinds, N2fa, Words, WordsEnum};
use portolan_runtime::serde_json::{self, Map, Value};
use portolan_runtime::wire;
use portolan_test_server::{Response, Server};

fn document() -> Value {
    serde_json::from_str(include_str!("../openapi.json")).unwrap()
}

/// Returns an object with every property of a schema, each with a distinct value.
fn object_of(schema: &str) -> Value {
    let document = document();
    let properties = document["components"]["schemas"][schema]["properties"].as_object().unwrap();
    let value = |index: usize| Value::String(format!("value {index}"));
    let members = properties.keys().enumerate().map(|(index, name)| (name.clone(), value(index)));
    Value::Object(members.collect::<Map<_, _>>())
}

#[test]
fn every_property_round_trips() {
    let json = object_of("Words");
    assert!(json.as_object().unwrap().len() > 90);
    let words = wire::decode::<Words>(json.to_string().as_bytes()).unwrap();
    assert!(words.notes.missing.is_empty() && words.notes.unexpected.is_empty());
    assert!(words.value.additional_properties.is_empty());
    assert_eq!(serde_json::to_value(&words.value).unwrap(), json);
    assert_eq!(
        (words.value.r#type.as_str(), words.value.self_.as_str()),
        (text(&json, "type"), text(&json, "self"))
    );
}

fn text<'j>(json: &'j Value, property: &str) -> &'j str {
    json[property].as_str().unwrap()
}

#[test]
fn every_enum_value_has_its_own_variant() {
    let variants: Vec<WordsEnum> =
        WordsEnum::VALUES.iter().map(|it| WordsEnum::from(*it)).collect();
    assert!(variants.len() > 200);
    for (index, variant) in variants.iter().enumerate() {
        assert!(!matches!(variant, WordsEnum::Unknown(_)));
        assert_eq!(variants.iter().position(|other| other == variant), Some(index));
        assert_eq!(Some(&variant.as_str()), WordsEnum::VALUES.get(index));
    }
    assert_eq!("1".parse(), Ok(N2fa::Err));
    assert_eq!(N2fa::Number.value(), 2);
}

#[test]
fn tags_named_like_keywords_select_their_variant() {
    for (tag, own) in [("Self", "ownA"), ("Unknown", "ownB"), ("", "ownC")] {
        let json = format!(r#"{{"type":"{tag}","{own}":"x","clone":"y"}}"#);
        let kinds = wire::decode::<Kinds>(json.as_bytes()).unwrap().value;
        assert_eq!(kinds.r#type(), Some(tag));
        assert!(format!("{kinds:?}").contains(": \"x\""), "{kinds:?}");
        assert_eq!(String::from_utf8(wire::encode(&kinds)).unwrap(), json);
    }
}

#[test]
fn schemas_named_like_rust_types_round_trip() {
    let document = document();
    let properties =
        document["components"]["schemas"]["Everything"]["properties"].as_object().unwrap();
    let json: Map<String, Value> = properties
        .iter()
        .filter(|(_, reference)| {
            let name =
                reference["$ref"].as_str().unwrap().trim_start_matches("#/components/schemas/");
            document["components"]["schemas"][name]["enum"][0] == "a"
        })
        .map(|(property, _)| (property.clone(), Value::String("a".to_owned())))
        .collect();
    assert!(json.len() > 30);
    let text = Value::Object(json).to_string();
    let model = wire::decode::<Everything>(text.as_bytes()).unwrap().value;
    assert_eq!(String::from_utf8(wire::encode(&model)).unwrap(), text);
}

#[tokio::test]
async fn parameters_and_bodies_have_the_document_names() {
    let json = object_of("Words").to_string();
    let server = Server::script([Response::json("200 OK", &[], &json)]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let words: Words = serde_json::from_str(&json).unwrap();
    assert_eq!(client.words(words.clone()).await.unwrap(), words);
    assert_eq!(server.request().body, json.as_bytes());

    let server = Server::with("204 No Content", &[], b"").await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let request =
        client.parameters("a", "b", "c").r#type("d").self_query("e").n10("f").minus_1("g");
    request
        .a_b("h")
        .a_b_2("i")
        .send_header(WordsEnum::SelfValue)
        .call_query("k")
        .u1f600("l")
        .await
        .unwrap();
    let line = server.request().line().to_owned();
    assert!(line.starts_with("GET /parameters/a/b/c?"), "{line}");
    for pair in ["self=e", "type=d", "10=f", "-1=g", "%F0%9F%98%80=l"] {
        assert!(line.split(['?', '&', ' ']).any(|other| other == pair), "{pair}: {line}");
    }
}
