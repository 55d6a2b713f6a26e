//! Views: the schemas whose request view and response view differ.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::document::Document;
use crate::lower::extension;
use crate::lower::schema::base;
use crate::lower::schema::reference::{component_name, mapped};

/// The schemas under `components` with two views.
#[derive(Debug, Default)]
pub(crate) struct Split {
    components: HashSet<String>,
}

impl Split {
    /// Whether a schema has two views; `component` is its name under `components`, if it has one.
    pub(crate) fn differs(&self, component: Option<&str>, schema: &Value) -> bool {
        if let Some(name) = component {
            return self.components.contains(name);
        }
        let own = facts(schema);
        own.marked || own.references.iter().any(|name| self.components.contains(name))
    }
}

/// Returns the schemas with a property of one view only, directly or through references.
pub(crate) fn split(document: &Document) -> Split {
    let mut users: HashMap<String, Vec<String>> = HashMap::new();
    let mut open: Vec<String> = Vec::new();
    let schemas = document.root.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let own = facts(schema);
        if own.marked {
            open.push(name.clone());
        }
        for reference in own.references {
            users.entry(reference).or_default().push(name.clone());
        }
        // Variants have the properties of their union, whether or not they repeat them.
        let Some((variants, properties)) = base::shared(schema) else { continue };
        let shared = facts(properties);
        if shared.marked {
            open.extend(variants.iter().cloned());
        }
        for reference in shared.references {
            users.entry(reference).or_default().extend(variants.iter().cloned());
        }
    }
    let mut split = Split::default();
    while let Some(name) = open.pop() {
        if split.components.insert(name.clone()) {
            open.extend(users.get(&name).into_iter().flatten().cloned());
        }
    }
    split
}

/// Whether a schema has properties of one view only, and the schemas that it refers to.
#[derive(Debug, Default)]
struct Facts {
    marked: bool,
    references: Vec<String>,
}

/// Returns the facts about a schema and everything inside it.
fn facts(schema: &Value) -> Facts {
    let mut facts = Facts::default();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    match (key.as_str(), member) {
                        (
                            "readOnly" | "writeOnly" | extension::NULLABLE_RESPONSE,
                            Value::Bool(true),
                        ) => {
                            facts.marked = true;
                        }
                        ("$ref", Value::String(reference)) => {
                            facts.references.extend(component_name(reference));
                        }
                        // A property may have the name of a keyword.
                        ("properties", Value::Object(properties)) => {
                            open.extend(properties.values());
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;
    use crate::Source;
    use crate::diagnostic::Diagnostics;

    #[test]
    fn properties_with_names_of_keywords_are_inspected() {
        for name in ["default", "example", "enum", "discriminator", "properties"] {
            let property = serde_json::json!({"properties": {"a": {"readOnly": true}}});
            let schema = serde_json::json!({"properties": {name: property}});
            assert!(facts(&schema).marked, "{name}");
        }
        let schema = serde_json::json!({"default": {"readOnly": true}});
        assert!(!facts(&schema).marked);
    }

    #[test]
    fn variants_have_two_views_if_their_union_has() {
        let text = "\
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Shape:
      properties: {kind: {type: string}, made: {$ref: '#/components/schemas/Made'}}
      oneOf: [{$ref: '#/components/schemas/Square'}]
      discriminator: {propertyName: kind, mapping: {circle: Circle}}
    Made: {type: object, properties: {at: {type: string, readOnly: true}}}
    Square: {type: object, properties: {side: {type: number}}}
    Circle: {type: object, properties: {radius: {type: number}}}
    Other: {type: object, properties: {radius: {type: number}}}
";
        let source = Source::new("t.yaml", text);
        let document = crate::document::load(&source, None, &mut Diagnostics::new()).unwrap();
        let split = split(&document);
        for (name, differs) in
            [("Made", true), ("Shape", true), ("Square", true), ("Circle", true), ("Other", false)]
        {
            assert_eq!(split.differs(Some(name), &Value::Null), differs, "{name}");
        }
    }
}
