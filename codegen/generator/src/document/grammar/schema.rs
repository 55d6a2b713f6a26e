//! The schema object of OpenAPI 3.0 and what stands in it.

use super::kind::{Kind, Object, object, optional, required};
use super::specification::EXTERNAL_DOCUMENTATION;

pub(super) static SCHEMA: Object = object(
    "a schema",
    &[
        optional("title", Kind::Text),
        optional("multipleOf", Kind::Number),
        optional("maximum", Kind::Number),
        optional("exclusiveMaximum", Kind::Flag).advice(EXCLUSIVE),
        optional("minimum", Kind::Number),
        optional("exclusiveMinimum", Kind::Flag).advice(EXCLUSIVE),
        optional("maxLength", Kind::Count),
        optional("minLength", Kind::Count),
        optional("pattern", Kind::Text),
        optional("maxItems", Kind::Count),
        optional("minItems", Kind::Count),
        optional("uniqueItems", Kind::Flag),
        optional("maxProperties", Kind::Count),
        optional("minProperties", Kind::Count),
        optional("required", Kind::List(&Kind::Text)).advice(
            "`required` of a schema lists the names of those of its properties that must be \
             there: write `required: [name]` beside `properties`, not in the property itself",
        ),
        optional("enum", Kind::List(&Kind::Any)),
        optional("type", Kind::OneOf(TYPES)).advice(
            "OpenAPI 3.0 has one type per schema; a value that may be `null` besides is \
             `nullable: true`",
        ),
        optional("allOf", Kind::List(&Kind::Reference(&SCHEMA))),
        optional("oneOf", Kind::List(&Kind::Reference(&SCHEMA))),
        optional("anyOf", Kind::List(&Kind::Reference(&SCHEMA))),
        optional("not", Kind::Reference(&SCHEMA)),
        optional("items", Kind::Reference(&SCHEMA))
            .advice("OpenAPI 3.0 has one schema for all items of an array"),
        optional("properties", Kind::Map(&Kind::Reference(&SCHEMA))),
        optional("additionalProperties", Kind::FlagOr(&SCHEMA)),
        optional("description", Kind::Text),
        optional("format", Kind::Text),
        optional("default", Kind::Any),
        optional("nullable", Kind::Flag),
        optional("discriminator", Kind::Object(&DISCRIMINATOR))
            .advice("write `discriminator: {propertyName: ...}`"),
        optional("readOnly", Kind::Flag),
        optional("writeOnly", Kind::Flag),
        optional("xml", Kind::Object(&XML)),
        optional("externalDocs", Kind::Object(&EXTERNAL_DOCUMENTATION)),
        optional("example", Kind::Any),
        optional("deprecated", Kind::Flag),
    ],
)
.reusable("schemas");

const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

const EXCLUSIVE: &str = "OpenAPI 3.0 writes `exclusiveMinimum: 5` as `minimum: 5` with \
                         `exclusiveMinimum: true`, and maxima alike";

static DISCRIMINATOR: Object = object(
    "a discriminator",
    &[required("propertyName", Kind::Text), optional("mapping", Kind::Targets(&SCHEMA))],
);

static XML: Object = object(
    "an XML object",
    &[
        optional("name", Kind::Text),
        optional("namespace", Kind::Text),
        optional("prefix", Kind::Text),
        optional("attribute", Kind::Flag),
        optional("wrapped", Kind::Flag),
    ],
);
