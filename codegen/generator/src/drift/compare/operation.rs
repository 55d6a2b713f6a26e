//! Operations.

use std::collections::{HashMap, HashSet};

use super::{At, Comparison, Node};
use crate::api::{Operation, Tag};
use crate::diagnostic::Pointer;
use crate::document::operations::{OperationRef, address};
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::side::Side;
use crate::drift::words;

/// An operation and its tag.
type Tagged<'s> = (&'s Tag, &'s Operation);

impl<'s> Comparison<'s> {
    /// Compares all operations, the servers and the security schemes.
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
        let documented = new.operations().into_iter().find(|it| it.address() == same);
        let (code, message, location) = match &documented {
            Some(documented) => (
                Code::OperationOmitted,
                format!("`{}` is now omitted", operation.id),
                documented.pointer(),
            ),
            None => (
                Code::OperationRemoved,
                format!("`{}` was removed", operation.id),
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
        let documented = old.operations().into_iter().find(|it| it.address() == same);
        let (code, message, location) = match &documented {
            Some(documented) => (
                Code::OperationIncluded,
                format!("`{}` is no longer omitted", operation.id),
                documented.pointer(),
            ),
            None => (
                Code::OperationAdded,
                format!("`{}` was added", operation.id),
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
        let mut push = |this: &Self, code, message: String, old: &str, new: &str| {
            let ends = (Some(old.to_owned()), Some(new.to_owned()));
            node.changes.push(this.change(code, &at, message, ends.0, ends.1));
        };
        // The names of the functions are compared, because spellings of an id may share one.
        if old.function != new.function {
            let message = format!("`{}` was renamed to `{}`", old.id, new.id);
            push(self, Code::OperationRenamed, message, &old.id, &new.id);
        }
        if address(&old.method, &old.path) != address(&new.method, &new.path) {
            let message = format!("the path or method of `{}` changed", old.id);
            push(self, Code::OperationMoved, message, &named(old), &named(new));
        }
        // Tags are features if there are several.
        let has_features = old_tag.feature.is_some() || new_tag.feature.is_some();
        if old_tag.name != new_tag.name && has_features {
            let message = format!("the tag of `{}` changed", old.id);
            push(self, Code::OperationRetagged, message, &old_tag.name, &new_tag.name);
        }
        if old.deprecated != new.deprecated {
            let (code, state) = if new.deprecated {
                (Code::OperationDeprecated, "was deprecated")
            } else {
                (Code::OperationUndeprecated, "is no longer deprecated")
            };
            let message = format!("`{}` {state}", old.id);
            let [before, after] = [old, new].map(|it| words::deprecated(it.deprecated));
            push(self, code, message, before, after);
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

    /// Records operations that are omitted from both APIs and so cannot be compared.
    fn note_uncompared(&mut self) {
        let expressed = |side: &Side| -> HashSet<String> {
            side.api.operations().map(|it| address(&it.method, &it.path)).collect()
        };
        let (old, new) = (expressed(self.old), expressed(self.new));
        let in_new: HashSet<String> =
            self.new.operations().iter().map(OperationRef::address).collect();
        let omitted = self.old.operations().into_iter().filter(|operation| {
            let address = operation.address();
            in_new.contains(&address) && !old.contains(&address) && !new.contains(&address)
        });
        self.uncompared = omitted.map(|operation| operation.name()).collect();
    }
}

/// Returns method and path: `GET /peers`.
pub(super) fn named(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn tagged(side: &Side) -> Vec<Tagged<'_>> {
    let tags = side.api.tags.iter();
    tags.flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation))).collect()
}

/// Matches operations by method and path, then the remaining ones by id.
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
