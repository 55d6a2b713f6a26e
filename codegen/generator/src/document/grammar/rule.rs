//! The building blocks of the grammar tables: rules for values, object types and their fields.

use serde_json::{Map, Value};

use super::version::Version;

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

    /// Returns the field of a member of a value of this rule, if the value is an object with that field.
    pub(super) fn field(
        self,
        value: &Value,
        key: &str,
        version: Version,
    ) -> Option<&'static Field> {
        self.object()?.field(value.as_object()?, key, version)
    }

    /// Returns the section of `components` for values of this rule, if there is one.
    pub(in crate::document) fn section(self) -> Option<&'static str> {
        self.object()?.section
    }

    /// Whether both rules describe the same values, apart from references.
    pub(in crate::document) fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::List(one), Self::List(other)) | (Self::Map(one), Self::Map(other)) => {
                one.is_same(*other)
            }
            _ => match (self.object(), other.object()) {
                (Some(one), Some(other)) => one.name == other.name,
                (None, None) => std::mem::discriminant(&self) == std::mem::discriminant(&other),
                _ => false,
            },
        }
    }

    /// Returns the name of the values with an article.
    pub(in crate::document) fn name(self) -> String {
        self.object().map_or_else(|| self.expected(), |object| object.name.to_owned())
    }

    /// Whether this is a schema or a reference to one.
    pub(in crate::document) fn is_schema(self) -> bool {
        self.object().is_some_and(|object| object.section == Some("schemas"))
    }

    /// Returns the object type of a value of this rule, if it is an object.
    pub(in crate::document) fn object(self) -> Option<&'static ObjectType> {
        match self {
            Self::Object(object) | Self::ReferenceOr(object) | Self::BooleanOr(object) => {
                Some(object)
            }
            _ => None,
        }
    }

    /// Whether a value has the JSON type of this rule; members and items are not looked at.
    pub(super) fn fits(self, value: &Value, version: Version) -> bool {
        match self {
            Self::Any => true,
            Self::String | Self::OneOf(_) => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::UnsignedInteger => value.is_u64(),
            Self::List(_) => value.is_array(),
            Self::Map(_) | Self::Components(_) | Self::MappingTargets(_) | Self::Object(_) => {
                value.is_object()
            }
            Self::ReferenceOr(object) => {
                value.is_object() || (value.is_boolean() && object.is_boolean_in(version))
            }
            Self::BooleanOr(_) => value.is_object() || value.is_boolean(),
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
    pub(super) choice: Option<Choice>,
    /// The recovery from a defect of the object.
    pub(super) recovery: Recovery,
    /// The version since which a boolean may replace the object.
    boolean_since: Option<Version>,
}

/// The recovery from a defect of an object that cannot be confined to one of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recovery {
    /// It is replaced by an empty object, which for a schema is free-form JSON.
    Emptied,
    /// It is removed from the object or list that contains it.
    Removed,
    /// The object that contains it is unusable too.
    Enclosing,
}

/// Two fields of which exactly one is required.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    pub(super) fields: [&'static str; 2],
    /// The value of the first field if there is neither, as JSON.
    pub(super) fallback: Option<&'static str>,
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
    /// The first version that defines the field.
    pub(super) since: Version,
    /// The last version that defines the field.
    pub(super) until: Version,
    /// The recovery from an unusable or missing value.
    pub(super) recovery: FieldRecovery,
}

/// The recovery from an unusable or missing value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum FieldRecovery {
    /// It is removed.
    Removed,
    /// Its value is replaced by this JSON.
    Replaced(&'static str),
    /// Its object is unusable.
    Enclosing,
}

pub(super) const fn object(name: &'static str, fields: &'static [Field]) -> ObjectType {
    let recovery = Recovery::Removed;
    let (section, entries, choice, boolean_since) = (None, None, None, None);
    ObjectType { name, section, fields, entries, choice, recovery, boolean_since }
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
    pub(super) const fn either(
        mut self,
        fields: [&'static str; 2],
        fallback: Option<&'static str>,
    ) -> Self {
        self.choice = Some(Choice { fields, fallback });
        self
    }

    /// Sets what becomes of an unusable object; without it, it is removed.
    pub(super) const fn recovery(mut self, recovery: Recovery) -> Self {
        self.recovery = recovery;
        self
    }

    /// Allows a boolean for the object, since a version.
    pub(super) const fn or_boolean_since(mut self, version: Version) -> Self {
        self.boolean_since = Some(version);
        self
    }

    /// Whether a version allows a boolean for the object.
    pub(super) fn is_boolean_in(&self, version: Version) -> bool {
        self.boolean_since.is_some_and(|since| since <= version)
    }

    /// Returns the field `key` of `object` in a version.
    ///
    /// A field may have several definitions. The one whose type fits the value is preferred, then that of the version.
    pub(super) fn field(
        &self,
        object: &Map<String, Value>,
        key: &str,
        version: Version,
    ) -> Option<&'static Field> {
        let value = object.get(key);
        let defined = self.fields.iter().filter(|field| field.name == key && field.applies(object));
        defined.min_by_key(|field| {
            let fits = value.is_none_or(|value| field.rule.fits(value, version));
            (!fits, !field.is_in(version))
        })
    }

    /// Returns the section `name` of `components`, if the specification defines it.
    pub(super) fn section(&self, name: &str) -> Option<&'static str> {
        let components = self.fields.iter().find(|field| field.name == "components")?;
        let sections = components.rule.object()?.fields;
        sections.iter().find(|field| field.name == name).map(|field| field.name)
    }

    fn member(&self, object: &Map<String, Value>, key: &str) -> Option<Rule> {
        match self.field(object, key, Version::LATEST) {
            Some(field) => Some(field.rule),
            None if is_extension(key) => None,
            None => self.entries.map(|entries| entries.rule),
        }
    }
}

pub(super) const fn optional(name: &'static str, rule: Rule) -> Field {
    let (condition, advice, recovery) = (None, None, FieldRecovery::Removed);
    let (since, until) = (Version::V3_0, Version::LATEST);
    Field { name, rule, required: false, condition, advice, since, until, recovery }
}

/// Returns a required field. Without a [fallback](Field::fallback), its object is unusable without it.
pub(super) const fn required(name: &'static str, rule: Rule) -> Field {
    let mut field = optional(name, rule);
    field.required = true;
    field.recovery = FieldRecovery::Enclosing;
    field
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

    /// Defines the field since a version.
    pub(super) const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }

    /// Defines the field up to a version.
    pub(super) const fn until(mut self, version: Version) -> Self {
        self.until = version;
        self
    }

    /// Makes the object unusable if the value of the field is.
    pub(super) const fn essential(mut self) -> Self {
        self.recovery = FieldRecovery::Enclosing;
        self
    }

    /// Sets the JSON that replaces a missing or unusable value.
    pub(super) const fn fallback(mut self, json: &'static str) -> Self {
        self.recovery = FieldRecovery::Replaced(json);
        self
    }

    /// Whether a version defines the field.
    pub(super) fn is_in(&self, version: Version) -> bool {
        self.since <= version && version <= self.until
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
