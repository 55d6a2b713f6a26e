//! Tests of the variants that values select.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use super::*;
use serde_json::json;

/// Returns the values of each variant of the component `Union`, by the name of its schema.
fn table(schemas: &Value) -> Vec<(String, Vec<Value>)> {
    let root = json!({"components": {"schemas": schemas}});
    let union = component("Union");
    let members = union.resolve(&root).and_then(Value::as_object).unwrap();
    let name = |variant: &Variant<'_>| variant.pointer(&union).last().unwrap().into_owned();
    variants(&root, members).into_iter().map(|it| (name(&it), it.values)).collect()
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Returns an object whose property `kind` allows some values.
fn kind(values: &Value) -> Value {
    json!({"type": "object", "properties": {"kind": {"enum": values}}})
}

fn union(variants: &[&str], mapping: &Value) -> Value {
    let variants: Vec<Value> = variants.iter().map(|name| reference(name)).collect();
    json!({"oneOf": variants, "discriminator": {"propertyName": "kind", "mapping": mapping}})
}

fn expected(table: &[(&str, Value)]) -> Vec<(String, Vec<Value>)> {
    let row =
        |(name, values): &(&str, Value)| ((*name).to_owned(), values.as_array().cloned().unwrap());
    table.iter().map(row).collect()
}

#[test]
fn targets_are_references_or_component_names() {
    assert_eq!(mapping_target("Cat"), component("Cat"));
    assert_eq!(mapping_target("#/components/schemas/Cat"), component("Cat"));
    assert_eq!(mapping_target("#/components/schemas/a~1b"), component("a/b"));
}

#[test]
fn unmapped_variants_have_their_own_values_or_their_name() {
    let schemas = json!({
        "Union": union(&["Cat", "Dog", "Fish", "Alias"], &json!({"feline": "Cat"})),
        "Cat": {"type": "object"},
        "Dog": kind(&json!(["dog", "hound", null])),
        "Fish": {"type": "object", "properties": {"kind": {"type": "string"}}},
        "Alias": reference("Bird"),
        "Bird": {"type": "object"},
    });
    assert_eq!(
        table(&schemas),
        expected(&[
            ("Cat", json!(["feline"])),
            ("Dog", json!(["dog", "hound"])),
            ("Fish", json!(["Fish"])),
            ("Bird", json!(["Bird"])),
        ])
    );
}

#[test]
fn own_values_are_found_through_references_and_all_of() {
    let schemas = json!({
        "Union": {
            "oneOf": [reference("Cat"), kind(&json!(["inline"])), {"type": "object"}],
            "discriminator": {"propertyName": "kind"},
        },
        "Cat": {"allOf": [reference("Animal"), {"properties": {"kind": reference("CatKind")}}]},
        "Animal": kind(&json!(["cat", "dog"])),
        "CatKind": {"allOf": [{"type": "string"}, {"enum": ["cat"]}]},
    });
    assert_eq!(
        table(&schemas),
        expected(&[("Cat", json!(["cat"])), ("1", json!(["inline"])), ("2", json!([]))])
    );
}

#[test]
fn values_of_the_union_itself_distinguish_no_variant() {
    let mut base = kind(&json!(["Cat", "Dog", "fox"]));
    base["discriminator"] = json!({"propertyName": "kind", "mapping": {"cat": "Cat"}});
    base["oneOf"] = json!([reference("Cat"), reference("Dog")]);
    let of_base = json!({"allOf": [reference("Union"), {"type": "object"}]});
    let schemas = json!({"Union": base, "Cat": of_base, "Dog": of_base});
    assert_eq!(table(&schemas), expected(&[("Cat", json!(["cat"])), ("Dog", json!(["Dog"]))]));
}

#[test]
fn shared_values_go_to_the_mapping_then_to_names() {
    let all = kind(&json!(["A", "b", "c", "d"]));
    let schemas = json!({
        "Union": union(&["A", "B", "C", "D"], &json!({"d": "D"})),
        "A": all, "B": all, "C": all, "D": all,
    });
    assert_eq!(
        table(&schemas),
        expected(&[
            ("D", json!(["d"])),
            ("A", json!(["A", "b", "c"])),
            ("B", json!(["b", "c"])),
            ("C", json!(["b", "c"])),
        ])
    );
}

#[test]
fn keys_keep_the_type_of_the_property() {
    let integer = |members: Value| json!({"type": "object", "properties": {"kind": members}});
    let schemas = json!({
        "Union": union(
            &["One", "Two", "Flag", "Text"],
            &json!({"1": "One", "2": "Two", "true": "Flag", "3": "Text"}),
        ),
        "One": integer(json!({"type": "integer", "enum": [1]})),
        "Two": integer(json!({"type": "integer"})),
        "Flag": integer(json!({"type": "boolean"})),
        "Text": integer(json!({"type": "string"})),
    });
    assert_eq!(
        table(&schemas),
        expected(&[
            ("One", json!([1])),
            ("Two", json!([2])),
            ("Flag", json!([true])),
            ("Text", json!(["3"])),
        ])
    );
}

#[test]
fn disallowed_keys_are_accepted_beside_the_own_values() {
    let schemas = json!({
        "Union": union(
            &["Cat", "Dog"],
            &json!({"cat": "Cat", "dog": "Dog", "hound": "Dog", "puppy": "Dog"}),
        ),
        "Cat": kind(&json!(["feline"])),
        "Dog": kind(&json!(["dog", "hound", "wolf"])),
    });
    assert_eq!(
        table(&schemas),
        expected(&[
            ("Cat", json!(["feline", "cat"])),
            ("Dog", json!(["dog"])),
            ("Dog", json!(["hound"])),
            ("Dog", json!(["puppy"])),
        ])
    );
    let root = json!({"components": {"schemas": schemas}});
    let union = component("Union").resolve(&root).and_then(Value::as_object).unwrap();
    let keys: Vec<_> = variants(&root, union).into_iter().map(|it| it.disallowed_key).collect();
    assert_eq!(keys, [Some("cat".to_owned()), None, None, Some("puppy".to_owned())]);
}

#[test]
fn nested_unions_contribute_the_values_of_their_variants() {
    let schemas = json!({
        "Union": union(&["Pet", "Wild", "Base"], &json!({})),
        "Pet": union(&["Cat", "Dog"], &json!({"cat": "Cat"})),
        "Cat": {"type": "object"},
        "Dog": {"type": "object"},
        "Wild": {"anyOf": [kind(&json!(["wolf"])), kind(&json!(["bear"])), {"type": "object"}]},
        "Base": {"discriminator": {"propertyName": "kind", "mapping": {"x": "Cat"}}},
    });
    assert_eq!(
        table(&schemas),
        expected(&[
            ("Pet", json!(["cat", "Dog"])),
            ("Wild", json!(["wolf", "bear"])),
            ("Base", json!(["x"])),
        ])
    );
}

#[test]
fn recursive_unions_end() {
    let schemas = json!({
        "Union": union(&["Union", "Other"], &json!({})),
        "Other": {"allOf": [reference("Other"), reference("Union")]},
    });
    assert_eq!(
        table(&schemas),
        expected(&[("Union", json!(["Union"])), ("Other", json!(["Other"]))])
    );
}

#[test]
fn values_select_mapped_targets_and_unmapped_variants() {
    let named = |name: &str| json!({"title": name});
    let root = json!({"components": {"schemas": {
        "Union": union(&["Cat", "Dog"], &json!({"cat": "Cat"})),
        "Base": {"discriminator": {"propertyName": "kind"}, "properties": {}},
        "Plain": {},
        "Cat": named("Cat"), "Dog": named("Dog"), "Other": named("Other"),
    }}});
    let of = |union: &str, value: &str| -> Vec<Value> {
        let union = component(union).resolve(&root).and_then(Value::as_object).unwrap();
        let found = selected(&root, union, &variants(&root, union), &json!(value));
        found.into_iter().map(|schema| schema["title"].clone()).collect()
    };
    assert_eq!(of("Union", "cat"), [json!("Cat")]);
    assert_eq!(of("Union", "Dog"), [json!("Dog")]);
    // A mapped schema is not selected by its name, and a component outside the union is no variant.
    assert!(of("Union", "Cat").is_empty());
    assert!(of("Union", "Other").is_empty());
    assert_eq!(of("Base", "Dog"), [json!("Dog")]);
    assert!(of("Plain", "Dog").is_empty());
}
