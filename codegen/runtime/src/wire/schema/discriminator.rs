//! Discriminators of tagged unions.

use std::fmt;

use jiter::{Jiter, JiterResult, NumberAny, NumberInt, Peek};

use super::variant_shape::{VariantShape, choose_similar};

/// The discriminator property of a tagged union and its variants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discriminator {
    property: &'static str,
    variants: &'static [Variant],
}

impl Discriminator {
    /// Returns the discriminator of a union.
    #[must_use]
    pub const fn new(property: &'static str, variants: &'static [Variant]) -> Self {
        Self { property, variants }
    }

    /// Returns the name of the discriminator property.
    pub(in crate::wire) fn property(&self) -> &'static str {
        self.property
    }

    /// Returns the variants, in the order of their indices.
    pub(in crate::wire) fn variants(&self) -> &'static [Variant] {
        self.variants
    }

    /// Returns the index of the variant that a discriminator value selects in an object.
    ///
    /// Of several variants with the value, the one whose shape is most similar to the object is selected.
    pub(in crate::wire) fn select(&self, value: FoundTag<'_>, object: &[u8]) -> Option<usize> {
        let mut selected =
            self.variants.iter().enumerate().filter(|(_, variant)| variant.has(value));
        let (first, variant) = selected.next()?;
        let Some(shape) = variant.shape else { return Some(first) };
        let others = selected.filter_map(|(index, variant)| Some((index, variant.shape?)));
        let shapes: Vec<_> = std::iter::once((first, shape)).chain(others).collect();
        Some(choose_similar(object, &shapes).unwrap_or(first))
    }

    /// Returns the index of the only variant that has a property.
    pub(in crate::wire) fn owner(&self, property: &str) -> Option<usize> {
        self.variants.iter().position(|variant| variant.own.contains(&property))
    }
}

/// A variant of a tagged union.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variant {
    tags: Tags,
    own: &'static [&'static str],
    /// The shape that distinguishes the variant from others with the same discriminator value.
    shape: Option<&'static VariantShape>,
}

/// The discriminator values of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tags {
    /// One string, as most variants have.
    Text(&'static str),
    /// Any values.
    Values(&'static [TagValue]),
}

impl Variant {
    /// Returns a variant with its discriminator value and the properties that no other variant has.
    #[must_use]
    pub const fn new(tag: &'static str, own: &'static [&'static str]) -> Self {
        Self { tags: Tags::Text(tag), own, shape: None }
    }

    /// Returns a variant with its discriminator values and the properties that no other variant has.
    ///
    /// The first value is written, unless the variant holds another one of them.
    #[must_use]
    pub const fn with_values(values: &'static [TagValue], own: &'static [&'static str]) -> Self {
        Self { tags: Tags::Values(values), own, shape: None }
    }

    /// Sets the shape that distinguishes the variant from others with the same discriminator value.
    #[must_use]
    pub const fn shape(self, shape: &'static VariantShape) -> Self {
        Self { shape: Some(shape), ..self }
    }

    /// Returns the discriminator value if it is one string.
    pub(in crate::wire) fn text(&self) -> Option<&'static str> {
        match self.tags {
            Tags::Text(text) => Some(text),
            Tags::Values(_) => None,
        }
    }

    /// Returns the value that is written if the variant holds none.
    pub(in crate::wire) fn first(&self) -> TagValue {
        match self.tags {
            Tags::Text(text) => TagValue::Text(text),
            Tags::Values(values) => values.first().copied().unwrap_or(TagValue::Text("")),
        }
    }

    /// Returns the values if there are several.
    pub(in crate::wire) fn several(&self) -> &'static [TagValue] {
        match self.tags {
            Tags::Values(values @ [_, _, ..]) => values,
            Tags::Text(_) | Tags::Values(_) => &[],
        }
    }

    /// Whether other variants may have the same value.
    pub(in crate::wire) fn shares_values(&self) -> bool {
        self.shape.is_some()
    }

    /// Whether a value selects the variant.
    pub(in crate::wire) fn has(&self, found: FoundTag<'_>) -> bool {
        match self.tags {
            Tags::Text(text) => found == FoundTag::Text(text),
            Tags::Values(values) => values.iter().any(|value| value.as_found() == found),
        }
    }

    /// Returns the properties that no other variant has.
    pub(in crate::wire) fn own(&self) -> &'static [&'static str] {
        self.own
    }

    /// Returns the discriminator values, for messages.
    pub(in crate::wire) fn values(&self) -> Vec<TagValue> {
        match self.tags {
            Tags::Text(text) => vec![TagValue::Text(text)],
            Tags::Values(values) => values.to_vec(),
        }
    }
}

/// A discriminator value, as the document states it.
///
/// ```
/// use portolan_runtime::wire::TagValue;
///
/// assert_eq!(TagValue::Text("circle").as_str(), Some("circle"));
/// assert_eq!(TagValue::Integer(2).to_string(), "2");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagValue {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
}

impl TagValue {
    /// Returns the value if it is a string.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(_) | Self::Boolean(_) => None,
        }
    }

    /// Returns the value if it is an integer.
    #[must_use]
    pub const fn as_i64(self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(integer),
            Self::Text(_) | Self::Boolean(_) => None,
        }
    }

    /// Returns the value if it is a boolean.
    #[must_use]
    pub const fn as_bool(self) -> Option<bool> {
        match self {
            Self::Boolean(boolean) => Some(boolean),
            Self::Text(_) | Self::Integer(_) => None,
        }
    }

    /// Returns the value as it is found in JSON.
    pub(in crate::wire) const fn as_found(self) -> FoundTag<'static> {
        match self {
            Self::Text(text) => FoundTag::Text(text),
            Self::Integer(integer) => FoundTag::Integer(integer),
            Self::Boolean(boolean) => FoundTag::Boolean(boolean),
        }
    }
}

impl From<TagValue> for serde_json::Value {
    fn from(value: TagValue) -> Self {
        match value {
            TagValue::Text(text) => text.into(),
            TagValue::Integer(integer) => integer.into(),
            TagValue::Boolean(boolean) => boolean.into(),
        }
    }
}

impl fmt::Display for TagValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(integer) => integer.fmt(formatter),
            Self::Boolean(boolean) => boolean.fmt(formatter),
        }
    }
}

/// A discriminator value in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wire) enum FoundTag<'json> {
    Text(&'json str),
    Integer(i64),
    Boolean(bool),
    /// `null`, treated like an absent discriminator.
    Null,
    /// A value of another type.
    Other,
}

impl FoundTag<'_> {
    /// Reads the next value and passes it to a callback.
    pub(in crate::wire) fn read<R>(
        json: &mut Jiter<'_>,
        with: impl FnOnce(FoundTag<'_>) -> R,
    ) -> JiterResult<R> {
        Ok(match json.peek()? {
            Peek::String => with(FoundTag::Text(json.known_str()?)),
            Peek::Null => {
                json.known_null()?;
                with(FoundTag::Null)
            }
            peek @ (Peek::True | Peek::False) => with(FoundTag::Boolean(json.known_bool(peek)?)),
            peek if peek.is_num() => with(match json.known_number(peek)? {
                NumberAny::Int(NumberInt::Int(integer)) => FoundTag::Integer(integer),
                NumberAny::Float(float) => whole(float).map_or(FoundTag::Other, FoundTag::Integer),
            }),
            _ => {
                json.next_skip()?;
                with(FoundTag::Other)
            }
        })
    }
}

/// Returns a number without a fraction, such as `2.0`, as an integer.
#[allow(clippy::cast_possible_truncation, reason = "the bounds are checked")]
fn whole(float: f64) -> Option<i64> {
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() <= MAX_EXACT).then_some(float as i64)
}
