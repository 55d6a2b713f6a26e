//! The keywords that are rewritten.

use serde_json::Value;

use super::Members;
use super::null::Nulls;

/// Whether a schema has no keyword to rewrite.
pub(super) fn is_3_0(schema: &Members, document_is_3_0: bool, nulls: &Nulls) -> bool {
    schema.iter().all(|(key, value)| match key.as_str() {
        "type" => value.as_str().is_some_and(|name| name != "null"),
        "exclusiveMinimum" | "exclusiveMaximum" => !value.is_number(),
        "$ref" => schema.len() == 1,
        "nullable" => document_is_3_0 || *value != Value::Bool(true),
        "anyOf" | "oneOf" => {
            let branches = value.as_array().map_or(&[][..], Vec::as_slice);
            nulls.removed(branches).is_empty()
                && branches.iter().all(|branch| branch.get("const").is_none())
        }
        "properties" => {
            let mut properties = value.as_object().into_iter().flatten();
            properties.all(|(_, property)| *property != Value::Bool(false))
        }
        "items" => value.is_object(),
        "discriminator" => value.get("defaultMapping").is_none(),
        "not" => *value != Value::Bool(false),
        key => !REWRITTEN.contains(&key),
    })
}

/// The keywords that OpenAPI 3.0 does not define.
const REWRITTEN: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$schema",
    "$vocabulary",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "examples",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
