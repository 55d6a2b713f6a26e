//! Builds and wraps inline text: words, code, links and emphasis.

use super::{escape, visible};

/// An inline element.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// Unescaped characters without white space.
    Word(String),
    Space,
    Break,
    Code(String),
    /// An autolink.
    Address(String),
    LinkStart,
    /// The end of a link, with its destination.
    LinkEnd(String),
    /// An opening `*`, `**` or `~~`.
    MarkStart(&'static str),
    /// The closing mark.
    MarkEnd,
}

/// Builder of inline text.
#[derive(Debug, Default)]
pub(super) struct Text {
    pieces: Vec<Piece>,
    /// The number of open marks. Only the outermost is written, because nested marks are ambiguous.
    marks: usize,
    /// The destinations of open links; `None` for links that are replaced by their text.
    links: Vec<Option<String>>,
    /// Whether one of the open links has a destination. Links in it are replaced by their text.
    in_link: bool,
}

impl Text {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether a link or emphasis is open, so that a paragraph cannot end here.
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
        if self.in_link {
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

    pub(super) fn link_start(&mut self, destination: &str) {
        let destination = if self.in_link { None } else { escape::destination(destination) };
        if destination.is_some() {
            self.in_link = true;
            self.pieces.push(Piece::LinkStart);
        }
        self.links.push(destination);
    }

    pub(super) fn link_end(&mut self) {
        let Some(Some(destination)) = self.links.pop() else { return };
        self.in_link = false;
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

    /// Returns the text as one line, for a table cell.
    pub(super) fn line(self) -> String {
        let words = self.words();
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the text wrapped at about `width` columns, of which `lead` are taken in the first line.
    pub(super) fn lines(self, width: usize, lead: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut columns = 0;
        let mut limit = width.saturating_sub(lead);
        for word in self.words() {
            let length = word.text.chars().count();
            if !line.is_empty() && columns + 1 + length > limit {
                lines.push(std::mem::take(&mut line));
                limit = width;
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
                limit = width;
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

/// Text without a possible line break.
struct Word {
    text: String,
    /// Whether a hard break follows.
    ends_line: bool,
}

fn is_silent(piece: &Piece) -> bool {
    matches!(piece, Piece::Space | Piece::Break | Piece::MarkStart(_) | Piece::MarkEnd)
}

/// Removes marks that Markdown would not recognise next to the adjacent characters.
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

/// Returns the last or first character of a piece; a space at the ends of the text.
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

/// Whether Markdown certainly recognises a mark between two characters.
fn is_clear(outside: char, inside: char) -> bool {
    let apart = outside == ' ' || "()\"',.;:/-?!".contains(outside);
    let sound = inside.is_alphanumeric() || inside.is_ascii_punctuation();
    sound && inside != '*' && (apart || (outside.is_alphanumeric() && inside.is_alphanumeric()))
}

/// Splits addresses outside of links from the surrounding words.
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

/// Joins adjacent words.
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
        // A template such as `https://host/{id}` is not a valid link.
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
    let mut starts = word.match_indices("http");
    let start = starts.find(|(start, _)| {
        word.get(*start..).is_some_and(|address| {
            ["http://", "https://"]
                .into_iter()
                .any(|scheme| address.starts_with(scheme) && address_length(address) > scheme.len())
        })
    });
    start.map(|(start, _)| start)
}

/// Limit of characters of a recognised address.
const MAX_ADDRESS_LENGTH: usize = 2000;

/// Returns the length of the address at the start of `text`, without trailing punctuation of the sentence.
fn address_length(text: &str) -> usize {
    let inside = |it: char| it.is_alphanumeric() || "-._~:/?#@!$&'()*+,;=%{}".contains(it);
    let end = text.char_indices().take(MAX_ADDRESS_LENGTH).find(|(_, it)| !inside(*it));
    let end = end.or_else(|| text.char_indices().nth(MAX_ADDRESS_LENGTH));
    let mut address = text.get(..end.map_or(text.len(), |(end, _)| end)).unwrap_or_default();
    let count = |bracket| address.matches(bracket).count();
    let (mut round, mut curly) = ([count('('), count(')')], [count('{'), count('}')]);
    while let Some(last) = address.chars().next_back() {
        match (last, &mut round, &mut curly) {
            // A closing bracket without an opening one belongs to the sentence.
            (')', [open, close], _) | ('}', _, [open, close]) if *close > *open => *close -= 1,
            ('(', [open, _], _) | ('{', _, [open, _]) => *open -= 1,
            ('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~', ..) => {}
            _ => break,
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    address.len()
}
