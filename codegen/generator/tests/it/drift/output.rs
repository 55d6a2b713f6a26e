//! Formats of reports: the text of a document stays text in each of them.

use portolan::Source;
use portolan::drift::{self, Report, ReportFormat, Request};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

/// Texts that are markup, commands or control characters in some format.
const HOSTILE: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b `c` ``d`` <!-- e --> [f](javascript:g) ![h](i)",
    "\u{1b}[31mred\u{202e}\n::error::owned\r\n# heading",
    "@everyone &lt; \" ' %0A",
];

/// Returns a document with a hostile text at every location for text.
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
    assert!(report.changes.len() >= 4, "{}", report.render(ReportFormat::Text, true));
    report
}

#[test]
fn document_text_does_not_control_a_terminal() {
    for hostile in HOSTILE {
        for form in
            [ReportFormat::Text, ReportFormat::Github, ReportFormat::Markdown, ReportFormat::Html]
        {
            let shown = report(hostile).render(form, true);
            let is_control = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
            assert!(!shown.contains(is_control), "{shown:?}");
        }
    }
}

#[test]
fn document_text_does_not_become_html() {
    for hostile in HOSTILE {
        let page = report(hostile).render(ReportFormat::Html, true);
        assert_eq!(page.matches("<script").count(), 1, "{page}");
        assert_eq!(page.matches("<img").count(), 0, "{page}");
        assert!(!page.contains("<!--"), "{page}");
        // The page loads nothing.
        for address in ["http:", "https:", "//", "@import", "url("] {
            let loaded = page.split("<article").next().unwrap().contains(address);
            assert!(!loaded || hostile.contains(address), "{address}");
        }
    }
}

#[test]
fn document_text_does_not_become_markdown() {
    for hostile in HOSTILE {
        let text = report(hostile).render(ReportFormat::Markdown, true);
        let mut options = Options::empty();
        options.insert(Options::ENABLE_TABLES);
        let (mut cells, mut rows) = (0, 0);
        for event in Parser::new_ext(&text, options) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => assert_eq!(&*html, "<br>", "{text}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link:\n{text}"),
                Event::Start(Tag::Heading { level, .. }) => assert!(level as usize > 1, "{text}"),
                // An at sign before a name would notify its owner.
                Event::Text(content) => assert!(!content.contains('@'), "{text}"),
                Event::Start(Tag::TableRow) => rows += 1,
                Event::Start(Tag::TableCell) => cells += 1,
                _ => {}
            }
        }
        assert!(rows > 0 && cells > rows, "{text}");
    }
}

#[test]
fn each_annotation_is_one_line() {
    for hostile in HOSTILE {
        let text = report(hostile).render(ReportFormat::Github, true);
        for line in text.lines() {
            let command = line.strip_prefix("::").and_then(|rest| rest.split(' ').next());
            let command = command.unwrap_or_else(|| panic!("{line}"));
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
        }
    }
}

#[test]
fn json_has_the_documented_members() {
    let report = report("lamp");
    let value: Value = serde_json::from_str(&report.render(ReportFormat::Json, true)).unwrap();
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
