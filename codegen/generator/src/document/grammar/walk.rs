//! The walk along the table: everything in a document that the table does not have is reported.

use serde_json::{Map, Value};

use super::found;
use super::kind::{Field, Kind, Object, is_extension};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, nearest};
use crate::document::trail::Trail;

/// What the walk came by.
#[derive(Debug, Default)]
pub(in crate::document) struct Outline {
    /// Every reference, in document order.
    pub(in crate::document) references: Vec<Reference>,
    /// Every target in the mapping of a discriminator that is written like one, in document order.
    pub(in crate::document) mappings: Vec<Reference>,
    /// Every extension, in document order.
    pub(in crate::document) extensions: Vec<Pointer>,
    /// Every schema that says which values it has, and every other object with an example, in document order.
    pub(in crate::document) described: Vec<Described>,
}

/// An object that describes values: a schema, or a parameter, a header or a media type with a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) pointer: Pointer,
    pub(crate) is_schema: bool,
}

/// The keywords by which an object says which values there are, of those that can disagree with each other.
const DESCRIBING: &[&str] = &[
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

/// A `$ref` where the specification allows one.
#[derive(Debug, Clone)]
pub(in crate::document) struct Reference {
    /// The object that holds the `$ref`, or the text of a mapping.
    pub(in crate::document) pointer: Pointer,
    /// What the `$ref` says.
    pub(in crate::document) target: String,
    /// What belongs in this place.
    pub(in crate::document) expected: &'static Object,
}

/// Walks `value` at `pointer`, which is to be `object` or a reference to one. Unknown keywords are diagnostics of the kind `unknown`.
pub(super) fn walk(
    name: &str,
    (value, pointer): (&Value, &Pointer),
    kind: Kind,
    unknown: Code,
    diagnostics: &mut Diagnostics,
) -> Outline {
    let mut walk = Walk { name, unknown, diagnostics, outline: Outline::default() };
    walk.value(kind, value, &Trail::at(pointer), None);
    walk.outline
}

struct Walk<'walk> {
    name: &'walk str,
    unknown: Code,
    diagnostics: &'walk mut Diagnostics,
    outline: Outline,
}

impl Walk<'_> {
    fn value(&mut self, kind: Kind, value: &Value, trail: &Trail<'_>, field: Option<&Field>) {
        match (kind, value) {
            (Kind::Any, _)
            | (Kind::Text, Value::String(_))
            | (Kind::Flag | Kind::FlagOr(_), Value::Bool(_))
            | (Kind::Number, Value::Number(_)) => {}
            (Kind::Count, Value::Number(number)) if number.is_u64() => {}
            (Kind::OneOf(values), Value::String(text)) => {
                if !values.contains(&text.as_str()) {
                    self.unknown_value(values, text, trail, field);
                }
            }
            (Kind::List(kind), Value::Array(list)) => {
                for (index, item) in list.iter().enumerate() {
                    self.value(*kind, item, &trail.index(index), None);
                }
            }
            (Kind::Map(kind), Value::Object(map)) => {
                for (key, member) in map {
                    self.value(*kind, member, &trail.key(key), None);
                }
            }
            (Kind::Targets(expected), Value::Object(map)) => {
                for (key, target) in map {
                    let here = trail.key(key);
                    match target {
                        Value::String(target) => self.outline.mappings.push(Reference {
                            pointer: here.pointer(),
                            target: target.clone(),
                            expected,
                        }),
                        other => self.wrong_kind(Kind::Text, other, &here, None),
                    }
                }
            }
            (Kind::Components(object), Value::Object(map)) => {
                for (key, member) in map {
                    self.component_name(key, &trail.key(key));
                    self.value(Kind::Reference(object), member, &trail.key(key), None);
                }
            }
            (Kind::Reference(object) | Kind::FlagOr(object), Value::Object(members))
                if members.contains_key("$ref") =>
            {
                self.reference(object, members, trail);
            }
            (
                Kind::Object(object) | Kind::Reference(object) | Kind::FlagOr(object),
                Value::Object(members),
            ) => self.object(object, members, trail),
            _ => self.wrong_kind(kind, value, trail, field),
        }
    }

    fn object(&mut self, object: &'static Object, members: &Map<String, Value>, trail: &Trail<'_>) {
        let describes = members.keys().any(|key| DESCRIBING.contains(&key.as_str()));
        if describes && object.fields.iter().any(|field| field.name == "example") {
            let is_schema = object.section == Some("schemas");
            self.outline.described.push(Described { pointer: trail.pointer(), is_schema });
        }
        for (key, value) in members {
            let here = trail.key(key);
            if let Some(field) = object.field(members, key) {
                self.value(field.kind, value, &here, Some(field));
            } else if is_extension(key) {
                self.outline.extensions.push(here.pointer());
            } else if let Some(entries) = object.entries {
                if !(entries.fits)(key) {
                    self.invalid_key(object, key, entries.form, &here);
                }
                self.value(entries.kind, value, &here, None);
            } else {
                self.unknown_keyword(object, members, key, &here);
            }
        }
        for field in object.fields.iter().filter(|field| field.required && field.applies(members)) {
            if !members.contains_key(field.name) {
                let message = format!("{} must have `{}`", object.name, field.name);
                let advice = format!("add `{}`: {}", field.name, field.kind.expected());
                self.report(Code::MissingKeyword, trail, message, Some(&advice));
            }
        }
        if let Some([one, other]) = object.choice {
            let message = match (members.contains_key(one), members.contains_key(other)) {
                (true, true) => format!("{} has `{one}` and `{other}`", object.name),
                (false, false) => format!("{} has neither `{one}` nor `{other}`", object.name),
                _ => return,
            };
            let advice = format!("it must have exactly one of the two, mostly `{one}`");
            self.report(Code::MissingKeyword, trail, message, Some(&advice));
        }
    }

    fn reference(
        &mut self,
        expected: &'static Object,
        members: &Map<String, Value>,
        trail: &Trail<'_>,
    ) {
        let mut siblings = Vec::new();
        for (key, value) in members {
            match (key.as_str(), value) {
                ("$ref", Value::String(target)) => self.outline.references.push(Reference {
                    pointer: trail.pointer(),
                    target: target.clone(),
                    expected,
                }),
                ("$ref", other) => self.wrong_kind(Kind::Text, other, &trail.key(key), None),
                (key, _) if is_extension(key) => {
                    self.outline.extensions.push(trail.key(key).pointer());
                }
                (key, _) => siblings.push(key),
            }
        }
        if let Some(first) = siblings.first() {
            let shown: Vec<String> = siblings.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("OpenAPI 3.0 ignores {} beside `$ref`", shown.join(", "));
            let advice = if expected.name == "a schema" {
                "put the reference into a list: `allOf: [{$ref: ...}]`; or remove them"
            } else {
                "remove them, or write the object out instead of the reference"
            };
            let key = |key: &str| self.location(&trail.key(key)).key();
            let mut diagnostic = Diagnostic::new(Code::IgnoredSibling, key(first), message)
                .with_label(key("$ref"), "only this counts");
            for sibling in siblings.iter().skip(1) {
                diagnostic = diagnostic.with_label(key(sibling), "ignored too");
            }
            self.diagnostics.push(diagnostic.with_advice(advice));
        }
    }

    fn wrong_kind(&mut self, kind: Kind, value: &Value, trail: &Trail<'_>, field: Option<&Field>) {
        let expected = kind.expected();
        let message = match field {
            Some(field) => format!("`{}` must be {expected}, found {}", field.name, found(value)),
            None => format!("expected {expected}, found {}", found(value)),
        };
        let quotes = format!("put it in quotes: `'{value}'`");
        let bare = value.as_str().filter(|text| is_in_quotes(kind, text));
        let bare = bare.map(|text| format!("write it without quotes: `{text}`"));
        let advice = match (kind, value) {
            _ if bare.is_some() => bare.as_deref(),
            (Kind::Text, Value::Number(_) | Value::Bool(_)) => Some(quotes.as_str()),
            (_, Value::Null) => Some("give it a value, or leave the key out"),
            (Kind::Number | Kind::Count, Value::String(text)) if text.parse::<f64>().is_ok() => {
                Some("write it without quotes")
            }
            (Kind::Flag, Value::String(text)) if text == "true" || text == "false" => {
                Some("write it without quotes")
            }
            _ => field.and_then(|field| field.advice),
        };
        self.report(Code::WrongType, trail, message, advice);
    }

    fn unknown_value(
        &mut self,
        values: &'static [&'static str],
        text: &str,
        trail: &Trail<'_>,
        field: Option<&Field>,
    ) {
        let expected = Kind::OneOf(values).expected();
        let name = field.map_or("the value", |field| field.name);
        let message = format!("`{name}` must be {expected}, found `{text}`");
        let meant = nearest(text, values.iter().copied());
        let meant = meant.map(|meant| format!("did you mean `{meant}`?"));
        let advice = meant.as_deref().or_else(|| field.and_then(|field| field.advice));
        self.report(Code::UnknownValue, trail, message, advice);
    }

    fn unknown_keyword(
        &mut self,
        object: &'static Object,
        members: &Map<String, Value>,
        key: &str,
        trail: &Trail<'_>,
    ) {
        if key == "$ref" {
            let message = format!("no reference can stand in the place of {}", object.name);
            let advice = "write the object out; OpenAPI 3.0 has references to components only";
            let location = self.location(trail).key();
            let diagnostic = Diagnostic::new(Code::MisplacedReference, location, message);
            return self.diagnostics.push(diagnostic.with_advice(advice));
        }
        let elsewhere = object.fields.iter().find(|field| field.name == key);
        let message = match elsewhere.and_then(|field| field.beside) {
            Some((name, _)) => match members.get(name) {
                Some(value) => format!("`{key}` has no meaning where `{name}` is {}", found(value)),
                None => format!("`{key}` has no meaning without `{name}`"),
            },
            None => format!("{} has no keyword `{key}`", object.name),
        };
        let names = object.fields.iter().filter(|field| field.applies(members));
        let advice = match nearest(key, names.map(|field| field.name)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => json_schema_advice(key).unwrap_or("remove it; it is ignored").to_owned(),
        };
        let location = self.location(trail).key();
        let diagnostic = Diagnostic::new(self.unknown, location, message);
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    fn invalid_key(&mut self, object: &Object, key: &str, form: &str, trail: &Trail<'_>) {
        let message = format!("`{key}` among {} is not {form}", object.name);
        let near = [format!("/{key}"), key.to_ascii_uppercase(), key.trim().to_owned()];
        let meant = near.iter().find(|near| object.entries.is_some_and(|it| (it.fits)(near)));
        let advice = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct or remove it".to_owned(),
        };
        let diagnostic = Diagnostic::new(Code::InvalidKey, self.location(trail).key(), message);
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    fn component_name(&mut self, name: &str, trail: &Trail<'_>) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if name.is_empty() || !name.bytes().all(fits) {
            let message = match name {
                "" => "a component has an empty name".to_owned(),
                name => format!("`{name}` is no name for a component"),
            };
            let advice = "OpenAPI 3.0 has letters, digits, `.`, `-` and `_` in such names";
            let diagnostic =
                Diagnostic::new(Code::ComponentName, self.location(trail).key(), message);
            self.diagnostics.push(diagnostic.with_advice(advice));
        }
    }

    fn report(&mut self, code: Code, trail: &Trail<'_>, message: String, advice: Option<&str>) {
        let mut diagnostic = Diagnostic::new(code, self.location(trail), message);
        diagnostic.advice = advice.map(str::to_owned);
        self.diagnostics.push(diagnostic);
    }

    fn location(&self, trail: &Trail<'_>) -> Location {
        Location::new(self.name, trail.pointer())
    }
}

/// Whether quotes are all that keeps a text from being of a kind.
fn is_in_quotes(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Flag | Kind::FlagOr(_) => matches!(text, "true" | "false"),
        Kind::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        Kind::Count => text.parse::<u64>().is_ok(),
        _ => false,
    }
}

/// What keywords of newer versions are in OpenAPI 3.0.
fn json_schema_advice(key: &str) -> Option<&'static str> {
    Some(match key {
        "const" => "in OpenAPI 3.0 one fixed value is `enum` with one item",
        "examples" => "in OpenAPI 3.0 a schema has one `example`",
        "$defs" | "definitions" => "in OpenAPI 3.0 schemas to refer to stand in `components`",
        "contentEncoding" => "in OpenAPI 3.0 base64 text is `format: byte`",
        "contentMediaType" => "in OpenAPI 3.0 binary content is `format: binary`",
        "webhooks" | "jsonSchemaDialect" | "pathItems" => "it came with OpenAPI 3.1",
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
        | "unevaluatedProperties" => "it is JSON Schema that OpenAPI 3.0 does not have",
        _ => return None,
    })
}
