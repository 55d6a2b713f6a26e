//! Parts: some operations of a document and all that they reach.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::Pointer;

/// The methods that a path can have, as keys.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of a document, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The method, in lower case.
    pub method: String,
    /// The path's template.
    pub path: String,
    /// `operationId`.
    pub id: Option<String>,
}

impl Mention {
    /// Its place in the document.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        Pointer::root().child("paths").child(&self.path).child(&self.method)
    }

    /// The name that it goes by: its id, or method and path.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| format!("{} {}", self.method, self.path))
    }

    /// The method, and the path without the names of its parameters: what a request is addressed to.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.method, &self.path)
    }
}

/// A method, and a path without the names of its parameters: `get /groups/{}/peers`.
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

/// The operations of a document, in its order. Whatever is of another kind than OpenAPI has there is passed over.
#[must_use]
pub fn operations(root: &Value) -> Vec<Mention> {
    let paths = root.get("paths").and_then(Value::as_object);
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let id = operation.get("operationId").and_then(Value::as_str);
                operations.push(Mention {
                    method: method.clone(),
                    path: path.clone(),
                    id: id.map(str::to_owned),
                });
            }
        }
    }
    operations
}

/// Leaves the operations in a document that are to be kept, and of its components those that they reach.
pub fn keep(root: &mut Value, mut keeps: impl FnMut(&Mention) -> bool) {
    let kept: BTreeSet<Pointer> =
        operations(root).iter().filter(|it| keeps(it)).map(Mention::pointer).collect();
    if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
        let location = Pointer::root().child("paths");
        for (path, item) in paths.iter_mut() {
            let (location, Some(item)) = (location.child(path), item.as_object_mut()) else {
                continue;
            };
            item.retain(|key, _| {
                !METHODS.contains(&key.as_str()) || kept.contains(&location.child(key))
            });
        }
        // A path that is a reference may be any of those that are kept.
        let speaks = |item: &Map<String, Value>| {
            item.contains_key("$ref") || METHODS.iter().any(|method| item.contains_key(*method))
        };
        paths.retain(|_, item| item.as_object().is_none_or(speaks));
    }
    let reached = reached(root);
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

/// The components that operations reach, directly or through others.
#[must_use]
pub fn reached(root: &Value) -> BTreeSet<Pointer> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<Pointer> = Vec::new();
    root.get("paths").into_iter().for_each(|paths| references(paths, &mut open));
    while let Some(pointer) = open.pop() {
        if let Some(value) = pointer.resolve(root)
            && reached.insert(pointer)
        {
            references(value, &mut open);
        }
    }
    reached
}

/// The components that a value refers to; whatever lies inside one brings all of it.
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

/// The component that a reference leads to or into.
fn component(reference: &str) -> Option<Pointer> {
    let pointer = Pointer::parse(reference.strip_prefix('#').map(|_| reference)?)?;
    let mut tokens = pointer.tokens();
    let (root, section, name) = (tokens.next()?, tokens.next()?, tokens.next()?);
    (root == "components").then(|| Pointer::root().child(&root).child(&section).child(&name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{address, keep, operations};

    #[test]
    fn addresses_do_not_hold_the_names_of_parameters() {
        assert_eq!(address("GET", "/a/{b}/c/{d}.json"), "get /a/{}/c/{}.json");
    }

    #[test]
    fn a_part_has_what_its_operations_reach_and_nothing_else() {
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
        keep(&mut root, |operation| operation.id.as_deref() == Some("getA"));
        assert_eq!(operations(&root).len(), 1);
        let paths = root["paths"].as_object().map(|paths| paths.keys().collect::<Vec<_>>());
        assert_eq!(paths, Some(vec![&"/a".to_owned()]));
        assert!(root["paths"]["/a"]["parameters"].is_array());
        let schemas = root["components"]["schemas"].as_object();
        let schemas = schemas.map(|schemas| schemas.keys().cloned().collect::<Vec<_>>());
        assert_eq!(schemas, Some(["A", "B", "D"].map(str::to_owned).to_vec()));
        assert!(root["components"]["securitySchemes"]["Key"].is_object());
    }
}
