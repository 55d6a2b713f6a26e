//! What is said about references.

use super::{SOUND, assert_says, loaded, with};

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
fn other_documents_are_not_opened() {
    for target in ["other.yaml#/Peer", "/etc/passwd", "https://example.com/a.yaml", "../a.json", ""]
    {
        let (_, said) = loaded(&with("#/components/schemas/Peer", target), None);
        assert!(said.starts_with("error[external-reference]"), "{target}: {said}");
        assert!(said.contains("is not supported yet"), "{target}: {said}");
    }
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
         --> api.yaml: #/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema\n  \
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
