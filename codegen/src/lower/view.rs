//! Views: which schemas are not the same as answered and as sent.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::hint;
use super::reference::{component_name, mapped};
use crate::document::Document;

/// The schemas under `components` that need a type for each direction.
#[derive(Debug, Default)]
pub(super) struct Split {
    components: HashSet<String>,
}

impl Split {
    /// Whether a schema, standing under `components` by this name or in another place, needs two types.
    pub(super) fn differs(&self, component: Option<&str>, schema: &Value) -> bool {
        if let Some(name) = component {
            return self.components.contains(name);
        }
        let own = facts(schema);
        own.marked || own.references.iter().any(|name| self.components.contains(name))
    }
}

/// Finds the schemas that hold, themselves or through others, a property which travels in one direction only.
pub(super) fn split(document: &Document) -> Split {
    let mut users: HashMap<String, Vec<&str>> = HashMap::new();
    let mut open: Vec<&str> = Vec::new();
    let schemas = document.root.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let own = facts(schema);
        if own.marked {
            open.push(name);
        }
        for reference in own.references {
            users.entry(reference).or_default().push(name);
        }
    }
    let mut split = Split::default();
    while let Some(name) = open.pop() {
        if split.components.insert(name.to_owned()) {
            open.extend(users.get(name).into_iter().flatten());
        }
    }
    split
}

/// What one schema says of directions, and the schemas that it refers to.
#[derive(Debug, Default)]
struct Facts {
    marked: bool,
    references: Vec<String>,
}

/// Reads the facts of a schema from everything inside it.
fn facts(schema: &Value) -> Facts {
    let mut facts = Facts::default();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    match (key.as_str(), member) {
                        ("readOnly" | "writeOnly" | hint::NULLABLE_ANSWER, Value::Bool(true)) => {
                            facts.marked = true;
                        }
                        ("$ref", Value::String(reference)) => {
                            facts.references.extend(component_name(reference));
                        }
                        // Values, not schemas.
                        ("example" | "examples" | "default" | "enum", _) => {}
                        ("discriminator", Value::Object(discriminator)) => {
                            facts.references.extend(mapped(discriminator));
                        }
                        _ => open.push(member),
                    }
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    facts
}
