//! The building blocks of the grammar tables: rules for values, object types and their fields.

use serde_json::{Map, Value};

/// The grammar rule for a value.
#[derive(Debug, Clone, Copy)]
pub(in crate::document) enum Rule {
    /// Any value.
    Any,
    /// A string.
    String,
    /// One of the listed strings.
    OneOf(&'static [&'static str]),
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A non-negative integer.
    UnsignedInteger,
    /// A list whose items follow a rule.
    List(&'static Rule),
    /// An object with arbitrary keys whose values follow a rule.
    Map(&'static Rule),
    /// A section of `components`: objects, or references to them, by component name.
    Components(&'static ObjectType),
    /// The mapping of a discriminator: component names or references by discriminator value.
    MappingTargets(&'static ObjectType),
    /// An object.
    Object(&'static ObjectType),
    /// An object, or a reference to one.
    ReferenceOr(&'static ObjectType),
    /// A boolean, or an object, or a reference to one.
    BooleanOr(&'static ObjectType),
}

impl Rule {
    /// Returns the rule of a member or item of a value of this rule.
    pub(super) fn member(self, value: &Value, token: &str) -> Option<Rule> {
        match self {
            Self::List(rule) | Self::Map(rule) => Some(*rule),
            Self::Components(object) => Some(Self::ReferenceOr(object)),
            Self::Object(object) | Self::ReferenceOr(object) | Self::BooleanOr(object) => {
                object.member(value.as_object()?, token)
            }
            _ => None,
        }
    }

    /// Returns the object type of a value of this rule, if it is an object.
    pub(super) fn object(self) -> Option<&'static ObjectType> {
        match self {
            Self::Object(object) | Self::ReferenceOr(object) | Self::BooleanOr(object) => {
                Some(object)
            }
            _ => None,
        }
    }

    /// Describes the expected value in diagnostics.
    pub(super) fn expected(self) -> String {
        match self {
            Self::Any => "any value".to_owned(),
            Self::String => "a string".to_owned(),
            Self::OneOf(values) => format!("one of {}", quoted(values)),
            Self::Boolean => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::UnsignedInteger => "a non-negative integer".to_owned(),
            Self::List(Rule::String) => "a list of strings".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) | Self::Components(_) | Self::MappingTargets(_) => "an object".to_owned(),
            Self::Object(object) => format!("{} (an object)", object.name),
            Self::ReferenceOr(object) => format!("{} (an object) or a `$ref` to one", object.name),
            Self::BooleanOr(object) => format!("a boolean, {} or a `$ref` to one", object.name),
        }
    }
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

/// An object type of the specification.
#[derive(Debug)]
pub(in crate::document) struct ObjectType {
    /// The name with an article: `a schema`.
    pub(in crate::document) name: &'static str,
    /// The section of `components` for reusable objects of this type.
    pub(in crate::document) section: Option<&'static str>,
    pub(super) fields: &'static [Field],
    /// The rule for all other keys, if there are any.
    pub(super) entries: Option<Entries>,
    /// Two fields of which exactly one is required.
    pub(super) choice: Option<[&'static str; 2]>,
}

/// The patterned fields of an object type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries {
    pub(super) fits: fn(&str) -> bool,
    /// The form of the keys in diagnostics: `a path that starts with /`.
    pub(super) form: &'static str,
    pub(super) rule: Rule,
}

/// A fixed field of an object.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    pub(super) required: bool,
    /// Another field and its value under which this field is defined.
    pub(super) condition: Option<(&'static str, &'static str)>,
    /// The advice for a value of the wrong type.
    pub(super) advice: Option<&'static str>,
}

pub(super) const fn object(name: &'static str, fields: &'static [Field]) -> ObjectType {
    ObjectType { name, section: None, fields, entries: None, choice: None }
}

impl ObjectType {
    /// Sets the section of `components` for reusable objects.
    pub(super) const fn reusable(mut self, section: &'static str) -> Self {
        self.section = Some(section);
        self
    }

    /// Adds patterned fields.
    pub(super) const fn entries(
        mut self,
        fits: fn(&str) -> bool,
        form: &'static str,
        rule: Rule,
    ) -> Self {
        self.entries = Some(Entries { fits, form, rule });
        self
    }

    /// Requires exactly one of two fields.
    pub(super) const fn either(mut self, one: &'static str, other: &'static str) -> Self {
        self.choice = Some([one, other]);
        self
    }

    /// Returns the field `key` as defined in `object`.
    pub(super) fn field(&self, object: &Map<String, Value>, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == key && field.applies(object))
    }

    /// Returns the section `name` of `components`, if the specification defines it.
    pub(super) fn section(&self, name: &str) -> Option<&'static str> {
        let components = self.fields.iter().find(|field| field.name == "components")?;
        let sections = components.rule.object()?.fields;
        sections.iter().find(|field| field.name == name).map(|field| field.name)
    }

    fn member(&self, object: &Map<String, Value>, key: &str) -> Option<Rule> {
        match self.field(object, key) {
            Some(field) => Some(field.rule),
            None if is_extension(key) => None,
            None => self.entries.map(|entries| entries.rule),
        }
    }
}

pub(super) const fn optional(name: &'static str, rule: Rule) -> Field {
    Field { name, rule, required: false, condition: None, advice: None }
}

pub(super) const fn required(name: &'static str, rule: Rule) -> Field {
    Field { name, rule, required: true, condition: None, advice: None }
}

impl Field {
    /// Defines the field only if another field has the given value.
    pub(super) const fn when(mut self, field: &'static str, value: &'static str) -> Self {
        self.condition = Some((field, value));
        self
    }

    /// Sets the advice for a value of the wrong type.
    pub(super) const fn advice(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    pub(super) fn applies(&self, object: &Map<String, Value>) -> bool {
        self.condition.is_none_or(|(name, value)| {
            object.get(name).and_then(Value::as_str).is_some_and(|found| found == value)
        })
    }
}

/// Whether a key is a specification extension.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}
