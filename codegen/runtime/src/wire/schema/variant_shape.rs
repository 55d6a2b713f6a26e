//! Statically known shapes of the variants of an untagged union, and the choice between them.

use jiter::{Jiter, NumberAny, NumberInt, Peek};

use super::rule::Rule;

/// The shape of an untagged union's variant, as far as it distinguishes the variant from others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VariantShape {
    kind: JsonKind,
    /// The only possible strings; empty if any string is possible.
    texts: &'static [&'static str],
    /// The shape of the items of an array.
    items: Option<&'static VariantShape>,
    /// The minimum and maximum number of items.
    length: Option<(usize, usize)>,
    /// The required properties.
    required: &'static [&'static str],
    /// All documented properties.
    known: &'static [&'static str],
    /// The properties that are enumerations, and their values.
    values: &'static [(&'static str, &'static [&'static str])],
    /// Further rules, checked before sending.
    rules: &'static [Rule],
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    Text,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl VariantShape {
    const fn new(kind: JsonKind) -> Self {
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

    /// Returns the shape of a string: one of `texts`, or any string if `texts` is empty.
    #[must_use]
    pub const fn text(texts: &'static [&'static str]) -> Self {
        Self { texts, ..Self::new(JsonKind::Text) }
    }

    /// Returns the shape of an integer.
    #[must_use]
    pub const fn integer() -> Self {
        Self::new(JsonKind::Integer)
    }

    /// Returns the shape of a number.
    #[must_use]
    pub const fn number() -> Self {
        Self::new(JsonKind::Number)
    }

    /// Returns the shape of a boolean.
    #[must_use]
    pub const fn boolean() -> Self {
        Self::new(JsonKind::Boolean)
    }

    /// Returns the shape of an array with items of a shape, or of any.
    #[must_use]
    pub const fn array(items: Option<&'static VariantShape>) -> Self {
        Self { items, ..Self::new(JsonKind::Array) }
    }

    /// Sets the minimum and maximum number of items.
    #[must_use]
    pub const fn length(self, minimum: usize, maximum: usize) -> Self {
        Self { length: Some((minimum, maximum)), ..self }
    }

    /// Returns the shape of an object with its required properties and all documented ones.
    #[must_use]
    pub const fn object(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self { required, known, ..Self::new(JsonKind::Object) }
    }

    /// Sets the properties that are enumerations, and their values.
    #[must_use]
    pub const fn values(self, values: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { values, ..self }
    }

    /// Sets further rules, checked before sending.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// Returns the rules that are checked before sending.
    pub(in crate::wire) fn request_rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// Returns how well a JSON value matches; `None` for another JSON kind or invalid JSON.
    fn score(&self, json: &[u8]) -> Option<Score> {
        let mut values = Jiter::new(json);
        match (self.kind, values.peek().ok()?) {
            (JsonKind::Text, Peek::String) if self.texts.is_empty() => Some(Score::matched(0)),
            (JsonKind::Text, Peek::String) => {
                let text = values.known_str().ok()?;
                Some(Score { is_match: self.texts.contains(&text), weight: 1 })
            }
            (JsonKind::Boolean, Peek::True | Peek::False) => Some(Score::matched(0)),
            (JsonKind::Number, peek) if peek.is_num() => Some(Score::matched(0)),
            (JsonKind::Integer, peek) if peek.is_num() => {
                let number = values.known_number(peek).ok()?;
                let is_integer = matches!(number, NumberAny::Int(NumberInt::Int(_)));
                Some(Score { is_match: is_integer, weight: usize::from(is_integer) })
            }
            (JsonKind::Array, Peek::Array) => {
                let first = values.known_array().ok()?;
                let score = match (self.items, first) {
                    (Some(items), Some(_)) => items.score(json.get(values.current_index()..)?)?,
                    _ => Score::matched(0),
                };
                let has_length = self.has_length(&mut values, first.is_some())?;
                Some(Score { is_match: score.is_match && has_length, ..score })
            }
            (JsonKind::Object, Peek::Object) => self.object_score(&mut values),
            _ => None,
        }
    }

    /// Whether the number of items of an array is allowed. `has_item`: whether an item follows.
    fn has_length(&self, array: &mut Jiter<'_>, has_item: bool) -> Option<bool> {
        let Some((minimum, maximum)) = self.length else { return Some(true) };
        let (mut count, mut has_item) = (0, has_item);
        while has_item {
            count += 1;
            array.next_skip().ok()?;
            has_item = array.array_step().ok()?.is_some();
        }
        Some((minimum..=maximum).contains(&count))
    }

    /// Returns the score of an object. It matches if all required properties are present and every
    /// enumeration has a documented value. Its weight is the number of documented properties.
    fn object_score(&self, object: &mut Jiter<'_>) -> Option<Score> {
        let (mut required, mut known, mut is_match) = (0, 0, true);
        let mut next = object.known_object().ok()?.map(str::to_owned);
        while let Some(name) = next {
            required += usize::from(self.required.contains(&name.as_str()));
            known += usize::from(self.known.contains(&name.as_str()));
            match self.values.iter().find(|(property, _)| *property == name) {
                Some((_, values)) if object.peek().ok()? == Peek::String => {
                    is_match &= values.contains(&object.known_str().ok()?);
                }
                _ => object.next_skip().ok()?,
            }
            next = object.next_key().ok()?.map(str::to_owned);
        }
        Some(Score { is_match: is_match && required == self.required.len(), weight: known })
    }
}

/// The result of comparing a value with a shape of the same JSON kind.
#[derive(Debug, Clone, Copy)]
struct Score {
    is_match: bool,
    /// The specificity of the match, to rank matching variants.
    weight: usize,
}

impl Score {
    fn matched(weight: usize) -> Self {
        Self { is_match: true, weight }
    }
}

/// Returns the index of the matching variant with the greatest weight, the first among equals.
///
/// If none matches, the only variant of the value's JSON kind is chosen: services omit required
/// properties and send undocumented values. An object is not chosen if another variant documents
/// more of its properties without matching: either choice could lose data.
pub(in crate::wire) fn choose_variant(json: &[u8], shapes: &[VariantShape]) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    let mut same_kind = Vec::new();
    for (index, shape) in shapes.iter().enumerate() {
        let Some(score) = shape.score(json) else {
            continue;
        };
        same_kind.push((index, score));
        if score.is_match && best.is_none_or(|(_, weight)| score.weight > weight) {
            best = Some((index, score.weight));
        }
    }
    match (best, same_kind.as_slice()) {
        (Some((index, weight)), same_kind) => {
            let is_object =
                |index: usize| shapes.get(index).is_some_and(|it| it.kind == JsonKind::Object);
            let is_ambiguous =
                same_kind.iter().any(|(other, score)| is_object(*other) && score.weight > weight);
            (!is_ambiguous).then_some(index)
        }
        (None, [(index, _)]) => Some(*index),
        (None, _) => None,
    }
}

/// Returns the index of the shape that an object is most similar to, the first among equals; `None` if
/// none is of the same JSON kind.
///
/// A shape that matches is more similar than one that documents more of the properties.
pub(super) fn choose_similar(json: &[u8], shapes: &[(usize, &VariantShape)]) -> Option<usize> {
    let scores = shapes.iter().filter_map(|(index, shape)| {
        let score = shape.score(json)?;
        Some((*index, (score.is_match, score.weight)))
    });
    let best = scores.reduce(|best, other| if other.1 > best.1 { other } else { best });
    best.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY_TEXT: VariantShape = VariantShape::text(&[]);

    fn choose(json: &str, shapes: &[VariantShape]) -> Option<usize> {
        choose_variant(json.as_bytes(), shapes)
    }

    #[test]
    fn chooses_by_json_kind() {
        const SHAPES: &[VariantShape] = &[
            VariantShape::text(&["all"]),
            VariantShape::text(&[]),
            VariantShape::integer(),
            VariantShape::number(),
            VariantShape::boolean(),
            VariantShape::array(Some(&ANY_TEXT)),
            VariantShape::array(Some(&VariantShape::object(&["id"], &["id"]))),
            VariantShape::object(&[], &[]),
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
            assert_eq!(choose(json, SHAPES), Some(index), "{json}");
        }
        assert_eq!(choose("null", SHAPES), None);
        assert_eq!(choose("", SHAPES), None);
    }

    #[test]
    fn chooses_arrays_by_length() {
        const SHAPES: &[VariantShape] = &[
            VariantShape::array(Some(&VariantShape::number())).length(2, 2),
            VariantShape::array(Some(&VariantShape::number())).length(3, 3),
            VariantShape::array(None).length(5, usize::MAX),
        ];
        for (json, index) in [
            ("[1, 2]", Some(0)),
            ("[1,2.5,3]", Some(1)),
            ("[1,2,3,4]", None),
            ("[1,{},[2],3,4,5]", Some(2)),
            ("[]", None),
            ("[1,2", None),
        ] {
            assert_eq!(choose(json, SHAPES), index, "{json}");
        }
        let only = &[VariantShape::array(None).length(2, 2), VariantShape::integer()];
        assert_eq!(choose("[1]", only), Some(0), "the only array variant");
    }

    #[test]
    fn chooses_objects_by_required_and_documented_properties() {
        const SHAPES: &[VariantShape] = &[
            VariantShape::object(&["a", "b"], &["a", "b", "c"]),
            VariantShape::object(&["a"], &["a", "c"]).values(&[("c", &["x", "y"])]),
            VariantShape::object(&[], &["d"]),
        ];
        for (json, index) in [
            (r#"{"a": 1, "b": 2}"#, 0),
            (r#"{"a": 1}"#, 1),
            (r#"{"c": "x", "a": {"b": 2}}"#, 1),
            (r#"{"d": null}"#, 2),
            (r#"{"z": 1}"#, 2),
        ] {
            assert_eq!(choose(json, SHAPES), Some(index), "{json}");
        }
        // The first lacks a required property, the second has another value, the third documents
        // none of the properties.
        assert_eq!(choose(r#"{"a": 1, "c": "z"}"#, SHAPES), None);
    }

    #[test]
    fn falls_back_to_the_only_variant_of_the_json_kind() {
        const SHAPES: &[VariantShape] = &[
            VariantShape::text(&["a"]),
            VariantShape::object(&["id"], &["id"]),
            VariantShape::integer(),
        ];
        assert_eq!(choose("\"new\"", SHAPES), Some(0));
        assert_eq!(choose("{}", SHAPES), Some(1));
        assert_eq!(choose("1.5", SHAPES), Some(2));
        assert_eq!(choose("[]", SHAPES), None);
    }
}
