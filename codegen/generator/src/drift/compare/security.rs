//! Security schemes and servers.

use super::{At, Comparison, Node};
use crate::api::Operation;
use crate::diagnostic::Pointer;
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::side::Side;
use crate::drift::words;

/// The text for optional authentication.
const ANONYMOUS: &str = "none";

impl Comparison<'_> {
    pub(super) fn security(&mut self, old: &Operation, new: &Operation, out: &mut Node) {
        let (olds, news) = (schemes(self.old, old), schemes(self.new, new));
        let locations = (location(self.old, old), location(self.new, new));
        let at = At::new("security", &locations.0, &locations.1, Direction::Request);
        for scheme in olds.iter().filter(|scheme| !news.contains(scheme)) {
            let message = format!("an authentication scheme was removed: {scheme}");
            let change =
                self.change(Code::SecurityRemoved, &at, message, Some(scheme.clone()), None);
            out.changes.push(change);
        }
        for scheme in news.iter().filter(|scheme| !olds.contains(scheme)) {
            let message = format!("an authentication scheme was added: {scheme}");
            let change = self.change(Code::SecurityAdded, &at, message, None, Some(scheme.clone()));
            out.changes.push(change);
        }
    }

    pub(super) fn servers(&mut self) {
        let (old, new) = (&self.old.api.servers, &self.new.api.servers);
        let pointer = Pointer::root().child("servers");
        let at = At::new("servers", &pointer, &pointer, Direction::Both);
        let mut changes = Vec::new();
        for server in old.iter().filter(|it| !new.iter().any(|other| other.url == it.url)) {
            let url = Some(server.url.clone());
            let message = format!("the server `{}` was removed", server.url);
            changes.push(self.change(Code::ServerRemoved, &at, message, url, None));
        }
        for server in new.iter().filter(|it| !old.iter().any(|other| other.url == it.url)) {
            let url = Some(server.url.clone());
            let message = format!("the server `{}` was added", server.url);
            changes.push(self.change(Code::ServerAdded, &at, message, None, url));
        }
        self.general.changes.extend(changes);
    }
}

/// Returns the security schemes in words, because their names do not matter.
fn schemes(side: &Side, operation: &Operation) -> Vec<String> {
    let scheme = |name: &String| {
        let found = side.api.security_schemes.iter().find(|scheme| scheme.name == *name);
        found.map_or_else(|| name.clone(), |scheme| words::security(&scheme.kind))
    };
    let mut requirements: Vec<String> = Vec::new();
    for set in &operation.security {
        let mut schemes: Vec<String> = set.iter().map(scheme).collect();
        schemes.sort();
        schemes.dedup();
        requirements.push(if schemes.is_empty() {
            ANONYMOUS.to_owned()
        } else {
            schemes.join(" and ")
        });
    }
    if requirements.is_empty() {
        requirements.push(ANONYMOUS.to_owned());
    }
    requirements.sort();
    requirements.dedup();
    requirements
}

/// Returns the location of the security requirements: of the operation or of the document.
fn location(side: &Side, operation: &Operation) -> Pointer {
    let own = operation.source.child("security");
    if side.document.get(&own).is_some() { own } else { Pointer::root().child("security") }
}
