//! What is said about references.

use super::{SOUND, assert_says, loaded, told, with};
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::{Source, load};

fn schemas(added: &str) -> String {
    format!("{SOUND}{added}")
}

#[test]
fn a_reference_to_nothing_names_what_is_near() {
    assert_says(
        &with("#/components/schemas/Peer", "#/components/schemas/Peers"),
        "error[unresolved-reference]: there is no `#/components/schemas/Peers` in the document\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  \
         = help: did you mean `#/components/schemas/Peer`?",
    );
    for (target, expected) in [
        ("#/component/schemas/Peer", "did you mean `#/components/schemas/Peer`?"),
        ("#/components/schemas/Other", "correct the reference, or add"),
        ("Peer", "did you mean `#/components/schemas/Peer`?"),
        ("/components/schemas/Peer", "did you mean `#/components/schemas/Peer`?"),
        ("#Peer", "is no JSON pointer"),
        ("#/components/schemas/Peer/properties/x", "correct the reference"),
    ] {
        let (_, said) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(said.starts_with("error[unresolved-reference]"), "{target}: {said}");
        assert!(said.contains(expected), "{target}: {said}");
    }
}

#[test]
fn a_reference_must_lead_to_what_belongs_there() {
    for (target, expected) in [
        ("#", "is an OpenAPI document, but a schema belongs here"),
        ("#/components/schemas", "is nothing to refer to, but a schema belongs here"),
        ("#/paths/~1peers~1{id}/get", "is an operation, but a schema belongs here"),
        ("#/components/schemas/Peer/x-rust-name", "is nothing to refer to"),
        ("#/components/schemas/Peer/properties/x-status/default", "is nothing to refer to"),
    ] {
        let (_, said) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(said.starts_with("error[misplaced-reference]"), "{target}: {said}");
        assert!(said.contains(expected), "{target}: {said}");
        assert!(said.contains("refer to something in `#/components/schemas`"), "{said}");
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
fn without_a_folder_no_other_file_is_opened() {
    for (target, expected) in [
        (
            "other.yaml#/Peer",
            "`other.yaml` is another file, and this document came without its folder",
        ),
        ("/etc/passwd", "`/etc/passwd` is an absolute path"),
        ("https://example.com/a.yaml", "is a URL, and nothing is fetched from the network"),
        ("../a.json", "`../a.json` leads out of the folder of the document"),
        ("", "`` is not the path of a file"),
    ] {
        let (_, said) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(said.starts_with("error[external-reference]"), "{target}: {said}");
        assert!(said.contains(expected), "{target}: {said}");
    }
}

/// The sound document whose peer stands in another file.
fn beside(files: &[(&str, &str)]) -> (Option<crate::document::Document>, String) {
    let text = with("'#/components/schemas/Peer'", "'common.yaml#/Peer'");
    let source = Source::new("spec/api.yaml", text);
    let source = files.iter().fold(source, |source, (path, text)| source.beside(*path, *text));
    let mut found = Diagnostics::new();
    let document = load(&source, None, &mut found);
    (document, told(&found))
}

#[test]
fn what_other_files_hold_comes_under_components() {
    let (document, said) = beside(&[
        (
            "common.yaml",
            "Peer: {properties: {id: {$ref: '#/Id'}, tag: {$ref: './a/tag.json'}, up: {$ref: '#/Peer'}}}\nId: {type: string}",
        ),
        (
            "a/tag.json",
            r#"{"properties": {"name": {"$ref": "../common.yaml#/Id"}, "peer": {"$ref": "../api.yaml#/components/schemas/Peer"}}}"#,
        ),
    ]);
    assert_eq!(said, "");
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
            "error[unknown-value]: `type` must be one of `array`, `boolean`, `integer`, `number`, `object`, `string`, found `strin`\n  --> spec/common.yaml: #/Peer/type",
        ),
        (
            "Peer: {tyype: string}",
            "warning[unknown-keyword]: a schema has no keyword `tyype`\n  --> spec/common.yaml: #/Peer/tyype",
        ),
        (
            "Peer: {items: {$ref: '#/Per'}}",
            "error[unresolved-reference]: there is no `#/Per` in the document\n  --> spec/common.yaml: #/Peer/items/$ref\n  = help: did you mean `#/Peer`?",
        ),
        (
            "Peer: {items: {$ref: '../../x.yaml'}}",
            "error[external-reference]: `../../x.yaml` leads out of the folder of the document\n  --> spec/common.yaml: #/Peer/items/$ref",
        ),
        (
            "Per: {}",
            "error[unresolved-reference]: there is no `#/Peer` in `spec/common.yaml`\n  --> spec/api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  = help: did you mean `#/Per`?",
        ),
        ("Peer: [", "error[syntax]"),
        ("Peer: {$ref: '#/A'}\nA: {$ref: '#/Peer'}", "error[circular-reference]"),
    ] {
        let (_, said) = beside(&[("common.yaml", text)]);
        assert!(said.contains(expected), "{text}: {said}");
    }
    let (_, said) = beside(&[("other.yaml", "a: b")]);
    assert!(said.contains("there is no file `common.yaml` beside the document"), "{said}");
}

#[test]
fn a_component_that_is_a_reference_gives_its_name() {
    let text = format!(
        "{SOUND}    Id: {{$ref: 'id.yaml'}}\n    Vpc: {{$ref: '#/components/schemas/Peer/properties/vpcId'}}\n"
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
fn circles_through_files_paths_and_components_end() {
    let path =
        "  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n  /c: {$ref: '#/paths/~1c'}\n";
    let text = with("paths:\n", &format!("paths:\n{path}"));
    let (_, said) = loaded(&text, None);
    assert_eq!(said.matches("error[circular-reference]").count(), 2, "{said}");
    let text = format!(
        "{SOUND}  responses:\n    A: {{$ref: '#/components/responses/B'}}\n    B: {{$ref: 'o.yaml#/A'}}\n"
    );
    let source = Source::new("api.yaml", text)
        .beside("o.yaml", "A: {$ref: 'api.yaml#/components/responses/A'}");
    let mut found = Diagnostics::new();
    let _ = load(&source, None, &mut found);
    assert!(found.to_string().contains("error[circular-reference]"), "{found}");
}

#[test]
fn a_path_may_be_another_path() {
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
fn circles_of_references_are_errors_and_chains_are_not() {
    assert_says(
        &schemas(
            "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/C'}\n    \
             C: {$ref: '#/components/schemas/B'}\n    D: {$ref: '#/components/schemas/D'}\n",
        ),
        "error[circular-reference]: references refer to each other in a circle: `#/components/schemas/B` \
         to `#/components/schemas/C` to `#/components/schemas/B`\n  \
         --> api.yaml: #/components/schemas/B/$ref\n  \
         = help: write one of them out as an object\n\n\
         error[circular-reference]: the reference refers to itself\n  \
         --> api.yaml: #/components/schemas/D/$ref\n  \
         = help: write one of them out as an object",
    );
    let chain = schemas(
        "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/Peer'}\n",
    );
    assert_eq!(loaded(&chain, None).1, "");
    let recursive = schemas("    A: {properties: {a: {$ref: '#/components/schemas/A'}}}\n");
    assert_eq!(loaded(&recursive, None).1, "");
}

#[test]
fn keywords_beside_a_reference_are_ignored_aloud() {
    assert_says(
        &with(
            "'#/components/schemas/Peer'}",
            "'#/components/schemas/Peer', nullable: true, title: a}",
        ),
        "warning[ignored-sibling]: OpenAPI 3.0 ignores `nullable`, `title` beside `$ref`\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/nullable\n  \
         = help: put the reference into a list: `allOf: [{$ref: ...}]`; or remove them",
    );
    let (_, said) = loaded(&with("operationId: getPeer", "$ref: '#/x'"), None);
    assert!(
        said.contains("error[misplaced-reference]: no reference can stand in the place of"),
        "{said}"
    );
}

#[test]
fn properties_may_be_called_ref() {
    let text = with("vpcId: {type: string, pattern: '^vpc-'}", "$ref: {type: string}");
    // `$ref` is the name of a property here, and `properties` no reference.
    let (_, said) = loaded(&text, None);
    assert_eq!(said, "");
}

#[test]
fn a_boolean_is_no_schema_to_refer_to() {
    let text = with("x-rust-name: Connection", "additionalProperties: false");
    let text =
        text.replace("#/components/schemas/Peer", "#/components/schemas/Peer/additionalProperties");
    assert_says(
        &text,
        "error[misplaced-reference]: `#/components/schemas/Peer/additionalProperties` is the boolean `false`, \
         but a schema belongs here\n  \
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema/$ref\n  \
         = help: refer to something in `#/components/schemas`",
    );
}
