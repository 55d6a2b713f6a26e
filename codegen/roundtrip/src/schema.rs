//! Schemas of a document: references are followed, parts and variants are looked up.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A document and what decides the tags of its unions.
#[derive(Clone, Copy)]
pub struct Document<'d> {
    /// The OpenAPI document, with every reference inside it.
    pub root: &'d Value,
    /// The rules for discriminators.
    pub discriminators: &'d dyn Discriminators,
}

/// The rules for discriminators. The generator passes its own, so that they are written once.
pub trait Discriminators {
    /// Returns the variants of a union with a discriminator: the JSON Pointer to each schema, and its tags.
    fn variants(&self, root: &Value, union: &str) -> Vec<(String, Vec<Value>)>;
}

/// The maximum number of references followed from one location, because references may form a cycle.
const MAX_REFERENCES: usize = 16;

/// A schema, with the JSON Pointer to it.
#[derive(Debug, Clone)]
pub(crate) struct Schema<'d> {
    pub(crate) members: &'d Map<String, Value>,
    pub(crate) pointer: String,
}

/// A variant of a union.
#[derive(Debug, Clone)]
pub(crate) struct Variant<'d> {
    pub(crate) schema: Schema<'d>,
    /// The tag property and its values.
    pub(crate) tag: Option<(&'d str, Vec<Value>)>,
}

impl Variant<'_> {
    /// Whether one tag selects both variants.
    pub(crate) fn shares_tag(&self, other: &Self) -> bool {
        match (&self.tag, &other.tag) {
            (Some((property, tags)), Some((other_property, others))) => {
                property == other_property && tags.iter().any(|tag| others.contains(tag))
            }
            _ => false,
        }
    }
}

impl<'d> Schema<'d> {
    /// Returns the schema at a JSON Pointer, or the one that is referenced there.
    pub(crate) fn at(document: Document<'d>, pointer: &str) -> Option<Self> {
        let mut pointer = pointer.to_owned();
        for _ in 0..MAX_REFERENCES {
            let members = document.root.pointer(&pointer)?.as_object()?;
            match members.get("$ref").and_then(Value::as_str) {
                Some(reference) => {
                    let fragment = reference.strip_prefix('#')?;
                    pointer = percent_decode_str(fragment).decode_utf8().ok()?.into_owned();
                }
                None => return Some(Self { members, pointer }),
            }
        }
        None
    }

    fn child(&self, document: Document<'d>, keyword: &str) -> Option<Self> {
        self.members.get(keyword)?;
        Self::at(document, &format!("{}/{keyword}", self.pointer))
    }

    pub(crate) fn text(&self, keyword: &str) -> Option<&'d str> {
        self.members.get(keyword)?.as_str()
    }

    pub(crate) fn flag(&self, keyword: &str) -> bool {
        self.members.get(keyword).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn list(&self, keyword: &str) -> &'d [Value] {
        self.members.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn number(&self, keyword: &str) -> usize {
        let number = self.members.get(keyword).and_then(Value::as_u64);
        number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
    }

    pub(crate) fn items(&self, document: Document<'d>) -> Option<Self> {
        self.child(document, "items")
    }

    /// Returns the schema under `additionalProperties`, if that is not a boolean.
    pub(crate) fn additional(&self, document: Document<'d>) -> Option<Self> {
        self.members.get("additionalProperties")?.as_object()?;
        self.child(document, "additionalProperties")
    }

    /// Returns the properties that the schema declares itself, without those of its parts.
    pub(crate) fn properties(&self, document: Document<'d>) -> Vec<(&'d str, Self)> {
        let declared = self.members.get("properties").and_then(Value::as_object);
        declared
            .into_iter()
            .flatten()
            .filter_map(|(name, _)| {
                let pointer = format!("{}/properties/{}", self.pointer, escaped(name));
                Some((name.as_str(), Self::at(document, &pointer)?))
            })
            .collect()
    }

    /// Returns the schemas under `allOf`, `oneOf` or `anyOf`.
    pub(crate) fn parts(&self, document: Document<'d>, keyword: &str) -> Vec<Self> {
        (0..self.list(keyword).len())
            .filter_map(|index| Self::at(document, &format!("{}/{keyword}/{index}", self.pointer)))
            .collect()
    }

    /// Returns the part of `allOf` that decides the value of a schema that is no object: an enumeration, or else one with
    /// the type of a scalar or an array.
    pub(crate) fn scalar_part(&self, document: Document<'d>, depth: usize) -> Option<Self> {
        if depth > MAX_REFERENCES {
            return None;
        }
        let mut typed: Option<Self> = None;
        for part in self.parts(document, "allOf") {
            let inner = match part.text("type") {
                Some("object") => return None,
                None if part.list("enum").is_empty() => part.scalar_part(document, depth + 1),
                _ => Some(part),
            };
            let Some(inner) = inner else { continue };
            // An enumeration is more specific than its type, and an integer than a number.
            let is_better = |known: &Self| {
                known.list("enum").is_empty()
                    && (!inner.list("enum").is_empty() || known.text("type") == Some("number"))
            };
            if typed.as_ref().is_none_or(is_better) {
                typed = Some(inner);
            }
        }
        typed
    }

    /// Returns the variants of a union, without those that no tag selects.
    pub(crate) fn variants(&self, document: Document<'d>) -> Vec<Variant<'d>> {
        let discriminator = self.members.get("discriminator");
        let Some(tag) = discriminator.and_then(|it| it.get("propertyName")?.as_str()) else {
            let mut listed = self.parts(document, "oneOf");
            listed.extend(self.parts(document, "anyOf"));
            return listed.into_iter().map(|schema| Variant { schema, tag: None }).collect();
        };
        let variants = document.discriminators.variants(document.root, &self.pointer).into_iter();
        variants
            .filter(|(_, values)| !values.is_empty())
            .filter_map(|(pointer, values)| {
                let schema = Self::at(document, &pointer)?;
                Some(Variant { schema, tag: Some((tag, values)) })
            })
            .collect()
    }

    /// Whether a schema that has this one as a part of `allOf` is a variant of it. Of a base without `oneOf` and `anyOf`,
    /// every such component is a subtype.
    pub(crate) fn has_variant(&self, document: Document<'d>, other: &Self) -> bool {
        let is_base = !self.members.contains_key("oneOf") && !self.members.contains_key("anyOf");
        self.members.contains_key("discriminator")
            && (is_base && other.is_component()
                || self.variants(document).iter().any(|it| it.schema.pointer == other.pointer))
    }

    /// Whether the schema is one of `components`, not inside another schema.
    fn is_component(&self) -> bool {
        let mut tokens = self.pointer.split('/').skip(1);
        (tokens.next(), tokens.next()) == (Some("components"), Some("schemas"))
            && tokens.next().is_some()
            && tokens.next().is_none()
    }

    /// Whether the variants only constrain the schema's own properties, for example which are required.
    pub(crate) fn only_constrains(&self, document: Document<'d>) -> bool {
        let own = self.members.get("properties").and_then(Value::as_object);
        let Some(own) = own.filter(|_| !self.members.contains_key("discriminator")) else {
            return false;
        };
        self.variants(document).iter().all(|variant| {
            let members = variant.schema.members;
            let is_plain = ["oneOf", "anyOf", "allOf", "items", "enum"]
                .into_iter()
                .all(|keyword| !members.contains_key(keyword));
            let declared = members.get("properties").and_then(Value::as_object);
            is_plain && declared.into_iter().flatten().all(|(name, _)| own.contains_key(name))
        })
    }
}

/// Escapes a property name as a token of a JSON Pointer.
fn escaped(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}
