//! Prints a pattern in the syntax of `regex` and `fancy-regex`.
//!
//! Invariant: only syntax with one meaning is printed. Whatever depends on flags or on Unicode is printed as a class.

use std::fmt::Write as _;

use crate::class::{Class, WORD};
use crate::syntax::Node;

/// Returns a pattern in the syntax of `regex`; with lookaround, in that of `fancy-regex`.
pub(crate) fn translate(node: &Node, has_lookaround: bool) -> String {
    let mut printer = Printer { regex: String::new(), has_lookaround };
    printer.node(node);
    printer.regex
}

struct Printer {
    regex: String,
    has_lookaround: bool,
}

impl Printer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Char(character) => self.char(*character),
            Node::Class(class) => self.class(class),
            Node::Start => self.regex.push_str(r"\A"),
            Node::End => self.regex.push_str(r"\z"),
            Node::WordBoundary { is_negated } => self.word_boundary(*is_negated),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.node(node)),
            Node::Alternation(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    self.regex.push_str(if index == 0 { "(?:" } else { "|" });
                    self.node(node);
                }
                self.regex.push(')');
            }
            Node::Repeat { node, min, max } => {
                self.regex.push_str("(?:");
                self.node(node);
                self.regex.push(')');
                self.quantifier(*min, *max);
            }
            Node::Lookaround { node, is_behind, is_negated } => {
                self.regex.push_str(match (is_behind, is_negated) {
                    (false, false) => "(?=",
                    (false, true) => "(?!",
                    (true, false) => "(?<=",
                    (true, true) => "(?<!",
                });
                self.node(node);
                self.regex.push(')');
            }
        }
    }

    fn quantifier(&mut self, min: u32, max: Option<u32>) {
        match (min, max) {
            (0, None) => self.regex.push('*'),
            (1, None) => self.regex.push('+'),
            (0, Some(1)) => self.regex.push('?'),
            (min, None) => self.push(format_args!("{{{min},}}")),
            (min, Some(max)) => self.push(format_args!("{{{min},{max}}}")),
        }
    }

    /// Prints `\b` or `\B`, which ECMAScript defines by ASCII word characters.
    fn word_boundary(&mut self, is_negated: bool) {
        if !self.has_lookaround {
            self.regex.push_str(r"(?-u:\b)");
            return;
        }
        let word = Class { ranges: WORD.to_vec(), ..Class::default() };
        let inverse = if is_negated { ["=", "!"] } else { ["!", "="] };
        for (index, (before, after)) in ["=", "!"].into_iter().zip(inverse).enumerate() {
            self.regex.push_str(if index == 0 { "(?:(?<" } else { "|(?<" });
            self.regex.push_str(before);
            self.class(&word);
            self.regex.push_str(")(?");
            self.regex.push_str(after);
            self.class(&word);
            self.regex.push(')');
        }
        self.regex.push(')');
    }

    fn char(&mut self, character: char) {
        if character.is_ascii_alphanumeric() {
            self.regex.push(character);
        } else {
            self.push(format_args!(r"\x{{{:X}}}", u32::from(character)));
        }
    }

    fn class(&mut self, class: &Class) {
        let Class { is_negated, ranges, properties } = class;
        // An empty class matches nothing, and its opposite everything.
        let is_empty = ranges.is_empty() && properties.is_empty();
        self.regex.push_str(if *is_negated == is_empty { "[" } else { "[^" });
        if is_empty {
            self.regex.push_str(r"\x{0}-\x{10FFFF}");
        }
        for (first, last) in ranges {
            self.char(*first);
            if first != last {
                self.regex.push('-');
                self.char(*last);
            }
        }
        for (is_negated, name) in properties {
            let escape = if *is_negated { 'P' } else { 'p' };
            self.push(format_args!(r"\{escape}{{{name}}}"));
        }
        self.regex.push(']');
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.regex.write_fmt(text);
    }
}
