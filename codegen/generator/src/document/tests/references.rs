//! Tests of references and bundling.
#![allow(clippy::panic, reason = "a test may end where it fails")]

use super::{VALID, assert_reports, loaded, report, with};
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::{Source, load};

fn schemas(added: &str) -> String {
    format!("{VALID}{added}")
}

#[test]
fn unresolved_references_get_a_suggestion() {
    assert_reports(
        &with("#/components/schemas/Peer", "#/components/schemas/Peers"),
        "warning[unresolved-reference]: `#/components/schemas/Peers` does not exist in the document\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  \
         = note: the schema is read as free-form JSON\n  \
         = help: did you mean `#/components/schemas/Peer`?",
    );
    for (target, expected) in [
        ("#/component/schemas/Peer", "did you mean `#/components/schemas/Peer`?"),
        ("#/components/schemas/Other", "correct the reference, or add"),
        ("Peer", "did you mean `#/components/schemas/Peer`?"),
        ("/components/schemas/Peer", "did you mean `#/components/schemas/Peer`?"),
        ("#Peer", "is not a JSON pointer"),
        ("#/components/schemas/Peer/properties/x", "correct the reference"),
    ] {
        let (_, output) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(output.starts_with("warning[unresolved-reference]"), "{target}: {output}");
        assert!(output.contains(expected), "{target}: {output}");
    }
}

#[test]
fn rejects_targets_of_the_wrong_type() {
    for (target, expected) in [
        ("#", "is an OpenAPI document, but a schema is expected here"),
        ("#/components/schemas", "is an object, but a schema is expected here"),
        ("#/paths/~1peers~1{id}/get", "is an operation, but a schema is expected here"),
        ("#/info/title", "is a string, but a schema is expected here"),
    ] {
        let (_, output) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(output.starts_with("warning[misplaced-reference]"), "{target}: {output}");
        assert!(output.contains(expected), "{target}: {output}");
        assert!(output.contains("refer to an object in `#/components/schemas`"), "{output}");
    }
    for target in [
        "#/components/schemas/Peer/properties/vpcId",
        "#/components/schemas/Peer/properties/x-status",
        "#/paths/~1peers~1%7Bid%7D/get/parameters/0/schema",
    ] {
        assert_eq!(loaded(&with("#/components/schemas/Peer", target), None).1, "", "{target}");
    }
}

#[test]
fn opens_no_other_file_without_a_folder() {
    for (target, expected) in [
        (
            "other.yaml#/Peer",
            "`other.yaml` is another file, and this document was read without its folder",
        ),
        ("/etc/passwd", "`/etc/passwd` is an absolute path"),
        ("https://example.com/a.yaml", "is a URL, and URLs are not fetched"),
        ("../a.json", "`../a.json` leads out of the document's folder"),
        ("", "`` is not a file path"),
    ] {
        let (_, output) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(output.starts_with("warning[external-reference]"), "{target}: {output}");
        assert!(output.contains(expected), "{target}: {output}");
    }
}

/// Loads the valid document with its schema in another file.
fn beside(files: &[(&str, &str)]) -> (Option<crate::document::Document>, String) {
    let text = with("'#/components/schemas/Peer'", "'common.yaml#/Peer'");
    let source = Source::new("spec/api.yaml", text);
    let source = files.iter().fold(source, |source, (path, text)| source.beside(*path, *text));
    let mut found = Diagnostics::new();
    let document = load(&source, None, &mut found);
    (document, report(&found))
}

#[test]
fn moves_targets_in_other_files_to_components() {
    let (document, output) = beside(&[
        (
            "common.yaml",
            "Peer: {properties: {id: {$ref: '#/Id'}, tag: {$ref: './a/tag.json'}, up: {$ref: '#/Peer'}}}\nId: {type: string}",
        ),
        (
            "a/tag.json",
            r#"{"properties": {"name": {"$ref": "../common.yaml#/Id"}, "peer": {"$ref": "../api.yaml#/components/schemas/Peer"}}}"#,
        ),
    ]);
    assert_eq!(output, "");
    let document = document.unwrap();
    let schemas = document.root.pointer("/components/schemas").unwrap();
    let names: Vec<_> = schemas.as_object().unwrap().keys().collect();
    assert_eq!(names, ["Peer", "Peer2", "Id", "tag"]);
    let reference =
        |name: &str| serde_json::json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(
        schemas["Peer2"]["properties"],
        serde_json::json!({"id": reference("Id"), "tag": reference("tag"), "up": reference("Peer2")})
    );
    assert_eq!(
        schemas["tag"]["properties"],
        serde_json::json!({"name": reference("Id"), "peer": reference("Peer")})
    );
    let pointer = Pointer::parse("#/components/schemas/tag/properties/name").unwrap();
    assert_eq!(document.location(&pointer).to_string(), "spec/a/tag.json: #/properties/name");
}

#[test]
fn diagnostics_name_the_file() {
    for (text, expected) in [
        (
            "Peer: {type: strin}",
            "warning[unknown-value]: `type` must be one of `array`, `boolean`, `integer`, `number`, `object`, `string`, found `strin`\n  --> spec/common.yaml: #/Peer/type",
        ),
        (
            "Peer: {tyype: string}",
            "warning[unknown-keyword]: a schema has no keyword `tyype`\n  --> spec/common.yaml: #/Peer/tyype",
        ),
        (
            "Peer: {items: {$ref: '#/Per'}}",
            "warning[unresolved-reference]: `#/Per` does not exist in the document\n  --> spec/common.yaml: #/Peer/items/$ref\n  = note: the schema is read as free-form JSON\n  = help: did you mean `#/Peer`?",
        ),
        (
            "Peer: {items: {$ref: '../../x.yaml'}}",
            "warning[external-reference]: `../../x.yaml` leads out of the document's folder\n  --> spec/common.yaml: #/Peer/items/$ref",
        ),
        (
            "Per: {}",
            "warning[unresolved-reference]: `#/Peer` does not exist in `spec/common.yaml`\n  --> spec/api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  = note: the schema is read as free-form JSON\n  = help: did you mean `#/Per`?",
        ),
        ("Peer: [", "error[syntax]"),
        ("Peer: {$ref: '#/A'}\nA: {$ref: '#/Peer'}", "warning[circular-reference]"),
    ] {
        let (_, output) = beside(&[("common.yaml", text)]);
        assert!(output.contains(expected), "{text}: {output}");
    }
    let (_, output) = beside(&[("other.yaml", "a: b")]);
    assert!(output.contains("there is no file `common.yaml` beside the document"), "{output}");
}

#[test]
fn components_that_are_references_name_their_target() {
    let text = format!(
        "{VALID}    Id: {{$ref: 'id.yaml'}}\n    Vpc: {{$ref: '#/components/schemas/Peer/properties/vpcId'}}\n"
    );
    let source = Source::new("api.yaml", text).beside("id.yaml", "type: string");
    let mut found = Diagnostics::new();
    let document = load(&source, None, &mut found).unwrap();
    assert_eq!(found.to_string(), "");
    let schemas = document.root.pointer("/components/schemas").unwrap();
    assert_eq!(schemas["Id"], serde_json::json!({"type": "string"}));
    assert_eq!(schemas["Vpc"]["pattern"], "^vpc-");
    assert_eq!(schemas["Peer"]["properties"]["vpcId"]["$ref"], "#/components/schemas/Vpc");
    let location = document.location(&Pointer::parse("#/components/schemas/Vpc/pattern").unwrap());
    assert_eq!(
        location.to_string(),
        "api.yaml: #/components/schemas/Peer/properties/vpcId/pattern"
    );
}

#[test]
fn detects_cycles_through_files_and_components() {
    let path =
        "  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n  /c: {$ref: '#/paths/~1c'}\n";
    let text = with("paths:\n", &format!("paths:\n{path}"));
    let (_, output) = loaded(&text, None);
    assert_eq!(output.matches("warning[circular-reference]").count(), 2, "{output}");
    let text = format!(
        "{VALID}  responses:\n    A: {{$ref: '#/components/responses/B'}}\n    B: {{$ref: 'o.yaml#/A'}}\n"
    );
    let source = Source::new("api.yaml", text)
        .beside("o.yaml", "A: {$ref: 'api.yaml#/components/responses/A'}");
    let mut found = Diagnostics::new();
    let _ = load(&source, None, &mut found);
    assert!(found.to_string().contains("warning[circular-reference]"), "{found}");
}

#[test]
fn replaces_path_items_that_are_references() {
    let text = with(
        "paths:\n",
        "paths:\n  /b/{id}: {$ref: '#/paths/~1peers~1{id}'}\n  /c/{id}: {$ref: 'c.yaml'}\n",
    );
    let source = Source::new("api.yaml", text)
        .beside("c.yaml", "$ref: 'd.yaml#/x'")
        .beside("d.yaml", "x: {$ref: 'api.yaml#/paths/~1peers~1{id}'}");
    let mut found = Diagnostics::new();
    let document = load(&source, None, &mut found).unwrap();
    assert_eq!(found.to_string(), "");
    let path = |name: &str| document.root["paths"][name].clone();
    assert!(path("/b/{id}").get("get").is_some());
    assert_eq!(path("/b/{id}"), path("/peers/{id}"));
    assert_eq!(path("/c/{id}"), path("/peers/{id}"));
    let location = document.location(&Pointer::parse("#/paths/~1b~1{id}/get/tags").unwrap());
    assert_eq!(location.to_string(), "api.yaml: #/paths/~1peers~1{id}/get/tags");
}

#[test]
fn rejects_cycles_but_not_chains() {
    assert_reports(
        &schemas(
            "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/C'}\n    \
             C: {$ref: '#/components/schemas/B'}\n    D: {$ref: '#/components/schemas/D'}\n",
        ),
        "warning[circular-reference]: references form a cycle: `#/components/schemas/B` \
         -> `#/components/schemas/C` -> `#/components/schemas/B`\n  \
         --> api.yaml: #/components/schemas/B/$ref\n  \
         = note: the schema is read as free-form JSON\n  \
         = help: replace one of them by an object\n\n\
         warning[circular-reference]: the reference refers to itself\n  \
         --> api.yaml: #/components/schemas/D/$ref\n  \
         = note: the schema is read as free-form JSON\n  \
         = help: replace one of them by an object",
    );
    let chain = schemas(
        "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/Peer'}\n",
    );
    assert_eq!(loaded(&chain, None).1, "");
    let recursive = schemas("    A: {properties: {a: {$ref: '#/components/schemas/A'}}}\n");
    assert_eq!(loaded(&recursive, None).1, "");
}

#[test]
fn warns_about_keywords_beside_a_reference() {
    let beside = |keywords: &str| {
        with("'#/components/schemas/Peer'}", &format!("'#/components/schemas/Peer', {keywords}}}"))
    };
    assert_reports(
        &beside("minLength: 1, type: object"),
        "warning[ignored-sibling]: OpenAPI 3.0 ignores `minLength`, `type` beside `$ref`\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/minLength\n  \
         = note: `minLength` is ignored\n  \
         = help: write `allOf: [{$ref: ...}]` instead of `$ref`, or remove the other keywords",
    );
    // Annotations have one meaning in all versions, and in OpenAPI 3.1 all keywords of schemas have.
    assert_eq!(loaded(&beside("nullable: true, title: a, deprecated: true"), None).1, "");
    let later = beside("minProperties: 1").replace("openapi: 3.0.1", "openapi: 3.1.0");
    assert_eq!(loaded(&later, None).1, "");
}

#[test]
fn replaces_references_to_other_values_by_their_targets() {
    let text = VALID
        .replace(
            "operationId: getPeer",
            "operationId: getPeer\n      description: {$ref: 'texts.yaml#/intro'}",
        )
        .replace("    get:\n", "    put: {$ref: 'put.yaml'}\n    get:\n")
        .replace(
            "        - {name: id, in: path, required: true, schema: {type: string}}",
            "        $ref: 'put.yaml#/parameters'",
        )
        .replace("parameters:\n        $ref", "parameters: {$ref")
        .replace("put.yaml#/parameters'", "put.yaml#/parameters'}");
    let source = Source::new("api.yaml", text)
        .beside("texts.yaml", "intro: Hello.")
        .beside("put.yaml", "operationId: putPeer\ndescription: {$ref: 'texts.yaml#/intro'}\nparameters: [{name: id, in: path, required: true, schema: {type: string}}]\nresponses: {'204': {description: Done.}}\n");
    let mut found = Diagnostics::new();
    let document = load(&source, None, &mut found).unwrap();
    assert_eq!(found.to_string(), "");
    let item = &document.root["paths"]["/peers/{id}"];
    assert_eq!(item["put"]["description"], "Hello.");
    assert_eq!(item["get"]["description"], "Hello.");
    assert_eq!(item["get"]["parameters"], item["put"]["parameters"]);
    let at = |pointer: &str| document.location(&Pointer::parse(pointer).unwrap()).to_string();
    assert_eq!(at("#/paths/~1peers~1{id}/put/description"), "texts.yaml: #/intro");
    assert_eq!(at("#/paths/~1peers~1{id}/put/parameters/0/name"), "put.yaml: #/parameters/0/name");
}

#[test]
fn a_reference_without_a_target_may_leave_a_defect() {
    let text = with("schema: {type: string}}", "content: {$ref: '#/none'}}");
    let (document, output) = loaded(&text, None);
    let root = document.unwrap_or_else(|| panic!("{output}")).root;
    let parameter = &root["paths"]["/peers/{id}"]["get"]["parameters"][0];
    assert_eq!(parameter["schema"], serde_json::json!({"type": "string"}));
    assert!(output.contains("warning[unresolved-reference]"), "{output}");
    assert!(output.contains("has neither `schema` nor `content`"), "{output}");
    assert!(output.contains("--> api.yaml: #/paths/~1peers~1{id}/get/parameters/0\n"), "{output}");
}

#[test]
fn properties_may_be_called_ref() {
    let text = with("vpcId: {type: string, pattern: '^vpc-'}", "$ref: {type: string}");
    // Here `$ref` is the name of a property.
    let (_, output) = loaded(&text, None);
    assert_eq!(output, "");
}

#[test]
fn rejects_references_to_boolean_schemas() {
    let text = with("x-rust-name: Connection", "additionalProperties: false");
    let text =
        text.replace("#/components/schemas/Peer", "#/components/schemas/Peer/additionalProperties");
    assert_reports(
        &text,
        "warning[misplaced-reference]: `#/components/schemas/Peer/additionalProperties` is the boolean `false`, \
         but a schema is expected here\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  \
         = note: the schema is read as free-form JSON\n  \
         = help: refer to an object in `#/components/schemas`",
    );
}
