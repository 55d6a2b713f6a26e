//! Discriminator values that variants hold in a field, because several values select them.

use crate::wire::json::{Secrets, Writer};
use crate::wire::schema::{TagValue, Variant};
use crate::wire::value::{Record, TaggedUnion, Value, View};

/// Returns the discriminator value of a union; `None` for the unknown variant.
#[must_use]
pub fn tag(union: &dyn TaggedUnion) -> Option<TagValue> {
    let discriminator = union.discriminator();
    let (index, value) = union.get();
    let variant = discriminator.variants().get(index)?;
    Some(held(value, discriminator.property(), variant).unwrap_or_else(|| variant.first()))
}

/// Returns the value of a variant that its object holds, through nested unions.
fn held(value: &dyn Value, property: &str, variant: &Variant) -> Option<TagValue> {
    match value.view() {
        View::Record(record) => held_by_record(record, property, variant),
        View::TaggedUnion(union) if union.discriminator().property() == property => {
            tag(union).filter(|tag| variant.several().contains(tag))
        }
        View::TaggedUnion(union) => held(union.get().1, property, variant),
        View::UntaggedUnion(union) => held(union.get().1, property, variant),
        View::Absent
        | View::Null
        | View::Text(_)
        | View::Enumeration(..)
        | View::Scalar(_)
        | View::List(_)
        | View::Entries(_) => None,
    }
}

/// Returns the value of a variant that a record holds; `None` if it holds none or another value.
pub(super) fn held_by_record(
    record: &dyn Record,
    property: &str,
    variant: &Variant,
) -> Option<TagValue> {
    let values = variant.several();
    if values.is_empty() {
        return None;
    }
    let index = record.fields().iter().position(|field| field.name() == property)?;
    let json = encoded(|writer| {
        if let Some(value) = record.get(index) {
            writer.write(value);
        }
    });
    values.iter().copied().find(|value| encoded(|writer| writer.tag(*value)) == json)
}

fn encoded(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new(Secrets::Plain);
    write(&mut writer);
    writer.into_json()
}
