use super::{approximate, exact, rewritten, value};
use crate::diagnostic::Code;
use crate::document::grammar::Version;

#[test]
fn lists_of_types() {
    exact(&[
        ("{type: [string]}", "{type: string}"),
        ("{type: [string, 'null'], minLength: 1}", "{type: string, minLength: 1, nullable: true}"),
        (
            "{type: ['null', string], enum: [a, null]}",
            "{type: string, enum: [a, null], nullable: true}",
        ),
        ("{type: [integer, number]}", "{type: number}"),
        ("{type: [integer, number, 'null', integer]}", "{type: number, nullable: true}"),
        ("{type: [string, integer], enum: [a, b]}", "{type: string, enum: [a, b]}"),
        (
            "{type: [string, integer], description: D}",
            "{description: D, anyOf: [{type: string}, {type: integer}]}",
        ),
        (
            "{type: [string, integer, 'null'], minimum: 1, format: int32, pattern: a, default: a}",
            "{default: a, nullable: true, anyOf: [{type: string, pattern: a}, {type: integer, minimum: 1, format: int32}]}",
        ),
        (
            "{type: [array, string], items: {type: [string, 'null']}, format: uuid, maxItems: 2}",
            "{anyOf: [{type: array, items: {type: string, nullable: true}, maxItems: 2}, {type: string, format: uuid}]}",
        ),
        (
            "{type: [string, integer], enum: [1, a, 2]}",
            "{anyOf: [{type: string, enum: [a]}, {type: integer, enum: [1, 2]}]}",
        ),
        (
            "{type: [string, object], properties: {a: {const: 1}}, required: [a], x-a: 1}",
            "{x-a: 1, anyOf: [{type: string}, {type: object, properties: {a: {type: integer, enum: [1]}}, required: [a]}]}",
        ),
        ("{type: [string, number, boolean, object, array, 'null']}", "{nullable: true}"),
        ("{type: [string, number, integer, boolean, object, array]}", "{}"),
    ]);
    approximate(&[(
        "{type: [object, array], oneOf: [{type: object}, {type: array}]}",
        "{oneOf: [{type: object}, {type: array}]}",
    )]);
}

#[test]
fn null_branches() {
    exact(&[
        (
            "{anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}], description: D}",
            "{description: D, nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
        (
            "{oneOf: [{type: 'null'}, {type: string, format: date, title: I}], title: O}",
            "{title: O, nullable: true, type: string, format: date}",
        ),
        ("{oneOf: [{const: null}, {type: integer}]}", "{nullable: true, type: integer}"),
        ("{anyOf: [{enum: [null]}, {type: integer}]}", "{nullable: true, type: integer}"),
        (
            "{anyOf: [{type: string}, {type: 'null'}, {type: integer}]}",
            "{anyOf: [{type: string}, {type: integer}], nullable: true}",
        ),
        ("{anyOf: [{type: [string, 'null']}, {type: 'null'}]}", "{nullable: true, type: string}"),
        (
            "{properties: {a: {}}, oneOf: [{required: [a]}, {type: 'null'}], allOf: [{type: object}]}",
            "{properties: {a: {}}, nullable: true, allOf: [{type: object}, {required: [a]}]}",
        ),
        (
            "{oneOf: [{type: 'null'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k}}",
            "{oneOf: [{$ref: '#/components/schemas/B'}], discriminator: {propertyName: k}, nullable: true}",
        ),
        ("{anyOf: [true, {type: 'null'}]}", "{nullable: true, allOf: [{}]}"),
        ("{oneOf: [false, {type: string}]}", "{type: string}"),
    ]);
    approximate(&[("{oneOf: [false], title: T}", "{title: T}")]);
}

#[test]
fn nothing_but_null() {
    approximate(&[
        ("{type: 'null'}", "{nullable: true}"),
        ("{type: ['null'], description: D, enum: [null]}", "{description: D, nullable: true}"),
        ("{oneOf: [{type: 'null'}, {const: null}]}", "{nullable: true}"),
        ("{const: null, title: T}", "{title: T, nullable: true}"),
    ]);
    exact(&[("{type: 'null', enum: [a]}", "{nullable: true, enum: [a]}")]);
}

#[test]
fn constants() {
    exact(&[
        ("{const: a}", "{type: string, enum: [a]}"),
        ("{const: 1}", "{type: integer, enum: [1]}"),
        ("{const: 1.5}", "{type: number, enum: [1.5]}"),
        ("{const: true}", "{type: boolean, enum: [true]}"),
        ("{const: {a: 1}}", "{enum: [{a: 1}]}"),
        ("{const: a, enum: [a, b], type: string}", "{enum: [a], type: string}"),
        ("{const: a, type: [string, 'null']}", "{type: string, enum: [a]}"),
        ("{const: 2, type: number}", "{type: number, enum: [2]}"),
        (
            "{oneOf: [{const: 1, title: One, description: First.}, {const: 2, title: Two}], type: integer}",
            "{type: integer, x-enum-varnames: [One, Two], x-enum-descriptions: [First., ''], enum: [1, 2]}",
        ),
        (
            "{anyOf: [{const: a, title: A label, type: string}, {const: b, deprecated: true, description: Old.}]}",
            "{type: string, x-enum-descriptions: [A label, \"Deprecated.\\n\\nOld.\"], enum: [a, b]}",
        ),
        (
            "{oneOf: [{const: a}, {const: b}, {type: 'null'}]}",
            "{nullable: true, type: string, enum: [a, b]}",
        ),
        ("{oneOf: [{const: 1, title: One}, {const: 2}]}", "{type: integer, enum: [1, 2]}"),
        ("{oneOf: [{const: 1}, {const: 2.5}]}", "{type: number, enum: [1, 2.5]}"),
        (
            "{oneOf: [{const: a}, {const: 1}]}",
            "{oneOf: [{type: string, enum: [a]}, {type: integer, enum: [1]}]}",
        ),
        (
            "{anyOf: [{const: a}, {type: string}]}",
            "{anyOf: [{type: string, enum: [a]}, {type: string}]}",
        ),
    ]);
}

#[test]
fn references_with_siblings() {
    exact(&[
        (
            "{$ref: '#/components/schemas/B', description: D, x-a: 1}",
            "{description: D, x-a: 1, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
        (
            "{$ref: '#/components/schemas/B', properties: {a: {const: x}}, allOf: [{const: 1}]}",
            "{properties: {a: {type: string, enum: [x]}}, allOf: [{$ref: '#/components/schemas/B'}, {type: integer, enum: [1]}]}",
        ),
        (
            "{oneOf: [{$ref: '#/components/schemas/B', x-a: 1}, {$ref: '#/components/schemas/C', minLength: 1}]}",
            "{oneOf: [{$ref: '#/components/schemas/B'}, {minLength: 1, allOf: [{$ref: '#/components/schemas/C'}]}]}",
        ),
        (
            "{$ref: '#/components/schemas/B', type: [object, 'null']}",
            "{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
        (
            "{anyOf: [{$ref: '#/components/schemas/B', type: object}, {type: 'null'}]}",
            "{nullable: true, allOf: [{$ref: '#/components/schemas/B'}]}",
        ),
        ("{$ref: '#/components/schemas/B', $comment: C}", "{$ref: '#/components/schemas/B'}"),
    ]);
    let (after, codes) =
        rewritten(Version::V3_1, "{oneOf: [{$ref: '#/components/schemas/B', description: D}]}");
    assert_eq!(after, value("{oneOf: [{$ref: '#/components/schemas/B'}]}"));
    assert_eq!(codes, [Code::IgnoredKeyword]);
}

#[test]
fn default_variants() {
    approximate(&[(
        "{oneOf: [{}, {}], discriminator: {propertyName: a, defaultMapping: B}}",
        "{oneOf: [{}, {}], discriminator: {propertyName: a}}",
    )]);
}

#[test]
fn dynamic_references() {
    approximate(&[
        ("{$dynamicRef: '#node'}", "{$ref: '#/components/schemas/Node'}"),
        ("{$dynamicRef: '#other', title: T}", "{title: T}"),
        ("{$recursiveRef: '#'}", "{}"),
    ]);
}

#[test]
fn bounds() {
    exact(&[
        ("{exclusiveMaximum: 2.5}", "{maximum: 2.5, exclusiveMaximum: true}"),
        ("{minimum: 1, exclusiveMinimum: 2}", "{minimum: 2, exclusiveMinimum: true}"),
        ("{minimum: 3, exclusiveMinimum: 2}", "{minimum: 3}"),
        ("{maximum: 2, exclusiveMaximum: 2}", "{maximum: 2, exclusiveMaximum: true}"),
        ("{maximum: 1, exclusiveMaximum: true}", "{maximum: 1, exclusiveMaximum: true}"),
    ]);
}

#[test]
fn annotations_and_identity() {
    exact(&[
        ("{examples: [a, b]}", "{example: a}"),
        ("{examples: [a], example: b}", "{example: b}"),
        ("{examples: []}", "{}"),
        (
            "{$id: a, $schema: b, $anchor: c, $comment: d, $defs: {a: true}, type: string}",
            "{type: string}",
        ),
    ]);
}

#[test]
fn content() {
    exact(&[
        ("{type: string, contentEncoding: base64}", "{type: string, format: byte}"),
        ("{contentEncoding: base64url}", "{type: string, format: base64url}"),
        (
            "{type: [string, 'null'], contentEncoding: base64}",
            "{type: string, nullable: true, format: byte}",
        ),
        ("{contentMediaType: application/octet-stream}", "{type: string, format: binary}"),
        (
            "{type: string, contentMediaType: image/png, description: D}",
            "{type: string, format: binary, description: \"D\\n\\nThe content has the media type `image/png`.\"}",
        ),
        (
            "{type: string, contentMediaType: application/json}",
            "{type: string, description: 'The content has the media type `application/json`.'}",
        ),
        (
            "{type: string, contentEncoding: quoted-printable}",
            "{type: string, description: 'The content is encoded as `quoted-printable`.'}",
        ),
        ("{type: integer, contentEncoding: base64}", "{type: integer}"),
    ]);
    approximate(&[(
        "{type: string, contentMediaType: application/json, contentSchema: {type: object}}",
        "{type: string, description: 'The content has the media type `application/json`.'}",
    )]);
}
