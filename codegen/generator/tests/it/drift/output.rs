//! Reports in each form: what a document says is text in all of them, whatever it says.

use portolan::Source;
use portolan::drift::{self, Format, Report, Request};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

/// Texts that are markup, commands or controls somewhere.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b `c` ``d`` <!-- e --> [f](javascript:g) ![h](i)",
    "\u{1b}[31mred\u{202e}\n::error::owned\r\n# heading",
    "@everyone &lt; \" ' %0A",
];

/// A document that says something hostile wherever it can.
fn document(text: &str, kind: &str) -> String {
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text},
        "tags": [{"name": text}],
        "paths": {"/lamp": {"put": {
            "operationId": text,
            "summary": text,
            "tags": [text],
            "parameters": [{"name": text, "in": "query", "schema": {"type": kind}}],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {
                "type": "object",
                "description": format!("{text}{kind}"),
                "properties": {text: {"type": kind}, "one": {"type": "string", "enum": [text, kind]}}
            }}}},
            "responses": {"204": {"description": text, "headers": {"X-A": {"schema": {"type": kind}}}}}
        }}}
    })
    .to_string()
}

fn report(text: &str) -> Report {
    let old = Source::new(format!("{text}/old.json"), document(text, "string"));
    let new = Source::new(format!("{text}/new.json"), document(text, "boolean"));
    let report =
        drift::run(&Request::new(&old, &new)).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(report.changes.len() >= 4, "{}", report.shown(Format::Text, true));
    report
}

#[test]
fn nothing_in_a_document_steers_a_terminal() {
    for hostile in HOSTILE {
        for form in [Format::Text, Format::Github, Format::Markdown, Format::Html] {
            let shown = report(hostile).shown(form, true);
            let steers = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
            assert!(!shown.contains(steers), "{shown:?}");
        }
    }
}

#[test]
fn nothing_in_a_document_becomes_markup_of_a_page() {
    for hostile in HOSTILE {
        let page = report(hostile).shown(Format::Html, true);
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(page.matches("<img").count(), 0, "{page}");
        assert!(!page.contains("<!--"), "{page}");
        // What the page needs, it has.
        for address in ["http:", "https:", "//", "@import", "url("] {
            let loaded = page.split("<article").next().unwrap().contains(address);
            assert!(!loaded || hostile.contains(address), "{address}");
        }
    }
}

#[test]
fn nothing_in_a_document_becomes_markup_of_an_issue() {
    for hostile in HOSTILE {
        let text = report(hostile).shown(Format::Markdown, true);
        let mut options = Options::empty();
        options.insert(Options::ENABLE_TABLES);
        let (mut cells, mut rows) = (0, 0);
        for event in Parser::new_ext(&text, options) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>", "{text}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link:\n{text}"),
                Event::Start(Tag::Heading { level, .. }) => assert!(level as usize > 1, "{text}"),
                // A name behind an at sign would be told of the issue.
                Event::Text(said) => assert!(!said.contains('@'), "{text}"),
                Event::Start(Tag::TableRow) => rows += 1,
                Event::Start(Tag::TableCell) => cells += 1,
                _ => {}
            }
        }
        assert!(rows > 0 && cells > rows, "{text}");
    }
}

#[test]
fn an_annotation_is_one_command_a_line() {
    for hostile in HOSTILE {
        let text = report(hostile).shown(Format::Github, true);
        for line in text.lines() {
            let command = line.strip_prefix("::").and_then(|rest| rest.split(' ').next());
            let command = command.unwrap_or_else(|| panic!("{line}"));
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
        }
    }
}

#[test]
fn the_form_for_programs_has_the_members_that_are_documented() {
    let report = report("lamp");
    let value: Value = serde_json::from_str(&report.shown(Format::Json, true)).unwrap();
    let members =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let expected = [
        "format",
        "old",
        "new",
        "operations",
        "worst",
        "version",
        "counts",
        "changes",
        "renamed",
        "obsolete",
        "unwritten",
        "uncompared",
        "accepted",
        "unmatched",
        "documentation",
    ];
    assert_eq!(members(&value), expected);
    let change = [
        "code",
        "level",
        "direction",
        "wire",
        "rust",
        "subject",
        "message",
        "operations",
        "old",
        "new",
    ];
    assert_eq!(members(&value["changes"][0]), change);
    assert_eq!(value["format"], 1);
    assert_eq!(value["worst"], "breaking");
    assert_eq!(value["version"], "major");
    assert!(value["changes"][0]["old"]["location"]["pointer"].as_str().unwrap().starts_with("#/"));
    let without = report.json(false);
    assert!(without.get("documentation").is_none());
    assert!(value["counts"]["documentation"].as_u64().unwrap() > 0);
}
