//! Tests of the positions of keys and values, for random texts and for diagnostics.
#![allow(clippy::panic, reason = "a test says what it expects by failing")]

use proptest::prelude::*;
use serde_json::Value;

use super::super::text::{IndexedText, reader};
use super::super::{Extent, Source};
use super::{VALID, loaded};
use crate::diagnostic::{Diagnostics, Highlight, Pointer, Span};

/// Generates strings and keys that need quotes, escapes, folding or many lines.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,8}",
        2 => proptest::sample::select(vec![
            "", " ", "a b", "- a", "# a", "a: b", "a #b", "'", "\"", "it's", "\\", "\u{e9}\u{1f600}", "200", "true",
            "~", "null", "1.10", "0x1F", "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%", "@a", "`", "?", "-", "...",
            "---", "a\nb", "a\n\nb\n", "\n", " a\n  b", "\ttab", "a\tb", "trailing ", "long long long long text",
            "\u{0}", "\u{85}", "\u{2028}", "\u{feff}", "<<", "a/b~c", "\u{1f468}\u{200d}\u{1f469}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().filter(|(key, _)| key != "<<").collect())
            }),
        ]
    })
}

/// Collects the pointers to all values of a tree.
fn pointers(value: &Value, pointer: &Pointer, all: &mut Vec<Pointer>) {
    all.push(pointer.clone());
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, member)| pointers(member, &pointer.child(key), all));
        }
        Value::Array(list) => {
            let items = list.iter().enumerate();
            items.for_each(|(index, item)| pointers(item, &pointer.index(index), all));
        }
        _ => {}
    }
}

/// Parses a part of a text by itself.
fn decoded(name: &str, written: &str) -> Option<Value> {
    if name == "a.json" {
        return serde_json::from_str(written).ok();
    }
    serde_yaml::from_str(written).ok()
}

/// Whether a text ends with a block scalar header, such as `|-`.
fn is_block(before: &str) -> bool {
    let Some((before, indentation)) = before.rsplit_once('\n') else { return false };
    let last = before.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("");
    let header = last.rsplit(' ').next().unwrap_or("").trim_end();
    let header = header.trim_end_matches(|it: char| it.is_ascii_digit() || "+-".contains(it));
    indentation.trim().is_empty() && (header == "|" || header == ">")
}

/// Whether a span of a text parses to a value.
fn parses_to(marked: &IndexedText, span: &Span, value: &Value) -> bool {
    let text = marked.text.as_str();
    let written = &text[span.bytes()];
    if decoded(&marked.name, written).as_ref() == Some(value) {
        return true;
    }
    let Some(meant) = value.as_str() else { return false };
    // Keys are strings as written. A block scalar cannot be parsed without its context.
    let words = || meant.split_whitespace().eq(written.split_whitespace());
    let is_empty = written.starts_with(['|', '>']) && meant.trim().is_empty();
    meant == written || is_empty || (is_block(&text[..span.bytes().start]) && words())
}

/// Asserts that the text at every position parses to its key or scalar.
fn check(name: &str, text: &str) {
    let marked = IndexedText::new(&Source::new(name, text));
    let text = marked.text.as_str();
    let mut found = Diagnostics::new();
    let Some(tree) = reader::read(&marked, &mut found) else { panic!("{text:?}:\n{found}") };
    let mut all = Vec::new();
    pointers(&tree, &Pointer::root(), &mut all);
    for pointer in all {
        let value = pointer.resolve(&tree).unwrap();
        let extent = marked.extent(&pointer);
        let Extent { key, value: span } =
            extent.unwrap_or_else(|| panic!("{pointer} has no position in {text:?}"));
        if let (Some(key), Some(token)) = (&key, pointer.last()) {
            let token = Value::from(token.as_ref());
            assert!(parses_to(&marked, key, &token), "the key of {pointer} is {key:?} in {text:?}");
        }
        if value.is_object() || value.is_array() {
            assert!(!span.bytes().is_empty(), "{pointer} in {text:?}");
        } else {
            assert!(parses_to(&marked, &span, value), "{pointer} is {span:?} in {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_at_a_position_parses_to_the_value(tree in tree()) {
        let compact = tree.to_string();
        let pretty = serde_json::to_string_pretty(&tree).unwrap();
        let mut tabs = String::new();
        for line in pretty.lines() {
            let content = line.trim_start();
            tabs.push_str(&"\t".repeat(line.len() - content.len()));
            tabs.push_str(content);
            tabs.push('\n');
        }
        for text in [&compact, &pretty, &pretty.replace('\n', "\r\n"), &tabs] {
            check("a.json", text);
        }
        let yaml = serde_yaml::to_string(&tree).unwrap();
        // These characters are line breaks in YAML 1.1 (libyaml) but not in YAML 1.2 (positions).
        prop_assume!(!yaml.contains(['\u{85}', '\u{2028}', '\u{2029}']));
        check("a.yaml", &yaml);
        check("a.yaml", &format!("\u{feff}# \u{e9}\n{yaml}"));
        check("a.yaml", &yaml.replace('\n', "\r\n"));
    }
}

#[test]
fn finds_positions_in_all_styles_of_yaml() {
    for text in [
        "a: &x {b: 1}\nc: *x\n",
        "a:\n- b\n- - c\n  - d\n-   e: f\n    g: h\n",
        "? a\n: b\n? c\n: - d\n",
        "a: 'it''s\n  folded'\nb: plain\n  over lines\nc: \"es\\\n  caped\"\n",
        "a: |\n  block\n\n  more\n\n\nb: >-\n  folded\n  text\n# end\nc: |2\n   x\n",
        "--- # start\na: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: [b, {c: d}, [],\n  e] # comment\nf: {}\n",
        "a:\nb: ~\nc:\n",
        "'a': {\"b\": c, d, e: }\n",
        "a: {\"b\":c, d: [ e , f ]}\n",
        "- a\n-\n- b:\n  - c\n",
    ] {
        check("a.yaml", text);
        check("a.yaml", &text.replace('\n', "\r\n"));
    }
}

/// Returns the highlighted text for a part of a value.
fn highlighted(name: &str, text: &str, pointer: &str, highlight: Highlight) -> String {
    let marked = IndexedText::new(&Source::new(name, text));
    let span = marked.span(&Pointer::parse(pointer).unwrap(), highlight).unwrap();
    format!("{} {}", span.start(), &marked.text.as_str()[span.bytes()])
}

#[test]
fn diagnostics_highlight_their_subject() {
    let yaml = "a: 1\nb:\n  c: [x, {y: z}]\n  d:\n    - e: f\n      g: h\n    - |\n      long\nn:\na: 2\n\"\\x61\": 3\n";
    for (pointer, part, expected) in [
        ("/a", Highlight::Value, "1:4 1"),
        ("/a", Highlight::Key, "1:1 a"),
        ("/a", Highlight::RepeatedKey(1), "10:1 a"),
        ("/a", Highlight::RepeatedKey(2), "11:1 \"\\x61\""),
        ("/b", Highlight::Value, "2:1 b"),
        ("/b", Highlight::Members, "3:3 c"),
        ("/b/c", Highlight::Members, "3:6 ["),
        ("/b/c/0", Highlight::Key, "3:7 x"),
        ("/b/c/1", Highlight::Value, "3:10 {"),
        ("/b/d/0", Highlight::Value, "5:7 e"),
        ("/b/d/0/missing", Highlight::Key, "5:7 e"),
        ("/b/d/1", Highlight::Value, "8:7 long"),
        ("/b/missing/deep", Highlight::Value, "2:1 b"),
        ("/n", Highlight::Value, "9:1 n"),
        ("", Highlight::Value, "1:1 a"),
        ("/missing", Highlight::Value, "1:1 a"),
    ] {
        assert_eq!(highlighted("a.yaml", yaml, pointer, part), expected, "{pointer} {part:?}");
    }
    let json = "{\n\t\"é\": [1, {\"a\\u0062\": null}],\n\t\"é\": {}\n}";
    for (pointer, part, expected) in [
        ("/é", Highlight::Value, "2:2 \"é\""),
        ("/é/1", Highlight::Value, "2:11 {"),
        ("/é/1/ab", Highlight::Value, "2:23 null"),
        ("/é/1/ab", Highlight::Key, "2:12 \"a\\u0062\""),
        ("/é", Highlight::RepeatedKey(1), "3:2 \"é\""),
        ("/x", Highlight::Value, "1:1 {"),
    ] {
        assert_eq!(highlighted("a.json", json, pointer, part), expected, "{pointer} {part:?}");
    }
}

#[test]
fn indexes_large_objects_and_lists() {
    let members: Vec<String> = (0..100).map(|number| format!("k{number}: [{number}]\n")).collect();
    let yaml = format!("{}k7: again\n", members.concat());
    assert_eq!(highlighted("a.yaml", &yaml, "/k99/0", Highlight::Value), "100:7 99");
    assert_eq!(highlighted("a.yaml", &yaml, "/k7", Highlight::Key), "8:1 k7");
    assert_eq!(highlighted("a.yaml", &yaml, "/k7", Highlight::RepeatedKey(1)), "101:1 k7");
    let items: Vec<String> = (0..100).map(|number| format!("- {number}\n")).collect();
    assert_eq!(highlighted("a.yaml", &items.concat(), "/42", Highlight::Value), "43:3 42");
}

#[test]
fn positions_end_at_a_syntax_error() {
    assert_eq!(highlighted("a.yaml", "a: 1\nb: [2, 3]\nc: }", "/b/1", Highlight::Value), "2:8 3");
    assert_eq!(highlighted("a.json", "{\"a\": [1, 2, }", "/a/1", Highlight::Value), "1:11 2");
    for (name, text) in [("a.yaml", ""), ("a.json", ""), ("a.yaml", "\u{0}"), ("a.yaml", "*a")] {
        let marked = IndexedText::new(&Source::new(name, text));
        let _ = marked.span(&Pointer::root().child("a"), Highlight::Value);
    }
    let deep = "[".repeat(100_000);
    for name in ["a.yaml", "a.json"] {
        let marked = IndexedText::new(&Source::new(name, deep.as_str()));
        let _ = marked.span(&Pointer::root(), Highlight::Value);
    }
}

#[test]
fn locates_added_values_in_the_overlay() {
    let overlay = "overlay: 1.0.0
info: {title: O, version: '1'}
actions:
- target: $.components.schemas.Peer.properties
  update:
    vpcId: {pattern: b}
    added:
      type: strin
- target: $.components.schemas.Peer.required
  update: added
- target: $.components.schemas.Peer.properties['x-status'].enum[0]
  remove: true
";
    let text = VALID.replace("enum: [A, B]", "enum: [A, B, 1]");
    let mut found = Diagnostics::new();
    let sources = (Source::new("api.yaml", text), Source::new("overlay.yaml", overlay));
    super::load(&sources.0, Some(&sources.1), &mut found);
    let shown = found.to_string();
    assert!(
        shown.contains(
            "
 --> overlay.yaml:8:13
  |
8 |       type: strin
  |             ^^^^^
  |
  = at: #/actions/0/update/added/type
  = note: this update adds it to #/components/schemas/Peer/properties/added/type of the document
  = note: the schema is read as free-form JSON
"
        ),
        "{shown}"
    );

    let overlay = overlay.replace("strin\n", "string\n");
    let (document, report) = loaded(VALID, Some(&overlay));
    let document = document.unwrap_or_else(|| panic!("{report}"));
    for (pointer, from, written) in [
        ("/properties/added", overlay.as_str(), "type: string"),
        ("/properties/vpcId/pattern", &overlay, "b"),
        ("/required/1", &overlay, "added"),
        // Not in the overlay: surrounding values, and items that moved up.
        ("/properties/vpcId/type", VALID, "string"),
        ("/properties/x-status/enum/0", VALID, "B"),
        ("/required/0", VALID, "vpcId"),
    ] {
        let pointer = Pointer::parse(&format!("/components/schemas/Peer{pointer}")).unwrap();
        let value = document.extent(&pointer).unwrap().value;
        assert_eq!(value.text().as_str(), from, "{pointer}");
        assert_eq!(&from[value.bytes()], written, "{pointer}");
    }
}

#[test]
fn locates_values_after_repairs() {
    let text = VALID
        .replace("info:", "tags: [{name: a}, 5, {name: b, x-c: 1}]\ninfo:")
        .replace("        200:", "        2xx:")
        .replace("required: [vpcId]", "required: vpcId");
    let (document, report) = loaded(&text, None);
    let document = document.unwrap_or_else(|| panic!("{report}"));
    let response = "/paths/~1peers~1{id}/get/responses/2XX";
    for (pointer, written) in [
        ("/tags/1/name", "b"),
        ("/tags/0/name", "a"),
        (&format!("{response}/description"), "The peer"),
        ("/components/schemas/Peer/required/0", "vpcId"),
    ] {
        let pointer = Pointer::parse(pointer).unwrap();
        let value = document.extent(&pointer).unwrap().value;
        assert_eq!(&text[value.bytes()], written, "{pointer}");
    }
    assert_eq!(
        document.location(&Pointer::parse(response).unwrap()).to_string(),
        "api.yaml: #/paths/~1peers~1{id}/get/responses/2xx"
    );
}

#[test]
fn locates_moved_values_in_their_files() {
    let text = VALID.replace("'#/components/schemas/Peer'", "'common.yaml#/Peer'");
    let common = "# \u{e9}\r\nPeer:\r\n  properties:\r\n    id: {type: string}\r\n";
    let source = Source::new("spec/api.yaml", text).beside("common.yaml", common);
    let mut found = Diagnostics::new();
    let document = super::load(&source, None, &mut found).unwrap();
    let pointer = Pointer::parse("/components/schemas/Peer2/properties/id/type").unwrap();
    let value = document.extent(&pointer).unwrap().value;
    assert_eq!((value.start().to_string().as_str(), &common[value.bytes()]), ("4:16", "string"));
}
