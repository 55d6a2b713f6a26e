//! Unions: one of several objects, told apart by a property that may stand anywhere in them.

use std::fmt;

use jiter::{Jiter, Peek};

use super::model::Kind;
use super::notes::Mark;
use super::tag::{Tag, Tags, VariantGuess};
use super::{Checker, DecodeError, Reader, Value, View, ViewMut, Writer};

/// One of several objects.
pub trait Union: fmt::Debug {
    /// How the variants are told apart.
    fn shape(&self) -> &'static Shape;

    /// The empty value of the variant of a number; of any other number, the one that keeps unknown objects.
    fn select(index: usize) -> Self
    where
        Self: Sized;

    /// The number of the variant, and what it holds. The number after the last is that of unknown objects.
    fn get(&self) -> (usize, &dyn Value);

    /// What the variant holds, to be read into.
    fn get_mut(&mut self) -> &mut dyn Value;
}

/// How the variants of a union are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    tag: &'static str,
    variants: &'static [Variant],
}

impl Shape {
    /// By the value of a property.
    #[must_use]
    pub const fn tagged(tag: &'static str, variants: &'static [Variant]) -> Self {
        Self { tag, variants }
    }

    /// The property that tells the variants apart.
    pub(super) fn tag(&self) -> &'static str {
        self.tag
    }

    /// Whether a property belongs to one variant only.
    pub(super) fn owns(&self, property: &str) -> bool {
        self.variants.iter().any(|variant| variant.own.contains(&property))
    }
}

/// One of a union's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant {
    tag: &'static str,
    own: &'static [&'static str],
}

impl Variant {
    /// The variant of a tag's value, with the properties that no other variant has.
    #[must_use]
    pub const fn new(tag: &'static str, own: &'static [&'static str]) -> Self {
        Self { tag, own }
    }
}

/// Which variant an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The one of this number: its tag was met.
    Tagged(usize),
    /// The one of this number: a property was met that no other variant has, and no tag yet.
    Likely(usize),
    /// None that the document names.
    Unknown,
}

/// Reads a union. The tag decides wherever it stands; without one, the variant does whose own properties are
/// there and no other's.
///
/// The tag mostly comes late or not at all, and looking for it costs time. So the first property that only one
/// variant has is taken for a promise, and the object is read as that variant. Should the promise break, which a
/// tag or another variant's property shows, the object is read again. Inside such an object no further promise is
/// taken, whether this one is kept or not: unions in unions would be read twice as often at every level.
pub(super) fn read_union(
    union: &mut dyn UnionValue,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let shape = union.shape();
    let start = Start::of(reader)?;
    if reader.promise().is_some() {
        let choice = choose(reader.json_from(start.offset), shape, false);
        return read_chosen(union, choice, reader);
    }
    let json = reader.json_from(start.offset);
    match first_promise(json, shape).unwrap_or_else(|| choose(json, shape, true)) {
        Choice::Likely(index) => {
            union.choose(index);
            let mut result = Ok(());
            if !read_likely(union.get_mut(), shape, index, reader) {
                start.go_back(reader);
                let choice = choose(reader.json_from(start.offset), shape, false);
                result = read_chosen(union, choice, reader);
            }
            *reader.promise() = None;
            result
        }
        choice => read_chosen(union, choice, reader),
    }
}

/// Reads a union as the variant that it is known to be.
fn read_chosen(
    union: &mut dyn UnionValue,
    choice: Choice,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let shape = union.shape();
    let index = match choice {
        Choice::Tagged(index) | Choice::Likely(index) => index,
        Choice::Unknown => shape.variants.len(),
    };
    union.choose(index);
    if choice == Choice::Unknown {
        reader.leave_tags();
    } else {
        reader.push_tag(Tag { shape, expected: None });
    }
    reader.read(union.get_mut())
}

/// Where an object begins, to read it once more.
pub(super) struct Start {
    offset: usize,
    depth: usize,
    tags: Tags,
    notes: Mark,
}

impl Start {
    pub(super) fn of(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // White space before the object is passed over.
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

    /// The byte that it begins with.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Whether anything was noted since then.
    pub(super) fn has_notes_since(&self, reader: &mut Reader<'_>) -> bool {
        reader.notes().mark() != self.notes
    }

    pub(super) fn go_back(&self, reader: &mut Reader<'_>) {
        reader.rewind(self.offset);
        reader.surface(self.depth);
        reader.notes().forget(self.notes);
        reader.set_tags(self.tags.clone());
    }
}

/// Reads an object as the variant that it is likely to be; whether it turned out to be that.
fn read_likely(
    value: &mut dyn Value,
    shape: &'static Shape,
    index: usize,
    reader: &mut Reader<'_>,
) -> bool {
    let Some(variant) = shape.variants.get(index) else {
        return false;
    };
    *reader.promise() = Some(VariantGuess::default());
    reader.push_tag(Tag { shape, expected: Some(variant.tag) });
    // If it cannot be read, it may be another variant; if it is none, the error is met again.
    reader.read(value).is_ok() && reader.promise().is_some_and(VariantGuess::is_kept)
}

/// What the first key of an object says, where it stands there in plain text: it is the tag, or belongs to one
/// variant only. Objects often begin so, and then nothing more has to be looked at; all else is left to [`choose`].
fn first_promise(json: &[u8], shape: &Shape) -> Option<Choice> {
    let key = json.strip_prefix(b"{")?.trim_ascii_start();
    if let Some(rest) = after_text(key, shape.tag) {
        let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let is_tag = |variant: &Variant| after_text(value, variant.tag).is_some();
        return shape.variants.iter().position(is_tag).map(Choice::Tagged);
    }
    let owns = |variant: &Variant| variant.own.iter().any(|own| after_text(key, own).is_some());
    shape.variants.iter().position(owns).map(Choice::Likely)
}

/// What follows a string of JSON that is this text, written without escapes.
fn after_text<'j>(json: &'j [u8], text: &str) -> Option<&'j [u8]> {
    let rest = json.strip_prefix(b"\"")?.strip_prefix(text.as_bytes())?.strip_prefix(b"\"")?;
    (!text.contains(['"', '\\'])).then_some(rest)
}

/// Looks through an object's keys for what says which variant it is. An object that is no JSON is nobody's: the
/// error is met when it is read.
fn choose(json: &[u8], shape: &Shape, early: bool) -> Choice {
    let mut likely = None;
    let mut ambiguous = false;
    let mut json = Jiter::new(json);
    let look = |name: &str| key(name, shape);
    let mut next = json.next_object().map(|name| name.map(look));
    while let Ok(Some(found)) = next {
        match found {
            Key::Tag => {
                if let Some(choice) = tagged(&mut json, shape) {
                    return choice;
                }
            }
            Key::Own(index) if early => return Choice::Likely(index),
            Key::Own(index) => {
                ambiguous |= likely.is_some_and(|earlier| earlier != index);
                likely = Some(index);
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
        next = json.next_key().map(|name| name.map(look));
    }
    match likely {
        Some(index) if !ambiguous => Choice::Likely(index),
        _ => Choice::Unknown,
    }
}

/// What a key says of the variant.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// Its value is the tag.
    Tag,
    /// Only the variant of this number has it.
    Own(usize),
    /// Nothing.
    Other,
}

fn key(name: &str, shape: &Shape) -> Key {
    if name == shape.tag {
        return Key::Tag;
    }
    let owner = shape.variants.iter().position(|variant| variant.own.contains(&name));
    owner.map_or(Key::Other, Key::Own)
}

/// What the tag says; `null` is as good as no tag.
fn tagged(json: &mut Jiter<'_>, shape: &Shape) -> Option<Choice> {
    match json.peek() {
        Ok(Peek::Null) => {
            json.known_null().ok()?;
            None
        }
        Ok(Peek::String) => {
            let tag = json.known_str().ok();
            let index =
                tag.and_then(|tag| shape.variants.iter().position(|variant| variant.tag == tag));
            Some(index.map_or(Choice::Unknown, Choice::Tagged))
        }
        _ => Some(Choice::Unknown),
    }
}

/// Writes a union: its variant, which begins with the tag.
pub(super) fn write_union(union: &dyn UnionValue, writer: &mut Writer) {
    let (index, value) = union.get();
    let shape = union.shape();
    if let Some(variant) = shape.variants.get(index) {
        writer.push_tag(shape.tag, variant.tag);
    }
    writer.write(value);
}

/// Checks a union: only what the document names may be sent.
pub(super) fn check_union(union: &dyn UnionValue, checker: &mut Checker) {
    let (index, value) = union.get();
    let shape = union.shape();
    if index < shape.variants.len() {
        checker.check(value, &[]);
    } else {
        let tags: Vec<&str> = shape.variants.iter().map(|variant| variant.tag).collect();
        checker.violate(format!(
            "is none of the objects that `{}` tells apart: {}",
            shape.tag,
            tags.join(", ")
        ));
    }
}

/// A union, whose variant can be changed.
#[doc(hidden)]
pub trait UnionValue: Union {
    fn choose(&mut self, index: usize);
}

impl<U: Union> UnionValue for U {
    fn choose(&mut self, index: usize) {
        *self = U::select(index);
    }
}

/// The kind of objects that a property tells apart.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unions;

impl<U: Union> Kind<U> for Unions {
    fn empty() -> U {
        U::select(usize::MAX)
    }

    fn view(union: &U) -> View<'_> {
        View::Union(union)
    }

    fn view_mut(union: &mut U) -> ViewMut<'_> {
        ViewMut::Union(union)
    }
}

/// Makes a [`Union`] a [`Value`], and one that `serde` reads and writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($model:ty) => {
        $crate::__model!($model, Unions);
    };
}
