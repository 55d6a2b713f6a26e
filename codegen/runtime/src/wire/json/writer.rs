//! Writer of JSON values, as one text or as the separate members of an object.

use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Map, Value as Json};
use smallvec::SmallVec;

use crate::body::Part;
use crate::wire::schema::{TagValue, Variant};

/// Discriminator properties and the variants that they select, almost always one.
pub(in crate::wire) type WrittenTags = SmallVec<[(&'static str, &'static Variant); 2]>;

/// The text that replaces a secret.
pub(crate) const HIDDEN: &str = "[hidden]";

/// A writer of JSON values.
#[derive(Debug)]
pub struct Writer {
    json: Vec<u8>,
    /// The discriminators that the next record writes before its fields.
    tags: WrittenTags,
    /// The members of the outermost object, if they are kept separate.
    separate: Option<Box<SeparateMembers>>,
    secrets: Secrets,
    /// The secrets that were written.
    written_secrets: Vec<SecretString>,
}

/// The treatment of values that the document marks as secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Secrets {
    /// Secrets are written, as for a request.
    #[default]
    Plain,
    /// Secrets are replaced by [`HIDDEN`], as for output that people read.
    Hidden,
}

/// The separately written members of the outermost object.
#[derive(Debug, Default)]
struct SeparateMembers {
    /// Whether the outermost object was entered.
    is_open: bool,
    members: Vec<(String, MemberValue)>,
    /// The parts of the current member.
    parts: Vec<Part>,
}

/// The value of a separately written member.
#[derive(Debug, PartialEq)]
pub(crate) enum MemberValue {
    /// JSON.
    Json(Vec<u8>),
    /// Parts of a multipart body, which JSON cannot represent.
    Parts(Vec<Part>),
}

/// The initial capacity in bytes: most bodies fit without reallocation.
const CAPACITY: usize = 512;

impl Writer {
    /// Returns a writer of one JSON text.
    pub(in crate::wire) fn new(secrets: Secrets) -> Self {
        let json = Vec::with_capacity(CAPACITY);
        let (tags, written_secrets) = (WrittenTags::new(), Vec::new());
        Self { json, tags, separate: None, secrets, written_secrets }
    }

    /// Returns a writer that keeps the members of the outermost object separate.
    pub(in crate::wire) fn by_member(secrets: Secrets) -> Self {
        Self { separate: Some(Box::default()), ..Self::new(secrets) }
    }

    /// Returns the JSON.
    pub(in crate::wire) fn into_json(self) -> Vec<u8> {
        self.json
    }

    /// Returns the separate members; `None` if the value was not an object.
    pub(in crate::wire) fn into_members(self) -> Option<Vec<(String, MemberValue)>> {
        if let Some(separate) = self.separate.filter(|separate| separate.is_open) {
            return Some(separate.members);
        }
        // A free-form value is written as a whole.
        let object: Map<String, Json> = serde_json::from_slice(&self.json).ok()?;
        let value = |json: Json| MemberValue::Json(json.to_string().into_bytes());
        Some(object.into_iter().map(|(name, json)| (name, value(json))).collect())
    }

    /// Returns the secrets that were written.
    pub(in crate::wire) fn take_secrets(&mut self) -> Vec<SecretString> {
        std::mem::take(&mut self.written_secrets)
    }

    /// Writes a secret, or hides it.
    pub(in crate::wire) fn secret(&mut self, write: impl FnOnce(&mut Self)) {
        if self.secrets == Secrets::Hidden {
            return self.text(HIDDEN);
        }
        let start = self.json.len();
        write(self);
        let json = self.json.get(start..).unwrap_or_default();
        let text = serde_json::from_slice(json)
            .unwrap_or_else(|_| String::from_utf8_lossy(json).into_owned());
        self.written_secrets.push(text.into());
    }

    /// Adds a part to the current member. Returns `false` if members are not kept separate.
    pub(in crate::wire) fn take_part(&mut self, part: &Part) -> bool {
        let Some(separate) = &mut self.separate else { return false };
        separate.parts.push(part.clone());
        true
    }

    /// Whether the members of the object that starts now are kept separate: it is the outermost.
    fn opens_separate(&mut self) -> bool {
        let separate = self.separate.as_mut();
        separate.is_some_and(|separate| !std::mem::replace(&mut separate.is_open, true))
    }

    /// Moves the written JSON or parts to a separate member.
    fn finish_member(&mut self, name: &str) {
        let json = std::mem::take(&mut self.json);
        if let Some(separate) = &mut self.separate {
            let parts = std::mem::take(&mut separate.parts);
            let value =
                if parts.is_empty() { MemberValue::Json(json) } else { MemberValue::Parts(parts) };
            separate.members.push((name.to_owned(), value));
        }
    }

    /// Writes `null`.
    pub(in crate::wire) fn null(&mut self) {
        self.json.extend_from_slice(b"null");
    }

    /// Writes a scalar, a string or a free-form value.
    pub(in crate::wire) fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        // Serializing these types to memory does not fail.
        let _ = serde_json::to_writer(&mut self.json, value);
    }

    /// Writes a floating-point number, a whole one without a fraction.
    pub(in crate::wire) fn number(&mut self, number: &(impl Serialize + ?Sized)) {
        self.value(number);
        let whole = self.json.strip_suffix(b".0").map(<[u8]>::len);
        self.json.truncate(whole.unwrap_or(self.json.len()));
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) {
        self.value(text);
    }

    /// Writes a discriminator value.
    pub(in crate::wire) fn tag(&mut self, value: TagValue) {
        match value {
            TagValue::Text(text) => self.text(text),
            TagValue::Integer(integer) => self.value(&integer),
            TagValue::Boolean(boolean) => self.value(&boolean),
        }
    }

    /// Adds a discriminator that the next record writes before its fields.
    ///
    /// A nested union with the same discriminator replaces it: its variant is more specific.
    pub(in crate::wire) fn push_tag(&mut self, property: &'static str, variant: &'static Variant) {
        match self.tags.iter_mut().find(|(known, _)| *known == property) {
            Some((_, outer)) => *outer = variant,
            None => self.tags.push((property, variant)),
        }
    }

    /// Takes the discriminators that the current record writes before its fields.
    pub(in crate::wire) fn take_tags(&mut self) -> WrittenTags {
        std::mem::take(&mut self.tags)
    }

    /// Writes an object.
    pub(in crate::wire) fn object(&mut self, write: impl FnOnce(&mut Members<'_>)) {
        if self.opens_separate() {
            write(&mut Members { writer: self, is_first: true, is_separate: true });
            return;
        }
        self.json.push(b'{');
        write(&mut Members { writer: self, is_first: true, is_separate: false });
        self.json.push(b'}');
    }

    /// Writes an array.
    pub(in crate::wire) fn array<T>(
        &mut self,
        items: impl Iterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.json.push(b'[');
        for (index, item) in items.enumerate() {
            if index > 0 {
                self.json.push(b',');
            }
            write(self, item);
        }
        self.json.push(b']');
    }
}

/// Returns a floating-point number as its JSON.
pub(in crate::wire) fn number_text(number: &(impl Serialize + ?Sized)) -> String {
    let mut writer = Writer::new(Secrets::Plain);
    writer.number(number);
    String::from_utf8(writer.into_json()).unwrap_or_default()
}

/// The members of the object that is being written.
pub(in crate::wire) struct Members<'w> {
    writer: &'w mut Writer,
    is_first: bool,
    is_separate: bool,
}

impl Members<'_> {
    /// Writes one member.
    pub(in crate::wire) fn member(&mut self, name: &str, write: impl FnOnce(&mut Writer)) {
        if self.is_separate {
            write(self.writer);
            self.writer.finish_member(name);
            return;
        }
        if !self.is_first {
            self.writer.json.push(b',');
        }
        self.is_first = false;
        self.writer.value(name);
        self.writer.json.push(b':');
        write(self.writer);
    }
}
