//! Text within a block: words, code, links and emphasis, put together and wrapped.

use super::{escape, visible};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Characters without white space, as they are to be read.
    Word(String),
    Space,
    Break,
    Code(String),
    /// An address that links to itself.
    Address(String),
    LinkStart,
    /// The end of a link, with where it leads.
    LinkEnd(String),
    /// `*`, `**` or `~~` before what it marks.
    MarkStart(&'static str),
    /// The same after it.
    MarkEnd,
}

/// A text in the making.
#[derive(Debug, Default)]
pub(super) struct Text {
    pieces: Vec<Piece>,
    /// How many marks are open; only the outermost is written, since marks in marks are ambiguous.
    marks: usize,
    /// Where the open links lead; `None` for those that become their text.
    links: Vec<Option<String>>,
}

impl Text {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether a link or emphasis is open, so that no paragraph can end here.
    pub(super) fn is_open(&self) -> bool {
        self.marks > 0 || !self.links.is_empty()
    }

    pub(super) fn push(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            self.word(word.chars().filter_map(visible).collect());
            rest = after.trim_start();
            if rest.len() < after.len() {
                self.space();
            }
        }
    }

    fn word(&mut self, word: String) {
        match self.pieces.last_mut() {
            _ if word.is_empty() => {}
            Some(Piece::Word(before)) => before.push_str(&word),
            _ => self.pieces.push(Piece::Word(word)),
        }
    }

    pub(super) fn space(&mut self) {
        if !matches!(self.pieces.last(), None | Some(Piece::Space | Piece::Break)) {
            self.pieces.push(Piece::Space);
        }
    }

    pub(super) fn line_break(&mut self) {
        if self.in_link() {
            return self.space();
        }
        if self.pieces.last() == Some(&Piece::Space) {
            self.pieces.pop();
        }
        if !matches!(self.pieces.last(), None | Some(Piece::Break)) {
            self.pieces.push(Piece::Break);
        }
    }

    pub(super) fn code(&mut self, code: &str) {
        let code: String = code.chars().filter_map(visible).collect();
        let code = code.trim();
        if !code.is_empty() {
            self.pieces.push(Piece::Code(code.to_owned()));
        }
    }

    pub(super) fn mark_start(&mut self, mark: &'static str) {
        self.marks += 1;
        if self.marks == 1 {
            self.pieces.push(Piece::MarkStart(mark));
        }
    }

    pub(super) fn mark_end(&mut self) {
        if self.marks == 1 {
            self.pieces.push(Piece::MarkEnd);
        }
        self.marks = self.marks.saturating_sub(1);
    }

    fn in_link(&self) -> bool {
        self.links.iter().any(Option::is_some)
    }

    pub(super) fn link_start(&mut self, destination: &str) {
        let destination = if self.in_link() { None } else { escape::destination(destination) };
        if destination.is_some() {
            self.pieces.push(Piece::LinkStart);
        }
        self.links.push(destination);
    }

    pub(super) fn link_end(&mut self) {
        let Some(Some(destination)) = self.links.pop() else { return };
        let start = self.pieces.iter().rposition(|piece| *piece == Piece::LinkStart);
        let inside = self.pieces.get(start.map_or(0, |start| start + 1)..).unwrap_or_default();
        let shown: Vec<_> = inside.iter().filter(|piece| !is_silent(piece)).collect();
        let itself = match shown.as_slice() {
            [] => true,
            [Piece::Word(word)] => *word == destination && !destination.starts_with("mailto:"),
            _ => false,
        };
        if itself && inside.len() == shown.len() {
            self.pieces.truncate(start.unwrap_or_default());
            self.pieces.push(Piece::Address(destination));
        } else {
            self.pieces.push(Piece::LinkEnd(destination));
        }
    }

    /// The text in one line, for a cell of a table.
    pub(super) fn line(self) -> String {
        let words = self.words();
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The text in lines of about `width` columns.
    pub(super) fn lines(self, width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut columns = 0;
        for word in self.words() {
            let length = word.text.chars().count();
            if !line.is_empty() && columns + 1 + length > width {
                lines.push(std::mem::take(&mut line));
            }
            if line.is_empty() {
                line = escape::line_start(&word.text);
                columns = length;
            } else {
                line.push(' ');
                line.push_str(&word.text);
                columns += 1 + length;
            }
            if word.ends_line {
                line.push('\\');
                lines.push(std::mem::take(&mut line));
            }
        }
        lines.push(line);
        lines
    }

    fn words(mut self) -> Vec<Word> {
        drop_ambiguous_marks(&mut self.pieces);
        self.pieces = with_addresses(self.pieces);
        while let Some(Piece::Space | Piece::Break) = self.pieces.last() {
            self.pieces.pop();
        }
        let mut words = Vec::new();
        let mut text = String::new();
        let mut marks = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Space | Piece::Break if text.is_empty() => {}
                Piece::Space => {
                    words.push(Word { text: std::mem::take(&mut text), ends_line: false });
                }
                Piece::Break => {
                    words.push(Word { text: std::mem::take(&mut text), ends_line: true });
                }
                Piece::Word(word) => {
                    let next = self.pieces.get(index + 1);
                    let apart = matches!(next, None | Some(Piece::Space | Piece::Break));
                    text.push_str(&escape::word(word, apart));
                }
                Piece::Code(code) => text.push_str(&escape::code(code)),
                Piece::Address(address) => text.extend(["<", address, ">"]),
                Piece::LinkStart => text.push('['),
                Piece::LinkEnd(destination) => text.extend(["](", destination, ")"]),
                Piece::MarkStart(mark) => {
                    marks.push(*mark);
                    text.push_str(mark);
                }
                Piece::MarkEnd => text.push_str(marks.pop().unwrap_or_default()),
            }
        }
        if !text.is_empty() {
            words.push(Word { text, ends_line: false });
        }
        words
    }
}

/// What no line can break in.
struct Word {
    text: String,
    /// A hard break follows.
    ends_line: bool,
}

fn is_silent(piece: &Piece) -> bool {
    matches!(piece, Piece::Space | Piece::Break | Piece::MarkStart(_) | Piece::MarkEnd)
}

/// Removes marks that Markdown would not take for marks beside their neighbours.
fn drop_ambiguous_marks(pieces: &mut Vec<Piece>) {
    let mut kept = vec![true; pieces.len()];
    let mut open = None;
    for (index, piece) in pieces.iter().enumerate() {
        let clear = match piece {
            Piece::MarkStart(_) => {
                open = Some(index);
                continue;
            }
            Piece::MarkEnd => open.is_some_and(|start| {
                index > start + 1
                    && is_clear(
                        edge(pieces, start.checked_sub(1), true),
                        edge(pieces, Some(start + 1), false),
                    )
                    && is_clear(
                        edge(pieces, Some(index + 1), false),
                        edge(pieces, Some(index - 1), true),
                    )
            }),
            _ => continue,
        };
        if !clear {
            for mark in [open, Some(index)].into_iter().flatten() {
                if let Some(kept) = kept.get_mut(mark) {
                    *kept = false;
                }
            }
        }
        open = None;
    }
    if let Some(kept) = open.and_then(|open| kept.get_mut(open)) {
        *kept = false;
    }
    let mut kept = kept.into_iter();
    pieces.retain(|_| kept.next().unwrap_or(true));
}

/// The character that a piece ends or starts with; a space at the ends of the text.
fn edge(pieces: &[Piece], index: Option<usize>, end: bool) -> char {
    let Some(piece) = index.and_then(|index| pieces.get(index)) else { return ' ' };
    match piece {
        Piece::Word(word) => {
            if end { word.chars().last() } else { word.chars().next() }.unwrap_or(' ')
        }
        Piece::Space | Piece::Break => ' ',
        Piece::Code(_) | Piece::Address(_) | Piece::LinkStart | Piece::LinkEnd(_) => '"',
        Piece::MarkStart(_) | Piece::MarkEnd => '*',
    }
}

/// Whether a mark between these two is certain to be one.
fn is_clear(outside: char, inside: char) -> bool {
    let apart = outside == ' ' || "()\"',.;:/-?!".contains(outside);
    let sound = inside.is_alphanumeric() || inside.is_ascii_punctuation();
    sound && inside != '*' && (apart || (outside.is_alphanumeric() && inside.is_alphanumeric()))
}

/// The pieces with addresses in words as pieces of their own, outside of links.
fn with_addresses(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut split = Text::default();
    let mut in_link = false;
    for piece in joined(pieces) {
        match piece {
            Piece::Word(word) if !in_link => split_addresses(&word, &mut split),
            other => {
                in_link = match other {
                    Piece::LinkStart => true,
                    Piece::LinkEnd(_) => false,
                    _ => in_link,
                };
                split.pieces.push(other);
            }
        }
    }
    split.pieces
}

/// The pieces with neighbouring words as one.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut text = Text::default();
    for piece in pieces {
        match piece {
            Piece::Word(word) => text.word(word),
            other => text.pieces.push(other),
        }
    }
    text.pieces
}

fn split_addresses(word: &str, text: &mut Text) {
    let mut rest = word;
    while let Some(start) = address_start(rest) {
        let (before, address) = rest.split_at(start);
        let (address, after) = address.split_at(address_length(address));
        text.word(before.to_owned());
        // A template such as `https://host/{id}` leads nowhere.
        text.pieces.push(if address.contains(['{', '}']) {
            Piece::Code(address.to_owned())
        } else {
            Piece::Address(address.to_owned())
        });
        rest = after;
    }
    text.word(rest.to_owned());
}

fn address_start(word: &str) -> Option<usize> {
    // Hardly any word has an address in it, and this is asked of each.
    if !word.contains(':') {
        return None;
    }
    let starts = ["http://", "https://"].into_iter().filter_map(|scheme| {
        let found = word.match_indices(scheme).find(|(start, _)| {
            word.get(*start..).is_some_and(|address| address_length(address) > scheme.len())
        });
        found.map(|(start, _)| start)
    });
    starts.min()
}

/// No longer address is recognised.
const LONGEST_ADDRESS: usize = 2000;

/// How much of `text` is an address: not the punctuation of the sentence around it.
fn address_length(text: &str) -> usize {
    let inside = |it: char| it.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(it);
    let end = text.char_indices().take(LONGEST_ADDRESS).find(|(_, it)| !inside(*it));
    let end = end.or_else(|| text.char_indices().nth(LONGEST_ADDRESS));
    let mut address = text.get(..end.map_or(text.len(), |(end, _)| end)).unwrap_or_default();
    loop {
        let unbalanced = [('(', ')'), ('{', '}')].into_iter().any(|(open, close)| {
            let count = |bracket| address.matches(bracket).count();
            address.ends_with(close) && count(close) > count(open)
        });
        let shorter = if unbalanced {
            address.get(..address.len() - 1).unwrap_or_default()
        } else {
            address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '(', '{'])
        };
        if shorter.len() == address.len() {
            return address.len();
        }
        address = shorter;
    }
}
