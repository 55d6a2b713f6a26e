//! Records: objects whose fields are given by number, so that one function reads and writes them all.

use std::fmt;

use super::model::Kind;
use super::notes::Step;
use super::tag::Tag;
use super::writer::Members;
use super::{Checker, DecodeError, Entries, Reader, Rule, Value, View, ViewMut, Writer};

/// An object with known properties.
pub trait Record: fmt::Debug {
    /// The object of empty values.
    fn blank() -> Self
    where
        Self: Sized;

    /// What the fields are called, and what is asked of them.
    fn fields(&self) -> &'static [Field];

    /// The field of a number, counted from 0.
    fn get(&self, index: usize) -> Option<&dyn Value> {
        let _ = index;
        None
    }

    /// The field of a number, counted from 0, to be read into.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        let _ = index;
        None
    }

    /// The map of properties that the document does not name, where the object has one.
    fn rest(&self) -> Option<&dyn Entries> {
        None
    }

    /// The same map, to be read into.
    fn rest_mut(&mut self) -> Option<&mut dyn Entries> {
        None
    }
}

/// A property of an object, and what the document asks of its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Field {
    /// One that the document requires.
    Required(&'static str, &'static [Rule]),
    /// One that may be left out.
    Optional(&'static str, &'static [Rule]),
}

impl Field {
    #[inline]
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Required(name, _) | Self::Optional(name, _) => name,
        }
    }

    #[inline]
    pub(super) const fn rules(&self) -> &'static [Rule] {
        match self {
            Self::Required(_, rules) | Self::Optional(_, rules) => rules,
        }
    }

    #[inline]
    const fn is_required(&self) -> bool {
        matches!(self, Self::Required(..))
    }
}

/// A key of an object that is being read.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// The field of this number.
    Field(usize),
    /// The tag of this number, of the unions around.
    Tag(usize),
    /// None of these: the name is kept beside.
    Other,
}

/// Which fields were met: a bit each, and a list for the rare object that has more than 64.
#[derive(Default)]
struct Seen {
    first: u64,
    others: Vec<usize>,
}

impl Seen {
    fn insert(&mut self, index: usize) {
        if index < 64 {
            self.first |= 1 << index;
        } else {
            self.others.push(index);
        }
    }

    fn contains(&self, index: usize) -> bool {
        if index < 64 { self.first & (1 << index) != 0 } else { self.others.contains(&index) }
    }
}

/// Reads an object. Of a key that stands twice, the last value counts.
pub(super) fn read_record(
    record: &mut dyn Record,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let fields = record.fields();
    let tags = reader.take_tags();
    let mut seen = Seen::default();
    let mut other = String::new();
    let mut next = 0;
    let mut key = reader.first_key(|name| locate(fields, &tags, next, name, &mut other))?;
    while let Some(found) = key {
        match found {
            Key::Field(index) => {
                if seen.contains(index) {
                    forget_field(record, index);
                }
                seen.insert(index);
                next = index + 1;
                read_field(record, fields, &tags, index, reader)?;
            }
            Key::Tag(index) => match tags.get(index) {
                Some(tag) => reader.read_tag(*tag)?,
                None => reader.skip()?,
            },
            Key::Other => read_other(record, &tags, std::mem::take(&mut other), reader)?,
        }
        key = reader.next_key(|name| locate(fields, &tags, next, name, &mut other))?;
    }
    for (index, field) in fields.iter().enumerate() {
        if field.is_required() && !seen.contains(index) {
            reader.note_absent(field.name());
        }
    }
    Ok(())
}

/// Finds a key among the fields, beginning with the one that comes next: documents and services mostly agree on
/// the order.
#[inline]
fn locate(fields: &[Field], tags: &[Tag], next: usize, name: &str, other: &mut String) -> Key {
    if fields.get(next).is_some_and(|field| field.name() == name) {
        return Key::Field(next);
    }
    if let Some(index) = fields.iter().position(|field| field.name() == name) {
        return Key::Field(index);
    }
    if let Some(index) = tags.iter().position(|tag| tag.shape.tag() == name) {
        return Key::Tag(index);
    }
    name.clone_into(other);
    Key::Other
}

fn read_field(
    record: &mut dyn Record,
    fields: &[Field],
    tags: &[Tag],
    index: usize,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let Some((value, field)) = record.get_mut(index).zip(fields.get(index)) else {
        return reader.skip();
    };
    // A variant that also stands alone has the tag as a field.
    if let Some(tag) = tags.iter().find(|tag| tag.shape.tag() == field.name()) {
        reader.peek()?;
        reader.meet_tag(*tag);
    }
    reader.step(Step::Property(field.name()), |reader| reader.read_or_clear(value))
}

/// Nothing is left of a value that stands in an object once more: objects would be mixed.
#[cold]
fn forget_field(record: &mut dyn Record, index: usize) {
    if let Some(value) = record.get_mut(index) {
        value.clear();
    }
}

fn read_other(
    record: &mut dyn Record,
    tags: &[Tag],
    name: String,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    reader.meet_other(tags, &name);
    let Some(rest) = record.rest_mut() else {
        reader.note_unexpected(&name);
        return reader.skip();
    };
    let step = name.clone();
    reader.step(Step::Property(&step), |reader| {
        rest.add(name, &mut |value| reader.read_or_clear(value))
    })
}

/// Writes an object: the tags of the unions that it is a variant of, then its fields, then the rest.
pub(super) fn write_record(record: &dyn Record, writer: &mut Writer) {
    let tags = writer.take_tags();
    let is_tag = |name: &str| tags.iter().any(|(tag, _)| *tag == name);
    let fields = record.fields();
    writer.object(|members| {
        members.tags(&tags);
        for (index, field) in fields.iter().enumerate() {
            if !is_tag(field.name()) {
                write_field(record, field, index, members);
            }
        }
        if let Some(rest) = record.rest() {
            rest.each(&mut |name, value| {
                if !is_tag(name) && fields.iter().all(|field| field.name() != name) {
                    members.member(name, |writer| writer.write(value));
                }
            });
        }
    });
}

fn write_field(record: &dyn Record, field: &Field, index: usize, members: &mut Members<'_>) {
    let Some(view) = record.get(index).map(Value::view) else { return };
    if field.is_required() || !matches!(view, View::Absent) {
        members.member(field.name(), |writer| writer.write_ruled(view, field.rules()));
    }
}

/// Checks an object's fields and the rest.
pub(super) fn check_record(record: &dyn Record, checker: &mut Checker) {
    for (index, field) in record.fields().iter().enumerate() {
        if let Some(value) = record.get(index) {
            checker.property(field.name(), |checker| checker.check(value, field.rules()));
        }
    }
    if let Some(rest) = record.rest() {
        rest.each(&mut |name, value| checker.property(name, |checker| checker.check(value, &[])));
    }
}

/// The kind of objects with known properties.
#[doc(hidden)]
#[derive(Debug)]
pub struct Records;

impl<R: Record> Kind<R> for Records {
    fn empty() -> R {
        R::blank()
    }

    fn view(record: &R) -> View<'_> {
        View::Record(record)
    }

    fn view_mut(record: &mut R) -> ViewMut<'_> {
        ViewMut::Record(record)
    }
}

/// Makes a [`Record`] a [`Value`], one that `serde` reads and writes, and one that is shown as it is on the wire, without
/// its secrets.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($model:ty) => {
        impl ::std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::wire::macros::debug(self, formatter)
            }
        }

        $crate::__model!($model, Records);
    };
}
