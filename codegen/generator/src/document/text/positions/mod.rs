//! Positions of keys and values in a text.
//!
//! The reader discards positions. When the first one is needed, an event parser scans the text again and records the
//! byte range of every node.

mod json;
mod yaml;

use std::collections::HashMap;
use std::ops::Range;

use super::source::is_json_name;
use crate::diagnostic::{Highlight, Pointer};

/// The byte ranges of all keys and values of one text.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// All values in document order: each precedes its members.
    nodes: Vec<Node>,
    /// The decoded keys of nodes whose key is written with escapes.
    names: HashMap<usize, Box<str>>,
    /// The targets of YAML aliases.
    aliases: HashMap<usize, usize>,
    /// Indices of large objects by key; a duplicate key has several members.
    members: HashMap<usize, HashMap<Box<str>, Vec<usize>>>,
    /// Indices of large lists.
    items: HashMap<usize, Vec<usize>>,
}

#[derive(Debug)]
struct Node {
    /// The key with its quotes.
    key: Option<Range<usize>>,
    /// The value, from its quote, bracket or first key to its end.
    value: Range<usize>,
    shape: NodeShape,
    /// The index of the next node that is not a descendant.
    after: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NodeShape {
    Scalar,
    List,
    Object,
}

/// Number of members from which an object or list gets an index.
const INDEX_THRESHOLD: usize = 32;

impl Positions {
    /// Computes the positions of a text, up to its first syntax error.
    pub(super) fn of(text: &str, name: &str) -> Self {
        let named_json = is_json_name(name);
        if named_json || text.trim_start().starts_with('{') {
            let (positions, is_json) = json::positions(text);
            // A YAML flow mapping starts like a JSON object.
            if named_json || is_json {
                return positions;
            }
        }
        yaml::positions(text)
    }

    /// Returns the range to highlight for the value at `pointer`, or for its innermost existing ancestor.
    pub(super) fn bytes(
        &self,
        text: &str,
        pointer: &Pointer,
        highlight: Highlight,
    ) -> Option<Range<usize>> {
        let (index, is_whole) = self.find(text, pointer);
        let node = self.nodes.get(index)?;
        // A missing value is reported at its parent.
        match if is_whole { highlight } else { Highlight::Value } {
            Highlight::Key => node.key.clone().or_else(|| self.introduction(text, index)),
            Highlight::RepeatedKey(times) => {
                let parent = self.find(text, &pointer.parent()?).0;
                let again = self.named(text, parent, &pointer.last()?, times);
                let again = again.and_then(|again| self.nodes.get(again)?.key.clone());
                again.or_else(|| node.key.clone())
            }
            Highlight::Members => self.opening(text, index),
            Highlight::Value => self.introduction(text, index),
        }
    }

    /// Returns the ranges of the key and of the whole value at `pointer`.
    pub(super) fn extent(
        &self,
        text: &str,
        pointer: &Pointer,
    ) -> Option<(Option<Range<usize>>, Range<usize>)> {
        let (node, is_whole) = self.find(text, pointer);
        let node = self.nodes.get(node).filter(|_| is_whole)?;
        Some((node.key.clone(), node.value.clone()))
    }

    /// Returns the range of a scalar, or of the key of an object or list; without a key, its opening.
    fn introduction(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let node = self.nodes.get(index)?;
        match &node.key {
            Some(key) if node.shape != NodeShape::Scalar || node.value.is_empty() => {
                Some(key.clone())
            }
            _ => self.opening(text, index),
        }
    }

    /// Returns the range of a scalar, or of the opening bracket, first key or first item of an object or list.
    fn opening(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let node = self.nodes.get(index)?;
        if node.shape == NodeShape::Scalar {
            return Some(node.value.clone());
        }
        if text.get(node.value.start..)?.starts_with(['{', '[']) {
            return Some(node.value.start..node.value.start + 1);
        }
        let first = self.children(index).next().and_then(|child| self.nodes.get(child));
        Some(first.and_then(|child| child.key.clone()).unwrap_or_else(|| node.value.clone()))
    }

    /// Returns the node at `pointer` and `true`, or its innermost existing ancestor and `false`.
    fn find(&self, text: &str, pointer: &Pointer) -> (usize, bool) {
        let mut here = 0;
        for token in pointer.tokens() {
            let target = self.aliases.get(&here).copied().unwrap_or(here);
            match self.member(text, target, &token) {
                Some(member) => here = member,
                None => return (here, false),
            }
        }
        (here, true)
    }

    fn member(&self, text: &str, parent: usize, token: &str) -> Option<usize> {
        match self.nodes.get(parent)?.shape {
            NodeShape::Scalar => None,
            NodeShape::List => {
                let index: usize = token.parse().ok()?;
                match self.items.get(&parent) {
                    Some(items) => items.get(index).copied(),
                    None => self.children(parent).nth(index),
                }
            }
            NodeShape::Object => self.named(text, parent, token, 0),
        }
    }

    /// Returns the member of the given key that follows `times` members of the same key.
    fn named(&self, text: &str, parent: usize, name: &str, times: usize) -> Option<usize> {
        if let Some(members) = self.members.get(&parent) {
            return members.get(name)?.get(times).copied();
        }
        let is_it = |child: &usize| self.name(text, *child) == Some(name);
        self.children(parent).filter(is_it).nth(times)
    }

    fn children(&self, parent: usize) -> impl Iterator<Item = usize> {
        let after = self.nodes.get(parent).map_or(parent, |node| node.after);
        let next = move |here: usize| (here < after).then_some(here);
        std::iter::successors(next(parent + 1), move |child| next(self.nodes.get(*child)?.after))
    }

    /// Returns the decoded key of a node.
    fn name<'it>(&'it self, text: &'it str, node: usize) -> Option<&'it str> {
        let key = self.nodes.get(node)?.key.clone()?;
        match self.names.get(&node) {
            Some(name) => Some(name),
            None => text.get(key).map(unquoted),
        }
    }
}

fn unquoted(written: &str) -> &str {
    let quoted = |quote| written.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(written)
}

/// Builds [`Positions`] from parser events in text order.
struct Builder<'text> {
    text: &'text str,
    positions: Positions,
    /// The open objects and lists.
    open: Vec<usize>,
    /// The last key, and its decoded form if that differs.
    key: Option<(Range<usize>, Option<Box<str>>)>,
}

impl<'text> Builder<'text> {
    fn new(text: &'text str) -> Self {
        Self { text, positions: Positions::default(), open: Vec::new(), key: None }
    }

    /// Records a key and its decoded form.
    fn key(&mut self, written: Range<usize>, decoded: &str) {
        let is_as_written = self.text.get(written.clone()).map(unquoted) == Some(decoded);
        self.key = Some((written, (!is_as_written).then(|| decoded.into())));
    }

    /// Records a scalar, or the opening of an object or list.
    fn value(&mut self, value: Range<usize>, shape: NodeShape) -> usize {
        let node = self.positions.nodes.len();
        let (key, name) = self.key.take().unzip();
        if let Some(name) = name.flatten() {
            self.positions.names.insert(node, name);
        }
        self.positions.nodes.push(Node { key, value, shape, after: node + 1 });
        if shape != NodeShape::Scalar {
            self.open.push(node);
        }
        node
    }

    /// Records the end of the innermost object or list. Without a closing bracket it ends with its last value.
    fn close(&mut self, end: Option<usize>) {
        let Some(node) = self.open.pop() else { return };
        let positions = &mut self.positions;
        let after = positions.nodes.len();
        let last = positions.nodes.last().map_or(0, |last| last.value.end);
        if let Some(node) = positions.nodes.get_mut(node) {
            node.after = after;
            node.value.end = end.unwrap_or(last).max(node.value.start);
        }
        if after - node <= INDEX_THRESHOLD {
            return;
        }
        let children: Vec<usize> = positions.children(node).collect();
        if children.len() > INDEX_THRESHOLD {
            if positions.nodes.get(node).is_some_and(|node| node.shape == NodeShape::List) {
                positions.items.insert(node, children);
            } else {
                let mut members: HashMap<Box<str>, Vec<usize>> = HashMap::new();
                for child in children {
                    if let Some(name) = positions.name(self.text, child) {
                        members.entry(name.into()).or_default().push(child);
                    }
                }
                positions.members.insert(node, members);
            }
        }
    }

    /// Closes all open objects and lists and returns the positions.
    fn finish(mut self) -> Positions {
        while !self.open.is_empty() {
            self.close(None);
        }
        self.positions
    }
}
