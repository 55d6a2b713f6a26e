//! Documentation: titles, descriptions and examples.

use super::{At, Comparison, Node};
use crate::api::{Field, Member, Model, Operation, Parameter};
use crate::drift::change::Rewritten;

impl Comparison<'_> {
    pub(super) fn operation_texts(
        &self,
        old: &Operation,
        new: &Operation,
        at: &At,
        out: &mut Node,
    ) {
        self.texts("summary", old.summary.as_ref(), new.summary.as_ref(), at, out);
        self.texts("description", old.description.as_ref(), new.description.as_ref(), at, out);
    }

    pub(super) fn parameter_texts(
        &self,
        old: &Parameter,
        new: &Parameter,
        at: &At,
        out: &mut Node,
    ) {
        self.texts("description", old.description.as_ref(), new.description.as_ref(), at, out);
        self.texts("example", old.example.as_ref(), new.example.as_ref(), at, out);
    }

    pub(super) fn model_texts(&self, old: &Model, new: &Model, at: &At, out: &mut Node) {
        self.texts("title", old.title.as_ref(), new.title.as_ref(), at, out);
        self.texts("description", old.description.as_ref(), new.description.as_ref(), at, out);
    }

    pub(super) fn field_texts(&self, old: &Field, new: &Field, at: &At, out: &mut Node) {
        self.texts("description", old.description.as_ref(), new.description.as_ref(), at, out);
        self.texts("example", old.example.as_ref(), new.example.as_ref(), at, out);
    }

    pub(super) fn member_texts(&self, old: &Member, new: &Member, at: &At, out: &mut Node) {
        self.texts("description", old.description.as_ref(), new.description.as_ref(), at, out);
    }

    fn texts(
        &self,
        keyword: &'static str,
        old: Option<&String>,
        new: Option<&String>,
        at: &At,
        out: &mut Node,
    ) {
        if old != new {
            out.rewritten.push(Rewritten {
                subject: at.subject.clone(),
                keyword,
                old_location: self.old.location(&at.old),
                old: old.cloned(),
                new_location: self.new.location(&at.new),
                new: new.cloned(),
            });
        }
    }
}
