//! Converts descriptions to plain text for terminals.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::block::MAX_DEPTH;
use super::{sanitized, visible};

/// Converts Markdown to plain text: paragraphs separated by empty lines, and lists with dashes.
///
/// Each paragraph and item is one line, because terminals differ in width. The only control character is the line feed.
pub(crate) fn plain(markdown: &str) -> String {
    let markdown = sanitized(markdown);
    let mut text = Text::default();
    for event in TextMergeStream::new(Parser::new_ext(&markdown, Options::ENABLE_TABLES)) {
        text.event(&event);
    }
    text.written.trim().to_owned()
}

/// Builder of plain text.
#[derive(Default)]
struct Text {
    written: String,
    /// The number of open lists.
    depth: usize,
    /// Whether the current list item is empty so far.
    is_item_start: bool,
    /// The destination of the open link.
    link: Option<String>,
    in_code: bool,
}

impl Text {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::List(_)) => self.depth += 1,
            Event::End(TagEnd::List(_)) => self.depth = self.depth.saturating_sub(1),
            Event::Start(Tag::Item) => {
                self.separate(if self.written.ends_with(':') || self.depth > 1 { 1 } else { 2 });
                if self.written.ends_with("\n\n") && self.follows_item() {
                    self.written.pop();
                }
                // Deeper lists are flattened, so that the text grows with the description only.
                self.written.push_str(&"  ".repeat(self.depth.saturating_sub(1).min(MAX_DEPTH)));
                self.written.push_str("- ");
                self.is_item_start = true;
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_)) => self.block(),
            Event::Start(Tag::CodeBlock(_)) => {
                self.block();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::TableHead | Tag::TableRow) => self.separate(1),
            Event::End(TagEnd::TableCell) => self.written.push_str("  "),
            Event::Start(Tag::Link { dest_url, .. }) => self.link = Some(dest_url.to_string()),
            Event::End(TagEnd::Link) => {
                let link = self.link.take().filter(|link| !self.written.ends_with(link.as_str()));
                if let Some(link) = link.filter(|link| link.starts_with("http")) {
                    self.written.extend([" (", &link, ")"]);
                }
            }
            Event::Text(text) if self.in_code => self.code_block(text),
            Event::Text(text) => self.push(text),
            Event::Code(code) => self.push(code),
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            _ => {}
        }
    }

    /// Whether the last line is a list item.
    fn follows_item(&self) -> bool {
        let last = self.written.trim_end().lines().last().unwrap_or_default();
        last.trim_start().starts_with("- ")
    }

    fn push(&mut self, text: &str) {
        self.is_item_start = false;
        // An entity can be a character that was removed from the text before.
        self.written.extend(text.chars().filter_map(visible));
    }

    fn code_block(&mut self, text: &str) {
        for line in text.trim_end().lines() {
            self.separate(1);
            self.written.push_str("  ");
            self.push(line);
        }
    }

    /// Starts a block, unless it is the first of an item.
    fn block(&mut self) {
        if !self.is_item_start {
            self.separate(2);
        }
    }

    /// Ends the text with the given number of line feeds.
    fn separate(&mut self, lines: usize) {
        if self.written.is_empty() {
            return;
        }
        while self.written.ends_with([' ', '\n']) {
            self.written.pop();
        }
        self.written.push_str(&"\n".repeat(lines));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn removes_markup() {
        for (markdown, text) in [
            ("One *two*\nthree `four`.", "One two three four."),
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("These:\n\n- a\n- b\n  - c\n\nAfter.", "These:\n- a\n- b\n  - c\n\nAfter."),
            ("- a\n\n  more\n- b", "- a\n\nmore\n\n- b"),
            (
                "See [this](https://a.example/x) and <https://b.example>.",
                "See this (https://a.example/x) and https://b.example.",
            ),
            ("# Head\nText <b>bold</b>", "Head\n\nText bold"),
            ("```\na\n  b\n```", "  a\n    b"),
            ("a\u{202e}b\u{7}", "ab"),
            ("a&#x202e;b&#7;c", "abc"),
        ] {
            assert_eq!(plain(markdown), text.trim(), "{markdown:?}");
        }
    }

    proptest! {
        #[test]
        fn contains_no_control_characters(markdown in "\\PC{0,20}[\\x00-\\x7f]{0,40}") {
            let text = plain(&markdown);
            prop_assert!(!text.contains(|it| it != '\n' && visible(it).is_none()), "{text:?}");
        }
    }
}
