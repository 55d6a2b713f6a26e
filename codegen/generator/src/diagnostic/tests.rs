//! Tests of the output formats of diagnostics.
#![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::sync::Arc;

use serde_json::json;

use super::{
    Annotations, Code, Diagnostic, Diagnostics, Highlight, Location, Pointer, Position, Report,
    SourceText,
};

/// Returns the location of the first `word` in a text.
fn location(name: &str, text: &Arc<SourceText>, word: &str) -> Location {
    let start = text.as_str().find(word).unwrap();
    Location::new(name, Pointer::root().child("a")).at(text.span(start..start + word.len()))
}

fn schema() -> (Arc<SourceText>, Diagnostic) {
    let text = SourceText::new("Peer:\n  type: object\n  requird: [vpcId]\n");
    let location = location("spec/x.yaml", &text, "requird");
    let diagnostic = Diagnostic::new(Code::UnknownKeyword, location, "a schema has no `requird`");
    (text, diagnostic.with_advice("did you mean `required`?"))
}

#[test]
fn draws_like_the_compiler() {
    let (text, diagnostic) = schema();
    let diagnostic = diagnostic
        .with_label(location("spec/x.yaml", &text, "Peer"), "in this schema")
        .with_note("unknown keywords are ignored");
    assert_eq!(
        format!("{diagnostic}\n"),
        "\
warning[unknown-keyword]: a schema has no `requird`
 --> spec/x.yaml:3:3
  |
1 | Peer:
  | ---- in this schema
2 |   type: object
3 |   requird: [vpcId]
  |   ^^^^^^^
  |
  = at: #/a
  = note: unknown keywords are ignored
  = help: did you mean `required`?
"
    );
}

#[test]
fn draws_labels_in_other_files() {
    let other = SourceText::new("first: 1\n");
    let (_, diagnostic) = schema();
    let diagnostic = diagnostic
        .clone()
        .with_label(diagnostic.location, "here")
        .with_label(location("common.yaml", &other, "first"), "and here")
        .with_label(Location::new("lost.yaml", Pointer::root().child("b")), "or there");
    assert_eq!(
        format!("{diagnostic}\n"),
        "\
warning[unknown-keyword]: a schema has no `requird`
 --> spec/x.yaml:3:3
  |
3 |   requird: [vpcId]
  |   ^^^^^^^ here
  |
 ::: common.yaml:1:1
  |
1 | first: 1
  | ----- and here
  |
  = at: #/a
  = note: or there: lost.yaml: #/b
  = help: did you mean `required`?
"
    );
}

#[test]
fn draws_the_pointer_without_a_span() {
    let location = Location::new("x.yaml", Pointer::root().child("paths").child("/groups"));
    let diagnostic = Diagnostic::new(Code::Syntax, location, "tab");
    assert_eq!(
        format!("{diagnostic}\n"),
        "error[syntax]: tab\n --> x.yaml\n  = at: #/paths/~1groups\n"
    );
}

#[test]
fn escapes_control_characters_of_the_document() {
    let text = SourceText::new("a: \u{1b}[31m\u{9b}31m\u{202e}\u{2028}\0 é x\r\n");
    let diagnostic =
        Diagnostic::new(Code::Syntax, location("x\u{1b}.yaml", &text, "x"), "\u{1b}[31m")
            .with_label(location("x\u{1b}.yaml", &text, "é"), "\u{1b}\n")
            .with_label(location("\u{7}.yaml", &text, "a"), "\u{202e}")
            .with_note("\u{1b}")
            .with_advice("\u{9b}");
    let mut found = Diagnostics::new();
    found.extend(std::iter::repeat_n(diagnostic, 5));
    for shown in [Report::new(&found).to_string(), Annotations(&found).to_string()] {
        let is_unsafe = |character: char| super::is_invisible(character) && character != '\n';
        assert!(!shown.contains(is_unsafe), "{shown:?}");
    }
    let coloured = Report::new(&found).coloured(true).to_string();
    assert!(
        coloured.split('\u{1b}').skip(1).all(|code| {
            let code = code.trim_start_matches('[');
            code.split_once('m')
                .is_some_and(|(code, _)| code.bytes().all(|byte| b"0123456789;".contains(&byte)))
        }),
        "{coloured:?}"
    );
}

#[test]
fn cuts_long_lines_around_the_span() {
    let long = "é".repeat(100_000);
    let text = SourceText::new(format!("{{\"{long}\":1,\"here\":2,\"{long}\":3}}"));
    let at = location("x.json", &text, "here");
    let column = at.span.as_ref().unwrap().start().column;
    assert_eq!(column, 100_008);
    let diagnostic = Diagnostic::new(Code::DuplicateKey, at, "twice")
        .with_label(Location::new("x.json", Pointer::root()).at(text.span(0..1)), "too far away");
    let shown = diagnostic.to_string();
    assert!(shown.contains("--> x.json:1:100008\n"), "{shown}");
    assert!(shown.contains("\"here\":2"), "{shown}");
    assert!(shown.contains("= note: too far away: x.json:1:1"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
}

#[test]
fn draws_only_the_first_diagnostics_of_a_code() {
    let (_, diagnostic) = schema();
    let mut found = Diagnostics::new();
    found.extend(std::iter::repeat_n(diagnostic, 5));
    let few = found.clone();
    let shown = Report::new(&found).to_string();
    assert_eq!(shown.matches("| ").count(), 6, "{shown}");
    assert!(
        shown.ends_with(
            "\n\nwarning[unknown-keyword]: 2 more\n  \
             spec/x.yaml:3:3: a schema has no `requird`\n  \
             spec/x.yaml:3:3: a schema has no `requird`\n"
        ),
        "{shown}"
    );
    let whole = Report::new(&found).whole(true).to_string();
    assert_eq!(whole.trim_end(), found.to_string());
    found.extend(found.clone().into_iter().cycle().take(200));
    let shown = Report::new(&found).to_string();
    assert!(shown.contains("\n\nwarning[unknown-keyword]: 202 more\n"), "{shown}");
    assert!(shown.ends_with("requird`\n  and 102 more\n"), "{shown}");
    assert_eq!(shown.lines().count(), Report::new(&few).to_string().lines().count() + 99);
}

#[test]
fn serializes_as_json() {
    let (text, diagnostic) = schema();
    let diagnostic =
        diagnostic.with_label(location("spec/x.yaml", &text, "Peer"), "here").with_note("why");
    let mut found = Diagnostics::new();
    found.push(diagnostic);
    let lost = Location::new("lost.yaml", Pointer::root()).highlight(Highlight::Members);
    found.add(Code::RedundantAction, lost, "second");
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        json!([
            {"code": "unknown-keyword", "level": "warning", "message": "a schema has no `requird`",
             "file": "spec/x.yaml", "line": 3, "column": 3, "end": {"line": 3, "column": 10},
             "pointer": "#/a",
             "labels": [{"text": "here", "file": "spec/x.yaml", "line": 1, "column": 1,
                         "end": {"line": 1, "column": 5}, "pointer": "#/a"}],
             "notes": ["why"], "cost": null, "help": "did you mean `required`?"},
            {"code": "redundant-action", "level": "warning", "message": "second",
             "file": "lost.yaml", "line": null, "column": null, "end": null, "pointer": "#",
             "labels": [], "notes": [], "cost": null, "help": null},
        ])
    );
}

#[test]
fn displays_workflow_annotations() {
    let (text, diagnostic) = schema();
    let mut found = Diagnostics::new();
    found.push(
        diagnostic.with_label(location("spec/x.yaml", &text, "Peer"), "in this").with_note("50%"),
    );
    assert_eq!(
        Annotations(&found).to_string(),
        "::warning file=spec/x.yaml,line=3,col=3,endLine=3,endColumn=9,title=unknown-keyword::\
         a schema has no `requird`%0Anote: in this: spec/x.yaml:1:1%0Anote: 50%25%0A\
         help: did you mean `required`?\n"
    );
}

#[test]
fn displays_locations_with_line_and_column() {
    let (_, diagnostic) = schema();
    assert_eq!(diagnostic.location.to_string(), "spec/x.yaml:3:3");
    assert_eq!(diagnostic.location.span.unwrap().end(), Position { line: 3, column: 10 });
}
