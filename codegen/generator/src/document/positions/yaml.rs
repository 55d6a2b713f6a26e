//! Where everything stands in a YAML text.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, options};

use super::{Builder, Positions, Shape};
use crate::document::reader::DEPTH;

/// What stands where, up to the first mistake.
pub(super) fn positions(text: &str) -> Positions {
    let options = options! {
        // What libyaml allows, which reads the values.
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH + 1,
        block_nesting_limit: DEPTH + 1,
    };
    let mut reading = Reading {
        builder: Builder::new(text),
        open: Vec::new(),
        anchors: HashMap::new(),
        is_key: false,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = event else { break };
        // Of a stream the first document is the one that is read.
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        reading.take(&event, span);
    }
    reading.builder.finish()
}

struct Reading<'text> {
    builder: Builder<'text>,
    /// The objects and lists that are open, and whether each is a key.
    open: Vec<(Shape, bool)>,
    /// The values that anchors name.
    anchors: HashMap<usize, usize>,
    /// Whether a key comes next.
    is_key: bool,
}

impl Reading<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        let Some(bytes) = span.byte_range() else { return };
        match event {
            Event::Scalar(meant, style, anchor, _) => {
                let written = self.written(bytes, *style);
                if self.is_key {
                    self.builder.key(written, meant);
                    self.is_key = false;
                } else {
                    let node = self.builder.value(written, Shape::Scalar);
                    self.anchored(*anchor, node);
                    self.after_value();
                }
            }
            Event::Alias(anchor) => {
                if self.is_key {
                    self.builder.key(bytes, "");
                    self.is_key = false;
                } else {
                    let node = self.builder.value(bytes, Shape::Scalar);
                    if let Some(target) = self.anchors.get(anchor) {
                        self.builder.positions.aliases.insert(node, *target);
                    }
                    self.after_value();
                }
            }
            Event::UnresolvedAlias(_) => {
                self.builder.value(bytes, Shape::Scalar);
                self.after_value();
            }
            Event::MappingStart(_, anchor, _) => self.start(bytes, Shape::Object, *anchor),
            Event::SequenceStart(_, anchor, _) => self.start(bytes, Shape::List, *anchor),
            Event::MappingEnd | Event::SequenceEnd => self.end(bytes.end),
            _ => {}
        }
    }

    fn start(&mut self, bytes: Range<usize>, shape: Shape, anchor: usize) {
        self.open.push((shape, self.is_key));
        let node = self.builder.value(bytes, shape);
        self.anchored(anchor, node);
        self.is_key = shape == Shape::Object;
    }

    fn end(&mut self, end: usize) {
        // A bracket closes what a bracket opened; anything else ends with what is in it.
        let text = self.builder.text;
        let is_closed = end > 0 && text.get(end - 1..end).is_some_and(|it| it == "}" || it == "]");
        let is_open =
            self.builder.open.last().and_then(|node| self.builder.positions.nodes.get(*node));
        let is_open = is_open.is_some_and(|node| {
            text.get(node.value.start..).is_some_and(|it| it.starts_with(['{', '[']))
        });
        self.builder.close((is_closed && is_open).then_some(end));
        match self.open.pop() {
            // A list or an object as a key, which no JSON has.
            Some((_, true)) => {
                self.builder.key(end..end, "");
                self.is_key = false;
            }
            _ => self.after_value(),
        }
    }

    fn after_value(&mut self) {
        self.is_key = self.open.last().is_some_and(|(shape, _)| *shape == Shape::Object);
    }

    fn anchored(&mut self, anchor: usize, node: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    /// A scalar without what the parser counts to it that is no part of it: the lines after a block.
    fn written(&self, bytes: Range<usize>, style: ScalarStyle) -> Range<usize> {
        let written = self.builder.text.get(bytes.clone()).unwrap_or("");
        match style {
            ScalarStyle::Literal | ScalarStyle::Folded | ScalarStyle::Plain => {
                bytes.start..bytes.start + written.trim_end_matches([' ', '\t', '\r', '\n']).len()
            }
            _ => bytes,
        }
    }
}
