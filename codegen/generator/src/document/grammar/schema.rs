//! The schema object and the objects in it: the keywords of OpenAPI 3.0, and those of JSON Schema since 3.1.

use super::rule::{ObjectType, Recovery, Rule, object, optional, required};
use super::version::Version;

pub(super) static SCHEMA: ObjectType = object(
    "a schema",
    &[
        optional("title", Rule::String),
        optional("multipleOf", Rule::Number),
        optional("maximum", Rule::Number),
        optional("exclusiveMaximum", Rule::Boolean).until(Version::V3_0),
        optional("exclusiveMaximum", Rule::Number).since(Version::V3_1),
        optional("minimum", Rule::Number),
        optional("exclusiveMinimum", Rule::Boolean).until(Version::V3_0),
        optional("exclusiveMinimum", Rule::Number).since(Version::V3_1),
        optional("maxLength", Rule::UnsignedInteger),
        optional("minLength", Rule::UnsignedInteger),
        optional("pattern", Rule::String),
        optional("maxItems", Rule::UnsignedInteger),
        optional("minItems", Rule::UnsignedInteger),
        optional("uniqueItems", Rule::Boolean),
        optional("maxProperties", Rule::UnsignedInteger),
        optional("minProperties", Rule::UnsignedInteger),
        optional("required", Rule::List(&Rule::String)).advice(
            "`required` of a schema lists the names of its required properties: write \
             `required: [name]` beside `properties`, not in the property itself",
        ),
        optional("enum", Rule::List(&Rule::Any)),
        optional("type", Rule::OneOf(TYPES)).until(Version::V3_0).essential(),
        optional("type", Rule::OneOf(TYPES_OR_NULL)).since(Version::V3_1).essential(),
        optional("type", Rule::List(&Rule::OneOf(TYPES_OR_NULL)))
            .since(Version::V3_1)
            .essential(),
        optional("allOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))).essential(),
        optional("oneOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))).essential(),
        optional("anyOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))).essential(),
        optional("not", Rule::ReferenceOr(&SCHEMA)),
        optional("items", Rule::ReferenceOr(&SCHEMA)).essential().advice(
            "an array has one schema for all items; since OpenAPI 3.1 `prefixItems` lists schemas by position",
        ),
        optional("properties", Rule::Map(&Rule::ReferenceOr(&SCHEMA))).essential(),
        optional("additionalProperties", Rule::BooleanOr(&SCHEMA)),
        optional("description", Rule::String),
        optional("format", Rule::String),
        optional("default", Rule::Any),
        optional("nullable", Rule::Boolean),
        optional("discriminator", Rule::Object(&DISCRIMINATOR))
            .advice("write `discriminator: {propertyName: ...}`"),
        optional("readOnly", Rule::Boolean),
        optional("writeOnly", Rule::Boolean),
        optional("xml", Rule::Object(&XML)),
        optional("externalDocs", Rule::Object(&EXTERNAL_DOCUMENTATION)),
        optional("example", Rule::Any),
        optional("deprecated", Rule::Boolean),
        // JSON Schema 2020-12.
        optional("const", Rule::Any).since(Version::V3_1),
        optional("examples", Rule::List(&Rule::Any)).since(Version::V3_1),
        optional("prefixItems", Rule::List(&Rule::ReferenceOr(&SCHEMA))).since(Version::V3_1),
        optional("contains", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("minContains", Rule::UnsignedInteger).since(Version::V3_1),
        optional("maxContains", Rule::UnsignedInteger).since(Version::V3_1),
        optional("unevaluatedItems", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("patternProperties", Rule::Map(&Rule::ReferenceOr(&SCHEMA))).since(Version::V3_1),
        optional("propertyNames", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("dependentRequired", Rule::Map(&Rule::List(&Rule::String)))
            .since(Version::V3_1),
        optional("dependentSchemas", Rule::Map(&Rule::ReferenceOr(&SCHEMA))).since(Version::V3_1),
        optional("unevaluatedProperties", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("if", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("then", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("else", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("contentEncoding", Rule::String).since(Version::V3_1),
        optional("contentMediaType", Rule::String).since(Version::V3_1),
        optional("contentSchema", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_1),
        optional("$defs", Rule::Map(&Rule::ReferenceOr(&SCHEMA))).since(Version::V3_1),
        optional("definitions", Rule::Map(&Rule::ReferenceOr(&SCHEMA))).since(Version::V3_1),
        optional("$schema", Rule::String).since(Version::V3_1),
        optional("$id", Rule::String).since(Version::V3_1),
        optional("$anchor", Rule::String).since(Version::V3_1),
        optional("$dynamicAnchor", Rule::String).since(Version::V3_1),
        optional("$dynamicRef", Rule::String).since(Version::V3_1),
        optional("$comment", Rule::String).since(Version::V3_1),
        optional("$vocabulary", Rule::Any).since(Version::V3_1),
    ],
)
.reusable("schemas")
.recovery(Recovery::Emptied)
.or_boolean_since(Version::V3_1);

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

const TYPES_OR_NULL: &[&str] =
    &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Names of types in other languages and formats, and the types that they mean.
pub(super) const TYPE_ALIASES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("date", "string"),
    ("datetime", "string"),
    ("date-time", "string"),
    ("decimal", "number"),
    ("dict", "object"),
    ("double", "number"),
    ("file", "string"),
    ("float", "number"),
    ("int", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("list", "array"),
    ("long", "integer"),
    ("map", "object"),
    ("str", "string"),
    ("text", "string"),
    ("uuid", "string"),
];

static DISCRIMINATOR: ObjectType = object(
    "a discriminator",
    &[
        required("propertyName", Rule::String),
        optional("mapping", Rule::MappingTargets(&SCHEMA)),
        optional("defaultMapping", Rule::String).since(Version::V3_2),
    ],
);

static XML: ObjectType = object(
    "an XML object",
    &[
        optional("nodeType", Rule::String).since(Version::V3_2),
        optional("name", Rule::String),
        optional("namespace", Rule::String),
        optional("prefix", Rule::String),
        optional("attribute", Rule::Boolean),
        optional("wrapped", Rule::Boolean),
    ],
);

pub(super) static EXTERNAL_DOCUMENTATION: ObjectType = object(
    "external documentation",
    &[optional("description", Rule::String), required("url", Rule::String)],
);
