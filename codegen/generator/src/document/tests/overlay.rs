//! Tests of overlays.

use serde_json::{Value, json};

use super::{VALID, loaded};

fn overlay(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: Corrections, version: '1'}}\nactions:\n{actions}")
}

fn outcome(actions: &str) -> Value {
    let (document, report) = loaded(VALID, Some(&overlay(actions)));
    assert_eq!(report, "");
    document.unwrap().root
}

#[track_caller]
fn assert_reports_overlay(actions: &str, expected: &[&str]) {
    let (_, report) = loaded(VALID, Some(&overlay(actions)));
    let lines: Vec<_> = report.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines, expected, "\n{report}\n");
}

#[test]
fn merges_updates() {
    let root = outcome(
        "- target: $.components.schemas.Peer
  description: Why.
  x-reason: a
  update:
    type: object
    required: [id]
    properties:
      vpcId: {pattern: '^vpc', nullable: true}
      id: {type: string}
- target: $.paths['/peers/{id}'].get.parameters
  update: {name: envelope, in: query, schema: {type: boolean}}
- target: $..properties[?@.pattern]
  update: {x-checked: null}
- target: $.paths.*.*
  update: {tags: [a, b]}
- target: $.paths.*.get
  update: {tags: [c]}
",
    );
    let peer = &root["components"]["schemas"]["Peer"];
    assert_eq!(peer["required"], json!(["vpcId", "id"]));
    assert_eq!(
        peer["properties"]["vpcId"],
        json!({"type": "string", "pattern": "^vpc", "nullable": true, "x-checked": null})
    );
    let keys: Vec<_> = peer["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["vpcId", "x-status", "id"]);
    let get = &root["paths"]["/peers/{id}"]["get"];
    assert_eq!(get["parameters"][1]["name"], "envelope");
    assert_eq!(get["tags"], json!(["a", "b", "c"]));
}

#[test]
fn removals_keep_the_order() {
    let root = outcome(
        "- target: $.info
  update: {x-list: [0, [1], {a: 2}, 3, [4], 5]}
- target: $.info['x-list'][0, 1, 3, 0, -1]
  remove: true
- target: $.components.schemas.Peer['type', 'required']
  remove: true
- target: $..vpcId..*
  remove: true
",
    );
    assert_eq!(root["info"]["x-list"], json!([{"a": 2}, [4]]));
    let peer = root["components"]["schemas"]["Peer"].as_object().unwrap();
    assert_eq!(peer.keys().collect::<Vec<_>>(), ["properties", "x-rust-name"]);
    assert_eq!(peer["properties"]["vpcId"], json!({}));
}

#[test]
fn applies_actions_in_order() {
    let root = outcome(
        "- target: $.info['x-audience']
  remove: true
- target: $
  update: {info: {x-audience: {a: 1}}}
- target: $.info['x-audience']
  update: {a: 2}
",
    );
    assert_eq!(root["info"]["x-audience"], json!({"a": 2}));
}

#[test]
fn reports_all_invalid_actions() {
    assert_reports_overlay(
        "- {target: $.info.nothing, remove: true}
- {target: '$.info[', remove: true}
- {target: $.info}
- {target: $.info.title, update: a}
- {target: $.info, update: [a]}
- {target: $.info, update: {title: {a: b}}}
- {target: $, remove: true}
- {target: $.info, updat: {}, remove: true}
",
        &[
            "error[unmatched-target]: the target `$.info.nothing` matches nothing in the document",
            "  --> overlay.yaml: #/actions/0/target",
            "  = help: correct the target, or delete the action if the document no longer needs it",
            "error[invalid-target]: the target `$.info[` is not JSONPath: character 7: parser error",
            "  --> overlay.yaml: #/actions/1/target",
            "  = help: use the syntax of RFC 9535; names with `-`, `/` and the like need brackets and quotes: `$.paths['/pets/{id}'].get['x-name']`",
            "error[invalid-overlay]: the action has neither `update` nor `remove: true`",
            "  --> overlay.yaml: #/actions/2",
            "  = help: add one of them, or delete the action",
            "error[inapplicable-action]: the target `#/info/title` is the string `Peers`, which cannot be updated",
            "  --> overlay.yaml: #/actions/3/target",
            "  = help: target the object that contains it, and update that object",
            "error[inapplicable-action]: the target `#/info` is an object, and the update is a list",
            "  --> overlay.yaml: #/actions/4/update",
            "  = help: update an object with an object",
            "error[inapplicable-action]: an object cannot be merged into the string `Peers`, in `#/info`",
            "  --> overlay.yaml: #/actions/5/update/title",
            "error[inapplicable-action]: the target is the root of the document, which cannot be removed",
            "  --> overlay.yaml: #/actions/6/target",
            "error[invalid-overlay]: an action has no keyword `updat`",
            "  --> overlay.yaml: #/actions/7/updat",
            "  = help: did you mean `update`?",
        ],
    );
}

#[test]
fn rejects_files_that_are_not_overlays() {
    for (text, expected) in [
        ("", "the file does not declare that it is an OpenAPI overlay"),
        ("overlay: 2.0.0", "Overlay 2.0.0 is not supported, only 1.0 is"),
        ("overlay: 1.0", "`overlay` must be a string, found the number `1.0`"),
        ("overlay: 1.0.0", "an overlay must have `actions`"),
        ("overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: []", "at least one action"),
        (
            "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: [a]",
            "expected an action (an object)",
        ),
        ("a: b: c", "invalid YAML"),
    ] {
        let (document, report) = loaded(VALID, Some(text));
        assert!(document.is_none() && report.contains(expected), "{text}: {report}");
        assert!(report.contains("--> overlay.yaml"), "{report}");
    }
}

#[test]
fn warns_about_actions_without_effect() {
    assert_reports_overlay(
        "- {target: $.info, update: {title: Peers}}\n- {target: $.info, update: {}}\n- target: $.info['x-audience']\n  update: {}\n  remove: true\n",
        &[
            "warning[redundant-action]: the update changes nothing: the document already has these values",
            "  --> overlay.yaml: #/actions/0/update",
            "  = help: delete the action",
            "warning[redundant-action]: the update changes nothing: the document already has these values",
            "  --> overlay.yaml: #/actions/1/update",
            "  = help: delete the action",
            "warning[redundant-action]: `update` has no effect beside `remove: true`",
            "  --> overlay.yaml: #/actions/2/update",
        ],
    );
}

#[test]
fn rejects_hostile_overlays() {
    let deep =
        format!("- {{target: $.info, update: {{x-a: {}1{}}}}}\n", "[".repeat(120), "]".repeat(120));
    let deeper = "- {target: '$..[?@ == 1]', remove: true}\n";
    assert!(loaded(VALID, Some(&overlay(&deep))).1.is_empty());
    assert!(loaded(VALID, Some(&overlay(&format!("{deep}{deeper}")))).1.is_empty());
    let twice = deep.repeat(2).replacen("$.info,", "$.info['x-b'],", 2).replacen(
        "$.info['x-b'],",
        "$.info,",
        1,
    );
    assert!(!loaded(VALID, Some(&overlay(&twice))).1.is_empty());
    for target in
        [format!("$[?{}@{}]", "(".repeat(50_000), ")".repeat(50_000)), "$[".repeat(10_000)]
    {
        let (_, report) =
            loaded(VALID, Some(&overlay(&format!("- {{target: '{target}', remove: true}}\n"))));
        assert!(report.contains("brackets are nested more than"), "{}", &report[..200]);
    }
}
