//! Models that no operation uses: the bodies of webhooks, and the schemas of a document without operations.

use super::{At, Comparison, Node};
use crate::api::{ModelId, Type};
use crate::diagnostic::Pointer;
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::side::Side;
use crate::drift::words;

impl Comparison<'_> {
    /// Compares the standalone models. Those of a document that had none are not compared with anything.
    pub(super) fn standalone(&mut self) {
        let (olds, news) = (models(self.old), models(self.new));
        let mut out = Node::default();
        for (old, source) in &olds {
            let name = words::short_path(source);
            if let Some((new, other)) = news.iter().find(|(_, other)| other == source) {
                let at = At::new(name, source, other, Direction::Response);
                self.models(&Type::Model(*old), &Type::Model(*new), &at, &mut out);
                continue;
            }
            let message = format!("the body `{name}` was removed");
            let at = At::new(&name, source, &Pointer::root(), Direction::Response);
            let change = self.change(Code::ModelRemoved, &at, message, Some(name), None);
            out.changes.push(change);
        }
        let added = news.iter().filter(|(_, source)| olds.iter().all(|(_, it)| it != source));
        for (_, source) in added.filter(|_| !olds.is_empty()) {
            let name = words::short_path(source);
            let message = format!("the body `{name}` was added");
            let at = At::new(&name, &Pointer::root(), source, Direction::Response);
            let change = self.change(Code::ModelAdded, &at, message, None, Some(name));
            out.changes.push(change);
        }
        self.general.changes.append(&mut out.changes);
        self.general.inner.append(&mut out.inner);
    }
}

/// Returns the standalone models with the locations of their schemas.
fn models(side: &Side) -> Vec<(ModelId, Pointer)> {
    let ids = side.api.standalone.iter();
    ids.filter_map(|id| Some((*id, side.api.model(*id)?.source.clone()))).collect()
}
