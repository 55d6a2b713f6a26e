//! Each case is a schema of OpenAPI 3.1 and its rewritten form.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "a failing test may panic")]

mod documents;
mod objects;
mod random;
mod schemas;

use serde_json::{Value, json};

use super::{Downgraded, downgrade};
use crate::diagnostic::{Code, Diagnostics, Location, Pointer};
use crate::document::grammar::Version;
use crate::document::text::Source;
use crate::document::tree;

/// Parses a value of YAML.
fn value(text: &str) -> Value {
    let mut diagnostics = Diagnostics::new();
    let value = tree(&Source::new("t.yaml", text), &mut diagnostics);
    value.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"))
}

fn schema_pointer() -> Pointer {
    Pointer::root().child("components").child("schemas").child("A")
}

/// Rewrites a schema of a version, and returns it with the codes of the diagnostics.
fn rewritten(version: Version, schema: &str) -> (Value, Vec<Code>) {
    let before = json!({
        "components": {"schemas": {
            "A": value(schema),
            "Node": {"$dynamicAnchor": "node", "type": "object"},
        }},
    });
    let mut root = before.clone();
    let mut diagnostics = Diagnostics::new();
    let location = |pointer: &Pointer| Location::new("t.yaml", pointer.clone());
    let Downgraded { moves, .. } =
        downgrade(&mut root, version, &[schema_pointer()], &location, &mut diagnostics);
    let schema = schema_pointer().resolve(&root).cloned().unwrap_or_default();
    let mut open = vec![(schema_pointer(), &schema)];
    while let Some((pointer, value)) = open.pop() {
        let original = moves.original(&pointer);
        assert!(original.resolve(&before).is_some(), "{pointer} comes from {original}");
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(key, value)| (pointer.child(key), value)));
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, value)| (pointer.index(at), value)));
            }
            _ => {}
        }
    }
    for diagnostic in &diagnostics {
        let pointer = &diagnostic.location.pointer;
        assert!(pointer.resolve(&before).is_some(), "{} is at {pointer}", diagnostic.message);
    }
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    (schema, codes)
}

/// Checks the rewritten form of schemas that are expressed in full.
fn exact(cases: &[(&str, &str)]) {
    for (schema, expected) in cases {
        let (after, codes) = rewritten(Version::V3_1, schema);
        assert_eq!(after, value(expected), "{schema}");
        assert_eq!(codes, [], "{schema}");
    }
}

/// Checks the rewritten form of schemas that are not expressed in full.
fn approximate(cases: &[(&str, &str)]) {
    for (schema, expected) in cases {
        let (after, codes) = rewritten(Version::V3_1, schema);
        assert_eq!(after, value(expected), "{schema}");
        assert!(codes.iter().all(|code| *code == Code::ApproximateKeyword), "{schema}: {codes:?}");
        assert!(!codes.is_empty(), "{schema}");
    }
}

#[test]
fn documents_of_3_0_are_unchanged() {
    for schema in [
        "{type: string, nullable: true, enum: [a, null], example: a}",
        "{type: integer, minimum: 1, exclusiveMinimum: true}",
        "{allOf: [{$ref: '#/components/schemas/B'}], properties: {const: {type: string}, if: {}}}",
        "{type: object, additionalProperties: false, not: {type: string}}",
        "{type: string, example: {const: 1}, x-a: {const: 1}, default: {type: [a]}}",
    ] {
        assert_eq!(rewritten(Version::V3_0, schema), (value(schema), vec![]), "{schema}");
    }
}

#[test]
fn newer_keywords_are_rewritten_in_3_0_too() {
    for (schema, expected) in [
        ("{type: [string, 'null']}", "{type: string, nullable: true}"),
        ("{const: a}", "{type: string, enum: [a]}"),
        (
            "{$ref: '#/components/schemas/B', description: Used., nullable: true}",
            "{description: Used., nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
        ("{exclusiveMinimum: 2}", "{minimum: 2, exclusiveMinimum: true}"),
    ] {
        assert_eq!(rewritten(Version::V3_0, schema), (value(expected), vec![]), "{schema}");
    }
}

#[test]
fn relics_are_honoured_and_reported_once() {
    let schema = "{properties: {a: {type: string, nullable: true}, b: {nullable: true}}}";
    assert_eq!(rewritten(Version::V3_1, schema), (value(schema), vec![Code::ObsoleteKeyword]));
}

#[test]
fn diagnostics_and_moves_speak_of_the_original() {
    let mut root = value(
        "{components: {schemas: {A: {anyOf: [{type: 'null'}, {anyOf: [
            {type: 'null'}, {type: [array, object], items: {contains: {}}}]}]}}}}",
    );
    let mut diagnostics = Diagnostics::new();
    let location = |pointer: &Pointer| Location::new("t.yaml", pointer.clone());
    let Downgraded { moves, .. } =
        downgrade(&mut root, Version::V3_1, &[schema_pointer()], &location, &mut diagnostics);
    let original = schema_pointer().child("anyOf").index(1).child("anyOf").index(1);
    let places: Vec<_> = diagnostics.iter().map(|it| it.location.pointer.clone()).collect();
    assert_eq!(places, [original.child("items").child("contains")]);
    let items = schema_pointer().child("anyOf").index(0).child("items");
    assert!(items.resolve(&root).is_some());
    assert_eq!(moves.original(&items), original.child("items"));
}

#[test]
fn deep_schemas_are_rewritten() {
    let mut schema = json!({"type": ["string", "null"]});
    for _ in 0..60 {
        schema = json!({"anyOf": [{"type": "null"}, schema]});
    }
    let (after, codes) = rewritten(Version::V3_1, &schema.to_string());
    assert_eq!((after, codes), (json!({"type": "string", "nullable": true}), vec![]));
}
