//! UntaggedUnion: one of several values that no property tells apart, but what they are made of.

use std::fmt;

use jiter::{Jiter, NumberAny, NumberInt, Peek};

use super::model::Kind;
use super::union::Start;
use super::{Checker, DecodeError, Reader, Rule, Value, View, ViewMut, Writer};

/// One of several values that are told apart by what they are made of.
pub trait UntaggedUnion: fmt::Debug {
    /// What each alternative is made of.
    fn outlines(&self) -> &'static [Outline];

    /// The empty value of the alternative of a number; of any other number, the one that keeps whatever else
    /// comes.
    fn select(index: usize) -> Self
    where
        Self: Sized;

    /// The number of the alternative, and what it holds. The number after the last is that of everything else.
    fn get(&self) -> (usize, &dyn Value);

    /// What the alternative holds, to be read into.
    fn get_mut(&mut self) -> &mut dyn Value;
}

/// What a value is made of, as far as that tells it from others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outline {
    kind: Made,
    /// The only strings that it can be; none where it can be any.
    texts: &'static [&'static str],
    /// What its items are made of.
    items: Option<&'static Outline>,
    /// How many items it has: at least, and at the most.
    length: Option<(usize, usize)>,
    /// The properties that are always there.
    required: &'static [&'static str],
    /// All properties that the document names.
    known: &'static [&'static str],
    /// Properties that can have a few values only.
    values: &'static [(&'static str, &'static [&'static str])],
    /// What the document asks of the value, besides.
    rules: &'static [Rule],
}

/// The kinds of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Text,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Outline {
    const fn new(kind: Made) -> Self {
        Self {
            kind,
            texts: &[],
            items: None,
            length: None,
            required: &[],
            known: &[],
            values: &[],
            rules: &[],
        }
    }

    /// A string: one of these, or any if there are none.
    #[must_use]
    pub const fn text(texts: &'static [&'static str]) -> Self {
        Self { texts, ..Self::new(Made::Text) }
    }

    /// A number without a fraction.
    #[must_use]
    pub const fn integer() -> Self {
        Self::new(Made::Integer)
    }

    /// Any number.
    #[must_use]
    pub const fn number() -> Self {
        Self::new(Made::Number)
    }

    /// `true` or `false`.
    #[must_use]
    pub const fn boolean() -> Self {
        Self::new(Made::Boolean)
    }

    /// An array, whose items are made of something or of anything.
    #[must_use]
    pub const fn array(items: Option<&'static Outline>) -> Self {
        Self { items, ..Self::new(Made::Array) }
    }

    /// With how many items an array has: at least, and at the most.
    #[must_use]
    pub const fn length(self, least: usize, most: usize) -> Self {
        Self { length: Some((least, most)), ..self }
    }

    /// An object, with the properties that are always there, and all that the document names.
    #[must_use]
    pub const fn object(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self { required, known, ..Self::new(Made::Object) }
    }

    /// With the properties that can have a few values only.
    #[must_use]
    pub const fn values(self, values: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { values, ..self }
    }

    /// With what the document asks of the value, besides.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    fn is_scalar(&self) -> bool {
        !matches!(self.kind, Made::Array | Made::Object)
    }

    /// How well a value fits; nothing where it is of another kind.
    fn fits(&self, json: &[u8]) -> Option<Fit> {
        let mut values = Jiter::new(json);
        match (self.kind, values.peek().ok()?) {
            (Made::Text, Peek::String) if self.texts.is_empty() => Some(Fit::yes(0)),
            (Made::Text, Peek::String) => {
                let text = values.known_str().ok()?;
                Some(Fit { fits: self.texts.contains(&text), weight: 1 })
            }
            (Made::Boolean, Peek::True | Peek::False) => Some(Fit::yes(0)),
            (Made::Number, peek) if peek.is_num() => Some(Fit::yes(0)),
            (Made::Integer, peek) if peek.is_num() => {
                let number = values.known_number(peek).ok()?;
                let is_whole = matches!(number, NumberAny::Int(NumberInt::Int(_)));
                Some(Fit { fits: is_whole, weight: usize::from(is_whole) })
            }
            (Made::Array, Peek::Array) => {
                let first = values.known_array().ok()?;
                let fit = match (self.items, first) {
                    (Some(items), Some(_)) => items.fits(json.get(values.current_index()..)?)?,
                    _ => Fit::yes(0),
                };
                let has_length = self.has_length(&mut values, first.is_some())?;
                Some(Fit { fits: fit.fits && has_length, ..fit })
            }
            (Made::Object, Peek::Object) => self.fits_object(&mut values),
            _ => None,
        }
    }

    /// Whether an array, whose first item comes next if it has any, is as long as it has to be.
    fn has_length(&self, array: &mut Jiter<'_>, is_there: bool) -> Option<bool> {
        let Some((least, most)) = self.length else { return Some(true) };
        let (mut count, mut is_there) = (0, is_there);
        while is_there {
            count += 1;
            array.next_skip().ok()?;
            is_there = array.array_step().ok()?.is_some();
        }
        Some((least..=most).contains(&count))
    }

    /// An object fits that has what is required, and no value that is none of the few; the better, the more of its
    /// properties are known.
    fn fits_object(&self, object: &mut Jiter<'_>) -> Option<Fit> {
        let (mut required, mut known, mut fits) = (0, 0, true);
        let mut next = object.known_object().ok()?.map(str::to_owned);
        while let Some(name) = next {
            required += usize::from(self.required.contains(&name.as_str()));
            known += usize::from(self.known.contains(&name.as_str()));
            match self.values.iter().find(|(property, _)| *property == name) {
                Some((_, values)) if object.peek().ok()? == Peek::String => {
                    fits &= values.contains(&object.known_str().ok()?);
                }
                _ => object.next_skip().ok()?,
            }
            next = object.next_key().ok()?.map(str::to_owned);
        }
        Some(Fit { fits: fits && required == self.required.len(), weight: known })
    }
}

/// How well a value fits an outline of its kind.
#[derive(Debug, Clone, Copy)]
struct Fit {
    /// Whether it does.
    fits: bool,
    /// How much speaks for it.
    weight: usize,
}

impl Fit {
    fn yes(weight: usize) -> Self {
        Self { fits: true, weight }
    }
}

/// The alternative that fits best, the first of those that fit as well; where none does, the only one of its kind:
/// services leave out what is required, and send values that the document does not name.
///
/// An object of which an alternative knows more that it does not fit is nobody's: whichever was chosen, something
/// might be lost.
fn choose(json: &[u8], outlines: &[Outline]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut kin = Vec::new();
    for (index, outline) in outlines.iter().enumerate() {
        let Some(fit) = outline.fits(json) else {
            continue;
        };
        kin.push((index, fit));
        if fit.fits && best.is_none_or(|(_, weight)| fit.weight > weight) {
            best = Some((index, fit.weight));
        }
    }
    match (best, kin.as_slice()) {
        (Some((index, weight)), kin) => {
            let is_object = |index: usize| {
                outlines.get(index).is_some_and(|outline| outline.kind == Made::Object)
            };
            let more = kin.iter().any(|(other, fit)| is_object(*other) && fit.weight > weight);
            (!more).then_some(index)
        }
        (None, [(index, _)]) => Some(*index),
        (None, _) => None,
    }
}

/// Reads alternatives: the one that fits, or everything as it came.
pub(super) fn read_alternatives(
    value: &mut dyn UntaggedUnionValue,
    reader: &mut Reader<'_>,
) -> Result<(), DecodeError> {
    let start = Start::of(reader)?;
    reader.leave_tags();
    let index = choose(reader.json_from(start.offset()), value.outlines());
    if let Some(index) = index {
        value.choose(index);
        let is_whole = reader.read(value.get_mut()).is_ok();
        // A text that is no date, or a number out of range, is noted as of no use; here it is of use as it came.
        let is_scalar = value.outlines().get(index).is_some_and(Outline::is_scalar);
        if is_whole && !(is_scalar && start.has_notes_since(reader)) {
            return Ok(());
        }
        start.go_back(reader);
        reader.leave_tags();
    }
    value.choose(usize::MAX);
    reader.read(value.get_mut())
}

/// Writes what the alternative holds.
pub(super) fn write_alternatives(value: &dyn UntaggedUnionValue, writer: &mut Writer) {
    writer.write(value.get().1);
}

/// Checks alternatives: only what the document names may be sent.
pub(super) fn check_alternatives(value: &dyn UntaggedUnionValue, checker: &mut Checker) {
    let (index, held) = value.get();
    match value.outlines().get(index) {
        Some(outline) => checker.check(held, outline.rules),
        None => checker.violate("is none of the alternatives that the document names".to_owned()),
    }
}

/// UntaggedUnion, of which another can be chosen.
#[doc(hidden)]
pub trait UntaggedUnionValue: UntaggedUnion {
    fn choose(&mut self, index: usize);
}

impl<A: UntaggedUnion> UntaggedUnionValue for A {
    fn choose(&mut self, index: usize) {
        *self = A::select(index);
    }
}

/// The kind of values that are told apart by what they are made of.
#[doc(hidden)]
#[derive(Debug)]
pub struct Several;

impl<A: UntaggedUnion> Kind<A> for Several {
    fn empty() -> A {
        A::select(usize::MAX)
    }

    fn view(value: &A) -> View<'_> {
        View::UntaggedUnion(value)
    }

    fn view_mut(value: &mut A) -> ViewMut<'_> {
        ViewMut::UntaggedUnion(value)
    }
}

/// Makes [`UntaggedUnion`] a [`Value`], and one that `serde` reads and writes.
#[doc(hidden)]
#[macro_export]
macro_rules! __alternatives {
    ($model:ty) => {
        $crate::__model!($model, Several);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Outline = Outline::text(&[]);

    fn chosen(json: &str, outlines: &[Outline]) -> Option<usize> {
        choose(json.as_bytes(), outlines)
    }

    #[test]
    fn kinds_of_json_tell_alternatives_apart() {
        const OUTLINES: &[Outline] = &[
            Outline::text(&["all"]),
            Outline::text(&[]),
            Outline::integer(),
            Outline::number(),
            Outline::boolean(),
            Outline::array(Some(&WORDS)),
            Outline::array(Some(&Outline::object(&["id"], &["id"]))),
            Outline::object(&[], &[]),
        ];
        for (json, index) in [
            ("\"all\"", 0),
            (" \"some\"", 1),
            ("1", 2),
            ("-1", 2),
            ("1.5", 3),
            ("-1e3", 3),
            ("true", 4),
            ("[]", 5),
            ("[\"a\"]", 5),
            ("[ {\"id\": 1}]", 6),
            ("{}", 7),
        ] {
            assert_eq!(chosen(json, OUTLINES), Some(index), "{json}");
        }
        assert_eq!(chosen("null", OUTLINES), None);
        assert_eq!(chosen("", OUTLINES), None);
    }

    #[test]
    fn lengths_tell_arrays_apart() {
        const OUTLINES: &[Outline] = &[
            Outline::array(Some(&Outline::number())).length(2, 2),
            Outline::array(Some(&Outline::number())).length(3, 3),
            Outline::array(None).length(5, usize::MAX),
        ];
        for (json, index) in [
            ("[1, 2]", Some(0)),
            ("[1,2.5,3]", Some(1)),
            ("[1,2,3,4]", None),
            ("[1,{},[2],3,4,5]", Some(2)),
            ("[]", None),
            ("[1,2", None),
        ] {
            assert_eq!(chosen(json, OUTLINES), index, "{json}");
        }
        let only = &[Outline::array(None).length(2, 2), Outline::integer()];
        assert_eq!(chosen("[1]", only), Some(0), "the only one of its kind");
    }

    #[test]
    fn what_is_required_and_known_tells_objects_apart() {
        const OUTLINES: &[Outline] = &[
            Outline::object(&["a", "b"], &["a", "b", "c"]),
            Outline::object(&["a"], &["a", "c"]).values(&[("c", &["x", "y"])]),
            Outline::object(&[], &["d"]),
        ];
        for (json, index) in [
            (r#"{"a": 1, "b": 2}"#, 0),
            (r#"{"a": 1}"#, 1),
            (r#"{"c": "x", "a": {"b": 2}}"#, 1),
            (r#"{"d": null}"#, 2),
            (r#"{"z": 1}"#, 2),
        ] {
            assert_eq!(chosen(json, OUTLINES), Some(index), "{json}");
        }
        // The first lacks what it requires, the second has another value, the third knows nothing of it.
        assert_eq!(chosen(r#"{"a": 1, "c": "z"}"#, OUTLINES), None);
    }

    #[test]
    fn where_none_fits_the_only_one_of_the_kind_is_meant() {
        const OUTLINES: &[Outline] =
            &[Outline::text(&["a"]), Outline::object(&["id"], &["id"]), Outline::integer()];
        assert_eq!(chosen("\"new\"", OUTLINES), Some(0));
        assert_eq!(chosen("{}", OUTLINES), Some(1));
        assert_eq!(chosen("1.5", OUTLINES), Some(2));
        assert_eq!(chosen("[]", OUTLINES), None);
    }
}
