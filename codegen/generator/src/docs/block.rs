//! Blocks: paragraphs, lists, quotes, code and tables, put together from the events of the parser.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::inline::Text;
use super::list::{List, Marker};
use super::table::Table;
use super::{escape, html, visible};

/// The columns of a line, before what containers take of it; `/// ` comes before.
const WIDTH: usize = 96;
/// However deep containers stand in each other, text has this many columns.
const LEAST_WIDTH: usize = 40;
/// Containers deeper than this are left out, and what they hold is kept.
const DEPTH: usize = 12;

/// A document in the making.
pub(super) struct Blocks {
    /// The containers that are open, the outermost first. There is always one.
    frames: Vec<Frame>,
    /// How many containers are open that were left out.
    beyond: usize,
    text: Text,
    code: Option<String>,
    html: Option<String>,
    table: Option<Table>,
}

/// An open container.
#[derive(Debug, Default)]
struct Frame {
    blocks: Vec<Block>,
    /// Its list, where it is one.
    list: Option<List>,
}

/// A finished block.
#[derive(Debug)]
struct Block {
    lines: Vec<String>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paragraph,
    List(Marker),
    Other,
}

impl Blocks {
    pub(super) fn new() -> Self {
        Self {
            frames: vec![Frame::default()],
            beyond: 0,
            text: Text::default(),
            code: None,
            html: None,
            table: None,
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.raw(&text),
            Event::Html(html) => self.raw(&html),
            Event::InlineHtml(html) => self.html(&html),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.text.code(&code);
            }
            Event::SoftBreak => self.text.space(),
            Event::HardBreak => self.line_break(),
            Event::Rule => {
                self.flush();
                self.push(vec!["___".to_owned()], Kind::Other);
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    /// The lines of the whole.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.flush();
        let blocks = self.frames.into_iter().next().map(|frame| frame.blocks).unwrap_or_default();
        join(blocks, false)
    }

    fn raw(&mut self, text: &str) {
        if let Some(whole) = self.code.as_mut().or(self.html.as_mut()) {
            whole.push_str(text);
        } else {
            self.text.push(text);
        }
    }

    fn html(&mut self, html: &str) {
        for piece in html::pieces(html) {
            match piece {
                html::Piece::Text(text) => self.text.push(&html::decoded(text)),
                html::Piece::Break => self.line_break(),
                html::Piece::Paragraph if self.text.is_open() || self.table.is_some() => {
                    self.text.space();
                }
                html::Piece::Paragraph => self.flush(),
            }
        }
    }

    fn line_break(&mut self) {
        if self.table.is_some() {
            self.text.space();
        } else {
            self.text.line_break();
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => return self.text.mark_start("*"),
            Tag::Strong => return self.text.mark_start("**"),
            Tag::Strikethrough => return self.text.mark_start("~~"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                return self.text.link_start(&dest_url);
            }
            _ => {}
        }
        self.flush();
        match tag {
            Tag::Paragraph => self.loosen(),
            Tag::Heading { .. } => self.text.mark_start("**"),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::Table(alignments) => self.table = Some(Table::new(alignments)),
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.start_row();
                }
            }
            Tag::BlockQuote(_) | Tag::Item => self.open(Frame::default()),
            Tag::List(start) => {
                let marker = self.marker(start);
                self.open(Frame { list: Some(List::new(marker)), ..Frame::default() });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.text.mark_end(),
            TagEnd::Link | TagEnd::Image => self.text.link_end(),
            TagEnd::Heading(_) => {
                self.text.mark_end();
                self.flush();
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.html(&html);
                self.flush();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text).line();
                if let Some(table) = &mut self.table {
                    table.push(&cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.push(table.lines(), Kind::Other);
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(tag),
            _ => self.flush(),
        }
    }

    /// Ends the paragraph in the making, if there is one.
    fn flush(&mut self) {
        if self.table.is_some() || self.text.is_empty() {
            return;
        }
        let taken = 2 * self.frames.len().saturating_sub(1);
        let width = WIDTH.saturating_sub(taken).max(LEAST_WIDTH);
        let lines = std::mem::take(&mut self.text).lines(width);
        self.push(lines, Kind::Paragraph);
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let lines = code.lines().map(|line| {
            let line: String = line.replace('\t', "    ").chars().filter_map(visible).collect();
            line.trim_end().to_owned()
        });
        let fence = "`".repeat(escape::longest_run(&code).max(2) + 1);
        let lines: Vec<String> =
            [format!("{fence}text")].into_iter().chain(lines).chain([fence]).collect();
        if lines.iter().any(|line| !line.is_empty() && !line.starts_with("```")) {
            self.push(lines, Kind::Other);
        }
    }

    fn push(&mut self, lines: Vec<String>, kind: Kind) {
        if lines.iter().all(String::is_empty) {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(Block { lines, kind });
        }
    }

    fn open(&mut self, frame: Frame) {
        if self.beyond > 0 || self.frames.len() > DEPTH {
            self.beyond += 1;
        } else {
            self.frames.push(frame);
        }
    }

    fn close(&mut self, tag: TagEnd) {
        self.flush();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        match (tag, frame.list) {
            (TagEnd::Item, _) => {
                if let Some(list) = self.frames.last_mut().and_then(|frame| frame.list.as_mut()) {
                    list.push(join(frame.blocks, !list.loose));
                }
            }
            (_, Some(mut list)) => {
                // What stands directly in a list was in items too deep to be open.
                list.push(join(frame.blocks, false));
                let marker = list.marker();
                self.push(list.lines(), Kind::List(marker));
            }
            _ => {
                let lines = join(frame.blocks, false).into_iter();
                let quoted = lines.map(|line| format!("> {line}").trim_end().to_owned());
                self.push(quoted.collect(), Kind::Other);
            }
        }
    }

    /// A paragraph stands in the item at hand, so its list has empty lines between its items.
    fn loosen(&mut self) {
        let around = self.frames.len().checked_sub(2).and_then(|index| self.frames.get_mut(index));
        if let Some(list) = around.and_then(|frame| frame.list.as_mut()) {
            list.loose = true;
        }
    }

    fn marker(&self, start: Option<u64>) -> Marker {
        let around = self.frames.iter().rev().find_map(|frame| frame.list.as_ref());
        let before = match self.frames.last().and_then(|frame| frame.blocks.last()) {
            Some(Block { kind: Kind::List(marker), .. }) => Some(*marker),
            _ => None,
        };
        Marker::choose(start, around.map(List::marker), before)
    }
}

/// Puts blocks together with empty lines between them; in a tight list, none before a list in it.
fn join(blocks: Vec<Block>, tight: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = None;
    for Block { lines: block, kind } in blocks {
        let close = tight
            && before == Some(Kind::Paragraph)
            && matches!(kind, Kind::List(marker) if marker.interrupts());
        if before.is_some() && !close {
            lines.push(String::new());
        }
        lines.extend(block);
        before = Some(kind);
    }
    lines
}
