//! Versions of OpenAPI: a document of 3.0 and the same document in 3.1 give the same crate.

use portolan::Source;
use serde_json::{Map, Value, json};

use crate::determinism::{as_json, documents, files};

type Members = Map<String, Value>;

/// Writes a document of OpenAPI 3.0 with the keywords of 3.1.
fn converted(document: &Source) -> Source {
    let mut converted = as_json(document);
    let mut root: Value = serde_json::from_str(&converted.text).unwrap();
    root["openapi"] = json!("3.1.1");
    outside(&mut root);
    converted.text = root.to_string();
    converted
}

/// Converts the schemas inside an object that is not a schema.
fn outside(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("example" | "examples" | "default" | "enum", _) => {}
                    (key, _) if key.starts_with("x-") => {}
                    ("schema", member) => schema(member),
                    ("schemas", Value::Object(schemas)) => schemas.values_mut().for_each(schema),
                    (_, member) => outside(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(outside),
        _ => {}
    }
}

fn schema(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if members.contains_key("$ref") {
        // OpenAPI 3.0 ignores all other keywords here.
        members.retain(|key, _| key == "$ref");
        return;
    }
    for (key, member) in members.iter_mut() {
        match (key.as_str(), member) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(schema),
            ("items" | "not" | "additionalProperties", member) => schema(member),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter_mut().for_each(schema);
            }
            _ => {}
        }
    }
    bounds(members);
    constants(members);
    content(members);
    null(members);
    annotated_reference(members);
    if let Some(example) = members.shift_remove("example") {
        members.insert("examples".to_owned(), json!([example]));
    }
    if members.is_empty() {
        *value = json!(true);
    }
}

fn bounds(members: &mut Members) {
    for (inclusive, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
    {
        if members.shift_remove(exclusive) == Some(json!(true))
            && let Some(bound) = members.shift_remove(inclusive)
        {
            members.insert(exclusive.to_owned(), bound);
        }
    }
}

fn constants(members: &mut Members) {
    let only = members.get("enum").and_then(Value::as_array).filter(|values| values.len() == 1);
    let only = only.and_then(|values| values.first()).filter(|value| !value.is_null()).cloned();
    let is_nullable = members.get("nullable") == Some(&json!(true));
    if let Some(only) = only.filter(|_| !is_nullable && members.contains_key("type")) {
        members.shift_remove("enum");
        members.insert("const".to_owned(), only);
    }
}

fn content(members: &mut Members) {
    let (keyword, value) = match members.get("format").and_then(Value::as_str) {
        Some("byte") => ("contentEncoding", "base64"),
        Some("binary") => ("contentMediaType", "application/octet-stream"),
        _ => return,
    };
    members.shift_remove("format");
    members.insert(keyword.to_owned(), json!(value));
}

/// Writes `nullable` as a type, or as a branch of a union.
fn null(members: &mut Members) {
    if members.get("nullable") != Some(&json!(true)) {
        members.shift_remove("nullable");
        return;
    }
    if let Some(name) = members.get("type").cloned() {
        members.shift_remove("nullable");
        members.insert("type".to_owned(), json!([name, "null"]));
        return;
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = members.get_mut(keyword)
            && branches.len() > 1
        {
            branches.push(json!({"type": "null"}));
            members.shift_remove("nullable");
            return;
        }
    }
    if let Some(reference) = only_reference(members) {
        members.shift_remove("nullable");
        members.shift_remove("allOf");
        members.insert("anyOf".to_owned(), json!([reference, {"type": "null"}]));
    }
}

/// Writes an `allOf` of one reference as a `$ref` with siblings.
fn annotated_reference(members: &mut Members) {
    // A reference without siblings is another name of the schema, and a subtype is not.
    let is_annotated = members.len() > 1 && !members.contains_key("nullable");
    if let Some(reference) = only_reference(members).filter(|_| is_annotated) {
        members.shift_remove("allOf");
        members.insert("$ref".to_owned(), reference["$ref"].clone());
    }
}

fn only_reference(members: &Members) -> Option<Value> {
    let parts = members.get("allOf")?.as_array().filter(|parts| parts.len() == 1)?;
    parts.first().filter(|part| part.get("$ref").is_some()).cloned()
}

#[test]
fn documents_of_3_0_and_3_1_give_equal_files() {
    let mut compared = 0;
    for (document, overlay) in documents() {
        if !document.text.contains("openapi: 3.0") && !document.text.contains("\"openapi\": \"3.0")
        {
            continue;
        }
        let (old, new) = (files(&as_json(&document), overlay.as_ref()), {
            let converted = converted(&document);
            files(&converted, overlay.as_ref())
        });
        for (old, new) in old.iter().zip(&new) {
            assert_eq!((&old.path, &old.text), (&new.path, &new.text), "{}", document.name);
        }
        assert_eq!(old.len(), new.len(), "{}", document.name);
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}
