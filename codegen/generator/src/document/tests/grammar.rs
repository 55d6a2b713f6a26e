//! Tests of the grammar check.
#![allow(clippy::panic, reason = "a test may end where it fails")]

use serde_json::{Value, json};

use super::{VALID, assert_reports, loaded, with};

#[test]
fn rejects_other_versions_with_advice() {
    assert_reports(
        "swagger: '2.0'\npaths: {}",
        "error[unsupported-version]: Swagger 2.0 is not supported, only OpenAPI 3.0 to 3.2 are\n  \
         --> api.yaml: #/swagger\n  \
         = help: convert the document to OpenAPI 3.0, for example with `swagger2openapi`",
    );
    for (text, expected) in [
        ("", "error[unsupported-version]: the document is empty"),
        ("[]", "error[unsupported-version]: an OpenAPI document must be an object, found a list"),
        ("a: b", "error[unsupported-version]: the document does not declare its OpenAPI version"),
        ("openapi: [3]", "error[unsupported-version]: `openapi` must be a string, found a list"),
        ("openapi: 4.0.0", "error[unsupported-version]: OpenAPI 4.0.0 is not supported"),
        ("openapi: 3.0.x", "error[unsupported-version]: OpenAPI 3.0.x is not supported"),
    ] {
        let (_, report) = loaded(text, None);
        assert!(report.starts_with(expected), "{text}: {report}");
    }
}

#[test]
fn later_versions_define_more_keywords() {
    for version in ["3.1.0", "3.2.0"] {
        let text = with("openapi: 3.0.1", &format!("openapi: {version}\nwebhooks: {{}}"))
            .replace("pattern: '^vpc-'", "const: vpc-1, examples: [vpc-1]")
            .replace("type: object", "type: [object, 'null']");
        assert_eq!(loaded(&text, None).1, "");
    }
}

#[test]
fn keywords_of_later_versions_are_read_with_a_warning() {
    for (from, to) in [
        ("pattern: '^vpc-'", "const: vpc-1"),
        ("pattern: '^vpc-'", "exclusiveMinimum: 5"),
        ("type: object", "type: [object, 'null']"),
    ] {
        let (_, report) = loaded(&with(from, to), None);
        assert!(report.starts_with("warning[later-keyword]"), "{report}");
        assert_eq!(report.matches("-->").count(), 1, "{report}");
    }
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
        &with("in: path,", "in: path, allowEmptyValue: true,"),
        "warning[unknown-keyword]: `allowEmptyValue` is not defined if `in` is the string `path`\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/parameters/0/allowEmptyValue\n  \
         = help: remove it; it is ignored",
    );
}

/// Loads the valid document with one text replaced, which must give one diagnostic.
#[track_caller]
fn with_defect(from: &str, to: &str) -> (Value, String) {
    let (document, report) = loaded(&with(from, to), None);
    assert_eq!(report.matches("-->").count(), 1, "{to}: {report}");
    (document.unwrap_or_else(|| panic!("{report}")).root, report)
}

#[test]
fn a_defect_costs_the_smallest_replaceable_part() {
    let schema = "the schema is read as free-form JSON";
    let operation = "the operation `GET /peers/{id}` is omitted";
    for (from, to, cost) in [
        ("pattern: '^vpc-'", "minLength: -1", "`minLength` is ignored"),
        ("pattern: '^vpc-'", "minLength: 1.5", "`minLength` is ignored"),
        ("pattern: '^vpc-'", "format: null", "`format` is ignored"),
        ("pattern: '^vpc-'", "required: true", "`required` is ignored"),
        ("pattern: '^vpc-'", "items: []", schema),
        ("type: string, pattern", "type: strng, pattern", schema),
        ("{type: string, pattern: '^vpc-'}", "string", schema),
        (
            "          description: The peer",
            "          headers: {A: 5}\n          description: a",
            "the header is omitted",
        ),
        ("        200:", "        20x:", "the response is omitted"),
        ("info: {", "tags: [5]\ninfo: {", "the tag is omitted"),
        ("info: {", "servers: [{description: a}]\ninfo: {", "the server is omitted"),
        ("in: path", "in: body", operation),
        ("- {name: id, in: path,", "- {in: path,", operation),
        ("      responses:", "      requestBody: {}\n      responses:", operation),
        ("operationId: getPeer", "operationId: [a]", "`operationId` is ignored"),
    ] {
        let (_, report) = with_defect(from, to);
        assert!(report.contains(&format!("= note: {cost}")), "{to}: {report}");
    }
}

#[test]
fn a_value_with_one_obvious_reading_is_read_so() {
    let id = "/components/schemas/Peer/properties/vpcId";
    let get = "/paths/~1peers~1{id}/get";
    for (from, to, pointer, expected) in [
        ("title: Peers", "title: 1.10", "/info/title".to_owned(), json!("1.1")),
        ("version: '1'", "version: 1", "/info/version".to_owned(), json!("1")),
        ("pattern: '^vpc-'", "maximum: '5'", format!("{id}/maximum"), json!(5)),
        ("pattern: '^vpc-'", "minLength: 5.0", format!("{id}/minLength"), json!(5)),
        ("pattern: '^vpc-'", "nullable: 'true'", format!("{id}/nullable"), json!(true)),
        ("pattern: '^vpc-'", "enum: A", format!("{id}/enum"), json!(["A"])),
        ("string, pattern", "String, pattern", format!("{id}/type"), json!("string")),
        ("string, pattern", "int, pattern", format!("{id}/type"), json!("integer")),
        ("required: true, ", "", format!("{get}/parameters/0/required"), json!(true)),
        ("in: path", "in: Path", format!("{get}/parameters/0/in"), json!("path")),
        ("in: path", "in: path, style: form", format!("{get}/parameters/0/style"), Value::Null),
        (
            ", schema: {type: string}}",
            "}",
            format!("{get}/parameters/0/schema"),
            json!({"type": "string"}),
        ),
        ("description: The peer", "x-a: 1", format!("{get}/responses/200/description"), json!("")),
        ("        200:", "        2xx:", format!("{get}/responses/2XX/x"), Value::Null),
        ("  /peers/{id}:", "  peers/{id}:", "/paths/peers~1{id}".to_owned(), Value::Null),
    ] {
        let (root, report) = with_defect(from, to);
        assert_eq!(root.pointer(&pointer).unwrap_or(&Value::Null), &expected, "{to}: {report}");
        let responses = root.pointer(&format!("{get}/responses")).and_then(Value::as_object);
        assert_eq!(responses.map(serde_json::Map::len), Some(1), "{to}");
    }
}

#[test]
fn an_operation_may_lack_responses() {
    let (document, report) = loaded(&with("      responses:", "      x-responses:"), None);
    let root = document.unwrap_or_else(|| panic!("{report}")).root;
    assert!(report.contains("an operation must have `responses`"), "{report}");
    assert_eq!(root.pointer("/paths/~1peers~1{id}/get/responses"), Some(&json!({})));
}

#[test]
fn components_with_invalid_names_are_kept() {
    let (root, report) = with_defect("    Peer:", "    Peer: {}\n    Péer:");
    assert!(report.contains("`Péer` is not a valid component name"), "{report}");
    assert!(root["components"]["schemas"]["Péer"].is_object());
}

#[test]
fn all_defects_are_recovered_from_in_one_run() {
    let text = VALID
        .replace("openapi: 3.0.1", "openapi: 3.0.1\nservers: 5")
        .replace("title: Peers", "title: 1")
        .replace("pattern: '^vpc-'", "type_: 1, minLength: x")
        .replace("in: path,", "in: path, style: form,")
        .replace("        200:", "        2xx:");
    let (document, report) = loaded(&text, None);
    assert!(document.is_some());
    assert_eq!(report.matches("-->").count(), 6, "{report}");
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
