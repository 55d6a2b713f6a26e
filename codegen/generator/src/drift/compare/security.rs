//! Security and servers: how a caller proves who it is, and where.

use super::{At, Comparison, Node};
use crate::api::Operation;
use crate::diagnostic::Pointer;
use crate::drift::change::Direction;
use crate::drift::rules::Code;
use crate::drift::side::Side;
use crate::drift::words;

/// What stands for no security at all.
const NOBODY: &str = "nobody has to say who is calling";

impl Comparison<'_> {
    pub(super) fn security(&mut self, old: &Operation, new: &Operation, out: &mut Node) {
        let (olds, news) = (ways(self.old, old), ways(self.new, new));
        let locations = (location(self.old, old), location(self.new, new));
        let at = At::new("security", &locations.0, &locations.1, Direction::Request);
        for way in olds.iter().filter(|way| !news.contains(way)) {
            let message = format!("a way to say who is calling is gone: {way}");
            let change = self.change(Code::SecurityRemoved, &at, message, Some(way.clone()), None);
            out.changes.push(change);
        }
        for way in news.iter().filter(|way| !olds.contains(way)) {
            let message = format!("there is one more way to say who is calling: {way}");
            let change = self.change(Code::SecurityAdded, &at, message, None, Some(way.clone()));
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
            let message = format!("the API is not served at `{}` any more", server.url);
            changes.push(self.change(Code::ServerRemoved, &at, message, url, None));
        }
        for server in new.iter().filter(|it| !old.iter().any(|other| other.url == it.url)) {
            let url = Some(server.url.clone());
            let message = format!("the API is served at `{}` too", server.url);
            changes.push(self.change(Code::ServerAdded, &at, message, None, url));
        }
        self.general.changes.extend(changes);
    }
}

/// The ways to say who is calling, each in words: what schemes are called does not matter.
fn ways(side: &Side, operation: &Operation) -> Vec<String> {
    let scheme = |name: &String| {
        let found = side.api.security_schemes.iter().find(|scheme| scheme.name == *name);
        found.map_or_else(|| name.clone(), |scheme| words::security(&scheme.kind))
    };
    let mut ways: Vec<String> = Vec::new();
    for set in &operation.security {
        let mut schemes: Vec<String> = set.iter().map(scheme).collect();
        schemes.sort();
        schemes.dedup();
        ways.push(if schemes.is_empty() { NOBODY.to_owned() } else { schemes.join(" and ") });
    }
    if ways.is_empty() {
        ways.push(NOBODY.to_owned());
    }
    ways.sort();
    ways.dedup();
    ways
}

/// Where the document says it: at the operation, or for all of them.
fn location(side: &Side, operation: &Operation) -> Pointer {
    let own = operation.source.child("security");
    if side.document.get(&own).is_some() { own } else { Pointer::root().child("security") }
}
