//! The schema object of OpenAPI 3.0 and the objects in it.

use super::rule::{ObjectType, Rule, object, optional, required};

pub(super) static SCHEMA: ObjectType = object(
    "a schema",
    &[
        optional("title", Rule::String),
        optional("multipleOf", Rule::Number),
        optional("maximum", Rule::Number),
        optional("exclusiveMaximum", Rule::Boolean).advice(EXCLUSIVE),
        optional("minimum", Rule::Number),
        optional("exclusiveMinimum", Rule::Boolean).advice(EXCLUSIVE),
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
        optional("type", Rule::OneOf(TYPES))
            .advice("in OpenAPI 3.0 a schema has one type; write `nullable: true` to allow `null`"),
        optional("allOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))),
        optional("oneOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))),
        optional("anyOf", Rule::List(&Rule::ReferenceOr(&SCHEMA))),
        optional("not", Rule::ReferenceOr(&SCHEMA)),
        optional("items", Rule::ReferenceOr(&SCHEMA))
            .advice("in OpenAPI 3.0 an array has one schema for all items"),
        optional("properties", Rule::Map(&Rule::ReferenceOr(&SCHEMA))),
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
    ],
)
.reusable("schemas");

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

const EXCLUSIVE: &str = "in OpenAPI 3.0 `exclusiveMinimum: 5` is `minimum: 5` with \
                         `exclusiveMinimum: true`; the same applies to maxima";

static DISCRIMINATOR: ObjectType = object(
    "a discriminator",
    &[required("propertyName", Rule::String), optional("mapping", Rule::MappingTargets(&SCHEMA))],
);

static XML: ObjectType = object(
    "an XML object",
    &[
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
