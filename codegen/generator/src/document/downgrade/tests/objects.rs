use super::{approximate, exact};

#[test]
fn boolean_schemas() {
    exact(&[
        ("true", "{}"),
        (
            "{properties: {a: true}, items: true, not: true}",
            "{properties: {a: {}}, items: {}, not: {}}",
        ),
        ("{additionalProperties: false}", "{additionalProperties: false}"),
        ("{additionalProperties: true, not: false}", "{additionalProperties: true}"),
        ("{type: array, items: false}", "{type: array, maxItems: 0}"),
    ]);
    approximate(&[
        ("false", "{}"),
        ("{properties: {a: false, b: {}}}", "{properties: {b: {}}}"),
        ("{allOf: [false, {type: string}]}", "{allOf: [{}, {type: string}]}"),
    ]);
}

#[test]
fn arrays() {
    approximate(&[
        (
            "{type: array, prefixItems: [{type: string}, {type: [integer, 'null']}], items: false}",
            "{type: array, maxItems: 2, items: {anyOf: [{type: string}, {type: integer, nullable: true}]}}",
        ),
        (
            "{prefixItems: [{type: string}, {type: string}], minItems: 2, maxItems: 2}",
            "{minItems: 2, maxItems: 2, items: {type: string}, type: array}",
        ),
        (
            "{prefixItems: [{const: a}], items: {type: number}}",
            "{items: {anyOf: [{type: string, enum: [a]}, {type: number}]}, type: array}",
        ),
        (
            "{type: array, items: [{type: string}, {type: number}], additionalItems: {type: boolean}}",
            "{type: array, items: {anyOf: [{type: string}, {type: number}, {type: boolean}]}}",
        ),
        (
            "{type: array, items: {type: string}, contains: {const: a}, minContains: 2}",
            "{type: array, items: {type: string}}",
        ),
        ("{type: array, items: {}, unevaluatedItems: false}", "{type: array, items: {}}"),
    ]);
    exact(&[("{unevaluatedItems: {type: string}}", "{items: {type: string}}")]);
}

#[test]
fn patterns_of_properties() {
    approximate(&[
        (
            "{type: object, patternProperties: {^a: {type: [string, 'null']}}}",
            "{type: object, additionalProperties: {type: string, nullable: true}}",
        ),
        (
            "{patternProperties: {^a: {type: string}, ^b: {type: integer}, ^c: false}, additionalProperties: {const: x}}",
            "{additionalProperties: {anyOf: [{type: string}, {type: integer}, {type: string, enum: [x]}]}}",
        ),
        (
            "{patternProperties: {^a: {type: string}}, additionalProperties: true}",
            "{additionalProperties: true}",
        ),
        (
            "{patternProperties: {^a: {type: string}}, additionalProperties: false}",
            "{additionalProperties: {type: string}}",
        ),
        (
            "{type: object, propertyNames: {pattern: '^[a-z]+$'}, additionalProperties: {type: string}}",
            "{type: object, additionalProperties: {type: string}, description: 'The names of properties match `^[a-z]+$`.'}",
        ),
        (
            "{type: object, propertyNames: {enum: [a, b]}, description: D}",
            "{type: object, description: \"D\\n\\nThe names of properties: `a`, `b`.\"}",
        ),
        ("{type: object, propertyNames: {maxLength: 3}}", "{type: object}"),
    ]);
    exact(&[("{type: object, propertyNames: {type: string}}", "{type: object}")]);
}

#[test]
fn conditions() {
    approximate(&[
        (
            "{properties: {k: {type: string}}, if: {properties: {k: {const: a}}},
              then: {properties: {k: true, a: {type: [string, 'null']}}, required: [a]},
              else: {properties: {b: {type: string}}}}",
            "{properties: {k: {type: string}, a: {type: string, nullable: true}, b: {type: string}}}",
        ),
        (
            "{type: object, dependentRequired: {a: [b]}, dependentSchemas: {c: {properties: {d: {const: 1}}}}}",
            "{type: object, properties: {d: {type: integer, enum: [1]}}}",
        ),
        ("{allOf: [{if: {}, then: {properties: {a: {}}}}]}", "{allOf: [{properties: {a: {}}}]}"),
    ]);
}

#[test]
fn unevaluated_properties() {
    exact(&[
        (
            "{properties: {a: {}}, unevaluatedProperties: false}",
            "{properties: {a: {}}, additionalProperties: false}",
        ),
        (
            "{unevaluatedProperties: {const: a}}",
            "{additionalProperties: {type: string, enum: [a]}}",
        ),
        ("{additionalProperties: {}, unevaluatedProperties: false}", "{additionalProperties: {}}"),
        ("{unevaluatedProperties: true}", "{}"),
    ]);
    approximate(&[
        ("{allOf: [{}], unevaluatedProperties: false}", "{allOf: [{}]}"),
        (
            "{allOf: [{}], unevaluatedProperties: {type: string}}",
            "{allOf: [{}], additionalProperties: true}",
        ),
    ]);
}
