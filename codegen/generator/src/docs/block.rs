//! Builds blocks from parser events: paragraphs, lists, quotes, code and tables.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::inline::Text;
use super::list::{List, Marker};
use super::table::Table;
use super::{escape, html, visible};

/// Columns of a line, including the indentation of containers but not `/// ` and the indentation of an item.
pub(crate) const WIDTH: usize = 92;
/// Minimum columns of text in nested containers.
const MIN_WIDTH: usize = 40;
/// Limit of nested containers. Deeper containers are flattened.
pub(super) const MAX_DEPTH: usize = 12;

/// Builder of the blocks of a description.
pub(super) struct Blocks {
    /// The open containers, the outermost first; never empty.
    frames: Vec<Frame>,
    /// The columns before the text: of the first line, and of the others.
    lead: (usize, usize),
    /// The number of open containers that are flattened.
    flattened: usize,
    text: Text,
    code: Option<String>,
    html: Option<String>,
    table: Option<Table>,
}

/// An open container.
#[derive(Debug, Default)]
struct Frame {
    blocks: Vec<Block>,
    /// The list, if the container is one.
    list: Option<List>,
}

/// A finished block.
#[derive(Debug)]
struct Block {
    lines: Vec<String>,
    kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Paragraph,
    List(Marker),
    Other,
}

impl Blocks {
    pub(super) fn new(lead: (usize, usize)) -> Self {
        Self {
            frames: vec![Frame::default()],
            lead,
            flattened: 0,
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
                self.push(vec!["___".to_owned()], BlockKind::Other);
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    /// Returns the lines of all blocks.
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
                    self.push(table.lines(), BlockKind::Other);
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(tag),
            _ => self.flush(),
        }
    }

    /// Ends the current paragraph, if there is one.
    fn flush(&mut self) {
        if self.table.is_some() || self.text.is_empty() {
            return;
        }
        let taken = self.lead.1 + 2 * self.frames.len().saturating_sub(1);
        let width = WIDTH.saturating_sub(taken).max(MIN_WIDTH);
        let is_first = matches!(self.frames.as_slice(), [frame] if frame.blocks.is_empty());
        let lead = if is_first { self.lead.0.saturating_sub(self.lead.1) } else { 0 };
        let lines = std::mem::take(&mut self.text).lines(width, lead);
        self.push(lines, BlockKind::Paragraph);
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
            self.push(lines, BlockKind::Other);
        }
    }

    fn push(&mut self, lines: Vec<String>, kind: BlockKind) {
        if lines.iter().all(String::is_empty) {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(Block { lines, kind });
        }
    }

    fn open(&mut self, frame: Frame) {
        if self.flattened > 0 || self.frames.len() > MAX_DEPTH {
            self.flattened += 1;
        } else {
            self.frames.push(frame);
        }
    }

    fn close(&mut self, tag: TagEnd) {
        self.flush();
        if self.flattened > 0 {
            self.flattened -= 1;
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
                // Blocks directly in a list come from flattened items.
                list.push(join(frame.blocks, false));
                let marker = list.marker();
                self.push(list.lines(), BlockKind::List(marker));
            }
            _ => {
                let lines = join(frame.blocks, false).into_iter();
                let quoted = lines.map(|line| format!("> {line}").trim_end().to_owned());
                self.push(quoted.collect(), BlockKind::Other);
            }
        }
    }

    /// Makes the enclosing list loose, because the current item contains a paragraph.
    fn loosen(&mut self) {
        let enclosing =
            self.frames.len().checked_sub(2).and_then(|index| self.frames.get_mut(index));
        if let Some(list) = enclosing.and_then(|frame| frame.list.as_mut()) {
            list.loose = true;
        }
    }

    fn marker(&self, start: Option<u64>) -> Marker {
        let enclosing = self.frames.iter().rev().find_map(|frame| frame.list.as_ref());
        let before = match self.frames.last().and_then(|frame| frame.blocks.last()) {
            Some(Block { kind: BlockKind::List(marker), .. }) => Some(*marker),
            _ => None,
        };
        Marker::choose(start, enclosing.map(List::marker), before)
    }
}

/// Joins blocks with empty lines, except before a nested list in a tight list.
fn join(blocks: Vec<Block>, tight: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = None;
    for Block { lines: block, kind } in blocks {
        let close = tight
            && before == Some(BlockKind::Paragraph)
            && matches!(kind, BlockKind::List(marker) if marker.interrupts());
        if before.is_some() && !close {
            lines.push(String::new());
        }
        lines.extend(block);
        before = Some(kind);
    }
    lines
}
