//! Reads YAML or JSON text into one tree, and says everything about the text that keeps it from being one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde_json::{Map, Number, Value};

use super::nesting;
use super::text::MarkedText;
use super::trail::Trail;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Part, Pointer, Position};

/// Reads `source`; `None` where it is no tree at all.
///
/// Diagnostics about keys and scalars do not end the reading, so that all of them are reported; what
/// ends it are syntax errors and the limits on nesting and aliases.
pub(super) fn read(source: &MarkedText, diagnostics: &mut Diagnostics) -> Option<Value> {
    let (value, mut raised) = read_either(source);
    for diagnostic in &mut raised {
        source.locate(diagnostic);
    }
    diagnostics.extend(raised);
    value
}

fn read_either(source: &MarkedText) -> (Option<Value>, Vec<Diagnostic>) {
    let named_json = extension_is_json(&source.name);
    if named_json || source.text.as_str().trim_start().starts_with('{') {
        let (value, diagnostics) = read_json(source);
        // YAML has a form that looks like JSON and is not.
        if named_json || value.is_some() {
            return (value, diagnostics);
        }
    }
    if nesting::is_too_deep(source.text.as_str()) {
        let location = Location::new(source.name.as_str(), Pointer::root());
        return (None, vec![too_deep(location)]);
    }
    read_yaml(source)
}

fn too_deep(location: Location) -> Diagnostic {
    let message = format!("values are nested more than {DEPTH} levels deep");
    Diagnostic::new(Code::TooDeep, location, message)
        .with_advice("move inner schemas to `components` and refer to them")
}

/// Whether a file is to be JSON, by its name.
pub(super) fn extension_is_json(name: &str) -> bool {
    let extension = std::path::Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn read_json(source: &MarkedText) -> (Option<Value>, Vec<Diagnostic>) {
    let reading = RefCell::new(Reading::new(source, false));
    let mut deserializer = serde_json::Deserializer::from_str(source.text.as_str());
    let node = Node { reading: &reading, trail: Trail::root() };
    let value = node.deserialize(&mut deserializer);
    let value =
        value.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| Failure {
            message: error.to_string(),
            offset: (error.line() > 0)
                .then(|| source.text.offset_of_line(error.line(), error.column())),
            suffix: format!(" at line {} column {}", error.line(), error.column()),
        });
    reading.into_inner().finish(value, "JSON")
}

fn read_yaml(source: &MarkedText) -> (Option<Value>, Vec<Diagnostic>) {
    let reading = RefCell::new(Reading::new(source, true));
    let node = Node { reading: &reading, trail: Trail::root() };
    let value = node.deserialize(serde_yaml::Deserializer::from_str(source.text.as_str()));
    let value = value.map_err(|error| {
        let location = error.location();
        let suffix = location
            .as_ref()
            .map(|at| format!(" at line {} column {}", at.line(), at.column()))
            .unwrap_or_default();
        let offset = location.map(|at| source.text.offset_of_character(at.index()));
        Failure { message: error.to_string(), offset, suffix }
    });
    reading.into_inner().finish(value, "YAML")
}

/// What ended the reading.
struct Failure {
    message: String,
    /// Where in the text.
    offset: Option<usize>,
    /// How the parser writes the position into its message.
    suffix: String,
}

/// What is known while one text is read.
struct Reading<'source> {
    source: &'source MarkedText,
    yaml: bool,
    diagnostics: Vec<Diagnostic>,
    /// Where the reading ended: the innermost value that could not be read.
    end: Option<Pointer>,
    /// How much the tree may still grow; a bound on what YAML aliases multiply.
    budget: usize,
}

/// How deep values may be nested: what both parsers allow.
pub(super) const DEPTH: usize = 127;

/// What each value counts besides its text.
const VALUE_COST: usize = 16;

impl<'source> Reading<'source> {
    fn new(source: &'source MarkedText, yaml: bool) -> Self {
        // Without aliases no text of n bytes costs 2 * VALUE_COST * n.
        let budget = (16 << 20) + 2 * VALUE_COST * source.text.as_str().len();
        Self { source, yaml, diagnostics: Vec::new(), end: None, budget }
    }

    fn location(&self, pointer: Pointer) -> Location {
        Location::new(self.source.name.as_str(), pointer)
    }

    fn refuse(&mut self, code: Code, trail: &Trail<'_>, message: String, advice: &str) {
        let location = self.location(trail.pointer());
        self.diagnostics.push(Diagnostic::new(code, location, message).with_advice(advice));
    }

    /// A key that stood `times` times before in its object.
    fn refuse_again(&mut self, key: &str, trail: &Trail<'_>, times: usize) {
        let location = self.location(trail.pointer());
        let message = format!("the key `{key}` stands twice in this object");
        let diagnostic =
            Diagnostic::new(Code::DuplicateKey, location.clone().part(Part::Again(times)), message);
        self.diagnostics.push(
            diagnostic
                .with_label(location.key(), "it stands here first")
                .with_advice("remove or rename one of the two"),
        );
    }

    fn spend(&mut self, length: usize) -> Result<(), &'static str> {
        let cost = VALUE_COST.saturating_add(length);
        self.budget = self.budget.checked_sub(cost).ok_or(BOMB)?;
        Ok(())
    }

    fn finish(
        mut self,
        value: Result<Value, Failure>,
        language: &str,
    ) -> (Option<Value>, Vec<Diagnostic>) {
        match value {
            Ok(value) => (Some(value), self.diagnostics),
            Err(failure) => {
                let diagnostic = self.explain(&failure, language);
                self.diagnostics.push(diagnostic);
                (None, self.diagnostics)
            }
        }
    }

    fn explain(&self, failure: &Failure, language: &str) -> Diagnostic {
        let mut location = self.location(self.end.clone().unwrap_or_else(Pointer::root));
        location.span = failure.offset.map(|offset| self.source.text.span(offset..offset + 1));
        let message = failure.message.replacen(&failure.suffix, "", 1);
        if message.contains("recursion limit exceeded") {
            too_deep(location)
        } else if message.contains("repetition limit exceeded") || message.contains(BOMB) {
            Diagnostic::new(Code::TooDeep, location, "aliases multiply the document beyond reason")
                .with_advice("use `$ref` instead of YAML aliases")
        } else if message.contains(COMPLEX_KEY) {
            Diagnostic::new(Code::UnsupportedYaml, location, "a key is a list or an object")
                .with_advice("only strings, numbers and booleans can be keys")
        } else {
            // The parser says so of some tabs only; of others, that no token begins with such a character.
            let at = failure.offset.and_then(|at| self.source.text.as_str().as_bytes().get(at));
            let tab = message.contains("tab character") || (self.yaml && at == Some(&b'\t'));
            let (message, context) = in_context(&message);
            let message = format!("this is not {language}: {message}");
            let mut diagnostic = Diagnostic::new(Code::Syntax, location.clone(), message);
            if let Some((context, position)) = context {
                let offset = self.source.text.offset(position);
                let begun = location.at(self.source.text.span(offset..offset + 1));
                diagnostic =
                    diagnostic.with_label(begun, format!("while {context} that begins here"));
            }
            if tab { diagnostic.with_advice("indent with spaces") } else { diagnostic }
        }
    }
}

/// What libyaml says, and what it was reading, from where on: `..., while parsing a flow sequence at line 2 column 15`.
fn in_context(message: &str) -> (&str, Option<(&str, Position)>) {
    let parsed = message.rsplit_once(", while ").and_then(|(message, context)| {
        let (context, position) = context.rsplit_once(" at line ")?;
        let (line, column) = position.split_once(" column ")?;
        let position = Position { line: line.parse().ok()?, column: column.parse().ok()? };
        Some((message, (context, position)))
    });
    parsed.map_or((message, None), |(message, context)| (message, Some(context)))
}

/// How the visitors below tell `explain` what they refused.
const BOMB: &str = "aliases multiply the document";
const COMPLEX_KEY: &str = "expected a scalar as a key";

/// Reads the value at the end of a trail.
struct Node<'reading, 'source> {
    reading: &'reading RefCell<Reading<'source>>,
    trail: Trail<'reading>,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Self { reading, trail } = self;
        deserializer.deserialize_any(Self { reading, trail }).inspect_err(|_| {
            // Errors pass the innermost value first.
            reading.borrow_mut().end.get_or_insert_with(|| trail.pointer());
        })
    }
}

impl Node<'_, '_> {
    fn spend<E: serde::de::Error>(&self, length: usize) -> Result<(), E> {
        self.reading.borrow_mut().spend(length).map_err(E::custom)
    }

    fn refuse(&self, code: Code, trail: &Trail<'_>, message: String, advice: &str) {
        self.reading.borrow_mut().refuse(code, trail, message, advice);
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON readers take such integers as floats")]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON readers take such integers as floats")]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(
            || {
                let message = format!("`{value}` is a number that JSON does not have");
                self.refuse(
                    Code::UnsupportedYaml,
                    &self.trail,
                    message,
                    "put it in quotes if it is text",
                );
                Value::Null
            },
            Value::Number,
        ))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let trail = self.trail.index(list.len());
            match items.next_element_seed(Node { reading: self.reading, trail })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
            self.spend(0)?;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut repeated: BTreeMap<String, usize> = BTreeMap::new();
        while let Some(Key(key)) = entries.next_key()? {
            self.spend(key.len())?;
            let trail = self.trail.key(&key);
            let value = entries.next_value_seed(Node { reading: self.reading, trail })?;
            if self.reading.borrow().yaml && key == "<<" {
                let message = "merge keys (`<<`) are not part of YAML 1.2".to_owned();
                self.refuse(
                    Code::UnsupportedYaml,
                    &trail,
                    message,
                    "write the keys out, or use `$ref`",
                );
            } else if object.contains_key(&key) {
                let times = repeated.entry(key.clone()).or_default();
                *times += 1;
                self.reading.borrow_mut().refuse_again(&key, &trail, *times);
            } else {
                object.insert(key, value);
            }
        }
        Ok(Value::Object(object))
    }

    /// A YAML tag: the value is read all the same, for what else there is to find in it.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (Key(tag), value) = data.variant()?;
        let message = format!("the YAML tag `!{tag}` has no meaning in OpenAPI");
        self.refuse(Code::UnsupportedYaml, &self.trail, message, "remove the tag");
        value.newtype_variant_seed(self)
    }
}

/// A key as it stands in the text: YAML's `200` and `true` are keys like any other.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor).map(Self)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // With serde's "expected " before it, this is COMPLEX_KEY.
        formatter.write_str("a scalar as a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }

    fn visit_string<E>(self, key: String) -> Result<String, E> {
        Ok(key)
    }
}
