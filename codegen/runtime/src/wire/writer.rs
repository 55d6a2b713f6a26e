//! The writer: JSON as it grows.

use serde::Serialize;
use smallvec::SmallVec;

/// Properties and their values: almost always there is one.
pub(super) type Tags = SmallVec<[(&'static str, &'static str); 2]>;

/// Writes JSON, value by value.
#[derive(Debug)]
pub struct Writer {
    json: Vec<u8>,
    /// The tags of the unions that the next record is a variant of, which it writes first.
    tags: Tags,
}

/// How large most bodies are, in bytes: they are written in one go.
const USUAL: usize = 512;

impl Writer {
    /// Nothing is written yet.
    pub(super) fn new() -> Self {
        Self { json: Vec::with_capacity(USUAL), tags: Tags::new() }
    }

    /// What was written.
    pub(super) fn into_json(self) -> Vec<u8> {
        self.json
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
        self.json.push(b'{');
        write(&mut Members { writer: self, first: true });
        self.json.push(b'}');
    }

    /// Writes an array, each item with its own function.
    pub(super) fn array<T>(
        &mut self,
        items: impl Iterator<Item = T>,
        mut write: impl FnMut(T, &mut Self),
    ) {
        self.json.push(b'[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            write(item, self);
        }
        self.json.push(b']');
    }
}

/// The members of an object that is being written.
pub(super) struct Members<'w> {
    writer: &'w mut Writer,
    first: bool,
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
        if !self.first {
            self.writer.json.push(b',');
        }
        self.first = false;
        self.writer.value(name);
        self.writer.json.push(b':');
        write(self.writer);
    }
}
