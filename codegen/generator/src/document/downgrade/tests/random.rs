//! Properties of rewritten schemas, for schemas of random keywords.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Downgraded, downgrade};
use super::schema_pointer;
use crate::diagnostic::{Diagnostics, Location, Pointer};
use crate::document::grammar::{self, Version};

/// Keywords with values that contain no schemas.
fn plain() -> impl Strategy<Value = (&'static str, Value)> {
    let types = json!(["null", "string", "integer", "number", "boolean", "array", "object"]);
    let types = types.as_array().cloned().unwrap_or_default();
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..4).prop_map(Value::from),
        (0..3_u8).prop_map(|it| json!(f64::from(it) + 0.5)),
        "[a-c]{0,2}".prop_map(Value::from),
        Just(json!([1])),
        Just(json!({"a": 1})),
    ];
    let list = prop::collection::vec(scalar.clone(), 0..4);
    prop_oneof![
        (Just("type"), prop::sample::select(types.clone())),
        (Just("type"), prop::sample::subsequence(types, 0..5).prop_map(Value::from)),
        (Just("const"), scalar.clone()),
        (Just("enum"), list.clone().prop_map(Value::from)),
        (Just("examples"), list.prop_map(Value::from)),
        (Just("default"), scalar),
        (Just("nullable"), any::<bool>().prop_map(Value::from)),
        (Just("minimum"), (0..5_u8).prop_map(Value::from)),
        (Just("exclusiveMinimum"), (0..5_u8).prop_map(Value::from)),
        (Just("exclusiveMaximum"), (0..5_u8).prop_map(Value::from)),
        (Just("format"), Just(json!("int32"))),
        (Just("pattern"), Just(json!("^a"))),
        (Just("maxItems"), Just(json!(2))),
        (Just("required"), Just(json!(["a"]))),
        (Just("title"), "[a-c]".prop_map(Value::from)),
        (Just("description"), "[a-c]?".prop_map(Value::from)),
        (Just("$ref"), Just(json!("#/components/schemas/B"))),
        (Just("$dynamicRef"), Just(json!("#node"))),
        (Just("$comment"), Just(json!("c"))),
        (Just("contentEncoding"), Just(json!("base64"))),
        (Just("contentMediaType"), Just(json!("image/png"))),
        (Just("minContains"), Just(json!(1))),
        (Just("dependentRequired"), Just(json!({"a": ["b"]}))),
        (Just("discriminator"), Just(json!({"propertyName": "a", "defaultMapping": "B"}))),
    ]
}

/// A schema of OpenAPI 3.1 whose keywords have the right types.
fn schema() -> impl Strategy<Value = Value> {
    let object = |members: Vec<(&'static str, Value)>| {
        members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Value>()
    };
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        prop::collection::vec(plain(), 0..4).prop_map(object),
    ];
    leaf.prop_recursive(4, 40, 4, move |inner| {
        let one = prop::sample::select(vec![
            "items",
            "additionalProperties",
            "not",
            "contains",
            "propertyNames",
            "if",
            "then",
            "else",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema",
        ]);
        let list = prop::sample::select(vec!["allOf", "anyOf", "oneOf", "prefixItems"]);
        let map = prop::sample::select(vec![
            "properties",
            "patternProperties",
            "dependentSchemas",
            "$defs",
        ]);
        let parts = prop::collection::vec(inner.clone(), 1..4);
        let keyword = prop_oneof![
            plain(),
            (one, inner),
            (list, parts.clone().prop_map(Value::from)),
            (
                map,
                parts.prop_map(|parts| {
                    let names = ["a", "b", "c", "d"].map(str::to_owned);
                    names.into_iter().zip(parts).collect::<Value>()
                })
            ),
        ];
        prop::collection::vec(keyword, 0..6).prop_map(object)
    })
}

fn document(schema: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema, "B": {"$dynamicAnchor": "node"}}},
    })
}

proptest! {
    #[test]
    fn rewritten_schemas_follow_the_grammar_of_3_0(schema in schema()) {
        let before = document(&schema);
        let mut root = before.clone();
        let location = |pointer: &Pointer| Location::new("", pointer.clone());
        let mut diagnostics = Diagnostics::new();
        let schemas = [schema_pointer(), Pointer::root().child("components").child("schemas").child("B")];
        let Downgraded { moves, .. } =
            downgrade(&mut root, Version::V3_1, &schemas, &location, &mut diagnostics);
        for diagnostic in &diagnostics {
            let pointer = &diagnostic.location.pointer;
            prop_assert!(pointer.resolve(&before).is_some(), "{} at {}", diagnostic.message, pointer);
        }

        let (start, mut found) = (Pointer::root(), Diagnostics::new());
        grammar::check("", &root, &start, grammar::DOCUMENT, Version::V3_0, &mut found);
        prop_assert!(found.is_empty(), "{found}\n{root}");

        let mut open = vec![(Pointer::root(), &root)];
        while let Some((pointer, value)) = open.pop() {
            let original = moves.original(&pointer);
            prop_assert!(original.resolve(&before).is_some(), "{} from {}\n{}", pointer, original, root);
            match value {
                Value::Object(members) => {
                    open.extend(members.iter().map(|(key, value)| (pointer.child(key), value)));
                }
                Value::Array(items) => {
                    let items = items.iter().enumerate();
                    open.extend(items.map(|(index, value)| (pointer.index(index), value)));
                }
                _ => {}
            }
        }
    }
}
