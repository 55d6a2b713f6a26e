//! Positions: where in its text every key and every value of a document stands.
//!
//! The values themselves are read without them. A second parser, of events with positions, goes over the same text
//! when the first position is asked for; it knows nothing of what the values mean.

mod json;
mod yaml;

use std::collections::HashMap;
use std::ops::Range;

use super::reader;
use crate::diagnostic::{Part, Pointer};

/// Where the keys and values of one text stand.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// Every value, each before what is in it.
    nodes: Vec<Node>,
    /// The keys that are not written as they are meant, such as those with escapes.
    names: HashMap<usize, Box<str>>,
    /// The values that YAML aliases stand for.
    aliases: HashMap<usize, usize>,
    /// The members of objects that are too large to be gone through; more than one where a key stands again.
    members: HashMap<usize, HashMap<Box<str>, Vec<usize>>>,
    /// The items of lists that are too large to be gone through.
    items: HashMap<usize, Vec<usize>>,
}

#[derive(Debug)]
struct Node {
    /// The key as it is written, with its quotes.
    key: Option<Range<usize>>,
    /// The value as it is written, from its quote, bracket or first key to the last.
    value: Range<usize>,
    shape: Shape,
    /// The first value after this one that is not in it.
    after: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Scalar,
    List,
    Object,
}

/// More members than these are found by a table.
const MANY: usize = 32;

impl Positions {
    /// Finds what stands where in a text. Where the text is mistaken, up to there.
    pub(super) fn of(text: &str, name: &str) -> Self {
        let named_json = reader::extension_is_json(name);
        if named_json || text.trim_start().starts_with('{') {
            let (positions, is_json) = json::positions(text);
            // YAML has a form that looks like JSON and is not.
            if named_json || is_json {
                return positions;
            }
        }
        yaml::positions(text)
    }

    /// The bytes to point at for a part of the value at `pointer`, or of the innermost value around it that there is.
    pub(super) fn bytes(&self, text: &str, pointer: &Pointer, part: Part) -> Option<Range<usize>> {
        let (index, is_whole) = self.find(text, pointer);
        let node = self.nodes.get(index)?;
        // What is missing belongs to what is around it.
        match if is_whole { part } else { Part::Node } {
            Part::Key => node.key.clone().or_else(|| self.introduction(text, index)),
            Part::Again(times) => {
                let parent = self.find(text, &pointer.parent()?).0;
                let again = self.named(text, parent, &pointer.last()?, times);
                let again = again.and_then(|again| self.nodes.get(again)?.key.clone());
                again.or_else(|| node.key.clone())
            }
            Part::Members => self.opening(text, index),
            Part::Node => self.introduction(text, index),
        }
    }

    /// The bytes of the key and of the whole value at `pointer`.
    pub(super) fn extent(
        &self,
        text: &str,
        pointer: &Pointer,
    ) -> Option<(Option<Range<usize>>, Range<usize>)> {
        let (node, is_whole) = self.find(text, pointer);
        let node = self.nodes.get(node).filter(|_| is_whole)?;
        Some((node.key.clone(), node.value.clone()))
    }

    /// A scalar itself; the key of an object or a list, or what it opens with where it has none.
    fn introduction(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let node = self.nodes.get(index)?;
        match &node.key {
            Some(key) if node.shape != Shape::Scalar || node.value.is_empty() => Some(key.clone()),
            _ => self.opening(text, index),
        }
    }

    /// A scalar itself; the bracket that an object or a list opens with, or the first key or item in it.
    fn opening(&self, text: &str, index: usize) -> Option<Range<usize>> {
        let node = self.nodes.get(index)?;
        if node.shape == Shape::Scalar {
            return Some(node.value.clone());
        }
        if text.get(node.value.start..)?.starts_with(['{', '[']) {
            return Some(node.value.start..node.value.start + 1);
        }
        let first = self.children(index).next().and_then(|child| self.nodes.get(child));
        Some(first.and_then(|child| child.key.clone()).unwrap_or_else(|| node.value.clone()))
    }

    /// The value at `pointer`, or the innermost around it and `false`.
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
            Shape::Scalar => None,
            Shape::List => {
                let index: usize = token.parse().ok()?;
                match self.items.get(&parent) {
                    Some(items) => items.get(index).copied(),
                    None => self.children(parent).nth(index),
                }
            }
            Shape::Object => self.named(text, parent, token, 0),
        }
    }

    /// The member whose key stood so many times before in the object.
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

    /// The key of a value as it is meant.
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

/// Takes what a parser meets, in the order of the text.
struct Builder<'text> {
    text: &'text str,
    positions: Positions,
    /// The objects and lists that are open.
    open: Vec<usize>,
    /// The key that was met last, and what it means.
    key: Option<(Range<usize>, Option<Box<str>>)>,
}

impl<'text> Builder<'text> {
    fn new(text: &'text str) -> Self {
        Self { text, positions: Positions::default(), open: Vec::new(), key: None }
    }

    /// A key, and what it means.
    fn key(&mut self, written: Range<usize>, meant: &str) {
        let is_as_written = self.text.get(written.clone()).map(unquoted) == Some(meant);
        self.key = Some((written, (!is_as_written).then(|| meant.into())));
    }

    /// A value, or what it opens with.
    fn value(&mut self, value: Range<usize>, shape: Shape) -> usize {
        let node = self.positions.nodes.len();
        let (key, name) = self.key.take().unzip();
        if let Some(name) = name.flatten() {
            self.positions.names.insert(node, name);
        }
        self.positions.nodes.push(Node { key, value, shape, after: node + 1 });
        if shape != Shape::Scalar {
            self.open.push(node);
        }
        node
    }

    /// The end of the innermost object or list; where no bracket closes it, it ends with the last value in it.
    fn close(&mut self, end: Option<usize>) {
        let Some(node) = self.open.pop() else { return };
        let positions = &mut self.positions;
        let after = positions.nodes.len();
        let last = positions.nodes.last().map_or(0, |last| last.value.end);
        if let Some(node) = positions.nodes.get_mut(node) {
            node.after = after;
            node.value.end = end.unwrap_or(last).max(node.value.start);
        }
        if after - node <= MANY {
            return;
        }
        let children: Vec<usize> = positions.children(node).collect();
        if children.len() > MANY {
            if positions.nodes.get(node).is_some_and(|node| node.shape == Shape::List) {
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

    /// What was found; objects and lists that are still open are closed.
    fn finish(mut self) -> Positions {
        while !self.open.is_empty() {
            self.close(None);
        }
        self.positions
    }
}
