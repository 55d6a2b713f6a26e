//! The invariants of converted descriptions, asserted by tests and by the fuzz target `description`.
#![allow(clippy::panic, reason = "a violated invariant is a defect")]

use pulldown_cmark::{
    CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

/// Parses Markdown as rustdoc does.
pub(super) fn events(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut shortcut = |_: pulldown_cmark::BrokenLink<'_>| Some(("broken".into(), "".into()));
    let parser = Parser::new_with_broken_link_callback(markdown, options, Some(&mut shortcut));
    TextMergeStream::new(parser).collect()
}

/// Asserts the invariants of the output for any input.
pub(crate) fn assert_safe(markdown: &str) {
    assert_lines(markdown, &super::rustdoc(markdown));
    assert_lines(markdown, &super::rustdoc_item(markdown, 30));
    let plain = super::plain(markdown);
    let steers = |it: char| it != '\n' && (it.is_control() || super::visible(it).is_none());
    assert!(!plain.contains(steers), "{plain:?} of {markdown:?}");
    let limit = 100 + 30 * markdown.len();
    assert!(plain.len() <= limit, "{} bytes of {}", plain.len(), markdown.len());
}

/// Asserts the invariants of the lines of a doc comment.
fn assert_lines(markdown: &str, lines: &[String]) {
    let output = lines.join("\n");
    for line in lines {
        let hidden = |it: char| it.is_control() || super::visible(it) != Some(it);
        assert!(!line.contains(hidden), "{line:?} of {markdown:?}");
        assert_eq!(line.trim_end(), line, "of {markdown:?}");
    }
    assert!(lines.first().is_none_or(|line| !line.is_empty()), "{lines:?} of {markdown:?}");
    assert!(lines.last().is_none_or(|line| !line.is_empty()), "{lines:?} of {markdown:?}");
    let mut in_link = 0_usize;
    for event in events(&output) {
        match &event {
            Event::Start(Tag::Link { dest_url, link_type, .. }) => {
                in_link += 1;
                let fine = ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| dest_url.to_ascii_lowercase().starts_with(scheme));
                let direct = matches!(link_type, LinkType::Inline | LinkType::Autolink);
                assert!(fine && direct, "{event:?} in {output:?} of {markdown:?}");
            }
            Event::End(TagEnd::Link) => in_link -= 1,
            Event::Start(Tag::CodeBlock(kind)) => {
                let text = matches!(kind, CodeBlockKind::Fenced(info) if **info == *"text");
                assert!(text, "{event:?} in {output:?} of {markdown:?}");
            }
            Event::Text(text) if in_link == 0 => {
                let code = output.contains("```text");
                let bare = text.contains("http://e") || text.contains("https://e");
                assert!(code || !bare, "bare {text:?} in {output:?} of {markdown:?}");
            }
            Event::Start(
                Tag::HtmlBlock
                | Tag::Image { .. }
                | Tag::Heading { .. }
                | Tag::FootnoteDefinition(_),
            )
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {
                panic!("{event:?} in {output:?} of {markdown:?}")
            }
            _ => {}
        }
    }
    // Every block is closed: text after the last one is a paragraph.
    assert!(is_closed(&output), "{output:?} of {markdown:?} is not closed");
}

/// Whether a paragraph after the text is one, and not part of a block that is still open.
fn is_closed(output: &str) -> bool {
    let text = format!("{output}\n\nThe next paragraph.");
    let events = events(&text);
    let paragraph = [
        Event::Start(Tag::Paragraph),
        Event::Text("The next paragraph.".into()),
        Event::End(TagEnd::Paragraph),
    ];
    events.ends_with(&paragraph)
}
