//! Schemas as they stand in a document: references followed, parts and alternatives looked up.

use portolan::diagnostic::Pointer;
use portolan::document::{Document, discriminator};
use serde_json::{Map, Value};

/// A schema and its place, all references followed.
#[derive(Debug, Clone)]
pub(crate) struct Schema<'d> {
    pub(crate) members: &'d Map<String, Value>,
    pub(crate) pointer: Pointer,
}

/// One of a schema's alternatives.
#[derive(Debug, Clone)]
pub(crate) struct Choice<'d> {
    pub(crate) schema: Schema<'d>,
    /// The discriminator's property, and the value that stands for the alternative.
    pub(crate) tag: Option<(&'d str, String)>,
}

impl<'d> Schema<'d> {
    /// The schema at a place, or the one that is referred to there; nothing where there is none, or only a circle.
    pub(crate) fn at(document: &'d Document, pointer: &Pointer) -> Option<Self> {
        let mut pointer = pointer.clone();
        for _ in 0..16 {
            let members = document.get(&pointer)?.as_object()?;
            match members.get("$ref").and_then(Value::as_str) {
                Some(reference) => pointer = Pointer::parse(reference)?,
                None => return Some(Self { members, pointer }),
            }
        }
        None
    }

    fn child(&self, document: &'d Document, keyword: &str) -> Option<Self> {
        self.members.get(keyword)?;
        Self::at(document, &self.pointer.child(keyword))
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

    pub(crate) fn items(&self, document: &'d Document) -> Option<Self> {
        self.child(document, "items")
    }

    /// The schema of the properties that are not named, where they have one.
    pub(crate) fn additional(&self, document: &'d Document) -> Option<Self> {
        self.members.get("additionalProperties")?.as_object()?;
        self.child(document, "additionalProperties")
    }

    /// The properties that the schema names itself.
    pub(crate) fn properties(&self, document: &'d Document) -> Vec<(&'d str, Self)> {
        let named = self.members.get("properties").and_then(Value::as_object);
        let location = self.pointer.child("properties");
        named
            .into_iter()
            .flatten()
            .filter_map(|(name, _)| {
                Some((name.as_str(), Self::at(document, &location.child(name))?))
            })
            .collect()
    }

    /// The schemas under `allOf`, `oneOf` or `anyOf`.
    pub(crate) fn parts(&self, document: &'d Document, keyword: &str) -> Vec<Self> {
        let location = self.pointer.child(keyword);
        (0..self.list(keyword).len())
            .filter_map(|index| Self::at(document, &location.index(index)))
            .collect()
    }

    /// The alternatives of the schema: those of the discriminator's mapping, then those that it does not name.
    pub(crate) fn choices(&self, document: &'d Document) -> Vec<Choice<'d>> {
        let alternatives = || {
            let mut parts = self.parts(document, "oneOf");
            parts.extend(self.parts(document, "anyOf"));
            parts
        };
        let members = self.members.get("discriminator").and_then(Value::as_object);
        let Some(tag) = members.and_then(|it| it.get("propertyName")?.as_str()) else {
            let mut choices: Vec<Choice<'d>> = Vec::new();
            for schema in alternatives() {
                if choices.iter().all(|choice| choice.schema.pointer != schema.pointer) {
                    choices.push(Choice { schema, tag: None });
                }
            }
            return choices;
        };
        let mapping = members.and_then(|it| it.get("mapping")?.as_object());
        let mut choices = Vec::new();
        for (value, target) in mapping.into_iter().flatten() {
            let target = target.as_str().unwrap_or_default();
            if let Some(schema) = Self::at(document, &discriminator::mapping_target(target)) {
                choices.push(Choice { schema, tag: Some((tag, value.clone())) });
            }
        }
        for schema in alternatives() {
            let is_mapped = choices.iter().any(|choice| choice.schema.pointer == schema.pointer);
            let value = discriminator::implicit_value(&schema.pointer);
            if let (false, Some(value)) = (is_mapped, value) {
                choices.push(Choice { schema, tag: Some((tag, value)) });
            }
        }
        choices
    }

    /// Whether the alternatives only say more of the schema's own properties, such as which must be there.
    pub(crate) fn only_constrains(&self, document: &'d Document) -> bool {
        let own = self.members.get("properties").and_then(Value::as_object);
        let Some(own) = own.filter(|_| !self.members.contains_key("discriminator")) else {
            return false;
        };
        self.choices(document).iter().all(|choice| {
            let members = choice.schema.members;
            let is_plain = ["oneOf", "anyOf", "allOf", "items", "enum"]
                .into_iter()
                .all(|keyword| !members.contains_key(keyword));
            let named = members.get("properties").and_then(Value::as_object);
            is_plain && named.into_iter().flatten().all(|(name, _)| own.contains_key(name))
        })
    }
}
