//! Valid and invalid values, mismatched patterns and contradictory keywords.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fmt::Write as _;

use crate::diagnostic::{Code, Diagnostics};
use crate::document::{Source, load};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

/// Returns the diagnostics about the schema `A` of a document: code, location in the schema, message.
fn found_in(schema: &str) -> Vec<String> {
    let text = format!("{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n{OTHERS}");
    found(&text).iter().map(|it| it.replace("#/components/schemas/A", "A")).collect()
}

const OTHERS: &str = "    Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer, maximum: 9}}}
    Dog: {type: object, required: [kind, name], properties: {kind: {type: string}, name: {type: string}}}
    Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, value: {type: integer}}, additionalProperties: false}
    Loop: {allOf: [{$ref: '#/components/schemas/Loop'}]}
";

fn found(text: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::new();
    let document = load(&Source::new("t.yaml", text), None, &mut diagnostics);
    assert!(document.is_some(), "{diagnostics}");
    if let Some(document) = &document {
        super::check(document, &mut diagnostics);
        document.locate_and_sort(&mut diagnostics);
    }
    diagnostics
        .iter()
        .map(|it| format!("{} {}: {}", it.code, it.location.pointer, it.message))
        .collect()
}

#[test]
fn valid_values_are_not_reported() {
    for schema in [
        "{type: integer, example: 1.0, default: 3, minimum: 1, maximum: 3}",
        "{type: number, multipleOf: 0.1, example: 0.3}",
        "{type: string, nullable: true, example: null, default: null}",
        "{type: string, enum: [a, b, null], default: a}",
        "{allOf: [{type: string}], nullable: true, example: null}",
        "{type: array, items: {type: integer}, uniqueItems: true, example: [1, 2]}",
        "{type: object, required: [id], properties: {id: {type: string, readOnly: true}}, example: {}}",
        "{type: object, additionalProperties: {type: integer}, example: {a: 1}}",
        "{type: object, example: {anything: [at, all]}}",
        "{example: anything}",
        "{$ref: '#/components/schemas/Cat'}",
        "{allOf: [{$ref: '#/components/schemas/Tree'}], example: {left: {left: {value: 1}}}}",
        "{allOf: [{$ref: '#/components/schemas/Loop'}], example: {a: 1}}",
        "{oneOf: [{type: string}, {type: integer}], example: 1}",
        "{anyOf: [{required: [a]}, {required: [b]}], type: object, example: {b: 1}}",
        "{not: {$ref: '#/components/schemas/Loop'}, example: 1}",
        "{type: string, format: uuid, example: 01234567-89ab-cdef-0123-456789abcdef}",
        "{type: string, format: hostname, example: '!'}",
        "{type: string, pattern: '^(a+)+$', example: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}",
        "{type: string, format: binary, example: '@photo.jpg'}",
    ] {
        assert_eq!(found_in(schema), [""; 0], "{schema}");
    }
}

#[test]
fn invalid_values_are_reported_with_location_and_reason() {
    for (schema, expected) in [
        (
            "{type: integer, example: abc}",
            "invalid-example A/example: the example does not match its schema: expected an integer, found the string `abc`",
        ),
        (
            "{type: integer, format: int32, default: 3000000000}",
            "invalid-default A/default: the default does not match its schema: 3000000000 is not of the format `int32`",
        ),
        (
            "{type: string, maxLength: 2, default: abc}",
            "invalid-default A/default: the default does not match its schema: it has 3 characters, and must have 2 or fewer",
        ),
        (
            "{type: string, example: null}",
            "invalid-example A/example: the example does not match its schema: expected a string, found `null`",
        ),
        (
            "{type: string, enum: [red, green], example: rde}",
            "invalid-example A/example: the example does not match its schema: the string `rde` is none of `red`, `green`",
        ),
        (
            "{type: string, format: date, example: yesterday}",
            "invalid-example A/example: the example does not match its schema: the string `yesterday` is not of the format `date`",
        ),
        (
            "{type: integer, minimum: 5, exclusiveMinimum: true, example: 5}",
            "invalid-example A/example: the example does not match its schema: it must be more than 5, found 5",
        ),
        (
            "{type: array, items: {type: object, properties: {a: {type: boolean}}}, example: [{a: true}, {a: 1}]}",
            "invalid-example A/example/1/a: the example does not match its schema: here, expected a boolean, found the number `1`",
        ),
        (
            "{type: object, required: [name, id], properties: {name: {type: string}, id: {type: string}}, example: {nmae: x}}",
            "invalid-example A/example: the example does not match its schema: the required properties `name`, `id` are missing",
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Tree'}], example: {left: {value: 1, right: {}}}}",
            "invalid-example A/example/left/right: the example does not match its schema: here, the schema has no property `right`, and allows no others",
        ),
        (
            "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}, example: {kind: Cat, lives: 10}}",
            "invalid-example A/example/lives: the example does not match its schema: here, it must be at most 9, found 10",
        ),
        (
            "{oneOf: [{type: object, properties: {kind: {type: integer, enum: [1]}, n: {maximum: 9}}}, {$ref: '#/components/schemas/Cat'}], discriminator: {propertyName: kind}, example: {kind: 1, n: 10}}",
            "invalid-example A/example/n: the example does not match its schema: here, it must be at most 9, found 10",
        ),
        (
            "{oneOf: [{type: string}, {$ref: '#/components/schemas/Cat'}], example: {kind: c, lives: x}}",
            "invalid-example A/example/lives: the example does not match its schema: here, no variant of `oneOf` matches; the nearest does not because: expected an integer, found the string `x`",
        ),
        (
            "{not: {type: string}, example: a}",
            "invalid-example A/example: the example does not match its schema: the string `a` is excluded by `not`",
        ),
        (
            "{type: string, enum: [a, 1]}",
            "invalid-member A/enum/1: the rest of the schema does not allow this member: expected a string, found the number `1`",
        ),
        (
            "{type: integer, enum: [1, 2, 1]}",
            "invalid-member A/enum/2: the number `1` occurs twice in this `enum`",
        ),
        (
            "{type: string, pattern: '^[0-9.]+$', example: 10.0.0.0/24}",
            "mismatched-pattern A/pattern: the pattern rejects the example of its own schema, the string `10.0.0.0/24`, at A/example",
        ),
        (
            "{type: string, pattern: '^[a-z]+$', enum: [a, B, C]}",
            "mismatched-pattern A/pattern: the pattern rejects a member of the same schema's `enum`, the string `B`, at A/enum/1; the same is true of one other value",
        ),
        (
            "{type: string, pattern: '(', example: a}",
            "invalid-pattern A/pattern: the pattern is not an ECMAScript regular expression: Unbalanced parenthesis",
        ),
        (
            "{type: integer, minimum: 3, maximum: 2}",
            "contradiction A/maximum: `minimum` is 3 and `maximum` is 2: no value satisfies both",
        ),
        (
            "{type: string, minLength: 3, maxLength: 2}",
            "contradiction A/maxLength: `minLength` is 3 and `maxLength` is 2: no value satisfies both",
        ),
        (
            "{type: number, minimum: 3, maximum: 3, exclusiveMaximum: true}",
            "contradiction A/maximum: `minimum` and `maximum` are 3, and one of them excludes it: no value is left",
        ),
        (
            "{type: number, multipleOf: 0}",
            "contradiction A/multipleOf: `multipleOf` must be more than 0, found 0",
        ),
        (
            "{type: integer, pattern: a}",
            "inapplicable-keyword A/pattern: `pattern` does not apply to values of type `integer`",
        ),
    ] {
        assert_eq!(found_in(schema), [expected], "{schema}");
    }
}

#[test]
fn examples_of_parameters_and_media_types_are_checked() {
    let text = format!(
        "{HEAD}paths:\n  /a:\n    get:\n      parameters:\n        - {{name: n, in: query, schema: {{type: integer}}, example: many}}\n      responses:\n        '200':\n          description: d\n          content:\n            application/json:\n              schema: {{type: array, items: {{type: integer}}}}\n              examples: {{one: {{value: [1]}}, two: {{value: [a]}}, three: {{$ref: '#/components/examples/E'}}}}\n            application/xml: {{schema: {{type: object}}, example: <a/>}}\ncomponents: {{examples: {{E: {{value: [b]}}}}}}\n"
    );
    let get = "#/paths/~1a/get";
    assert_eq!(
        found(&text),
        [
            format!(
                "{} {get}/parameters/0/example: the example does not match its schema: expected an integer, found the string `many`",
                Code::InvalidExample
            ),
            format!(
                "{} {get}/responses/200/content/application~1json/examples/two/value/0: the example does not match its schema: here, expected an integer, found the string `a`; the same is true of one other example",
                Code::InvalidExample
            ),
        ]
    );
}

/// The work is bounded: nested unions have two to the power of their depth variants.
#[test]
fn values_that_take_too_long_are_accepted() {
    let mut text = format!(
        "{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {{allOf: [{{$ref: '#/components/schemas/S0'}}], example: 1}}\n"
    );
    for depth in 0..40 {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", depth + 1);
        writeln!(text, "    S{depth}: {{oneOf: [{{allOf: [{next}, {{type: string}}]}}, {next}]}}")
            .unwrap();
    }
    text.push_str("    S40: {type: string}\n");
    let found = found(&text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found.iter().all(|it| it.starts_with("unchecked-example #/components/schemas/A/example: ")),
        "{found:?}"
    );
}
