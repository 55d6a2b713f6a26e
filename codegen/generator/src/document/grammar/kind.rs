//! The words that the table of the specification is written in.

use serde_json::{Map, Value};

/// The kind of a value.
#[derive(Debug, Clone, Copy)]
pub(in crate::document) enum Kind {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// One of some strings.
    OneOf(&'static [&'static str]),
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// An integer that is not negative.
    Count,
    /// A list of values of one kind.
    List(&'static Kind),
    /// An object whose keys are anybody's choice and whose values are of one kind.
    Map(&'static Kind),
    /// A map by component names, of objects or references to such.
    Components(&'static Object),
    /// A map of the names of objects, or of references to them.
    Targets(&'static Object),
    /// An object.
    Object(&'static Object),
    /// An object, or a reference to one.
    Reference(&'static Object),
    /// A boolean, or an object, or a reference to one.
    FlagOr(&'static Object),
}

impl Kind {
    /// The kind of the member that a key or an index names in a value of this kind.
    pub(super) fn member(self, value: &Value, token: &str) -> Option<Kind> {
        match self {
            Self::List(kind) | Self::Map(kind) => Some(*kind),
            Self::Components(object) => Some(Self::Reference(object)),
            Self::Object(object) | Self::Reference(object) | Self::FlagOr(object) => {
                object.member(value.as_object()?, token)
            }
            _ => None,
        }
    }

    /// The kind of object that a value of this kind is, where it is one.
    pub(super) fn object(self) -> Option<&'static Object> {
        match self {
            Self::Object(object) | Self::Reference(object) | Self::FlagOr(object) => Some(object),
            _ => None,
        }
    }

    /// What a diagnostic says was expected.
    pub(super) fn expected(self) -> String {
        match self {
            Self::Any => "any value".to_owned(),
            Self::Text => "a string".to_owned(),
            Self::OneOf(values) => format!("one of {}", quoted(values)),
            Self::Flag => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Count => "an integer from 0 up".to_owned(),
            Self::List(Kind::Text) => "a list of strings".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) | Self::Components(_) | Self::Targets(_) => "an object".to_owned(),
            Self::Object(object) => format!("{} (an object)", object.name),
            Self::Reference(object) => format!("{} (an object) or a `$ref` to one", object.name),
            Self::FlagOr(object) => format!("a boolean, {} or a `$ref` to one", object.name),
        }
    }
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

/// A kind of object.
#[derive(Debug)]
pub(in crate::document) struct Object {
    /// What it is called, with its article: `a schema`.
    pub(in crate::document) name: &'static str,
    /// Where reusable ones stand in `components`.
    pub(in crate::document) section: Option<&'static str>,
    pub(super) fields: &'static [Field],
    /// What its other keys are, where it has more than fixed fields.
    pub(super) entries: Option<Entries>,
    /// Two fields of which it has exactly one.
    pub(super) choice: Option<[&'static str; 2]>,
}

/// The keys of an object that are not fixed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries {
    pub(super) fits: fn(&str) -> bool,
    /// What the keys are, for diagnostics: `a path that starts with /`.
    pub(super) form: &'static str,
    pub(super) kind: Kind,
}

/// A fixed field of an object.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// A field and the value of it that this one has its meaning beside.
    pub(super) beside: Option<(&'static str, &'static str)>,
    /// What to do where the value is of another kind.
    pub(super) advice: Option<&'static str>,
}

pub(super) const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, section: None, fields, entries: None, choice: None }
}

impl Object {
    /// Reusable ones stand in this section of `components`.
    pub(super) const fn reusable(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    /// Besides fixed fields it has entries of one kind, whose keys have a form.
    pub(super) const fn entries(
        mut self,
        fits: fn(&str) -> bool,
        form: &'static str,
        kind: Kind,
    ) -> Self {
        self.entries = Some(Entries { fits, form, kind });
        self
    }

    /// It has exactly one of two fields.
    pub(super) const fn either(mut self, one: &'static str, other: &'static str) -> Self {
        self.choice = Some([one, other]);
        self
    }

    /// The field that `key` is in `object`.
    pub(super) fn field(&self, object: &Map<String, Value>, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == key && field.applies(object))
    }

    /// The section of that name in the `components` that a document has.
    pub(super) fn section(&self, name: &str) -> Option<&'static str> {
        let components = self.fields.iter().find(|field| field.name == "components")?;
        let sections = components.kind.object()?.fields;
        sections.iter().find(|field| field.name == name).map(|field| field.name)
    }

    fn member(&self, object: &Map<String, Value>, key: &str) -> Option<Kind> {
        match self.field(object, key) {
            Some(field) => Some(field.kind),
            None if is_extension(key) => None,
            None => self.entries.map(|entries| entries.kind),
        }
    }
}

pub(super) const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false, beside: None, advice: None }
}

pub(super) const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true, beside: None, advice: None }
}

impl Field {
    /// It has its meaning only where another field has this value.
    pub(super) const fn beside(mut self, field: &'static str, value: &'static str) -> Self {
        self.beside = Some((field, value));
        self
    }

    /// What to do where the value is of another kind.
    pub(super) const fn advice(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    pub(super) fn applies(&self, object: &Map<String, Value>) -> bool {
        self.beside.is_none_or(|(name, value)| {
            object.get(name).and_then(Value::as_str).is_some_and(|found| found == value)
        })
    }
}

/// Whether a key is a specification extension.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}
