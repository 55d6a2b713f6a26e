//! Schemas that allow `null` only: as a branch of a union, they make the value nullable.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::keywords::is_annotation;

/// The references to schemas under `components` that allow `null` only.
#[derive(Debug, Default)]
pub(super) struct Nulls {
    references: HashSet<String>,
}

impl Nulls {
    /// Returns the references of a bundled document.
    pub(super) fn of(root: &Value) -> Self {
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        let nulls = schemas.into_iter().flatten().filter(|(_, schema)| is_null(schema));
        let pointer = |name: &str| crate::document::discriminator::component(name).to_string();
        Self { references: nulls.map(|(name, _)| pointer(name)).collect() }
    }

    /// Returns the indices of the branches of a union that allow `null` only, or nothing.
    pub(super) fn removed(&self, branches: &[Value]) -> Vec<usize> {
        let is_null = |branch: &Value| self.is_null(branch);
        // Of a branch that any schema has, `nullable` is the meaning if there are others.
        let has_others = branches.iter().any(|it| !is_null(it) && !is_any_or_null(it));
        let is_reference = |branch: &Value| branch.get("$ref").is_some();
        let of_references = branches.iter().all(|it| {
            is_reference(it) || is_null(it) || is_any_or_null(it) || is_object_or_null(it)
        });
        let has_reference = of_references && branches.iter().any(is_reference);
        let indices = branches.iter().enumerate().filter(|(_, branch)| {
            **branch == Value::Bool(false)
                || is_null(branch)
                || (has_others && is_any_or_null(branch))
                || (has_reference && is_object_or_null(branch))
        });
        indices.map(|(index, _)| index).collect()
    }

    fn is_null(&self, branch: &Value) -> bool {
        let reference = branch.get("$ref").and_then(Value::as_str);
        is_null(branch) || reference.is_some_and(|reference| self.references.contains(reference))
    }
}

/// Whether a schema says `nullable` and nothing else, as Rust's `schemars` describes the `None` of an `Option`.
fn is_any_or_null(schema: &Value) -> bool {
    says_nullable(schema, |_, _| false)
}

/// Whether a schema is an object without properties that may be `null`, as Microsoft Graph describes `null`.
fn is_object_or_null(schema: &Value) -> bool {
    schema.get("type").is_some()
        && says_nullable(schema, |key, value| key == "type" && value == "object")
}

/// Whether a schema has `nullable: true`, annotations, and else only keywords that `allows` accepts.
fn says_nullable(schema: &Value, allows: impl Fn(&str, &Value) -> bool) -> bool {
    schema.as_object().is_some_and(|members| {
        members.get("nullable") == Some(&Value::Bool(true))
            && members
                .iter()
                .all(|(key, value)| key == "nullable" || is_annotation(key) || allows(key, value))
    })
}

/// Whether a schema allows `null` and nothing else.
fn is_null(schema: &Value) -> bool {
    let Some(members) = schema.as_object() else { return false };
    let mut allows_null = false;
    members.iter().all(|(key, value)| {
        let of_null = match key.as_str() {
            "type" => Some(*value == json!("null") || *value == json!(["null"])),
            "const" => Some(value.is_null()),
            "enum" => Some(*value == json!([null])),
            "anyOf" | "oneOf" => {
                let branches = value.as_array().filter(|branches| !branches.is_empty());
                Some(branches.is_some_and(|branches| branches.iter().all(is_null)))
            }
            // These may exclude `null` or allow more; all others are about values of other types.
            "$ref" | "$dynamicRef" | "$recursiveRef" | "allOf" | "not" | "if" => Some(false),
            _ => None,
        };
        allows_null |= of_null == Some(true);
        of_null != Some(false)
    }) && allows_null
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(branches: &Value) -> Vec<usize> {
        let root = json!({"components": {"schemas": {"Null": {"enum": [null]}, "Some": {"type": "string"}}}});
        Nulls::of(&root).removed(branches.as_array().map_or(&[], Vec::as_slice))
    }

    #[test]
    fn null_is_found_however_it_is_written() {
        let some = json!({"$ref": "#/components/schemas/Some"});
        for branch in [
            json!({"type": "null"}),
            json!({"const": null}),
            json!({"enum": [null]}),
            json!({"nullable": true, "enum": [null]}),
            json!({"nullable": true}),
            json!({"nullable": true, "description": "Nothing."}),
            json!({"type": "object", "nullable": true}),
            json!({"$ref": "#/components/schemas/Null"}),
            json!(false),
        ] {
            assert_eq!(removed(&json!([some, branch])), [1], "{branch}");
        }
    }

    #[test]
    fn other_branches_are_kept() {
        for branches in [
            json!([{"$ref": "#/components/schemas/Some"}, {"type": "string"}]),
            json!([{"nullable": true}]),
            json!([{"type": "string"}, {"type": "object", "nullable": true}]),
            json!([{"type": "string", "nullable": true}, {"type": "integer"}]),
            json!([{"$ref": "#/components/schemas/Some"}, {"type": "object"}]),
        ] {
            assert!(removed(&branches).is_empty(), "{branches}");
        }
    }
}
