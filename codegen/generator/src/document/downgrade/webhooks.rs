//! The schemas that become models although no operation uses them: bodies of webhooks, or all of a document of schemas.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::Downgrade;
use crate::diagnostic::Pointer;
use crate::document::operations;

impl Downgrade<'_> {
    /// Returns the schemas that become models by themselves. Inline bodies of webhooks move to `components`.
    pub(super) fn standalone(&mut self, root: &mut Value) -> Vec<Pointer> {
        let mut models = Vec::new();
        let (bodies, others) = bodies(root);
        for pointer in others {
            let message = "this body becomes no model: only schemas of JSON do";
            self.ignore(&pointer, message);
        }
        if bodies.is_empty() && root.get("paths").is_none() {
            let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
            let names = schemas.into_iter().flatten().map(|(name, _)| component(name));
            models.extend(names);
        }
        for (name, pointer) in bodies {
            models.extend(self.body_model(root, &name, &pointer));
        }
        let mut seen = HashSet::new();
        models.retain(|model| seen.insert(model.clone()));
        if let Some(members) = root.as_object_mut() {
            // `openapiv3` requires it.
            members.entry("paths").or_insert_with(|| Value::Object(Map::new()));
        }
        models
    }

    /// Returns the component of the schema at `pointer`, to which an inline schema moves under a name like `wanted`.
    fn body_model(&mut self, root: &mut Value, wanted: &str, pointer: &Pointer) -> Option<Pointer> {
        let schema = root.pointer_mut(pointer.as_str())?;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return Pointer::parse(reference);
        }
        let schema = std::mem::take(schema);
        let schemas = root
            .as_object_mut()?
            .entry("components")
            .or_insert_with(|| json!({}))
            .as_object_mut()?
            .entry("schemas")
            .or_insert_with(|| json!({}))
            .as_object_mut()?;
        let name = free_name(wanted, schemas);
        let target = component(&name);
        schemas.insert(name, schema);
        *root.pointer_mut(pointer.as_str())? = json!({ "$ref": target.to_string() });
        self.relocated(target.clone(), pointer);
        Some(target)
    }
}

fn component(name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(name)
}

/// Returns a component name that is not in use: the wanted one, with a suffix if necessary.
fn free_name(wanted: &str, schemas: &Map<String, Value>) -> String {
    let fits = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
    let plain = |character: char| if fits(character) { character } else { '_' };
    let base: String = wanted.chars().map(plain).collect();
    let base = if base.is_empty() { "webhook".to_owned() } else { base };
    let with_suffix = format!("{base}_webhook");
    let numbered = (2_usize..).map(|number| format!("{with_suffix}{number}"));
    let mut names = [base, with_suffix.clone()].into_iter().chain(numbered);
    names.find(|name| !schemas.contains_key(name)).unwrap_or(with_suffix)
}

/// Returns the JSON schemas of the bodies of webhooks, each with its name, which is not always distinct; and the bodies
/// without one.
fn bodies(root: &Value) -> (Vec<(String, Pointer)>, Vec<Pointer>) {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let webhooks = root.get("webhooks").and_then(Value::as_object);
    for (name, item) in webhooks.into_iter().flatten() {
        let pointer = Pointer::root().child("webhooks").child(name);
        let Some((item, pointer)) = followed(root, item, pointer) else { continue };
        for (operation, pointer) in operations::of_item(item, &pointer) {
            let Some(body) = operation.get("requestBody") else { continue };
            let Some((body, pointer)) = followed(root, body, pointer.child("requestBody")) else {
                continue;
            };
            let content = body.get("content").and_then(Value::as_object);
            let mut media_types = content.into_iter().flatten();
            let json = media_types.find(|(name, _)| name.to_ascii_lowercase().contains("json"));
            let json = json.filter(|(_, it)| it.get("schema").is_some_and(Value::is_object));
            let Some((media_type, _)) = json else {
                others.push(pointer);
                continue;
            };
            let schema = pointer.child("content").child(media_type).child("schema");
            if seen.insert(schema.clone()) {
                found.push((name.clone(), schema));
            }
        }
    }
    (found, others)
}

/// Returns a value, or the component that it refers to.
fn followed<'r>(
    root: &'r Value,
    value: &'r Value,
    pointer: Pointer,
) -> Option<(&'r Value, Pointer)> {
    match value.get("$ref").and_then(Value::as_str) {
        None => Some((value, pointer)),
        Some(reference) => {
            let target = Pointer::parse(reference)?;
            Some((target.resolve(root)?, target))
        }
    }
}
