//! Parses YAML or JSON into a tree and reports duplicate keys, YAML that JSON cannot represent, and syntax errors.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde_json::{Map, Number, Value};

use super::nesting::{self, MAX_DEPTH};
use super::source::is_json_name;
use super::{IndexedText, StackPath};
use crate::diagnostic::{
    Code, Cost, Diagnostic, Diagnostics, Highlight, Location, Pointer, Position,
};

/// Parses `source`; returns `None` after a syntax error or an excess of nesting or aliases.
///
/// Errors in keys and scalars do not stop the parser, so that all of them are reported.
pub(in crate::document) fn read(
    source: &IndexedText,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let (value, mut raised) = read_either(source);
    for diagnostic in &mut raised {
        source.locate(diagnostic);
    }
    diagnostics.extend(raised);
    value
}

fn read_either(source: &IndexedText) -> (Option<Value>, Vec<Diagnostic>) {
    let named_json = is_json_name(&source.name);
    if named_json || source.text.as_str().trim_start().starts_with('{') {
        let (value, diagnostics) = read_json(source);
        // A YAML flow mapping starts like a JSON object.
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
    let message = format!("values are nested more than {MAX_DEPTH} levels deep");
    Diagnostic::new(Code::TooDeep, location, message)
        .with_advice("move inner schemas to `components` and refer to them")
}

fn read_json(source: &IndexedText) -> (Option<Value>, Vec<Diagnostic>) {
    let reading = RefCell::new(Reading::new(source, false));
    let mut deserializer = serde_json::Deserializer::from_str(source.text.as_str());
    let node = Node { reading: &reading, path: StackPath::root() };
    let value = node.deserialize(&mut deserializer);
    let value =
        value.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| ParseError {
            message: error.to_string(),
            offset: (error.line() > 0)
                .then(|| source.text.offset_of_line(error.line(), error.column())),
            suffix: format!(" at line {} column {}", error.line(), error.column()),
        });
    reading.into_inner().finish(value, "JSON")
}

fn read_yaml(source: &IndexedText) -> (Option<Value>, Vec<Diagnostic>) {
    let reading = RefCell::new(Reading::new(source, true));
    let node = Node { reading: &reading, path: StackPath::root() };
    let value = node.deserialize(serde_yaml::Deserializer::from_str(source.text.as_str()));
    let value = value.map_err(|error| {
        let location = error.location();
        let suffix = location
            .as_ref()
            .map(|at| format!(" at line {} column {}", at.line(), at.column()))
            .unwrap_or_default();
        let offset = location.map(|at| source.text.offset_of_character(at.index()));
        ParseError { message: error.to_string(), offset, suffix }
    });
    reading.into_inner().finish(value, "YAML")
}

/// An error that stopped the parser.
struct ParseError {
    message: String,
    /// The offset in the text.
    offset: Option<usize>,
    /// The position as the parser appends it to the message.
    suffix: String,
}

/// State of parsing one text.
struct Reading<'source> {
    source: &'source IndexedText,
    yaml: bool,
    diagnostics: Vec<Diagnostic>,
    /// The innermost value that could not be read.
    end: Option<Pointer>,
    /// The remaining growth of the tree, which bounds the expansion of YAML aliases.
    budget: usize,
}

/// Cost of a value in addition to its text.
const VALUE_COST: usize = 16;

impl<'source> Reading<'source> {
    fn new(source: &'source IndexedText, yaml: bool) -> Self {
        // Without aliases a text of n bytes costs less than 2 * VALUE_COST * n.
        let budget = (16 << 20) + 2 * VALUE_COST * source.text.as_str().len();
        Self { source, yaml, diagnostics: Vec::new(), end: None, budget }
    }

    fn location(&self, pointer: Pointer) -> Location {
        Location::new(self.source.name.as_str(), pointer)
    }

    fn report_yaml(&mut self, path: &StackPath<'_>, message: String, cost: Cost, advice: &str) {
        let location = self.location(path.pointer());
        let diagnostic = Diagnostic::new(Code::UnsupportedYaml, location, message);
        self.diagnostics.push(diagnostic.with_cost(cost).with_advice(advice));
    }

    /// Reports a key that occurred `times` times before in its object.
    fn report_duplicate(&mut self, key: &str, path: &StackPath<'_>, times: usize) {
        let location = self.location(path.pointer());
        let message = format!("the key `{key}` is used twice in this object");
        let diagnostic = Diagnostic::new(
            Code::DuplicateKey,
            location.clone().highlight(Highlight::RepeatedKey(times)),
            message,
        );
        self.diagnostics.push(
            diagnostic
                .with_label(location.key(), "first used here")
                .with_cost(Cost::Ignored("this value".to_owned()))
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
        value: Result<Value, ParseError>,
        language: &str,
    ) -> (Option<Value>, Vec<Diagnostic>) {
        match value {
            Ok(value) => (Some(value), self.diagnostics),
            Err(error) => {
                let diagnostic = self.explain(&error, language);
                self.diagnostics.push(diagnostic);
                (None, self.diagnostics)
            }
        }
    }

    fn explain(&self, error: &ParseError, language: &str) -> Diagnostic {
        let mut location = self.location(self.end.clone().unwrap_or_else(Pointer::root));
        location.span = error.offset.map(|offset| self.source.text.span(offset..offset + 1));
        let message = error.message.replacen(&error.suffix, "", 1);
        if message.contains("recursion limit exceeded") {
            too_deep(location)
        } else if message.contains("repetition limit exceeded") || message.contains(BOMB) {
            Diagnostic::new(Code::TooDeep, location, "the aliases expand to too much data")
                .with_advice("use `$ref` instead of YAML aliases")
        } else if message.contains(COMPLEX_KEY) {
            Diagnostic::new(Code::Syntax, location, "a key is a list or an object")
                .with_advice("only strings, numbers and booleans can be keys")
        } else {
            // The parser mentions only some tabs; for others it reports that no token starts with the character.
            let at = error.offset.and_then(|at| self.source.text.as_str().as_bytes().get(at));
            let tab = message.contains("tab character") || (self.yaml && at == Some(&b'\t'));
            let (message, context) = split_context(&message);
            let message = format!("invalid {language}: {message}");
            let mut diagnostic = Diagnostic::new(Code::Syntax, location.clone(), message);
            if let Some((context, position)) = context {
                let offset = self.source.text.offset(position);
                let start = location.at(self.source.text.span(offset..offset + 1));
                diagnostic =
                    diagnostic.with_label(start, format!("while {context} that starts here"));
            }
            if tab { diagnostic.with_advice("indent with spaces") } else { diagnostic }
        }
    }
}

/// Splits a message of libyaml into the error and its context: `..., while parsing a flow sequence at line 2 column 15`.
fn split_context(message: &str) -> (&str, Option<(&str, Position)>) {
    let parsed = message.rsplit_once(", while ").and_then(|(message, context)| {
        let (context, position) = context.rsplit_once(" at line ")?;
        let (line, column) = position.split_once(" column ")?;
        let position = Position { line: line.parse().ok()?, column: column.parse().ok()? };
        Some((message, (context, position)))
    });
    parsed.map_or((message, None), |(message, context)| (message, Some(context)))
}

/// Messages of the visitors below, which [`Reading::explain`] recognises.
const BOMB: &str = "aliases exceed the budget";
const COMPLEX_KEY: &str = "expected a scalar as a key";

/// Reads the value at the end of a path.
struct Node<'reading, 'source> {
    reading: &'reading RefCell<Reading<'source>>,
    path: StackPath<'reading>,
}

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Self { reading, path } = self;
        deserializer.deserialize_any(Self { reading, path }).inspect_err(|_| {
            // An error passes the innermost value first.
            reading.borrow_mut().end.get_or_insert_with(|| path.pointer());
        })
    }
}

impl Node<'_, '_> {
    fn spend<E: serde::de::Error>(&self, length: usize) -> Result<(), E> {
        self.reading.borrow_mut().spend(length).map_err(E::custom)
    }

    fn report_yaml(&self, path: &StackPath<'_>, message: String, cost: Cost, advice: &str) {
        self.reading.borrow_mut().report_yaml(path, message, cost, advice);
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

    #[allow(clippy::cast_precision_loss, reason = "JSON parsers read such integers as floats")]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON parsers read such integers as floats")]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(
            || {
                let message = format!("`{value}` is not a number in JSON");
                let cost = Cost::ReadAs("null".to_owned());
                self.report_yaml(&self.path, message, cost, "put it in quotes if it is a string");
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
            let path = self.path.index(list.len());
            match items.next_element_seed(Node { reading: self.reading, path })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
            self.spend(0)?;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut repeated: BTreeMap<String, usize> = BTreeMap::new();
        let mut merged = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            self.spend(key.len())?;
            let path = self.path.key(&key);
            let value = entries.next_value_seed(Node { reading: self.reading, path })?;
            if self.reading.borrow().yaml && key == "<<" {
                let message = "merge keys (`<<`) are not part of YAML 1.2".to_owned();
                let cost = Cost::ReadAs("the merged keys".to_owned());
                self.report_yaml(&path, message, cost, "write the keys out, or use `$ref`");
                merged.push(value);
            } else if object.contains_key(&key) {
                let times = repeated.entry(key.clone()).or_default();
                *times += 1;
                self.reading.borrow_mut().report_duplicate(&key, &path, *times);
            } else {
                object.insert(key, value);
            }
        }
        // As in YAML 1.1: the keys of the object itself come first, then those of earlier merged objects.
        merged.reverse();
        while let Some(value) = merged.pop() {
            match value {
                Value::Object(members) => {
                    for (key, value) in members {
                        object.entry(key).or_insert(value);
                    }
                }
                Value::Array(values) => merged.extend(values.into_iter().rev()),
                _ => {}
            }
        }
        Ok(Value::Object(object))
    }

    /// Reports a YAML tag and reads the value, whose errors are reported too.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (Key(tag), value) = data.variant()?;
        let message = format!("the YAML tag `!{tag}` has no meaning in OpenAPI");
        let cost = Cost::Ignored(format!("the tag `!{tag}`"));
        self.report_yaml(&self.path, message, cost, "remove the tag");
        value.newtype_variant_seed(self)
    }
}

/// A key as written in the text, so that YAML's `200` and `true` are strings.
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
        // Serde prefixes this with "expected ", which gives COMPLEX_KEY.
        formatter.write_str("a scalar as a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }

    fn visit_string<E>(self, key: String) -> Result<String, E> {
        Ok(key)
    }
}
