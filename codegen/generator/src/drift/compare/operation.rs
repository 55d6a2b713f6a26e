//! Operations: which of the one document is which of the other, and what differs in the two.

use std::collections::{HashMap, HashSet};

use super::{At, Comparison, Node};
use crate::api::{Operation, Tag};
use crate::diagnostic::Pointer;
use crate::document::operations::{OperationRef, address};
use crate::drift::change::Direction;
use crate::drift::rules::Code;
use crate::drift::side::Side;

/// An operation and the tag that it stands under.
type Tagged<'s> = (&'s Tag, &'s Operation);

impl<'s> Comparison<'s> {
    /// Compares all operations, and what all of them have in common.
    pub(super) fn operations(&mut self) {
        let (old, new) = (self.old, self.new);
        self.servers();
        let olds = tagged(old);
        let news = tagged(new);
        let matched = matched(&olds, &news);
        let mut taken = HashSet::new();
        for (index, operation) in olds.iter().enumerate() {
            match matched.get(&index).and_then(|at| Some((*at, news.get(*at)?))) {
                Some((at, other)) => {
                    taken.insert(at);
                    self.operation(*operation, *other);
                }
                None => self.without_operation(operation.1),
            }
        }
        for (index, (_, operation)) in news.iter().enumerate() {
            if !taken.contains(&index) {
                self.new_operation(operation);
            }
        }
        self.note_uncompared();
    }

    fn without_operation(&mut self, operation: &Operation) {
        let new = self.new;
        let source = &operation.source;
        let same = address(&operation.method, &operation.path);
        let mention = new.mentions().into_iter().find(|mention| mention.address() == same);
        let (code, message, location) = match &mention {
            Some(mention) => (
                Code::OperationOmitted,
                format!("`{}` cannot be expressed any more", operation.id),
                mention.pointer(),
            ),
            None => (
                Code::OperationRemoved,
                format!("`{}` is gone", operation.id),
                Pointer::root().child("paths"),
            ),
        };
        let at = At::new(named(operation), source, &location, Direction::Both);
        let change = self.change(code, &at, message, Some(named(operation)), None);
        let node = Node { changes: vec![change], ..Node::default() };
        self.operations.push((operation.id.clone(), node));
    }

    fn new_operation(&mut self, operation: &Operation) {
        let old = self.old;
        let same = address(&operation.method, &operation.path);
        let mention = old.mentions().into_iter().find(|mention| mention.address() == same);
        let (code, message, location) = match &mention {
            Some(mention) => (
                Code::OperationExpressed,
                format!("`{}` could not be expressed and can be now", operation.id),
                mention.pointer(),
            ),
            None => (
                Code::OperationAdded,
                format!("`{}` is new", operation.id),
                Pointer::root().child("paths"),
            ),
        };
        let at = At::new(named(operation), &location, &operation.source, Direction::Both);
        let change = self.change(code, &at, message, None, Some(named(operation)));
        let node = Node { changes: vec![change], ..Node::default() };
        self.operations.push((operation.id.clone(), node));
    }

    fn operation(&mut self, (old_tag, old): Tagged<'s>, (new_tag, new): Tagged<'s>) {
        let mut node = Node::default();
        let at = At::new(named(old), &old.source, &new.source, Direction::Both);
        let mut push = |this: &Self, code, message: String, one: &str, other: &str| {
            let ends = (Some(one.to_owned()), Some(other.to_owned()));
            node.changes.push(this.change(code, &at, message, ends.0, ends.1));
        };
        // What the function is called decides, not how its name is spelled.
        if old.function != new.function {
            let message = format!("`{}` is called `{}` now", old.id, new.id);
            push(self, Code::OperationRenamed, message, &old.id, &new.id);
        }
        if address(&old.method, &old.path) != address(&new.method, &new.path) {
            let message = format!("`{}` is called with another path or method", old.id);
            push(self, Code::OperationMoved, message, &named(old), &named(new));
        }
        // Tags are features where there are several.
        let has_features = old_tag.feature.is_some() || new_tag.feature.is_some();
        if old_tag.name != new_tag.name && has_features {
            let message = format!("`{}` stands under another tag", old.id);
            push(self, Code::OperationRetagged, message, &old_tag.name, &new_tag.name);
        }
        if old.deprecated != new.deprecated {
            let (code, state) = if new.deprecated {
                (Code::OperationDeprecated, "is deprecated")
            } else {
                (Code::OperationUndeprecated, "is not deprecated any more")
            };
            let shown = |deprecated: bool| if deprecated { "deprecated" } else { "in use" };
            let message = format!("`{}` {state}", old.id);
            push(self, code, message, shown(old.deprecated), shown(new.deprecated));
        }
        self.operation_texts(old, new, &at, &mut node);
        self.parameters(old, new, &mut node);
        self.bodies(old, new, &mut node);
        self.responses(old, new, &mut node);
        self.security(old, new, &mut node);
        if node.changes.iter().any(|change| change.code == Code::MediaTypeSuperseded) {
            self.superseded.insert(old.id.clone());
        }
        self.operations.push((old.id.clone(), node));
    }

    /// Operations that neither document lets be expressed cannot be compared, which is said.
    fn note_uncompared(&mut self) {
        let expressed = |side: &Side| -> HashSet<String> {
            side.api.operations().map(|it| address(&it.method, &it.path)).collect()
        };
        let (old, new) = (expressed(self.old), expressed(self.new));
        let there: HashSet<String> =
            self.new.mentions().iter().map(OperationRef::address).collect();
        let silent = self.old.mentions().into_iter().filter(|mention| {
            let address = mention.address();
            there.contains(&address) && !old.contains(&address) && !new.contains(&address)
        });
        self.uncompared = silent.map(|mention| mention.name()).collect();
    }
}

/// An operation as people call it: `GET /peers`.
pub(super) fn named(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn tagged(side: &Side) -> Vec<Tagged<'_>> {
    let tags = side.api.tags.iter();
    tags.flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation))).collect()
}

/// Which operation is which: the one with the same address, or of those that are left the one with the same id.
fn matched(olds: &[Tagged<'_>], news: &[Tagged<'_>]) -> HashMap<usize, usize> {
    let mut matched: HashMap<usize, usize> = HashMap::new();
    let mut taken: HashSet<usize> = HashSet::new();
    let addressed = |(_, it): &Tagged<'_>| address(&it.method, &it.path);
    let named = |(_, it): &Tagged<'_>| it.id.clone();
    for key in [&addressed as &dyn Fn(&Tagged<'_>) -> String, &named] {
        let mut free: HashMap<String, usize> = HashMap::new();
        for (index, operation) in news.iter().enumerate() {
            if !taken.contains(&index) {
                free.entry(key(operation)).or_insert(index);
            }
        }
        for (index, operation) in olds.iter().enumerate() {
            if !matched.contains_key(&index)
                && let Some(other) = free.remove(&key(operation))
            {
                taken.insert(other);
                matched.insert(index, other);
            }
        }
    }
    matched
}
