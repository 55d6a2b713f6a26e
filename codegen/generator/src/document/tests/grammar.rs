//! Tests of the grammar check.

use super::{VALID, assert_reports, loaded, with};

#[test]
fn rejects_other_versions_with_advice() {
    assert_reports(
        &with("openapi: 3.0.1", "openapi: 3.1.0\nwebhooks: {}"),
        "error[unsupported-version]: OpenAPI 3.1.0 is not supported, only 3.0.0 to 3.0.4 are\n  \
         --> api.yaml: #/openapi\n  \
         = help: convert the document to OpenAPI 3.0: write `type: [string, 'null']` as `type: string` with \
         `nullable: true`, `const: a` as `enum: [a]`, and `examples: [a]` of a schema as `example: a`; \
         then set `openapi: 3.0.4`",
    );
    assert_reports(
        "swagger: '2.0'\npaths: {}",
        "error[unsupported-version]: Swagger 2.0 is not supported, only OpenAPI 3.0 is\n  \
         --> api.yaml: #/swagger\n  \
         = help: convert the document to OpenAPI 3.0, for example with `swagger2openapi`",
    );
    for (text, expected) in [
        ("", "error[wrong-type]: the document is empty"),
        ("[]", "error[wrong-type]: an OpenAPI document must be an object, found a list"),
        ("a: b", "error[missing-keyword]: the document does not declare its OpenAPI version"),
        ("openapi: 3.0", "error[wrong-type]: `openapi` must be a string, found the number `3.0`"),
        ("openapi: '3.0'", "error[unsupported-version]: OpenAPI 3.0 is not supported"),
        ("openapi: 3.0.x", "error[unsupported-version]: OpenAPI 3.0.x is not supported"),
    ] {
        let (_, report) = loaded(text, None);
        assert!(report.starts_with(expected), "{text}: {report}");
    }
}

#[test]
fn advises_on_required_in_a_property() {
    assert_reports(
        &with("pattern: '^vpc-'", "required: true"),
        "error[wrong-type]: `required` must be a list of strings, found the boolean `true`\n  \
         --> api.yaml: #/components/schemas/Peer/properties/vpcId/required\n  \
         = help: `required` of a schema lists the names of its required properties: \
         write `required: [name]` beside `properties`, not in the property itself",
    );
}

#[test]
fn warns_about_unknown_keywords_with_a_suggestion() {
    assert_reports(
        &with("required: [vpcId]", "requierd: [vpcId]"),
        "warning[unknown-keyword]: a schema has no keyword `requierd`\n  \
         --> api.yaml: #/components/schemas/Peer/requierd\n  \
         = help: did you mean `required`?",
    );
    assert_reports(
        &with("required: [vpcId]", "const: {}"),
        "warning[unknown-keyword]: a schema has no keyword `const`\n  \
         --> api.yaml: #/components/schemas/Peer/const\n  \
         = help: in OpenAPI 3.0 write a constant as `enum` with one member",
    );
    assert_reports(
        &with("in: path,", "in: path, allowReserved: true,"),
        "warning[unknown-keyword]: `allowReserved` is not defined if `in` is the string `path`\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/parameters/0/allowReserved\n  \
         = help: remove it; it is ignored",
    );
}

#[test]
fn rejects_values_of_the_wrong_type() {
    let cases = [
        ("title: Peers", "title: 1.10", "`title` must be a string, found the number `1.1`"),
        ("title: Peers", "title: null", "`title` must be a string, found `null`"),
        ("pattern: '^vpc-'", "minLength: -1", "`minLength` must be a non-negative integer, found"),
        ("pattern: '^vpc-'", "minLength: 1.5", "`minLength` must be a non-negative integer, found"),
        ("pattern: '^vpc-'", "maximum: '5'", "`maximum` must be a number, found the string `5`"),
        ("pattern: '^vpc-'", "exclusiveMinimum: 5", "`exclusiveMinimum` must be a boolean, found"),
        ("enum: [A, B]", "enum: A", "`enum` must be a list, found the string `A`"),
        ("enum: [A, B]", "items: []", "`items` must be a schema (an object) or a `$ref` to one, "),
        (
            "{type: string, pattern: '^vpc-'}",
            "string",
            "expected a schema (an object) or a `$ref` to one",
        ),
        (
            "required: true, ",
            "required: 'true', ",
            "`required` must be a boolean, found the string",
        ),
    ];
    for (from, to, expected) in cases {
        let (_, report) = loaded(&with(from, to), None);
        assert!(report.starts_with(&format!("error[wrong-type]: {expected}")), "{to}: {report}");
        assert_eq!(report.matches("error").count(), 1, "{report}");
    }
}

#[test]
fn rejects_other_defects() {
    let cases = [
        (
            "type: string, pattern",
            "type: strng, pattern",
            "unknown-value",
            "did you mean `string`?",
        ),
        ("in: path", "in: body", "unknown-value", "in OpenAPI 3.0 a body is a `requestBody`"),
        ("required: true, ", "", "missing-keyword", "add `required`: a boolean"),
        (", schema: {type: string}}", "}", "missing-keyword", "has neither `schema` nor `content`"),
        (
            "description: The peer",
            "x-a: 1",
            "missing-keyword",
            "a response must have `description`",
        ),
        ("  /peers/{id}:", "  peers:", "invalid-key", "is not a path that starts with `/`"),
        ("        200:", "        20x:", "invalid-key", "is not `default`, a status"),
        (
            "    Peer:",
            "    Peer: {}\n    Péér:",
            "component-name",
            "`Péér` is not a valid component name",
        ),
        ("in: path", "in: path, style: form", "unknown-value", "`style` must be one of `simple`"),
    ];
    for (from, to, code, expected) in cases {
        let (_, report) = loaded(&with(from, to), None);
        assert!(
            report.contains(&format!("[{code}]")) && report.contains(expected),
            "{to}: {report}"
        );
        assert_eq!(report.matches("-->").count(), 1, "{report}");
    }
}

#[test]
fn checks_security_schemes_by_type() {
    let text = format!(
        "{VALID}  securitySchemes:\n    a: {{type: http}}\n    b: {{type: oauth2, flows: {{implicit: {{scopes: {{}}}}}}}}\n    c: {{type: apiKey, in: header, name: k, scheme: x}}\n"
    );
    let (_, report) = loaded(&text, None);
    assert!(report.contains("a security scheme must have `scheme`"), "{report}");
    assert!(report.contains("an implicit OAuth flow must have `authorizationUrl`"), "{report}");
    assert!(
        report.contains("`scheme` is not defined if `type` is the string `apiKey`"),
        "{report}"
    );
    assert_eq!(report.matches("-->").count(), 3, "{report}");
}

#[test]
fn does_not_check_free_form_values() {
    let text = with("pattern: '^vpc-'", "example: {requierd: 1, $ref: no}, default: [{type: 1}]");
    assert_eq!(loaded(&text, None).1, "");
}
