//! Selects operations of the publisher's document and the components that they reach, without prose.

use serde_json::{Map, Value, json};

use super::facts::{Keys, facts};
use crate::document::operations;
use crate::drift::TO_BE_WRITTEN;

/// Returns a document of only the requested operations, without those that the own document already has.
pub(super) fn wanted(upstream: &Value, own: &Value, operations: &[String]) -> Value {
    let existing: Vec<String> =
        operations::list(own).iter().map(operations::OperationRef::address).collect();
    let mut taken = upstream.clone();
    operations::retain(&mut taken, |operation| {
        operations.contains(&operation.name()) && !existing.contains(&operation.address())
    });
    let operations = operations::list(&taken);
    inline_security(&mut taken, own, &operations);
    inline_parameters(&mut taken, own, &operations);
    let mut wanted = Map::new();
    let tags = new_tags(&taken, own, &operations);
    if !tags.is_empty() {
        wanted.insert("tags".to_owned(), Value::Array(tags));
    }
    if let Some(paths) = taken.get("paths").filter(|_| !operations.is_empty()) {
        wanted.insert("paths".to_owned(), facts(paths, Keys::Names(&Keys::Keywords)));
    }
    if let Some(components) = taken.get("components").filter(|_| !operations.is_empty()) {
        let mut components = components.clone();
        retain_schemes(&mut components, &taken, &operations);
        let sections = Keys::Names(&Keys::Names(&Keys::Keywords));
        wanted.insert("components".to_owned(), facts(&components, sections));
    }
    Value::Object(wanted)
}

fn operation_mut<'v>(
    root: &'v mut Value,
    operation: &operations::OperationRef,
) -> Option<&'v mut Map<String, Value>> {
    root.pointer_mut(operation.pointer().as_str()).and_then(Value::as_object_mut)
}

/// Writes the security requirements into each operation if the defaults of the two documents differ.
fn inline_security(taken: &mut Value, own: &Value, operations: &[operations::OperationRef]) {
    let default = taken.get("security").filter(|it| it.is_array()).cloned();
    let own_default = own.get("security").filter(|it| it.is_array()).cloned();
    for operation in operations {
        let Some(operation) = operation_mut(taken, operation) else { continue };
        let requirements = operation.get("security").cloned().or_else(|| default.clone());
        let requirements = requirements.unwrap_or_else(|| json!([]));
        if is_same_set(&requirements, own_default.as_ref().unwrap_or(&json!([]))) {
            operation.shift_remove("security");
        } else {
            operation.insert("security".to_owned(), requirements);
        }
    }
}

/// Whether two lists of security requirements are equal except for order.
fn is_same_set(one: &Value, other: &Value) -> bool {
    match (one.as_array(), other.as_array()) {
        (Some(one), Some(other)) => {
            one.len() == other.len() && one.iter().all(|set| other.contains(set))
        }
        _ => false,
    }
}

/// Writes the parameters of a path into the operation if the own document has the path without them.
fn inline_parameters(taken: &mut Value, own: &Value, operations: &[operations::OperationRef]) {
    for operation in operations {
        let Some(item) = own.get("paths").and_then(|paths| paths.get(&operation.path)) else {
            continue;
        };
        let shared = taken["paths"][&operation.path]["parameters"].as_array().cloned();
        let known = item.get("parameters").and_then(Value::as_array);
        let missing: Vec<Value> = shared
            .into_iter()
            .flatten()
            .filter(|parameter| !known.is_some_and(|known| known.contains(parameter)))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let Some(operation) = operation_mut(taken, operation) else { continue };
        let own = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(own) = own.as_array_mut() {
            own.splice(0..0, missing);
        }
    }
}

/// Keeps the security schemes that the operations require.
fn retain_schemes(components: &mut Value, taken: &Value, operations: &[operations::OperationRef]) {
    let mut required: Vec<&String> = Vec::new();
    for operation in operations {
        let security = operation.pointer().child("security");
        let sets = security.resolve(taken).and_then(Value::as_array);
        required
            .extend(sets.into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys));
    }
    let schemes = components.get_mut("securitySchemes").and_then(Value::as_object_mut);
    if let Some(schemes) = schemes {
        schemes.retain(|name, _| required.contains(&name));
    }
    if let Some(components) = components.as_object_mut() {
        components.retain(|_, section| section.as_object().is_none_or(|it| !it.is_empty()));
    }
}

/// Returns the tags of the operations that the own document does not have.
fn new_tags(taken: &Value, own: &Value, operations: &[operations::OperationRef]) -> Vec<Value> {
    let listed = |root: &Value, name: &str| {
        let tags = root.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().any(|tag| tag.get("name").and_then(Value::as_str) == Some(name))
    };
    let mut tags: Vec<Value> = Vec::new();
    for operation in operations {
        let of_operation = operation.pointer().child("tags");
        let names = of_operation.resolve(taken).and_then(Value::as_array);
        for name in names.into_iter().flatten().filter_map(Value::as_str) {
            let tag = json!({"description": TO_BE_WRITTEN, "name": name});
            if listed(taken, name) && !listed(own, name) && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    tags
}
