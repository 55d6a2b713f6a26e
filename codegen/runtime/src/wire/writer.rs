//! The writer: JSON as it grows.

use serde::Serialize;
use serde_json::{Map, Value as Json};
use smallvec::SmallVec;

use super::record::write_record;
use super::union::write_union;
use super::untagged::write_alternatives;
use super::value::write_entries;
use super::{HIDDEN, List, Rule, Value, View};
use crate::body::Part;

/// Properties and their values: almost always there is one.
pub(super) type Tags = SmallVec<[(&'static str, &'static str); 2]>;

/// Writes JSON, value by value.
#[derive(Debug)]
pub struct Writer {
    json: Vec<u8>,
    /// The tags of the unions that the next record is a variant of, which it writes first.
    tags: Tags,
    /// Where the members of the outermost object go, if not into one JSON.
    apart: Option<Box<Apart>>,
    secrets: Secrets,
}

/// What becomes of values that the document calls secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Secrets {
    /// They are written as they are.
    #[default]
    Written,
    /// People will read what is written: something else stands in their place.
    Hidden,
}

/// The members of an object, each by itself.
#[derive(Debug, Default)]
struct Apart {
    /// Whether there is an object at all.
    opened: bool,
    members: Vec<(String, Written)>,
    /// The parts of the member that is being written.
    parts: Vec<Part>,
}

/// A member of an object by itself.
#[derive(Debug, PartialEq)]
pub(crate) enum Written {
    /// What JSON can hold, as JSON.
    Json(Vec<u8>),
    /// What only a multipart body can hold.
    Parts(Vec<Part>),
}

/// How large most bodies are, in bytes: they are written in one go.
const USUAL: usize = 512;

impl Writer {
    /// Nothing is written yet.
    pub(super) fn with(secrets: Secrets) -> Self {
        Self { json: Vec::with_capacity(USUAL), tags: Tags::new(), apart: None, secrets }
    }

    /// Nothing is written yet, and the members of the outermost object will be kept apart.
    pub(super) fn apart(secrets: Secrets) -> Self {
        Self { apart: Some(Box::default()), ..Self::with(secrets) }
    }

    /// What was written.
    pub(super) fn into_json(self) -> Vec<u8> {
        self.json
    }

    /// The members that were written; nothing where it was no object.
    pub(super) fn into_members(self) -> Option<Vec<(String, Written)>> {
        if let Some(apart) = self.apart.filter(|apart| apart.opened) {
            return Some(apart.members);
        }
        // Free-form JSON is written as a whole.
        let object: Map<String, Json> = serde_json::from_slice(&self.json).ok()?;
        let written = |json: Json| Written::Json(json.to_string().into_bytes());
        Some(object.into_iter().map(|(name, value)| (name, written(value))).collect())
    }

    /// Takes a part over, where there is a place for one.
    pub(super) fn take_part(&mut self, part: &Part) -> bool {
        let Some(apart) = &mut self.apart else { return false };
        apart.parts.push(part.clone());
        true
    }

    /// Whether the members of the object that begins here are kept apart: those of the first one are.
    fn opens_apart(&mut self) -> bool {
        self.apart.as_mut().is_some_and(|apart| !std::mem::replace(&mut apart.opened, true))
    }

    /// Keeps what was written as a member.
    fn keep(&mut self, name: &str) {
        let json = std::mem::take(&mut self.json);
        if let Some(apart) = &mut self.apart {
            let parts = std::mem::take(&mut apart.parts);
            let written =
                if parts.is_empty() { Written::Json(json) } else { Written::Parts(parts) };
            apart.members.push((name.to_owned(), written));
        }
    }

    /// Writes a value as JSON.
    pub fn write(&mut self, value: &dyn Value) {
        self.write_view(value.view());
    }

    /// Writes what a property is, of which the document says something.
    pub(super) fn write_ruled(&mut self, view: View<'_>, rules: &[Rule]) {
        let is_there = !matches!(view, View::Absent | View::Null);
        if is_there && self.secrets == Secrets::Hidden && rules.iter().any(Rule::hides) {
            return self.text(HIDDEN);
        }
        self.write_view(view);
    }

    /// Writes what a value is, as JSON.
    pub(super) fn write_view(&mut self, view: View<'_>) {
        match view {
            View::Absent | View::Null => self.null(),
            View::Text(text) | View::Enumeration(text, _) => self.text(text),
            View::Scalar(scalar) => scalar.write(self),
            View::Record(record) => write_record(record, self),
            View::Union(union) => write_union(union, self),
            View::UntaggedUnion(alternatives) => write_alternatives(alternatives, self),
            View::List(list) => self.list(list),
            View::Entries(entries) => write_entries(entries, self),
        }
    }

    /// Writes `null`.
    pub(super) fn null(&mut self) {
        self.json.extend_from_slice(b"null");
    }

    /// Writes a scalar, a string or free-form JSON.
    pub(super) fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        // Writing these to memory does not fail.
        let _ = serde_json::to_writer(&mut self.json, value);
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        self.value(text);
    }

    /// Says that the next record is a variant, and which tag it begins with.
    pub(super) fn push_tag(&mut self, property: &'static str, value: &'static str) {
        self.tags.push((property, value));
    }

    /// The tags that the record which is written now begins with.
    pub(super) fn take_tags(&mut self) -> Tags {
        std::mem::take(&mut self.tags)
    }

    /// Writes an object.
    pub(super) fn object(&mut self, write: impl FnOnce(&mut Members<'_>)) {
        if self.opens_apart() {
            write(&mut Members { writer: self, first: true, apart: true });
            return;
        }
        self.json.push(b'{');
        write(&mut Members { writer: self, first: true, apart: false });
        self.json.push(b'}');
    }

    fn list(&mut self, list: &dyn List) {
        self.json.push(b'[');
        for (index, item) in (0..list.count()).map_while(|index| list.item(index)).enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            self.write(item);
        }
        self.json.push(b']');
    }
}

/// The members of an object that is being written.
pub(super) struct Members<'w> {
    writer: &'w mut Writer,
    first: bool,
    /// Whether each is kept by itself.
    apart: bool,
}

impl Members<'_> {
    /// Writes the tags of the unions that the object is a variant of.
    pub(super) fn tags(&mut self, tags: &[(&'static str, &'static str)]) {
        for (tag, value) in tags {
            self.member(tag, |writer| writer.text(value));
        }
    }

    /// Writes one member.
    pub(super) fn member(&mut self, name: &str, write: impl FnOnce(&mut Writer)) {
        if self.apart {
            write(self.writer);
            self.writer.keep(name);
            return;
        }
        if !self.first {
            self.writer.json.push(b',');
        }
        self.first = false;
        self.writer.value(name);
        self.writer.json.push(b':');
        write(self.writer);
    }
}
