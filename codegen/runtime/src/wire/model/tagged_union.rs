//! Tagged unions: one of several objects, selected by a discriminator anywhere in the object.

use jiter::Jiter;

use super::ModelKind;
use crate::text::listed;
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Mark, Reader, Tag, Tags, VariantGuess, Writer};
use crate::wire::schema::{Discriminator, FoundTag, TagValue, Variant};
use crate::wire::value::{TaggedUnion, TaggedUnionValue, Value, View, ViewMut};

/// The variant of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The variant of this index, by its discriminator value.
    Tagged(usize),
    /// The variant of this index, by a property that no other variant has.
    Guessed(usize),
    /// An undocumented variant.
    Unknown,
}

/// Reads a tagged union.
///
/// The discriminator decides, wherever it is in the object. Without one, the variant is chosen
/// whose own properties are present, if no other variant's are.
///
/// The discriminator is often last or absent, and searching for it first is slow. The first
/// property that only one variant has is therefore taken as a guess, and the object is read as
/// that variant. If a discriminator or another variant's property contradicts the guess, the
/// object is read again. Unions nested in such an object are not guessed: otherwise each level of
/// nesting could double the number of reads.
pub(in crate::wire) fn read_tagged_union(
    union: &mut dyn TaggedUnionValue,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let discriminator = union.discriminator();
    let start = Start::of(reader)?;
    if reader.guess().is_some() {
        let choice = choose(reader.json_from(start.offset), discriminator, false);
        return read_chosen(union, choice, reader);
    }
    let json = reader.json_from(start.offset);
    let choice = choose_by_first_key(json, discriminator);
    match choice.unwrap_or_else(|| choose(json, discriminator, true)) {
        Choice::Guessed(index) => {
            union.choose(index);
            let mut result = Ok(());
            if !read_guessed(union.get_mut(), discriminator, index, reader) {
                start.rewind(reader);
                let choice = choose(reader.json_from(start.offset), discriminator, false);
                result = read_chosen(union, choice, reader);
            }
            *reader.guess() = None;
            result
        }
        choice => read_chosen(union, choice, reader),
    }
}

/// Reads a union as a known variant.
fn read_chosen(
    union: &mut dyn TaggedUnionValue,
    choice: Choice,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let discriminator = union.discriminator();
    let index = match choice {
        Choice::Tagged(index) | Choice::Guessed(index) => index,
        Choice::Unknown => discriminator.variants().len(),
    };
    union.choose(index);
    if choice == Choice::Unknown {
        reader.discard_tags();
    } else {
        reader.push_tag(Tag { discriminator, expected: None });
    }
    reader.read(union.get_mut())
}

/// The reader's state at the start of a value, to read the value again.
pub(super) struct Start {
    offset: usize,
    depth: usize,
    tags: Tags,
    notes: Mark,
}

impl Start {
    /// Returns the state at the next value.
    pub(super) fn of(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Skips white space.
        reader.peek()?;
        let tags = reader.take_tags();
        reader.set_tags(tags.clone());
        Ok(Self {
            offset: reader.offset(),
            depth: reader.depth(),
            tags,
            notes: reader.notes().mark(),
        })
    }

    /// Returns the byte offset of the value.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Whether a value of another JSON kind was noted since.
    pub(super) fn has_wrong_kinds_since(&self, reader: &mut Reader<'_>) -> bool {
        reader.notes().has_wrong_kinds_since(self.notes)
    }

    /// Restores the state.
    pub(super) fn rewind(&self, reader: &mut Reader<'_>) {
        reader.rewind(self.offset);
        reader.set_depth(self.depth);
        reader.notes().truncate(self.notes);
        reader.set_tags(self.tags.clone());
    }
}

/// Reads an object as the guessed variant. Returns whether the guess was right.
fn read_guessed(
    value: &mut dyn Value,
    discriminator: &'static Discriminator,
    index: usize,
    reader: &mut Reader<'_>,
) -> bool {
    let Some(variant) = discriminator.variants().get(index) else {
        return false;
    };
    *reader.guess() = Some(VariantGuess::default());
    reader.push_tag(Tag { discriminator, expected: Some(variant) });
    // An error may mean another variant. If not, it occurs again when the object is read again.
    reader.read(value).is_ok() && reader.guess().is_some_and(VariantGuess::is_confirmed)
}

/// Returns the choice by the first key of an object: the discriminator, or a property that only one
/// variant has. `None` if that key does not decide or contains escapes; [`choose`] handles the rest.
fn choose_by_first_key(json: &[u8], discriminator: &Discriminator) -> Option<Choice> {
    let key = json.strip_prefix(b"{")?.trim_ascii_start();
    let variants = discriminator.variants();
    if let Some(rest) = strip_string(key, discriminator.property()) {
        let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let has_tag = |variant: &Variant| {
            variant.text().is_some_and(|text| strip_string(value, text).is_some())
        };
        let index = variants.iter().position(has_tag)?;
        let is_decisive = variants.get(index).is_some_and(|variant| !variant.shares_values());
        return is_decisive.then_some(Choice::Tagged(index));
    }
    let owns = |variant: &Variant| variant.own().iter().any(|own| strip_string(key, own).is_some());
    variants.iter().position(owns).map(Choice::Guessed)
}

/// Returns the JSON after a leading string with this text, written without escapes.
fn strip_string<'j>(json: &'j [u8], text: &str) -> Option<&'j [u8]> {
    let rest = json.strip_prefix(b"\"")?.strip_prefix(text.as_bytes())?.strip_prefix(b"\"")?;
    (!text.contains(['"', '\\'])).then_some(rest)
}

/// Returns the choice by the keys of an object. `early` stops at the first own property.
///
/// Invalid JSON is an unknown variant; the error occurs when the object is read.
fn choose(json: &[u8], discriminator: &Discriminator, early: bool) -> Choice {
    let mut guess = None;
    let mut is_ambiguous = false;
    let object = json;
    let mut json = Jiter::new(json);
    let classify = |name: &str| classify(name, discriminator);
    let mut next = json.next_object().map(|name| name.map(classify));
    while let Ok(Some(key)) = next {
        match key {
            Key::Tag => {
                if let Some(choice) = choose_by_tag(&mut json, object, discriminator) {
                    return choice;
                }
            }
            Key::Own(index) if early => return Choice::Guessed(index),
            Key::Own(index) => {
                is_ambiguous |= guess.is_some_and(|earlier| earlier != index);
                guess = Some(index);
                if json.next_skip().is_err() {
                    break;
                }
            }
            Key::Other => {
                if json.next_skip().is_err() {
                    break;
                }
            }
        }
        next = json.next_key().map(|name| name.map(classify));
    }
    match guess {
        Some(index) if !is_ambiguous => Choice::Guessed(index),
        _ => Choice::Unknown,
    }
}

/// The meaning of a key for the choice of a variant.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// The discriminator.
    Tag,
    /// A property of only the variant with this index.
    Own(usize),
    /// Any other property.
    Other,
}

fn classify(name: &str, discriminator: &Discriminator) -> Key {
    if name == discriminator.property() {
        return Key::Tag;
    }
    discriminator.owner(name).map_or(Key::Other, Key::Own)
}

/// Returns the choice by the discriminator value; `None` if it is `null`, like an absent one.
fn choose_by_tag(
    json: &mut Jiter<'_>,
    object: &[u8],
    discriminator: &Discriminator,
) -> Option<Choice> {
    let choice = FoundTag::read(json, |found| match found {
        FoundTag::Null => None,
        found => Some(discriminator.select(found, object).map_or(Choice::Unknown, Choice::Tagged)),
    });
    choice.unwrap_or(Some(Choice::Unknown))
}

/// Writes the variant, with the discriminator as its first property.
pub(in crate::wire) fn write_tagged_union(union: &dyn TaggedUnionValue, writer: &mut Writer) {
    let (index, value) = union.get();
    let discriminator = union.discriminator();
    if let Some(variant) = discriminator.variants().get(index) {
        writer.push_tag(discriminator.property(), variant);
    }
    writer.write(value);
}

/// Checks the variant, or reports an undocumented one.
pub(in crate::wire) fn check_tagged_union(union: &dyn TaggedUnionValue, checker: &mut Checker) {
    let (index, value) = union.get();
    let discriminator = union.discriminator();
    if index < discriminator.variants().len() {
        checker.check(value, &[]);
    } else {
        let tags = discriminator.variants().iter().flat_map(Variant::values);
        let tags: Vec<String> = tags.map(|tag: TagValue| tag.to_string()).collect();
        checker.violate(format!(
            "is not a documented variant: `{}` must be one of {}",
            discriminator.property(),
            listed(&tags)
        ));
    }
}

impl<U: TaggedUnion> TaggedUnionValue for U {
    fn choose(&mut self, index: usize) {
        *self = U::select(index);
    }
}

/// The kind of tagged unions.
#[doc(hidden)]
#[derive(Debug)]
pub struct TaggedUnionKind;

impl<U: TaggedUnion> ModelKind<U> for TaggedUnionKind {
    fn empty() -> U {
        U::select(usize::MAX)
    }

    fn view(union: &U) -> View<'_> {
        View::TaggedUnion(union)
    }

    fn view_mut(union: &mut U) -> ViewMut<'_> {
        ViewMut::TaggedUnion(union)
    }
}

/// Implements [`Value`] and the traits of serde for a [`TaggedUnion`].
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged_union {
    ($model:ty) => {
        $crate::__model!($model, TaggedUnionKind);
    };
}
