//! Operations of an untyped document, and the components that they reach.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::Pointer;

/// The keywords of a path item that are methods.
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The keyword of a path item for operations with other methods.
const OTHERS: &str = "additionalOperations";

/// Returns the operations of a path item at `pointer`, with their locations.
pub(super) fn of_item<'v>(item: &'v Value, pointer: &Pointer) -> Vec<(&'v Value, Pointer)> {
    let mut found = Vec::new();
    for (key, member) in item.as_object().into_iter().flatten() {
        let here = pointer.child(key);
        if METHODS.contains(&key.as_str()) {
            found.push((member, here));
        } else if key == OTHERS {
            let others = member.as_object().into_iter().flatten();
            found.extend(others.map(|(method, operation)| (operation, here.child(method))));
        }
    }
    found
}

/// Returns the same operations, to be changed.
pub(super) fn of_item_mut<'v>(
    item: &'v mut Value,
    pointer: &Pointer,
) -> Vec<(&'v mut Value, Pointer)> {
    let mut found = Vec::new();
    for (key, member) in item.as_object_mut().into_iter().flatten() {
        let here = pointer.child(key);
        if METHODS.contains(&key.as_str()) {
            found.push((member, here));
        } else if key == OTHERS {
            let others = member.as_object_mut().into_iter().flatten();
            found.extend(others.map(|(method, operation)| (operation, here.child(method))));
        }
    }
    found
}

/// The method, path and id of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRef {
    /// The method, in lower case.
    pub method: String,
    /// The path's template.
    pub path: String,
    /// `operationId`.
    pub id: Option<String>,
}

impl OperationRef {
    /// Returns the location of the operation.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        Pointer::root().child("paths").child(&self.path).child(&self.method)
    }

    /// Returns the id, or the method and path if it has none.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| format!("{} {}", self.method, self.path))
    }

    /// Returns the method and the path without parameter names: `get /groups/{}/peers`.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.method, &self.path)
    }
}

/// Returns a method and a path without parameter names: `get /groups/{}/peers`.
#[must_use]
pub fn address(method: &str, path: &str) -> String {
    let mut address = method.to_ascii_lowercase();
    address.push(' ');
    let mut in_braces = false;
    for character in path.chars() {
        match character {
            '{' => in_braces = true,
            '}' => {
                in_braces = false;
                address.push_str("{}");
            }
            other if !in_braces => address.push(other),
            _ => {}
        }
    }
    address
}

/// Returns the operations in document order; values of the wrong type are skipped.
#[must_use]
pub fn list(root: &Value) -> Vec<OperationRef> {
    let paths = root.get("paths").and_then(Value::as_object);
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let id = operation.get("operationId").and_then(Value::as_str);
                operations.push(OperationRef {
                    method: method.clone(),
                    path: path.clone(),
                    id: id.map(str::to_owned),
                });
            }
        }
    }
    operations
}

/// Keeps the operations for which `keep` returns true, and the components that they reach.
pub fn retain(root: &mut Value, mut keep: impl FnMut(&OperationRef) -> bool) {
    let selected: BTreeSet<Pointer> =
        list(root).iter().filter(|it| keep(it)).map(OperationRef::pointer).collect();
    if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
        let location = Pointer::root().child("paths");
        for (path, item) in paths.iter_mut() {
            let (location, Some(item)) = (location.child(path), item.as_object_mut()) else {
                continue;
            };
            item.retain(|key, _| {
                !METHODS.contains(&key.as_str()) || selected.contains(&location.child(key))
            });
        }
        // A path item that is a reference may contain any of the operations.
        let has_operations = |item: &Map<String, Value>| {
            item.contains_key("$ref") || METHODS.iter().any(|method| item.contains_key(*method))
        };
        paths.retain(|_, item| item.as_object().is_none_or(has_operations));
    }
    let reached = reachable_components(root);
    let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) else {
        return;
    };
    let location = Pointer::root().child("components");
    for (section, entries) in components.iter_mut().filter(|(name, _)| *name != "securitySchemes") {
        let location = location.child(section);
        if let Some(entries) = entries.as_object_mut() {
            entries.retain(|name, _| reached.contains(&location.child(name)));
        }
    }
}

/// Returns the components that operations and webhooks reach, directly or through other components.
#[must_use]
pub fn reachable_components(root: &Value) -> BTreeSet<Pointer> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<Pointer> = Vec::new();
    for keyword in ["paths", "webhooks"] {
        root.get(keyword).into_iter().for_each(|items| references(items, &mut open));
    }
    while let Some(pointer) = open.pop() {
        if let Some(value) = pointer.resolve(root)
            && reached.insert(pointer)
        {
            references(value, &mut open);
        }
    }
    reached
}

/// Collects the components that a value refers to; a reference into a component counts for all of it.
fn references(value: &Value, found: &mut Vec<Pointer>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    found.extend(component(reference));
                }
                let mapping = members.get("discriminator").and_then(|it| it.get("mapping"));
                for target in mapping.and_then(Value::as_object).into_iter().flatten() {
                    let target = target.1.as_str().unwrap_or_default();
                    let schemas = Pointer::root().child("components").child("schemas");
                    found.push(component(target).unwrap_or_else(|| schemas.child(target)));
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// Returns the component that contains the target of a reference.
fn component(reference: &str) -> Option<Pointer> {
    let pointer = Pointer::parse(reference.strip_prefix('#').map(|_| reference)?)?;
    let mut tokens = pointer.tokens();
    let (root, section, name) = (tokens.next()?, tokens.next()?, tokens.next()?);
    (root == "components").then(|| Pointer::root().child(&root).child(&section).child(&name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{address, list, retain};

    #[test]
    fn addresses_contain_no_parameter_names() {
        assert_eq!(address("GET", "/a/{b}/c/{d}.json"), "get /a/{}/c/{}.json");
    }

    #[test]
    fn retains_operations_and_reachable_components() {
        let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let mut root = json!({
            "paths": {
                "/a": {
                    "parameters": [],
                    "get": {"operationId": "getA", "responses": {"200": schema("A")}},
                    "put": {"operationId": "putA", "x": schema("C")}
                },
                "/b": {"get": {"operationId": "getB", "x": schema("C")}}
            },
            "components": {
                "schemas": {
                    "A": {"items": schema("A"), "discriminator": {"mapping": {"b": "B"}}},
                    "B": {"x": {"$ref": "#/components/schemas/D/properties/x"}},
                    "C": {},
                    "D": {"properties": {"x": {}}}
                },
                "securitySchemes": {"Key": {}}
            }
        });
        retain(&mut root, |operation| operation.id.as_deref() == Some("getA"));
        assert_eq!(list(&root).len(), 1);
        let paths = root["paths"].as_object().map(|paths| paths.keys().collect::<Vec<_>>());
        assert_eq!(paths, Some(vec![&"/a".to_owned()]));
        assert!(root["paths"]["/a"]["parameters"].is_array());
        let schemas = root["components"]["schemas"].as_object();
        let schemas = schemas.map(|schemas| schemas.keys().cloned().collect::<Vec<_>>());
        assert_eq!(schemas, Some(["A", "B", "D"].map(str::to_owned).to_vec()));
        assert!(root["components"]["securitySchemes"]["Key"].is_object());
    }
}
