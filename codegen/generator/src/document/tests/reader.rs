//! Tests of parsing YAML and JSON.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may end where it fails")]

use super::super::{Source, load, tree};
use super::{VALID, assert_reports, loaded, with};
use crate::diagnostic::{Code, Diagnostics};

fn codes(name: &str, text: &str) -> Vec<Code> {
    let mut found = Diagnostics::new();
    tree(&Source::new(name, text), &mut found);
    found.iter().map(|it| it.code).collect()
}

#[test]
fn reads_yaml_and_json_alike() {
    let (yaml, _) = loaded(VALID, None);
    let root = yaml.unwrap().root;
    let json = serde_json::to_string_pretty(&root).unwrap();
    for text in [json.as_str(), &format!("\u{feff}\n {json}"), &json.replace('\n', "\r\n")] {
        let (document, report) = loaded(text, None);
        assert_eq!((report.as_str(), &document.unwrap().root), ("", &root));
    }
    // A flow mapping starts like JSON.
    let flow = "{openapi: 3.0.1, info: {title: A, version: '1'}, paths: {}}";
    assert_eq!(loaded(flow, None).1, "");
}

#[test]
fn reads_keys_as_written() {
    let text = with("A, B]", "A, B], example: {200: a, true: b, 1.10: c, ~: d, 0x1F: e, '': f}");
    let (document, report) = loaded(&text, None);
    assert_eq!(report, "");
    let root = document.unwrap().root;
    let example = root.pointer("/components/schemas/Peer/properties/x-status/example").unwrap();
    let keys: Vec<_> = example.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["200", "true", "1.10", "~", "0x1F", ""]);
}

#[test]
fn merge_keys_are_read_as_in_yaml_1_1() {
    let info = "\n  <<: [{title: a, version: '1'}, {version: '2', x-a: 1}]\n  title: Peers\n  <<: {x-a: 2, x-b: 2}";
    let text = with(" {title: Peers, version: '1', x-audience: all}", info);
    let (document, _) = loaded(&text, None);
    let expected = serde_json::json!({"title": "Peers", "version": "1", "x-a": 1, "x-b": 2});
    assert_eq!(document.unwrap().root["info"], expected);
}

#[test]
fn reports_all_duplicate_keys() {
    assert_reports(
        &with(
            "required: [vpcId]",
            "required: [vpcId]\n      type: string\n      title: a\n      title: b",
        ),
        "warning[duplicate-key]: the key `type` is used twice in this object\n  \
         --> api.yaml: #/components/schemas/Peer/type\n  \
         = note: this value is ignored\n  \
         = help: remove or rename one of the two\n\n\
         warning[duplicate-key]: the key `title` is used twice in this object\n  \
         --> api.yaml: #/components/schemas/Peer/title\n  \
         = note: this value is ignored\n  \
         = help: remove or rename one of the two",
    );
    assert_eq!(
        codes("a.json", r#"{"openapi": "3.0.1", "openapi": "3.0.1"}"#)[0],
        Code::DuplicateKey
    );
    assert_eq!(codes("a.yaml", "200: a\n'200': b")[0], Code::DuplicateKey);
}

#[test]
fn syntax_errors_have_positions() {
    for (name, text, message, location, label, advice) in [
        (
            "a.yaml",
            "openapi: 3.0.1\ninfo: {title: [a}\n",
            "invalid YAML: did not find expected ',' or ']'",
            "a.yaml:2:17",
            "2:15 while parsing a flow sequence that starts here",
            None,
        ),
        (
            "a.yaml",
            "openapi: 3.0.1\n\tinfo: a\n",
            "invalid YAML: found a tab character that violates indentation",
            "a.yaml:2:1",
            "1:10 while scanning a plain scalar that starts here",
            Some("indent with spaces"),
        ),
        (
            "a.yaml",
            "info:\n\ttitle: a\n",
            "invalid YAML: found character that cannot start any token, while scanning for the next token",
            "a.yaml:2:1",
            "",
            Some("indent with spaces"),
        ),
        (
            "a.json",
            "{\"é\":\n \"é\", x}",
            "invalid JSON: key must be a string",
            "a.json:2:7",
            "",
            None,
        ),
    ] {
        let mut found = Diagnostics::new();
        assert!(load(&Source::new(name, text), None, &mut found).is_none());
        let found: Vec<_> = found.into_iter().collect();
        let [diagnostic] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (
                diagnostic.message.as_str(),
                diagnostic.location.to_string().as_str(),
                diagnostic.advice.as_deref()
            ),
            (message, location, advice)
        );
        let labels = diagnostic.labels.iter().map(|label| {
            format!("{} {}", label.location.span.as_ref().unwrap().start(), label.text)
        });
        assert_eq!(labels.collect::<String>(), label);
    }
    for text in ["{", "{}}", "[1,]", "nul", "\"\\ud800\"", "1e999", ""] {
        assert_eq!(codes("a.json", text), [Code::Syntax], "{text}");
    }
    for text in ["a: b: c", "a\0b", "*unknown", "a: 1\n---\nb: 2", "'", "%YAML 9\n---\n"] {
        assert_eq!(codes("a.yaml", text).len(), 1, "{text}");
    }
}

#[test]
fn warns_about_yaml_that_json_cannot_represent() {
    let cases = [
        ("title: !secret Peers", "the YAML tag `!secret` has no meaning"),
        ("title: .inf", "`inf` is not a number in JSON"),
        ("<<: {title: b}", "merge keys (`<<`) are not part of YAML 1.2"),
    ];
    for (yaml, expected) in cases {
        let text = with("{title: Peers, version: '1', x-audience: all}", &format!("\n  {yaml}"));
        let (_, report) = loaded(&text, None);
        assert!(
            report.contains("warning[unsupported-yaml]") && report.contains(expected),
            "{yaml}: {report}"
        );
    }
    for yaml in ["[a, b]: c", "? {a: b}\n  : c"] {
        let text = with("{title: Peers, version: '1', x-audience: all}", &format!("\n  {yaml}"));
        let (_, report) = loaded(&text, None);
        assert!(report.starts_with("error[syntax]: a key is a list or an object"), "{report}");
    }
    assert_eq!(codes("a.yaml", "a: !x {b: !y [1], b: 2}").len(), 3);
}

#[test]
fn rejects_deep_nesting() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{a: ", "}")] {
        for depth in [10_000, 200] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            for name in ["a.yaml", "a.json"] {
                let code = codes(name, &text);
                let syntax = name == "a.json" && open == "{a: ";
                assert_eq!(
                    code,
                    [if syntax { Code::Syntax } else { Code::TooDeep }],
                    "{name} {open}"
                );
            }
        }
    }
    let block = (0..2000).map(|depth| " ".repeat(depth) + "a:").collect::<Vec<_>>().join("\n");
    assert_eq!(codes("a.yaml", &block), [Code::TooDeep]);
    assert_eq!(codes("a.yaml", "a: &a [*a]"), [Code::TooDeep]);
    // The deepest accepted schema must not exhaust the stack of later passes.
    let schema = format!("{}{{}}{}", "{not: ".repeat(115), "}".repeat(115));
    assert_eq!(loaded(&with("{type: string, pattern: '^vpc-'}", &schema), None).1, "");
}

#[test]
fn rejects_expanding_aliases() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        text.extend([format!("a{level}: &a{level} [{aliases}]\n")]);
    }
    assert_eq!(codes("a.yaml", &text), [Code::TooDeep]);
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(5_000));
    assert_eq!(codes("a.yaml", &long), [Code::TooDeep]);
    let few = with("info: {", "x-a: &a {b: [c]}\nx-b: *a\ninfo: {");
    assert_eq!(loaded(&few, None).1, "");
}
