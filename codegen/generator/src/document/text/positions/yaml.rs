//! Positions in YAML.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, Span, options};

use super::{Builder, NodeShape, Positions};
use crate::document::text::nesting::MAX_DEPTH;

/// Returns the positions up to the first syntax error.
pub(super) fn positions(text: &str) -> Positions {
    let options = options! {
        // The same limits as libyaml, which reads the values.
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH + 1,
        block_nesting_limit: MAX_DEPTH + 1,
    };
    let mut reading = Reading {
        builder: Builder::new(text),
        open: Vec::new(),
        anchors: HashMap::new(),
        is_key: false,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = event else { break };
        // Only the first document of a stream is read.
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        reading.take(&event, span);
    }
    reading.builder.finish()
}

struct Reading<'text> {
    builder: Builder<'text>,
    /// The open objects and lists, each with whether it is a key.
    open: Vec<(NodeShape, bool)>,
    /// The nodes of anchors.
    anchors: HashMap<usize, usize>,
    /// Whether the next node is a key.
    is_key: bool,
}

impl Reading<'_> {
    fn take(&mut self, event: &Event<'_>, span: Span) {
        let Some(bytes) = span.byte_range() else { return };
        match event {
            Event::Scalar(decoded, style, anchor, _) => {
                let written = self.written(bytes, *style);
                if self.is_key {
                    self.builder.key(written, decoded);
                    self.is_key = false;
                } else {
                    let node = self.builder.value(written, NodeShape::Scalar);
                    self.anchored(*anchor, node);
                    self.after_value();
                }
            }
            Event::Alias(anchor) => {
                if self.is_key {
                    self.builder.key(bytes, "");
                    self.is_key = false;
                } else {
                    let node = self.builder.value(bytes, NodeShape::Scalar);
                    if let Some(target) = self.anchors.get(anchor) {
                        self.builder.positions.aliases.insert(node, *target);
                    }
                    self.after_value();
                }
            }
            Event::UnresolvedAlias(_) => {
                self.builder.value(bytes, NodeShape::Scalar);
                self.after_value();
            }
            Event::MappingStart(_, anchor, _) => self.start(bytes, NodeShape::Object, *anchor),
            Event::SequenceStart(_, anchor, _) => self.start(bytes, NodeShape::List, *anchor),
            Event::MappingEnd | Event::SequenceEnd => self.end(bytes.end),
            _ => {}
        }
    }

    fn start(&mut self, bytes: Range<usize>, shape: NodeShape, anchor: usize) {
        self.open.push((shape, self.is_key));
        let node = self.builder.value(bytes, shape);
        self.anchored(anchor, node);
        self.is_key = shape == NodeShape::Object;
    }

    fn end(&mut self, end: usize) {
        // Only flow collections have a closing bracket; a block ends with its last value.
        let text = self.builder.text;
        let is_closed = end > 0 && text.get(end - 1..end).is_some_and(|it| it == "}" || it == "]");
        let is_open =
            self.builder.open.last().and_then(|node| self.builder.positions.nodes.get(*node));
        let is_open = is_open.is_some_and(|node| {
            text.get(node.value.start..).is_some_and(|it| it.starts_with(['{', '[']))
        });
        self.builder.close((is_closed && is_open).then_some(end));
        match self.open.pop() {
            // A list or an object as a key, which JSON cannot represent.
            Some((_, true)) => {
                self.builder.key(end..end, "");
                self.is_key = false;
            }
            _ => self.after_value(),
        }
    }

    fn after_value(&mut self) {
        self.is_key = self.open.last().is_some_and(|(shape, _)| *shape == NodeShape::Object);
    }

    fn anchored(&mut self, anchor: usize, node: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    /// Returns the range of a scalar without the trailing blank lines that the parser includes.
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
