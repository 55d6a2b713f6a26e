//! Keywords beside a `$ref`, and references that depend on the schema around them.

use std::collections::HashMap;

use serde_json::Value;

use super::keywords::is_annotation;
use super::notes::Repeated;
use super::{Downgrade, Members, Role};
use crate::diagnostic::Pointer;

/// Returns the components with a `$dynamicAnchor`, by its name. The first of a name wins.
pub(super) fn dynamic_anchors(root: &Value) -> HashMap<String, Pointer> {
    let mut anchors = HashMap::new();
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let anchor = match (schema.get("$dynamicAnchor"), schema.get("$recursiveAnchor")) {
            (Some(Value::String(anchor)), _) => format!("#{anchor}"),
            (_, Some(Value::Bool(true))) => "#".to_owned(),
            _ => continue,
        };
        let pointer = Pointer::root().child("components").child("schemas").child(name);
        anchors.entry(anchor).or_insert(pointer);
    }
    anchors
}

/// Removes keywords that only identify a schema or comment on it, and definitions, which have moved to `components`
/// if anything refers to them.
pub(super) fn remove_bookkeeping(schema: &mut Members) {
    for keyword in [
        "$anchor",
        "$comment",
        "$defs",
        "$dynamicAnchor",
        "$id",
        "$recursiveAnchor",
        "$schema",
        "$vocabulary",
        "definitions",
    ] {
        schema.shift_remove(keyword);
    }
}

impl Downgrade<'_> {
    /// Turns a reference that depends on the schemas around it into one to the schema that declares the anchor.
    pub(super) fn dynamic_reference(&mut self, schema: &mut Members, here: &Pointer) {
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            let Some(reference) = schema.shift_remove(keyword) else { continue };
            let target = reference.as_str().and_then(|reference| self.anchors.get(reference));
            let target = target.map(Pointer::to_string);
            let message = match &target {
                Some(target) => format!("`{keyword}` is read as a reference to `{target}`"),
                None => format!("`{keyword}` is not resolved: any value is allowed"),
            };
            self.approximate(&here.child(keyword), message);
            if let Some(target) = target.filter(|_| !schema.contains_key("$ref")) {
                self.insert(schema, here, "$ref", target, keyword);
            }
        }
    }

    /// Turns a `$ref` with siblings into an `allOf` of the reference, beside the siblings.
    ///
    /// A part that is only annotated stays a reference, because a union knows its variants by their references.
    pub(super) fn reference_with_siblings(
        &mut self,
        schema: &mut Members,
        here: &Pointer,
        role: Role,
    ) {
        if schema.len() < 2 || !schema.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        // The type is that of the referenced schema, and an author who lists `null` here means it.
        if let Some(Value::Array(names)) = schema.shift_remove("type")
            && names.iter().any(|name| name == "null")
        {
            self.insert(schema, here, "nullable", true, "type");
        }
        let is_only_annotated = schema.keys().all(|key| key == "$ref" || is_annotation(key));
        if role == Role::Part && is_only_annotated {
            let ignored = schema.keys().find(|key| *key != "$ref" && !key.starts_with("x-"));
            if let Some(keyword) = ignored {
                self.count(Repeated::Annotation, here, keyword);
            }
            schema.retain(|key, _| key == "$ref");
            return;
        }
        if schema.len() < 2 {
            return;
        }
        if let Some(reference) = schema.shift_remove("$ref") {
            let mut part = Members::new();
            part.insert("$ref".to_owned(), reference);
            self.prepend_part(schema, here, part);
        }
    }
}
