//! What is said where OpenAPI 3.0 allows something else.

use super::{SOUND, assert_says, loaded, with};

#[test]
fn other_versions_are_refused_with_advice() {
    assert_says(
        &with("openapi: 3.0.1", "openapi: 3.1.0\nwebhooks: {}"),
        "error[unsupported-version]: OpenAPI 3.1.0 is not supported, only 3.0.0 to 3.0.4 are\n  \
         --> api.yaml: #/openapi\n  \
         = help: write the document in OpenAPI 3.0: `type: [string, 'null']` is `type: string` with \
         `nullable: true` there, `const: a` is `enum: [a]`, `examples: [a]` of a schema is `example: a`; \
         then set `openapi: 3.0.4`",
    );
    assert_says(
        "swagger: '2.0'\npaths: {}",
        "error[unsupported-version]: Swagger 2.0 is not supported, only OpenAPI 3.0 is\n  \
         --> api.yaml: #/swagger\n  \
         = help: convert the document to OpenAPI 3.0, for instance with `swagger2openapi`",
    );
    for (text, expected) in [
        ("", "error[wrong-type]: the document is empty"),
        ("[]", "error[wrong-type]: an OpenAPI document must be an object, found a list"),
        ("a: b", "error[missing-keyword]: the document does not say which version"),
        ("openapi: 3.0", "error[wrong-type]: `openapi` must be a string, found the number `3.0`"),
        ("openapi: '3.0'", "error[unsupported-version]: OpenAPI 3.0 is not supported"),
        ("openapi: 3.0.x", "error[unsupported-version]: OpenAPI 3.0.x is not supported"),
    ] {
        let (_, said) = loaded(text, None);
        assert!(said.starts_with(expected), "{text}: {said}");
    }
}

#[test]
fn required_in_a_property_gets_its_advice() {
    assert_says(
        &with("pattern: '^vpc-'", "required: true"),
        "error[wrong-type]: `required` must be a list of strings, found the boolean `true`\n  \
         --> api.yaml: #/components/schemas/Peer/properties/vpcId/required\n  \
         = help: `required` of a schema lists the names of those of its properties that must be there: \
         write `required: [name]` beside `properties`, not in the property itself",
    );
}

#[test]
fn unknown_keywords_are_warnings_with_a_guess() {
    assert_says(
        &with("required: [vpcId]", "requierd: [vpcId]"),
        "warning[unknown-keyword]: a schema has no keyword `requierd`\n  \
         --> api.yaml: #/components/schemas/Peer/requierd\n  \
         = help: did you mean `required`?",
    );
    assert_says(
        &with("required: [vpcId]", "const: {}"),
        "warning[unknown-keyword]: a schema has no keyword `const`\n  \
         --> api.yaml: #/components/schemas/Peer/const\n  \
         = help: in OpenAPI 3.0 one fixed value is `enum` with one item",
    );
    assert_says(
        &with("in: path,", "in: path, allowReserved: true,"),
        "warning[unknown-keyword]: `allowReserved` has no meaning where `in` is the string `path`\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/parameters/0/allowReserved\n  \
         = help: remove it; it is ignored",
    );
}

#[test]
fn values_of_other_kinds_are_errors() {
    let cases = [
        ("title: Peers", "title: 1.10", "`title` must be a string, found the number `1.1`"),
        ("title: Peers", "title: null", "`title` must be a string, found `null`"),
        ("pattern: '^vpc-'", "minLength: -1", "`minLength` must be an integer from 0 up, found"),
        ("pattern: '^vpc-'", "minLength: 1.5", "`minLength` must be an integer from 0 up, found"),
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
        let (_, said) = loaded(&with(from, to), None);
        assert!(said.starts_with(&format!("error[wrong-type]: {expected}")), "{to}: {said}");
        assert_eq!(said.matches("error").count(), 1, "{said}");
    }
}

#[test]
fn other_defects_are_errors() {
    let cases = [
        (
            "type: string, pattern",
            "type: strng, pattern",
            "unknown-value",
            "did you mean `string`?",
        ),
        ("in: path", "in: body", "unknown-value", "a body is no parameter in OpenAPI 3.0"),
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
            "`Péér` is no name for a component",
        ),
        ("in: path", "in: path, style: form", "unknown-value", "`style` must be one of `simple`"),
    ];
    for (from, to, code, expected) in cases {
        let (_, said) = loaded(&with(from, to), None);
        assert!(said.contains(&format!("[{code}]")) && said.contains(expected), "{to}: {said}");
        assert_eq!(said.matches("-->").count(), 1, "{said}");
    }
}

#[test]
fn security_schemes_are_checked_by_their_type() {
    let text = format!(
        "{SOUND}  securitySchemes:\n    a: {{type: http}}\n    b: {{type: oauth2, flows: {{implicit: {{scopes: {{}}}}}}}}\n    c: {{type: apiKey, in: header, name: k, scheme: x}}\n"
    );
    let (_, said) = loaded(&text, None);
    assert!(said.contains("a security scheme must have `scheme`"), "{said}");
    assert!(said.contains("an implicit OAuth flow must have `authorizationUrl`"), "{said}");
    assert!(said.contains("`scheme` has no meaning where `type` is the string `apiKey`"), "{said}");
    assert_eq!(said.matches("-->").count(), 3, "{said}");
}

#[test]
fn free_values_are_not_looked_into() {
    let text = with("pattern: '^vpc-'", "example: {requierd: 1, $ref: no}, default: [{type: 1}]");
    assert_eq!(loaded(&text, None).1, "");
}
