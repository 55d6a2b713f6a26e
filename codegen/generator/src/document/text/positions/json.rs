//! Positions in JSON.

use std::ops::Range;

use jiter::{Jiter, JiterResult, Peek};

use super::{Builder, NodeShape, Positions};

/// Returns the positions up to the first syntax error, and whether the text is valid JSON.
pub(super) fn positions(text: &str) -> (Positions, bool) {
    let mut reading = Reading { builder: Builder::new(text), parser: Jiter::new(text.as_bytes()) };
    let is_json = reading.read().is_ok();
    (reading.builder.finish(), is_json)
}

struct Reading<'text> {
    builder: Builder<'text>,
    parser: Jiter<'text>,
}

/// The next token.
enum Next {
    Value(Peek),
    Close,
}

impl Reading<'_> {
    /// Reads the whole text with an explicit stack, so that deep nesting cannot overflow the call stack.
    fn read(&mut self) -> JiterResult<()> {
        let mut shapes = Vec::new();
        let first = self.parser.peek()?;
        let mut next = Next::Value(first);
        loop {
            next = match next {
                Next::Value(peek @ (Peek::Object | Peek::Array)) => {
                    let start = self.parser.current_index();
                    let shape =
                        if peek == Peek::Object { NodeShape::Object } else { NodeShape::List };
                    self.builder.value(start..start + 1, shape);
                    shapes.push(shape);
                    self.step(shape, true)?
                }
                Next::Value(peek) => {
                    let start = self.parser.current_index();
                    self.parser.known_skip(peek)?;
                    self.builder.value(start..self.parser.current_index(), NodeShape::Scalar);
                    match shapes.last() {
                        Some(shape) => self.step(*shape, false)?,
                        None => return self.parser.finish(),
                    }
                }
                Next::Close => {
                    self.builder.close(Some(self.parser.current_index()));
                    shapes.pop();
                    match shapes.last() {
                        Some(shape) => self.step(*shape, false)?,
                        None => return self.parser.finish(),
                    }
                }
            };
        }
    }

    /// Advances to the next value of the innermost object or list.
    fn step(&mut self, shape: NodeShape, is_first: bool) -> JiterResult<Next> {
        if shape == NodeShape::List {
            let item =
                if is_first { self.parser.known_array()? } else { self.parser.array_step()? };
            return Ok(item.map_or(Next::Close, Next::Value));
        }
        let text = self.builder.text;
        let key = if is_first {
            self.parser.next_object_bytes()?
        } else {
            self.parser.next_key_bytes()?
        };
        let Some(key) = key.and_then(|key| range_in(text, key)) else { return Ok(Next::Close) };
        let written = text.get(key.clone()).unwrap_or("");
        let quoted = key.start.saturating_sub(1)..key.end + 1;
        let decoded = || serde_json::from_str(text.get(quoted.clone())?).ok();
        match written.contains('\\').then(decoded).flatten() {
            Some::<String>(decoded) => self.builder.key(quoted, &decoded),
            None => self.builder.key(quoted, written),
        }
        Ok(Next::Value(self.parser.peek()?))
    }
}

/// Returns the byte range of a subslice of the text.
fn range_in(text: &str, part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    (start + part.len() <= text.len()).then_some(start..start + part.len())
}
