//! Walks a tree along the grammar, reports every deviation, and collects references and extensions.

use serde_json::{Map, Value};

use super::rule::{Field, ObjectType, Rule, is_extension};
use crate::diagnostic::{
    Code, Diagnostic, Diagnostics, Location, Pointer, describe_value, nearest,
};
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
    /// All objects with keywords of [`CHECKED_KEYWORDS`].
    pub(in crate::document) checked_objects: Vec<CheckedObject>,
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
    /// The object type that must be at the target.
    pub(in crate::document) expected: &'static ObjectType,
}

/// Walks `value`, which is at `pointer`, along `rule`. Unknown keywords are reported with the code `unknown`.
pub(super) fn walk(
    name: &str,
    value: &Value,
    pointer: &Pointer,
    rule: Rule,
    unknown: Code,
    diagnostics: &mut Diagnostics,
) -> Outline {
    let mut walk = Walk { name, unknown, diagnostics, outline: Outline::default() };
    walk.value(rule, value, &StackPath::at(pointer), None);
    walk.outline
}

struct Walk<'walk> {
    name: &'walk str,
    unknown: Code,
    diagnostics: &'walk mut Diagnostics,
    outline: Outline,
}

impl Walk<'_> {
    fn value(&mut self, rule: Rule, value: &Value, path: &StackPath<'_>, field: Option<&Field>) {
        match (rule, value) {
            (Rule::Any, _)
            | (Rule::String, Value::String(_))
            | (Rule::Boolean | Rule::BooleanOr(_), Value::Bool(_))
            | (Rule::Number, Value::Number(_)) => {}
            (Rule::UnsignedInteger, Value::Number(number)) if number.is_u64() => {}
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
                            expected,
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
            (Rule::ReferenceOr(object) | Rule::BooleanOr(object), Value::Object(members))
                if members.contains_key("$ref") =>
            {
                self.reference(object, members, path);
            }
            (
                Rule::Object(object) | Rule::ReferenceOr(object) | Rule::BooleanOr(object),
                Value::Object(members),
            ) => self.object(object, members, path),
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
            let here = path.key(key);
            if let Some(field) = object.field(members, key) {
                self.value(field.rule, value, &here, Some(field));
            } else if is_extension(key) {
                self.outline.extensions.push(here.pointer());
            } else if let Some(entries) = object.entries {
                if !(entries.fits)(key) {
                    self.invalid_key(object, key, entries.form, &here);
                }
                self.value(entries.rule, value, &here, None);
            } else {
                self.unknown_keyword(object, members, key, &here);
            }
        }
        for field in object.fields.iter().filter(|field| field.required && field.applies(members)) {
            if !members.contains_key(field.name) {
                let message = format!("{} must have `{}`", object.name, field.name);
                let advice = format!("add `{}`: {}", field.name, field.rule.expected());
                self.report(Code::MissingKeyword, path, message, Some(&advice));
            }
        }
        if let Some([one, other]) = object.choice {
            let message = match (members.contains_key(one), members.contains_key(other)) {
                (true, true) => format!("{} has both `{one}` and `{other}`", object.name),
                (false, false) => format!("{} has neither `{one}` nor `{other}`", object.name),
                _ => return,
            };
            let advice = format!("keep exactly one of the two, usually `{one}`");
            self.report(Code::MissingKeyword, path, message, Some(&advice));
        }
    }

    fn reference(
        &mut self,
        expected: &'static ObjectType,
        members: &Map<String, Value>,
        path: &StackPath<'_>,
    ) {
        let mut siblings = Vec::new();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("$ref", Value::String(target)) => self.outline.references.push(Reference {
                    pointer: path.pointer(),
                    target: target.clone(),
                    expected,
                }),
                ("$ref", other) => self.wrong_type(Rule::String, other, &path.key(key), None),
                (key, _) if is_extension(key) => {
                    self.outline.extensions.push(path.key(key).pointer());
                }
                (key, _) => siblings.push(key),
            }
        }
        if let Some(first) = siblings.first() {
            let names: Vec<String> = siblings.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("OpenAPI 3.0 ignores {} beside `$ref`", names.join(", "));
            let advice = if expected.name == "a schema" {
                "write `allOf: [{$ref: ...}]` instead of `$ref`, or remove the other keywords"
            } else {
                "remove them, or replace the reference by the object"
            };
            let key = |key: &str| self.location(&path.key(key)).key();
            let mut diagnostic = Diagnostic::new(Code::IgnoredSibling, key(first), message)
                .with_label(key("$ref"), "only this is used");
            for sibling in siblings.iter().skip(1) {
                diagnostic = diagnostic.with_label(key(sibling), "ignored too");
            }
            self.diagnostics.push(diagnostic.with_advice(advice));
        }
    }

    fn wrong_type(
        &mut self,
        rule: Rule,
        value: &Value,
        path: &StackPath<'_>,
        field: Option<&Field>,
    ) {
        let expected = rule.expected();
        let message = match field {
            Some(field) => {
                format!("`{}` must be {expected}, found {}", field.name, describe_value(value))
            }
            None => format!("expected {expected}, found {}", describe_value(value)),
        };
        let quotes = format!("put it in quotes: `'{value}'`");
        let bare = value.as_str().filter(|text| is_quoted(rule, text));
        let bare = bare.map(|text| format!("write it without quotes: `{text}`"));
        let advice = match (rule, value) {
            _ if bare.is_some() => bare.as_deref(),
            (Rule::String, Value::Number(_) | Value::Bool(_)) => Some(quotes.as_str()),
            (_, Value::Null) => Some("give it a value, or remove the key"),
            (Rule::Number | Rule::UnsignedInteger, Value::String(text))
                if text.parse::<f64>().is_ok() =>
            {
                Some("write it without quotes")
            }
            (Rule::Boolean, Value::String(text)) if text == "true" || text == "false" => {
                Some("write it without quotes")
            }
            _ => field.and_then(|field| field.advice),
        };
        self.report(Code::WrongType, path, message, advice);
    }

    fn unknown_value(
        &mut self,
        values: &'static [&'static str],
        text: &str,
        path: &StackPath<'_>,
        field: Option<&Field>,
    ) {
        let expected = Rule::OneOf(values).expected();
        let name = field.map_or("the value", |field| field.name);
        let message = format!("`{name}` must be {expected}, found `{text}`");
        let suggestion = nearest(text, values.iter().copied());
        let suggestion = suggestion.map(|it| format!("did you mean `{it}`?"));
        let advice = suggestion.as_deref().or_else(|| field.and_then(|field| field.advice));
        self.report(Code::UnknownValue, path, message, advice);
    }

    fn unknown_keyword(
        &mut self,
        object: &'static ObjectType,
        members: &Map<String, Value>,
        key: &str,
        path: &StackPath<'_>,
    ) {
        if key == "$ref" {
            let message = format!("a reference is not allowed instead of {}", object.name);
            let advice = "replace the reference by the object; OpenAPI 3.0 allows references to components only";
            let location = self.location(path).key();
            let diagnostic = Diagnostic::new(Code::MisplacedReference, location, message);
            return self.diagnostics.push(diagnostic.with_advice(advice));
        }
        let conditional = object.fields.iter().find(|field| field.name == key);
        let message = match conditional.and_then(|field| field.condition) {
            Some((name, _)) => match members.get(name) {
                Some(value) => {
                    format!("`{key}` is not defined if `{name}` is {}", describe_value(value))
                }
                None => format!("`{key}` is not defined without `{name}`"),
            },
            None => format!("{} has no keyword `{key}`", object.name),
        };
        let names = object.fields.iter().filter(|field| field.applies(members));
        let advice = match nearest(key, names.map(|field| field.name)) {
            Some(it) => format!("did you mean `{it}`?"),
            None => json_schema_advice(key).unwrap_or("remove it; it is ignored").to_owned(),
        };
        let location = self.location(path).key();
        let diagnostic = Diagnostic::new(self.unknown, location, message);
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    fn invalid_key(&mut self, object: &ObjectType, key: &str, form: &str, path: &StackPath<'_>) {
        let message = format!("`{key}` in {} is not {form}", object.name);
        let candidates = [format!("/{key}"), key.to_ascii_uppercase(), key.trim().to_owned()];
        let suggestion =
            candidates.iter().find(|it| object.entries.is_some_and(|entries| (entries.fits)(it)));
        let advice = match suggestion {
            Some(it) => format!("did you mean `{it}`?"),
            None => "correct or remove it".to_owned(),
        };
        let diagnostic = Diagnostic::new(Code::InvalidKey, self.location(path).key(), message);
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    fn component_name(&mut self, name: &str, path: &StackPath<'_>) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if name.is_empty() || !name.bytes().all(fits) {
            let message = match name {
                "" => "a component has an empty name".to_owned(),
                name => format!("`{name}` is not a valid component name"),
            };
            let advice = "use letters, digits, `.`, `-` and `_`";
            let diagnostic =
                Diagnostic::new(Code::ComponentName, self.location(path).key(), message);
            self.diagnostics.push(diagnostic.with_advice(advice));
        }
    }

    fn report(&mut self, code: Code, path: &StackPath<'_>, message: String, advice: Option<&str>) {
        let mut diagnostic = Diagnostic::new(code, self.location(path), message);
        diagnostic.advice = advice.map(str::to_owned);
        self.diagnostics.push(diagnostic);
    }

    fn location(&self, path: &StackPath<'_>) -> Location {
        Location::new(self.name, path.pointer())
    }
}

/// Whether a string follows a rule once its quotes are removed.
fn is_quoted(rule: Rule, text: &str) -> bool {
    match rule {
        Rule::Boolean | Rule::BooleanOr(_) => matches!(text, "true" | "false"),
        Rule::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        Rule::UnsignedInteger => text.parse::<u64>().is_ok(),
        _ => false,
    }
}

/// Returns the advice for a keyword of JSON Schema or a newer OpenAPI version.
fn json_schema_advice(key: &str) -> Option<&'static str> {
    Some(match key {
        "const" => "in OpenAPI 3.0 write a constant as `enum` with one member",
        "examples" => "in OpenAPI 3.0 a schema has one `example`",
        "$defs" | "definitions" => "in OpenAPI 3.0 reusable schemas are in `components`",
        "contentEncoding" => "in OpenAPI 3.0 base64 text is `format: byte`",
        "contentMediaType" => "in OpenAPI 3.0 binary content is `format: binary`",
        "webhooks" | "jsonSchemaDialect" | "pathItems" => "it is defined by OpenAPI 3.1 only",
        "$schema"
        | "$id"
        | "$anchor"
        | "$comment"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "minContains"
        | "maxContains"
        | "prefixItems"
        | "patternProperties"
        | "propertyNames"
        | "dependentSchemas"
        | "dependentRequired"
        | "unevaluatedItems"
        | "unevaluatedProperties" => "OpenAPI 3.0 does not support this keyword of JSON Schema",
        _ => return None,
    })
}
