//! Records: objects with known properties, read and written through their field indices.

use super::ModelKind;
use super::held_tag::held_by_record;
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Members, Reader, Step, Tag, Writer};
use crate::wire::schema::Field;
use crate::wire::value::{Record, Value, View, ViewMut, unless_omitted};

/// The meaning of a key of the object that is being read.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// A field, by index.
    Field(usize),
    /// The discriminator of an enclosing union, by index.
    Tag(usize),
    /// Another property; its name is stored separately.
    Other,
}

/// The set of fields that were read: a bit each, and a list for objects with more than 64 fields.
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

/// Reads an object. The last value of a repeated key wins.
pub(in crate::wire) fn read_record(
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
                    clear_field(record, index);
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

/// Returns the meaning of a key. The field at `next` is tried first, because services mostly send
/// properties in the order of the document.
#[inline]
fn locate(fields: &[Field], tags: &[Tag], next: usize, name: &str, other: &mut String) -> Key {
    if fields.get(next).is_some_and(|field| field.name() == name) {
        return Key::Field(next);
    }
    if let Some(index) = fields.iter().position(|field| field.name() == name) {
        return Key::Field(index);
    }
    if let Some(index) = tags.iter().position(|tag| tag.discriminator.property() == name) {
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
    // A variant that is also used outside of the union has the discriminator as a field.
    if let Some(tag) = tags.iter().find(|tag| tag.discriminator.property() == field.name()) {
        reader.peek()?;
        reader.compare_tag(*tag);
    }
    reader.step(Step::Property(field.name()), |reader| reader.read_or_clear(value))
}

/// Clears the field of a repeated key, so that two nested objects are not merged.
#[cold]
fn clear_field(record: &mut dyn Record, index: usize) {
    if let Some(value) = record.get_mut(index) {
        value.clear();
    }
}

/// Reads a property that is not a field, into the additional properties if there are any.
fn read_other(
    record: &mut dyn Record,
    tags: &[Tag],
    name: String,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    reader.record_property(tags, &name);
    let Some(entries) = record.additional_properties_mut() else {
        reader.note_unexpected(&name);
        return reader.skip();
    };
    let step = name.clone();
    reader.step(Step::Property(&step), |reader| {
        unless_omitted(entries.add(name, &mut |value| reader.read_element(value)))
    })
}

/// Writes an object: the discriminators of enclosing unions, the fields, the additional properties.
pub(in crate::wire) fn write_record(record: &dyn Record, writer: &mut Writer) {
    let tags = writer.take_tags();
    let is_tag = |name: &str| tags.iter().any(|(tag, _)| *tag == name);
    let fields = record.fields();
    writer.object(|members| {
        for (property, variant) in &tags {
            let held = held_by_record(record, property, variant);
            members.member(property, |writer| writer.tag(held.unwrap_or_else(|| variant.first())));
        }
        for (index, field) in fields.iter().enumerate() {
            if !is_tag(field.name()) {
                write_field(record, field, index, members);
            }
        }
        if let Some(entries) = record.additional_properties() {
            entries.each(&mut |name, value| {
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
        members.member(field.name(), |writer| writer.write_property(view, field.rules()));
    }
}

/// Checks the fields and the additional properties.
pub(in crate::wire) fn check_record(record: &dyn Record, checker: &mut Checker) {
    for (index, field) in record.fields().iter().enumerate() {
        if let Some(value) = record.get(index) {
            checker.property(field.name(), |checker| checker.check(value, field.rules()));
        }
    }
    if let Some(entries) = record.additional_properties() {
        entries
            .each(&mut |name, value| checker.property(name, |checker| checker.check(value, &[])));
    }
}

/// The kind of objects with known properties.
#[doc(hidden)]
#[derive(Debug)]
pub struct RecordKind;

impl<R: Record> ModelKind<R> for RecordKind {
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

/// Implements [`Value`], the traits of serde, and `Debug` without secrets for a [`Record`].
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($model:ty) => {
        impl ::std::fmt::Debug for $model {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::wire::macros::debug(self, formatter)
            }
        }

        $crate::__model!($model, RecordKind);
    };
}
