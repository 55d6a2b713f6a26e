//! Walks a tree along the grammar, reports every deviation with its repair, and collects references and extensions.

use serde_json::{Map, Value};

use super::repair::{Defect, Repair};
use super::rule::{Field, FieldRecovery, ObjectType, Rule, is_extension};
use super::version::Version;
use crate::diagnostic::{Code, Diagnostics, Pointer};
use crate::document::text::StackPath;

/// The locations that a walk collects, each list in document order.
#[derive(Debug, Default)]
pub(in crate::document) struct Outline {
    /// All references.
    pub(in crate::document) references: Vec<Reference>,
    /// All targets of discriminator mappings.
    pub(in crate::document) mappings: Vec<Reference>,
    /// All extensions.
    pub(in crate::document) extensions: Vec<Pointer>,
    /// All schemas, references to schemas included.
    pub(in crate::document) schemas: Vec<Pointer>,
    /// All objects with keywords of [`CHECKED_KEYWORDS`].
    pub(in crate::document) checked_objects: Vec<CheckedObject>,
    /// All deviations from the grammar that must be repaired before the document is read further.
    pub(in crate::document) defects: Vec<Defect>,
}

/// A schema, parameter, header or media type with keywords that may contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedObject {
    pub(crate) pointer: Pointer,
    pub(crate) is_schema: bool,
}

/// Keywords that describe values and may contradict each other.
const CHECKED_KEYWORDS: &[&str] = &[
    "default",
    "enum",
    "example",
    "examples",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "multipleOf",
    "pattern",
];

/// A `$ref`, or a target of a discriminator mapping.
#[derive(Debug, Clone)]
pub(in crate::document) struct Reference {
    /// The object with the `$ref`, or the string in the mapping.
    pub(in crate::document) pointer: Pointer,
    /// The reference as written.
    pub(in crate::document) target: String,
    /// The rule for the target.
    pub(in crate::document) expected: Rule,
}

/// Walks `value`, which is at `pointer`, along `rule`. With a `code`, all deviations are reported with it.
pub(super) fn walk(
    name: &str,
    value: &Value,
    pointer: &Pointer,
    rule: Rule,
    version: Version,
    code: Option<Code>,
    diagnostics: &mut Diagnostics,
) -> Outline {
    let mut walk = Walk { name, version, code, diagnostics, outline: Outline::default() };
    walk.value(rule, value, &StackPath::at(pointer), None);
    walk.outline
}

pub(super) struct Walk<'walk> {
    pub(super) name: &'walk str,
    pub(super) version: Version,
    pub(super) code: Option<Code>,
    pub(super) diagnostics: &'walk mut Diagnostics,
    pub(super) outline: Outline,
}

impl Walk<'_> {
    fn value(&mut self, rule: Rule, value: &Value, path: &StackPath<'_>, field: Option<&Field>) {
        if rule.is_schema() && rule.fits(value, self.version) {
            self.outline.schemas.push(path.pointer());
        }
        match (rule, value) {
            (Rule::OneOf(values), Value::String(text)) => {
                if !values.contains(&text.as_str()) {
                    self.unknown_value(values, text, path, field);
                }
            }
            (Rule::List(rule), Value::Array(list)) => {
                for (index, item) in list.iter().enumerate() {
                    self.value(*rule, item, &path.index(index), None);
                }
            }
            // A reference may replace any part of a document, except for the values of extensions and examples. In
            // a map, a member with this name and another type is a member.
            (rule, Value::Object(members))
                if !matches!(rule, Rule::Any)
                    && members.get("$ref").is_some_and(Value::is_string) =>
            {
                self.reference(rule, members, path);
            }
            (Rule::Map(rule), Value::Object(map)) => {
                for (key, member) in map {
                    self.value(*rule, member, &path.key(key), None);
                }
            }
            (Rule::MappingTargets(expected), Value::Object(map)) => {
                for (key, target) in map {
                    let here = path.key(key);
                    match target {
                        Value::String(target) => self.outline.mappings.push(Reference {
                            pointer: here.pointer(),
                            target: target.clone(),
                            expected: Rule::ReferenceOr(expected),
                        }),
                        other => self.wrong_type(Rule::String, other, &here, None),
                    }
                }
            }
            (Rule::Components(object), Value::Object(map)) => {
                for (key, member) in map {
                    self.component_name(key, &path.key(key));
                    self.value(Rule::ReferenceOr(object), member, &path.key(key), None);
                }
            }
            (
                Rule::Object(object) | Rule::ReferenceOr(object) | Rule::BooleanOr(object),
                Value::Object(members),
            ) => self.object(object, members, path),
            _ if rule.fits(value, self.version) => {}
            _ => self.wrong_type(rule, value, path, field),
        }
    }

    fn object(
        &mut self,
        object: &'static ObjectType,
        members: &Map<String, Value>,
        path: &StackPath<'_>,
    ) {
        let has_checked_keyword =
            members.keys().any(|key| CHECKED_KEYWORDS.contains(&key.as_str()));
        if has_checked_keyword && object.fields.iter().any(|field| field.name == "example") {
            let is_schema = object.section == Some("schemas");
            self.outline.checked_objects.push(CheckedObject { pointer: path.pointer(), is_schema });
        }
        for (key, value) in members {
            self.member(object, members, key, value, &path.key(key));
        }
        let (version, fields) = (self.version, object.fields.iter());
        for field in fields.filter(|it| it.required && it.is_in(version) && it.applies(members)) {
            if !members.contains_key(field.name) {
                self.missing_field(object, field, path);
            }
        }
        if let Some(choice) = object.choice {
            self.choice(object, choice, members, path);
        }
    }

    fn member(
        &mut self,
        object: &'static ObjectType,
        members: &Map<String, Value>,
        key: &str,
        value: &Value,
        path: &StackPath<'_>,
    ) {
        if let Some(field) = object.field(members, key, self.version) {
            if field.since > self.version {
                let version = self.version;
                let mut fields = object.fields.iter();
                let is_redefined = fields.any(|it| it.name == key && it.is_in(version));
                self.later_keyword(field, is_redefined, path);
            }
            self.value(field.rule, value, path, Some(field));
        } else if is_extension(key) {
            self.outline.extensions.push(path.pointer());
        } else if let Some(entries) = object.entries {
            if !(entries.fits)(key) {
                self.invalid_key(object, members, key, path);
            }
            self.value(entries.rule, value, path, None);
        } else {
            self.unknown_keyword(object, members, key, path);
        }
    }

    fn reference(&mut self, expected: Rule, members: &Map<String, Value>, path: &StackPath<'_>) {
        let target = members.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.outline.references.push(Reference { pointer: path.pointer(), target, expected });
        let mut ignored = Vec::new();
        for (key, value) in members.iter().filter(|(key, _)| *key != "$ref") {
            let here = path.key(key);
            if is_extension(key) {
                self.outline.extensions.push(here.pointer());
            } else if let Some(object) = expected.object()
                && self.is_used_beside_reference(expected, key)
                && object.fields.iter().any(|field| field.name == key)
            {
                self.member(object, members, key, value, &here);
            } else {
                ignored.push(key.as_str());
            }
        }
        if !ignored.is_empty() {
            self.ignored_siblings(expected, &ignored, path);
        }
    }

    /// Whether a keyword beside a `$ref` has an effect.
    ///
    /// OpenAPI 3.0 ignores all of them. Documents use these annotations nevertheless, and with one meaning.
    fn is_used_beside_reference(&self, expected: Rule, key: &str) -> bool {
        let is_schema = expected.is_schema();
        (is_schema && (self.version >= Version::V3_1 || ANNOTATIONS.contains(&key)))
            || matches!(key, "summary" | "description")
    }

    /// Adds a defect, whose diagnostic was reported last.
    pub(super) fn repair(&mut self, path: &StackPath<'_>, repair: Repair) {
        let diagnostic = self.diagnostics.len().saturating_sub(1);
        self.outline.defects.push(Defect { pointer: path.pointer(), repair, diagnostic });
    }
}

/// Keywords of schemas that are used beside a `$ref` in all versions.
const ANNOTATIONS: &[&str] =
    &["deprecated", "description", "nullable", "readOnly", "title", "writeOnly"];

impl FieldRecovery {
    /// Returns the repair of an object without this field.
    pub(super) fn of_missing(self) -> Option<Repair> {
        match self {
            Self::Removed => None,
            Self::Replaced(json) => Some(Repair::set_json(json)),
            Self::Enclosing => Some(Repair::Unusable),
        }
    }
}
